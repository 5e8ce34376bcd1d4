import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import { runDelivery, type DeliveryOptions } from '#server/import/import.service.ts';
import type { LayerSummary, Summary } from '#server/import/summary.ts';
import type { TestDatabase } from '../support/db.ts';

/** A folder for the files of one test file, removed at its end. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'gezhi-test-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  return dir;
}

export type Feature = { type: 'Feature'; id?: string | number; properties: object | null; geometry: unknown };

export function feature(properties: object | null, geometry: unknown): Feature {
  return { type: 'Feature', properties, geometry };
}

/** A square of 0.001° with its lower left corner there. */
export function square(lng: number, lat: number, size = 0.001): unknown {
  const ring = [
    [lng, lat],
    [lng + size, lat],
    [lng + size, lat + size],
    [lng, lat + size],
    [lng, lat]
  ];
  return { type: 'Polygon', coordinates: [ring] };
}

export function point(lng: number, lat: number): unknown {
  return { type: 'Point', coordinates: [lng, lat] };
}

/** Writes features as lines, gzipped where the name says so, and gives the path. */
export function writeLines(dir: string, name: string, features: unknown[]): string {
  return writeText(dir, name, features.map((each) => `${JSON.stringify(each)}\n`).join(''));
}

export function writeText(dir: string, name: string, text: string | Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

export function run(
  db: TestDatabase,
  target: string,
  file: string,
  more: Partial<DeliveryOptions> = {}
): Promise<Summary> {
  return runDelivery({ ownerUrl: db.ownerUrl, target, file, ...more });
}

export function part(summary: Summary, layer: string): LayerSummary {
  const found = summary.layers.find((each) => each.layer === layer);
  if (!found) throw new Error(`nothing was read for ${layer}`);
  return found;
}

/** Refusals as `{ reason: count }`. */
export function refusals({ refused }: { refused: LayerSummary['refused'] }): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { reason, count } of refused) sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
}

/** What became of the features: must be as many as were read. */
export function accounted({ inserted, updated, unchanged, duplicates, refused }: LayerSummary): number {
  return inserted + updated + unchanged + duplicates + refused.reduce((sum, { count }) => sum + count, 0);
}

export async function count(db: TestDatabase, table: string, where = 'true'): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(`SELECT count(*)::integer AS n FROM ${table} WHERE ${where}`);
  return rows[0]!.n;
}
