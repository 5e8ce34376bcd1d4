import type { FieldMeta, Layer } from '#geodata/layers/define.ts';
import type { Published } from '#server/features/published.ts';

const shapes = { point: 'point', line: 'multilinestring', polygon: 'multipolygon' } as const;

const types = {
  text: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  timestamp: { type: 'string', format: 'date-time' }
} as const;

/** The fields a caller may filter by, as a JSON Schema; nothing beside them may be asked about. */
export function queryablesSchema(layer: Layer, fields: readonly Published[], url: string, lang: 'zh' | 'en') {
  const properties = fields.map(({ name, type, meta }) => [name, { ...types[type], ...described(meta, lang) }]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: url,
    type: 'object',
    title: layer.title[lang],
    description: layer.about[lang],
    properties: {
      ...(Object.fromEntries(properties) as Record<string, object>),
      geometry: {
        title: lang === 'zh' ? '几何' : 'Geometry',
        format: `geometry-${shapes[layer.geometry]}`,
        'x-ogc-role': 'primary-geometry'
      }
    },
    additionalProperties: false
  };
}

function described(meta: FieldMeta, lang: 'zh' | 'en') {
  const values = Object.entries(meta.values ?? {});
  return {
    title: meta[lang],
    ...(meta.unit && { 'x-ogc-unit': meta.unit }),
    ...(values.length && {
      description: values.map(([value, words]) => `${value}: ${words[lang]}`).join('; '),
      // A level is a number that has words.
      ...(values.every(([value]) => !/^\d+$/.test(value)) && { enum: values.map(([value]) => value) })
    })
  };
}
