import { fromTags } from '#geodata/sources/geojson/from_tags.ts';
import { keySites as rule } from '#geodata/sources/osm/key_sites.ts';

export const keySites = fromTags('category', rule, { name: ['name:zh', 'name'] });
