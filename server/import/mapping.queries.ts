import type pg from 'pg';
import { Mapping } from '#geodata/schemas/delivery.ts';
import { parseFrame, type Frame } from '#geodata/spatial/datum.ts';

/** How a source was read the last time a mapping was given for it. */
export interface KeptMapping {
  mapping: Mapping;
  fileLayer?: string;
  datum?: Frame;
}

/** What is kept for a source's deliveries into a layer; a mapping that this version no longer understands is as none. */
export async function keptMapping(
  client: pg.ClientBase,
  source: string,
  layer: string
): Promise<KeptMapping | undefined> {
  const { rows } = await client.query<{ mapping: unknown; file_layer: string | null; frame: string | null }>(
    'SELECT mapping, file_layer, frame FROM governance.import_mappings WHERE source = $1 AND layer = $2',
    [source, layer]
  );
  const [row] = rows;
  const parsed = Mapping.safeParse(row?.mapping);
  if (!row || !parsed.success) return undefined;
  return {
    mapping: parsed.data,
    fileLayer: row.file_layer ?? undefined,
    datum: (row.frame !== null && parseFrame(row.frame)) || undefined
  };
}

/** Keeps a mapping for the next delivery of a source into a layer. */
export async function keepMapping(
  client: pg.ClientBase,
  source: string,
  layer: string,
  { mapping, fileLayer, datum }: KeptMapping
): Promise<void> {
  await client.query(
    `INSERT INTO governance.import_mappings (source, layer, mapping, file_layer, frame) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (source, layer) DO UPDATE SET mapping = excluded.mapping, file_layer = excluded.file_layer,
       frame = excluded.frame, kept_at = now()`,
    [source, layer, JSON.stringify(mapping), fileLayer, datum]
  );
}
