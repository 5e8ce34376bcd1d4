import type { OsmRule } from '#geodata/sources/rule.ts';
import { buildings } from '#geodata/sources/osm/buildings.ts';
import { cameras } from '#geodata/sources/osm/cameras.ts';
import { green } from '#geodata/sources/osm/green.ts';
import { hydrants } from '#geodata/sources/osm/hydrants.ts';
import { keySites } from '#geodata/sources/osm/key_sites.ts';
import { landuse } from '#geodata/sources/osm/landuse.ts';
import { railways } from '#geodata/sources/osm/railways.ts';
import { roads } from '#geodata/sources/osm/roads.ts';
import { servicePoints } from '#geodata/sources/osm/service_points.ts';
import { stations } from '#geodata/sources/osm/stations.ts';
import { water } from '#geodata/sources/osm/water.ts';
import { waterways } from '#geodata/sources/osm/waterways.ts';

/** The layers that OpenStreetMap can fill, and how. */
export const osmRules: Readonly<Record<string, OsmRule>> = {
  landuse,
  green,
  water,
  waterways,
  railways,
  roads,
  buildings,
  hydrants,
  cameras,
  service_points: servicePoints,
  stations,
  key_sites: keySites
};
