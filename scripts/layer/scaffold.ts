/** What a new layer starts from. */
export interface NewLayer {
  /** snake_case, plural: the one name. */
  name: string;
  geometry: 'point' | 'line' | 'polygon';
  schema: 'governance' | 'asset' | 'emergency';
}

const types = { point: 'Point', line: 'MultiLineString', polygon: 'MultiPolygon' };

export function migrationOf({ name, schema, geometry }: NewLayer): string {
  return `CREATE TABLE ${schema}.${name} (
  LIKE governance.feature INCLUDING ALL,
  name text NOT NULL CHECK (name <> ''),
  geom geometry(${types[geometry]}, 4326) NOT NULL
);
CALL governance.keep_layer('${schema}.${name}');
CALL governance.place_layer('${schema}.${name}');
-- Its rows are seen within a scope; a layer that is seen whole says \`scoped: false\` in the registry instead.
CALL access.scope_layer('${schema}.${name}');
-- Exactly what tiles carry and the public may see, and the code that scopes are compared with.
GRANT SELECT (id, division_code, name, geom) ON ${schema}.${name} TO tile_definer;
`;
}

export function functionOf({ name, schema }: NewLayer): string {
  return `-- Single features from zoom 14, true counts below. A column that is in \`tile\` but not in \`public\` is written
-- CASE WHEN tiles.for_staff(query) THEN f.column END AS column.
CREATE OR REPLACE FUNCTION tiles.${name}(z integer, x integer, y integer, query jsonb) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH tile AS MATERIALIZED (SELECT * FROM tiles.frame(z, x, y)),
  own AS MATERIALIZED (SELECT * FROM tiles.scope_ranges(query)),
  feature AS (
    SELECT f.id, f.name,
           ST_AsMVTGeom(ST_Transform(f.geom, 3857), tile.envelope, 4096, 64) AS geom
    FROM tile JOIN ${schema}.${name} AS f ON f.geom && tile.box
    WHERE EXISTS (SELECT FROM own WHERE coalesce(f.division_code, '') COLLATE "C" BETWEEN own.low AND own.high)
    ORDER BY f.id
  )
  SELECT CASE WHEN z < 14 THEN tiles.counted('${name}', z, x, y, query)
              ELSE (SELECT ST_AsMVT(feature, '${name}', 4096, 'geom', 'id') FROM feature) END
  WHERE tiles.for_staff(query)
$$;
`;
}

export function layerFileOf({ name, schema, geometry }: NewLayer): string {
  const title = name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());
  const { imported, part } = paints[geometry];
  return `import { z } from 'zod';
import { defineLayer, field } from '#geodata/layers/define.ts';
${imported}
export const ${variableOf(name)} = defineLayer({
  id: '${name}',
  schema: '${schema}',
  title: { zh: '${title}', en: '${title}' },
  group: 'facilities',
  geometry: '${geometry}',
  minzoom: 14,
  aggregated: true,
  read: 'asset:read',
  owner: 'urban_management',
  about: { zh: '${title}', en: '${title}' },
  sensitivity: 'internal',
  updateCycle: 'as_needed',
  shareCondition: 'conditional',
  properties: z.object({
    name: field(z.string(), '名称', 'Name')
  }),
  label: 'name',
  tile: ['name'],
  public: null,
  paint: [${part}]
});
`;
}

const edge = `
    {
      slot: 'outline',
      part: 'edge',
      draw: (t) => ({
        type: 'line',
        filter: ['!', ['has', 'point_count']],
        paint: { 'line-color': t.asset, 'line-width': 1.5 }
      })
    }
  `;
const paints: Record<NewLayer['geometry'], { imported: string; part: string }> = {
  point: {
    imported: "import { mark } from '#geodata/style/symbols.ts';\n",
    part: "mark({ otherwise: { shape: 'circle', color: 'asset' } }, { otherwise: 'dot' })"
  },
  line: { imported: '', part: edge },
  polygon: { imported: '', part: edge }
};

/** The registry with one layer more: imported in alphabetical order, drawn above the others. */
export function registryWith(index: string, name: string): string {
  const line = `import { ${variableOf(name)} } from '#geodata/layers/${name}.ts';`;
  const imports = [...index.matchAll(/^import \{ \w+ \} from '#geodata\/layers\/\w+\.ts';$/gm)].map(([text]) => text);
  const sorted = [...imports, line].sort((a, b) => fileOf(a).localeCompare(fileOf(b)));
  return index
    .replace(imports.join('\n'), sorted.join('\n'))
    .replace(/(layers: readonly Layer\[\] = \[[^\]]*?)\n\]/, `$1,\n  ${variableOf(name)}\n]`);
}

const fileOf = (line: string) => /layers\/(\w+)\.ts/.exec(line)![1]!;

/** street_lamps → streetLamps. */
function variableOf(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
