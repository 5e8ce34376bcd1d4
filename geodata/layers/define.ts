import { z } from 'zod';
import type { Permission } from '#geodata/access/roles.ts';
import type { Stewardship } from '#geodata/layers/stewardship.ts';
import type { PaintPart } from '#geodata/style/paint.ts';

/** One text in the two languages of the interface. */
export interface Words {
  zh: string;
  en: string;
}

/** What the inspector, the lists and the import wizard know of a field beside its type. */
export interface FieldMeta extends Words {
  /** Unit as printed behind the number: m, m², kPa … */
  unit?: string;
  /** Words of each value of an enumeration. */
  values?: Record<string, Words>;
  /** Code table in geodata/codes that names the values. */
  codes?: string;
  /** What a text is, where it is a day or a moment. */
  format?: 'date' | 'date-time';
  /** Layer whose feature a number is the id of. */
  layer?: string;
}

export const layerGroups = {
  governance: { zh: '治理单元', en: 'Governance' },
  events: { zh: '事件', en: 'Events' },
  emergency: { zh: '应急资源', en: 'Emergency' },
  services: { zh: '便民服务', en: 'Services' },
  facilities: { zh: '设施与感知', en: 'Facilities' },
  base: { zh: '基础地图', en: 'Base map' }
} as const satisfies Record<string, Words>;
export type LayerGroup = keyof typeof layerGroups;

export interface LayerSpec<Shape extends z.ZodRawShape = z.ZodRawShape> extends Stewardship {
  /** The one name: table, tile function, MVT source-layer, URL segment. snake_case, plural. */
  id: string;
  /** Database schema the table lives in. */
  schema: 'governance' | 'asset' | 'emergency';
  title: Words;
  group: LayerGroup;
  geometry: 'point' | 'line' | 'polygon';
  /** First zoom at which single features are drawn. Below it an aggregated layer shows true counts, others nothing. */
  minzoom: number;
  /** Last zoom tiles are cut for; closer views overzoom them. */
  maxzoom: number;
  /** Below `minzoom`, tiles carry how many there are per cell. */
  aggregated: boolean;
  /** Rows belong to a division and are shown only within the actor's scope. */
  scoped: boolean;
  read: Permission;
  /** Department that answers for the data: a code of geodata/codes/departments.json. */
  owner: string;
  /** Columns of the table that leave the server at all, with their words and units. */
  properties: z.ZodObject<Shape>;
  /** Column that names a feature in lists and labels. */
  label: keyof Shape & string;
  /** Columns a staff tile carries. */
  tile: readonly (keyof Shape & string)[];
  /** Columns anonymous callers may see, in tiles, lists and the inspector; null for a layer that is not public. */
  public: readonly (keyof Shape & string)[] | null;
  /** Shown when a workspace first opens. */
  shown: boolean;
  paint: PaintPart[];
}

export type Layer = Omit<LayerSpec, 'label' | 'tile' | 'public'> & {
  label: string;
  tile: readonly string[];
  public: readonly string[] | null;
};

/** Declares a layer; the type check sees to it that label, tile and public name existing columns. */
export function defineLayer<Shape extends z.ZodRawShape>(
  spec: Omit<LayerSpec<Shape>, 'aggregated' | 'scoped' | 'maxzoom' | 'shown'> &
    Partial<Pick<LayerSpec<Shape>, 'aggregated' | 'scoped' | 'maxzoom' | 'shown'>>
): Layer {
  return {
    aggregated: spec.geometry === 'point',
    scoped: spec.public === null,
    maxzoom: 16,
    shown: false,
    ...spec
  };
}

/** A field with its words: `field(z.string(), '名称', 'Name')`, `field(z.number(), '高度', 'Height', { unit: 'm' })`. */
export function field<T extends z.ZodType>(schema: T, zh: string, en: string, more: Partial<FieldMeta> = {}): T {
  return schema.meta({ zh, en, ...more });
}

/** An enumeration whose values have words: `choice('状态', 'Status', { lit: ['亮', 'Lit'], … })`. */
export function choice<const Values extends Record<string, readonly [string, string]>>(
  zh: string,
  en: string,
  values: Values
) {
  const words = Object.fromEntries(Object.entries(values).map(([key, [zh, en]]) => [key, { zh, en }]));
  return z.enum(Object.keys(values) as [keyof Values & string]).meta({ zh, en, values: words });
}

/** Words and units of a layer's fields, in declared order. Optional and nullable wrappers are looked through. */
export function fieldsOf(layer: Layer): Record<string, FieldMeta> {
  return Object.fromEntries(
    Object.entries(layer.properties.shape).map(([key, schema]) => [
      key,
      metaOf(schema as z.ZodType) ?? { zh: key, en: key }
    ])
  );
}

function metaOf(schema: z.ZodType): FieldMeta | undefined {
  const own = schema.meta() as FieldMeta | undefined;
  if (own?.zh) return own;
  return schema instanceof z.ZodNullable || schema instanceof z.ZodOptional
    ? metaOf(schema.unwrap() as z.ZodType)
    : undefined;
}
