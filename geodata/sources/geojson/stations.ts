import { fromTags } from '#geodata/sources/geojson/from_tags.ts';
import { stations as rule } from '#geodata/sources/osm/stations.ts';

export const stations = fromTags('kind', rule, { name: ['name:zh', 'name'], phone: ['phone', 'contact:phone'] });
