import { REACH_M } from '#geodata/routing/profiles.ts';
import { Problem } from '#server/http/problem.ts';

/** While the graph is built or loaded. */
export function notReady(): Problem {
  return new Problem(
    503,
    'road-graph-not-ready',
    { zh: '路网正在生成或载入，请稍后再试。', en: 'The road graph is being built or loaded; try again shortly.' },
    {},
    { 'Retry-After': '5' }
  );
}

/** While too many questions wait. */
export function busy(): Problem {
  return new Problem(
    503,
    'routing-busy',
    { zh: '路径计算繁忙，请稍后再试。', en: 'Too many routes are being computed; try again shortly.' },
    {},
    { 'Retry-After': '2' }
  );
}

/** A site without roads. */
export function noRoads(): Problem {
  return new Problem(404, 'no-roads', {
    zh: '道路图层为空，请先导入道路。',
    en: 'The layer roads is empty; import roads first.'
  });
}

/** No road of this profile near one end. */
export function noRoad(end: 'from' | 'to'): Problem {
  const [zh, en] = end === 'from' ? ['起点', 'start'] : ['终点', 'destination'];
  return new Problem(
    422,
    'no-road-near',
    {
      zh: `${zh} ${REACH_M} 米内没有可通行的道路。`,
      en: `There is no usable road within ${REACH_M} m of the ${en}.`
    },
    { end, within_m: REACH_M }
  );
}

/** Both ends have roads, but none leads from one to the other. */
export function noWay(why: 'island' | 'one_way'): Problem {
  const detail =
    why === 'island'
      ? {
          zh: '起点与终点附近的道路互不连通（孤立路网）。',
          en: 'The roads at the two ends do not hang together: one of them is an island.'
        }
      : { zh: '受单行或封闭限制，没有可通行的路线。', en: 'One-way streets or closures leave no way.' };
  return new Problem(404, 'no-way', detail, { reason: why });
}
