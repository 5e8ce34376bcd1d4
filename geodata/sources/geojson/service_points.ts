import { fromTags } from '#geodata/sources/geojson/from_tags.ts';
import { servicePoints as rule } from '#geodata/sources/osm/service_points.ts';

export const servicePoints = fromTags('category', rule, {
  name: ['name:zh', 'name'],
  name_en: ['name_en', 'name:en'],
  phone: ['phone', 'contact:phone']
});
