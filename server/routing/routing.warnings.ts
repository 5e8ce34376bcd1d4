import type { RouteAnswer } from '#geodata/routing/engine.ts';
import type { Words } from '#geodata/layers/define.ts';

/** Something to know of a way: a stable name and a sentence. */
type Warning = { type: 'off_road' | 'island' | 'winter' } & Words;

/** A way beside the roads longer than this is told, metres. */
const TOLD_M = 50;

export function warningsOf({ beside, islands }: RouteAnswer, winter: boolean): Warning[] {
  const warnings: Warning[] = [];
  const metres = Math.round(beside.length_m);
  if (metres > TOLD_M) {
    warnings.push({
      type: 'off_road',
      zh: `其中 ${metres} 米不在道路上，按步行计。`,
      en: `${metres} m of it are not on a road and are counted as walked.`
    });
  }
  if (islands.from || islands.to) {
    const [zh, en] =
      islands.from && islands.to
        ? ['起点和终点', 'start and destination']
        : islands.from
          ? ['起点', 'start']
          : ['终点', 'destination'];
    warnings.push({
      type: 'island',
      zh: `${zh}最近的道路未与路网连通。`,
      en: `The road nearest to the ${en} does not hang together with the others.`
    });
  }
  if (winter) warnings.push({ type: 'winter', zh: '按冬季路况降速计算。', en: 'Counted with winter speeds.' });
  return warnings;
}
