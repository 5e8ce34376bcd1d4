import type { Map as MapLibre } from 'maplibre-gl';
import { themes, type Theme } from '#geodata/style/tokens.ts';
import type { Classes } from '#geodata/heat/classes.ts';
import { swatchOf, type Step } from '$lib/heat/legend.ts';
import { metresPerPixel } from '$lib/map/mercator.ts';

export interface Caption {
  theme: Theme;
  title: string;
  /** Under the title: window, what was asked, totals. */
  lines: string[];
  legendTitle: string;
  classes: Classes;
  steps: Step[];
  /** At the foot: when it was made, that it is synthetic, the map's approval number, sources. */
  foot: string;
  distance: (metres: number) => string;
}

const HEAD = 76;
const FOOT = 30;
const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif';

/** The map as it stands, as a picture that explains itself: title, window, legend with numbers, scale, date. */
export async function pictureOf(map: MapLibre, caption: Caption): Promise<Blob> {
  const shot = await shotOf(map);
  const { width, height } = map.getCanvas().getBoundingClientRect();
  const ratio = shot.width / width;
  const canvas = document.createElement('canvas');
  canvas.width = shot.width;
  canvas.height = Math.round((height + HEAD + FOOT) * ratio);
  const to = canvas.getContext('2d')!;
  to.scale(ratio, ratio);
  const tokens = themes[caption.theme];
  to.fillStyle = tokens.surface;
  to.fillRect(0, 0, width, height + HEAD + FOOT);
  to.drawImage(shot, 0, HEAD, width, height);
  write(to, caption.title, 16, 28, tokens.text, `700 18px ${FONT}`);
  caption.lines.forEach((line, i) => write(to, line, 16, 48 + 18 * i, tokens.muted, `13px ${FONT}`));
  write(to, caption.foot, 16, HEAD + height + 20, tokens.muted, `12px ${FONT}`);
  drawLegend(to, caption, HEAD + height - 16);
  drawScale(to, caption, map, width - 16, HEAD + height - 16);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture'))), 'image/png')
  );
}

/** The canvas is cleared after each frame; it is copied within one. */
function shotOf(map: MapLibre): Promise<HTMLCanvasElement> {
  return new Promise((done) => {
    void map.once('render', () => {
      const from = map.getCanvas();
      const copy = document.createElement('canvas');
      copy.width = from.width;
      copy.height = from.height;
      copy.getContext('2d')!.drawImage(from, 0, 0);
      done(copy);
    });
    map.triggerRepaint();
  });
}

function write(to: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string, font: string): void {
  to.font = font;
  to.fillStyle = colour;
  to.fillText(text, x, y);
}

function drawLegend(
  to: CanvasRenderingContext2D,
  { theme, classes, steps, legendTitle }: Caption,
  bottom: number
): void {
  const tokens = themes[theme];
  const font = `13px ${FONT}`;
  to.font = font;
  const wide = Math.max(...[legendTitle, ...steps.map(({ text }) => text)].map((text) => to.measureText(text).width));
  const high = 18 * (steps.length + 1) + 14;
  const top = bottom - high;
  to.fillStyle = tokens.surface;
  to.strokeStyle = tokens.line;
  to.fillRect(16, top, wide + 52, high);
  to.strokeRect(16, top, wide + 52, high);
  write(to, legendTitle, 26, top + 20, tokens.text, font);
  steps.forEach(({ step, text }, i) => {
    const y = top + 20 + 18 * (i + 1);
    to.strokeStyle = tokens.heatLine;
    to.fillStyle = step === null ? tokens.surface : swatchOf(classes, step, theme);
    to.fillRect(26, y - 11, 18, 13);
    to.strokeRect(26, y - 11, 18, 13);
    write(to, text, 52, y, tokens.text, font);
  });
}

/** A round length on the ground, true at the middle of the map. */
function drawScale(to: CanvasRenderingContext2D, caption: Caption, map: MapLibre, right: number, bottom: number): void {
  const tokens = themes[caption.theme];
  const scale = metresPerPixel(map.getCenter().lat, map.getZoom());
  const most = 140 * scale;
  const unit = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((digit) => digit * unit <= most) ?? 1) * unit;
  const wide = metres / scale;
  to.fillStyle = tokens.surface;
  to.fillRect(right - wide - 12, bottom - 34, wide + 12, 34);
  to.strokeStyle = tokens.text;
  to.lineWidth = 2;
  to.beginPath();
  to.moveTo(right - wide - 6, bottom - 12);
  to.lineTo(right - wide - 6, bottom - 6);
  to.lineTo(right - 6, bottom - 6);
  to.lineTo(right - 6, bottom - 12);
  to.stroke();
  to.lineWidth = 1;
  write(to, caption.distance(metres), right - wide - 4, bottom - 16, tokens.text, `12px ${FONT}`);
}
