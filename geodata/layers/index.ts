import type { Layer } from '#geodata/layers/define.ts';
import { buildings } from '#geodata/layers/buildings.ts';
import { cameras } from '#geodata/layers/cameras.ts';
import { components } from '#geodata/layers/components.ts';
import { compounds } from '#geodata/layers/compounds.ts';
import { divisions } from '#geodata/layers/divisions.ts';
import { events } from '#geodata/layers/events.ts';
import { gates } from '#geodata/layers/gates.ts';
import { green } from '#geodata/layers/green.ts';
import { grids } from '#geodata/layers/grids.ts';
import { hydrants } from '#geodata/layers/hydrants.ts';
import { keySites } from '#geodata/layers/key_sites.ts';
import { landuse } from '#geodata/layers/landuse.ts';
import { meters } from '#geodata/layers/meters.ts';
import { railways } from '#geodata/layers/railways.ts';
import { roads } from '#geodata/layers/roads.ts';
import { servicePoints } from '#geodata/layers/service_points.ts';
import { shelters } from '#geodata/layers/shelters.ts';
import { stations } from '#geodata/layers/stations.ts';
import { teams } from '#geodata/layers/teams.ts';
import { water } from '#geodata/layers/water.ts';
import { waterways } from '#geodata/layers/waterways.ts';

/** Every layer of the map, in draw order, lowest first. */
export const layers: readonly Layer[] = [
  landuse,
  green,
  water,
  waterways,
  railways,
  roads,
  buildings,
  compounds,
  divisions,
  grids,
  components,
  gates,
  meters,
  hydrants,
  cameras,
  servicePoints,
  shelters,
  stations,
  teams,
  keySites,
  events
];

const byId = new Map(layers.map((layer) => [layer.id, layer]));

/** The layer of that name, or undefined: the only way from a name in a URL to a table or function. */
export function findLayer(id: string): Layer | undefined {
  return byId.get(id);
}
