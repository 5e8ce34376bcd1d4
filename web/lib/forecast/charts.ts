import type { EChartsCoreOption } from 'echarts/core';
import { modelNames, type ModelName } from '#geodata/risk/rivals.ts';
import type { BacktestReply } from '#geodata/schemas/forecast.ts';
import { themes } from '#geodata/style/tokens.ts';
import type { App } from '$lib/app.svelte.ts';
import { sayShare } from '$lib/forecast/say.ts';
import type { ForecastWords } from '$lib/forecast/words.ts';

type Test = NonNullable<BacktestReply['test']>;

/** Colour and line of each row, the same in every chart: told apart by dashes as well. */
export const rowLooks: Record<
  ModelName,
  { colour: 'accent' | 'text' | 'muted' | 'service' | 'control'; dash: string }
> = {
  last28: { colour: 'muted', dash: 'dotted' },
  mean: { colour: 'text', dash: 'dashed' },
  stkde: { colour: 'service', dash: 'dashed' },
  model: { colour: 'accent', dash: 'solid' },
  oracle: { colour: 'control', dash: 'dotted' }
};

function frame(app: App, xName: string, yName: string): EChartsCoreOption {
  const tokens = themes[app.theme];
  const axis = {
    type: 'value',
    nameLocation: 'middle',
    nameTextStyle: { color: tokens.muted, fontSize: 11 },
    axisLabel: { color: tokens.muted, fontSize: 11, formatter: (value: number) => sayShare(value, app.lang, 0) },
    axisLine: { lineStyle: { color: tokens.line } },
    splitLine: { lineStyle: { color: tokens.line } }
  };
  return {
    grid: { left: 20, right: 12, top: 8, bottom: 20, containLabel: true },
    tooltip: {
      ...{ trigger: 'axis', confine: true, backgroundColor: tokens.surface, borderColor: tokens.line },
      textStyle: { color: tokens.text, fontSize: 13 },
      valueFormatter: (value: unknown) => sayShare(Number(value), app.lang, 1)
    },
    xAxis: { ...axis, name: xName, nameGap: 24 },
    yAxis: { ...axis, name: yName, nameGap: 34 }
  };
}

/** How many reports lie in the highest part of the area, for all five rows. */
export function curveChart({ curve }: Test, words: ForecastWords, app: App): EChartsCoreOption {
  const tokens = themes[app.theme];
  return {
    ...frame(app, words.area, words.hits),
    series: modelNames.map((name) => ({
      ...{ type: 'line', name: words.rows[name], symbol: 'none' },
      lineStyle: {
        ...{ color: tokens[rowLooks[name].colour], type: rowLooks[name].dash },
        width: name === 'model' ? 2.5 : 1.5
      },
      itemStyle: { color: tokens[rowLooks[name].colour] },
      data: [[0, 0], ...curve.areas.map((area, i) => [area, curve.models[name][i]])]
    }))
  };
}

/** What was said to be likely against what happened; the diagonal is right. */
export function reliabilityChart({ calibration: { bins } }: Test, words: ForecastWords, app: App): EChartsCoreOption {
  const tokens = themes[app.theme];
  const most = Math.max(0.01, ...bins.flatMap(({ probability, frequency }) => [probability, frequency]));
  const top = Math.min(1, Math.ceil(most * 20) / 20);
  const base = frame(app, words.said, words.came);
  return {
    ...base,
    xAxis: { ...(base.xAxis as object), max: top },
    yAxis: { ...(base.yAxis as object), max: top },
    series: [
      {
        ...{ type: 'line', symbol: 'none', silent: true, tooltip: { show: false } },
        lineStyle: { color: tokens.control, type: 'dashed', width: 1 },
        data: [
          [0, 0],
          [top, top]
        ]
      },
      {
        ...{ type: 'line', name: words.came, symbol: 'circle', symbolSize: 7 },
        ...{ lineStyle: { color: tokens.accent, width: 1 }, itemStyle: { color: tokens.accent } },
        data: bins.map(({ probability, frequency }) => [probability, frequency])
      }
    ]
  };
}

/** Hit rate window by window: replayed as lines, published first as dots. */
export function overTimeChart({ test, prospective }: BacktestReply, words: ForecastWords, app: App): EChartsCoreOption {
  const tokens = themes[app.theme];
  const base = frame(app, '', words.columns.hr5);
  const line = (pick: 'hr5' | 'mean_hr5', name: ModelName, type: string) => ({
    ...{ type: 'line', name: words.rows[name], symbol: 'none' },
    lineStyle: { color: tokens[rowLooks[name].colour], width: 1, type },
    itemStyle: { color: tokens[rowLooks[name].colour] },
    data: test!.series.flatMap((point) => (point[pick] === null ? [] : [[point.day, point[pick]]]))
  });
  return {
    ...base,
    xAxis: {
      ...(base.xAxis as object),
      type: 'time',
      axisLabel: { color: tokens.muted, fontSize: 11, hideOverlap: true, formatter: '{yyyy}-{MM}' },
      splitLine: { show: false }
    },
    series: [
      line('mean_hr5', 'mean', 'dashed'),
      line('hr5', 'model', 'solid'),
      {
        ...{ type: 'line', name: words.section.map, symbol: 'circle', symbolSize: 8 },
        ...{ lineStyle: { width: 0 }, itemStyle: { color: tokens.selected } },
        data: prospective.flatMap((point) => (point.hr5 === null ? [] : [[point.day, point.hr5]]))
      }
    ]
  };
}
