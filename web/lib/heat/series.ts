import type { EChartsCoreOption } from 'echarts/core';
import { themes } from '#geodata/style/tokens.ts';
import type { App } from '$lib/app.svelte.ts';
import { formatNumber, formatTime } from '$lib/words/format.ts';

/** Bars of equal windows; the one on screen stands out. */
export function seriesChart(series: readonly { from: string; n: number }[], app: App): EChartsCoreOption {
  const tokens = themes[app.theme];
  const day = (iso: string) => formatTime(iso, app.site.timeZone);
  const muted = { color: tokens.muted, fontSize: 11 };
  return {
    grid: { left: 4, right: 4, top: 8, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: tokens.surface,
      borderColor: tokens.line,
      textStyle: { color: tokens.text, fontSize: 13 },
      valueFormatter: (value: unknown) => formatNumber(Number(value), app.lang)
    },
    xAxis: {
      type: 'category',
      data: series.map(({ from }) => day(from)),
      axisLabel: { ...muted, formatter: (text: string) => text.slice(2, 10), hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: tokens.line } }
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      axisLabel: muted,
      splitLine: { lineStyle: { color: tokens.line } }
    },
    series: [
      {
        type: 'bar',
        barCategoryGap: '20%',
        data: series.map(({ n }, i) => ({
          value: n,
          itemStyle: { color: i === series.length - 1 ? tokens.heat5 : tokens.control }
        }))
      }
    ]
  };
}
