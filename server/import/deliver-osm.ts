import { createReadStream } from 'node:fs';
import { osmRules } from '#geodata/sources/osm/index.ts';
import { refusedForAll } from '#geodata/sources/osm/refusals.ts';
import { isRefused, type Tags } from '#geodata/sources/rule.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import type { Delivery, Wishes } from './deliver.ts';
import { rowFitter } from './fit-row.ts';
import { parseFeature } from './formats/geojson.ts';
import type { GeoJsonGeometry } from './geometry.ts';
import { decodeUtf8, featureTexts } from './json-text.ts';
import { lookAhead } from './look-ahead.ts';
import type { SourceFile } from './open-file.ts';
import { extractOsm, type OsmKind } from './osm-extract.ts';
import { firstPosition, judgeFrame } from './settle-frame.ts';
import type { Stage } from './stage.queries.ts';
import { Tally } from './summary.ts';
import type { Workspace } from './workspace.ts';

/** Objects of a kind whose coordinates are looked at to judge the frame. */
const SAMPLE = 100;

/** Brings the objects of an OpenStreetMap file into the stages of the layers that want them. */
export async function deliverOsm(
  file: SourceFile,
  stages: Stage[],
  { datum: frame = 'wgs84', keepRefused, onRow }: Wishes,
  workspace: Workspace,
  signal?: AbortSignal
): Promise<Delivery> {
  const inflows = stages.map((stage) => {
    const { fit, filled } = rowFitter(stage.table, true, frame);
    const rule = osmRules[stage.table.layer.id]!;
    return { stage, read: 0, tally: new Tally(keepRefused), relations: 0, filled, fit, rule };
  });
  const objects = { read: 0, unused: 0, tally: new Tally(keepRefused) };
  for await (const { kind, path } of extractOsm(file, workspace, signal)) {
    const found = featureTexts(decodeUtf8(createReadStream(path), path), path);
    const { first, all, close } = await lookAhead(found, SAMPLE);
    const { fault } = judgeFrame(
      file.name,
      { stated: frame },
      first.map(spotOf).filter((at) => at !== null)
    );
    if (fault) {
      await close();
      throw fault;
    }
    for await (const text of all) {
      const ord = ++objects.read;
      onRow(ord);
      const { properties, geometry } = JSON.parse(text) as OsmFeature;
      const tags = properties.all_tags ?? {};
      const id = idOfObject(kind, properties);
      const refused = refusedForAll(tags);
      if (refused) {
        objects.tally.add({ refused }, ord, id);
        continue;
      }
      let used = false;
      for (const inflow of inflows) {
        const row = inflow.rule(tags, kind === 'points' ? 'point' : kind === 'multipolygons' ? 'polygon' : 'line');
        if (!row) continue;
        used = true;
        inflow.read++;
        if (id.startsWith('relation/')) inflow.relations++;
        const fitted = isRefused(row) ? row : inflow.fit({ ...row, observed_at: properties.osm_timestamp }, geometry);
        if ('refused' in fitted) inflow.tally.add(fitted, ord, id);
        else await inflow.stage.add(ord, id, fitted);
      }
      if (!used) objects.unused++;
    }
  }
  return { frame, inflows, objects };
}

function spotOf(text: string): XY | null {
  const feature = parseFeature(text);
  return typeof feature === 'string' ? null : firstPosition(feature.geometry);
}

interface OsmFeature {
  properties: { osm_id?: string; osm_way_id?: string; osm_timestamp?: string; all_tags?: Tags | null };
  geometry: GeoJsonGeometry;
}

/** `node/1`, `way/1`, `relation/1`: the three kinds are numbered apart. */
function idOfObject(kind: OsmKind, { osm_id, osm_way_id }: OsmFeature['properties']): string {
  if (kind === 'points') return `node/${osm_id}`;
  return kind === 'lines' || osm_way_id ? `way/${osm_way_id ?? osm_id}` : `relation/${osm_id}`;
}
