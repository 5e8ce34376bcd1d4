import type { OsmRule } from '#geodata/sources/rule.ts';
import { clean } from '#geodata/sources/osm/values.ts';

export const hydrants: OsmRule = (tags, shape) => {
  if (tags.emergency !== 'fire_hydrant' || shape === 'line') return null;
  return {
    code: clean(tags.ref),
    kind: 'hydrant',
    status: tags.disused === 'yes' ? 'faulty' : 'unknown',
    pressure_kpa: pressureKpa(tags['fire_hydrant:pressure'])
  };
};

/** The tag is in bar, or says `suction` where there is none. */
function pressureKpa(value: string | undefined): number | null {
  const bar = /^\s*(\d+(?:\.\d+)?)\s*(bar)?\s*$/.exec(value ?? '')?.[1];
  return bar !== undefined && Number(bar) <= 30 ? Math.round(Number(bar) * 100) : null;
}
