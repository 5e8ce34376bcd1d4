import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, TooltipComponent, AriaComponent, MarkLineComponent, SVGRenderer]);

/** A chart in an element. */
export interface Chart {
  set(option: EChartsCoreOption): void;
  close(): void;
}

/**
 * Opens a chart that follows the size of its element. Reached by `await import('$lib/charts/chart.ts')` only, so that
 * pages without charts do not fetch ECharts.
 */
export function openChart(element: HTMLElement): Chart {
  const chart = init(element, null, { renderer: 'svg' });
  const sizes = new ResizeObserver(() => chart.resize());
  sizes.observe(element);
  return {
    set(option) {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      chart.setOption({ animation: !still, animationDuration: 200, ...option }, true);
    },
    close() {
      sizes.disconnect();
      chart.dispose();
    }
  };
}
