import type { FilterSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Key } from '#geodata/style/keys.ts';
import { markPrefix, type Glyph, type Mark, type Shape } from '#geodata/style/marks.ts';
import { by, singlePoint, zoomed, type PaintPart } from '#geodata/style/paint.ts';

/** Colour and outline of a symbol by one property; severity is never told by colour alone. */
export interface Looks {
  by?: string;
  values?: Record<string, Omit<Mark, 'glyph'>>;
  otherwise: Omit<Mark, 'glyph'>;
}
/** Picture inside a symbol, by a property where there are several. */
export interface Pictures {
  by?: string;
  values?: Record<string, Glyph>;
  otherwise: Glyph;
}

const isQuiet = ({ shape }: { shape: Shape }) => shape === 'dot' || shape === 'ring';
const quietValues = ({ values = {} }: Looks) => Object.keys(values).filter((value) => isQuiet(values[value]!));

/** Points that ask for nothing any more, as plain dots and rings: they leave names their room and stand below the others. */
export function quiet(looks: Looks & { by: string }): PaintPart {
  const values = quietValues(looks);
  const each = (part: (look: Omit<Mark, 'glyph'>) => string) =>
    Object.fromEntries(values.map((value) => [value, part(looks.values![value]!)]));
  return {
    slot: 'outline',
    part: 'quiet',
    draw: (tokens) => ({
      type: 'circle',
      filter: ['all', singlePoint, ['in', ['get', looks.by], ['literal', values]]] as FilterSpecification,
      paint: {
        'circle-radius': zoomed(14, 2, 17, 4, 19, 6),
        'circle-color': by(
          looks.by,
          each(({ shape, color }) => tokens[shape === 'ring' ? 'surface' : color]),
          tokens.surface
        ),
        'circle-stroke-color': by(
          looks.by,
          each(({ shape, color }) => tokens[shape === 'ring' ? color : 'surface']),
          tokens.surface
        ),
        'circle-stroke-width': zoomed(14, 0.8, 17, 1.5)
      }
    })
  };
}

/** A symbol per point: an outline in the colour of its state with a picture of its kind. */
export function mark(
  looks: Looks,
  pictures: Pictures,
  { size = 0.72, emblem }: { size?: number; emblem?: Mark } = {}
): PaintPart {
  const pick = (property: string | undefined, values: Record<string, string>, otherwise: string) =>
    property ? by(property, values, otherwise) : otherwise;
  const each = <T>(values: Record<string, T> | undefined, part: (value: T) => string) =>
    Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, part(value)]));
  return {
    slot: 'point',
    part: 'mark',
    key: keyOfMark(looks, pictures),
    symbol: (properties) => markOfProperties(looks, pictures, properties),
    emblem: emblem ?? { ...looks.otherwise, glyph: pictures.otherwise },
    draw: (tokens) => ({
      type: 'symbol',
      filter: (looks.by && quietValues(looks).length
        ? ['all', singlePoint, ['!', ['in', ['get', looks.by], ['literal', quietValues(looks)]]]]
        : singlePoint) as FilterSpecification,
      layout: {
        'icon-image': [
          'concat',
          markPrefix,
          pick(
            looks.by,
            each(looks.values, ({ shape }) => shape),
            looks.otherwise.shape
          ),
          '|',
          pick(
            pictures.by,
            each(pictures.values, (glyph) => glyph),
            pictures.otherwise
          ),
          '|',
          pick(
            looks.by,
            each(looks.values, ({ color }) => tokens[color]),
            tokens[looks.otherwise.color]
          ),
          `|${tokens.surface}`
        ] as unknown as string,
        'icon-size': zoomed(12, size * 0.6, 15, size * 0.85, 17, size * 1.1, 19, size * 1.4),
        'icon-allow-overlap': true,
        'icon-padding': 0
      }
    })
  };
}

function keyOfMark(looks: Looks, pictures: Pictures): Key[] {
  const markFor = (value: string): Mark => ({
    ...(looks.values?.[value] ?? looks.otherwise),
    glyph:
      looks.by === pictures.by
        ? (pictures.values?.[value] ?? pictures.otherwise)
        : pictures.by
          ? 'none'
          : pictures.otherwise
  });
  const keys: Key[] = [];
  if (looks.by || !pictures.by) {
    const entries = Object.keys(looks.values ?? {}).map((value) => ({ value, swatch: { mark: markFor(value) } }));
    keys.push({ property: looks.by ?? null, entries, otherwise: { mark: markFor('') } });
  }
  if (pictures.by && pictures.by !== looks.by) {
    // Where the outline tells a state, pictures are shown without it.
    const plain = looks.by ? ({ shape: 'circle', color: 'muted' } as const) : looks.otherwise;
    const entries = Object.entries(pictures.values ?? {}).map(([value, glyph]) => ({
      value,
      swatch: { mark: { ...plain, glyph } }
    }));
    keys.push({ property: pictures.by, entries, otherwise: { mark: { ...plain, glyph: pictures.otherwise } } });
  }
  return keys;
}

function markOfProperties(looks: Looks, pictures: Pictures, properties: Record<string, unknown>): Mark {
  const look = looks.by ? looks.values?.[String(properties[looks.by])] : undefined;
  const glyph = pictures.by ? pictures.values?.[String(properties[pictures.by])] : undefined;
  return { ...(look ?? looks.otherwise), glyph: glyph ?? pictures.otherwise };
}
