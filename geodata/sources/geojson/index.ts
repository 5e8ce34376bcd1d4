import type { GeoJsonReading } from '#geodata/sources/rule.ts';
import { buildings } from '#geodata/sources/geojson/buildings.ts';
import { green } from '#geodata/sources/geojson/green.ts';
import { keySites } from '#geodata/sources/geojson/key_sites.ts';
import { landuse } from '#geodata/sources/geojson/landuse.ts';
import { railways } from '#geodata/sources/geojson/railways.ts';
import { roads } from '#geodata/sources/geojson/roads.ts';
import { servicePoints } from '#geodata/sources/geojson/service_points.ts';
import { stations } from '#geodata/sources/geojson/stations.ts';
import { water } from '#geodata/sources/geojson/water.ts';
import { waterways } from '#geodata/sources/geojson/waterways.ts';

/** Layers that understand foreign property names and values; every other layer is read by its own column names. */
export const readings: Readonly<Record<string, GeoJsonReading>> = {
  buildings,
  green,
  key_sites: keySites,
  landuse,
  railways,
  roads,
  service_points: servicePoints,
  stations,
  water,
  waterways
};
