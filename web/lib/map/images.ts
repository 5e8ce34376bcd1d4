import { glyphOffset, glyphs, markSize, outlines, pillPrefix, readMarkName } from '#geodata/style/marks.ts';
import type { Map as MapLibre } from 'maplibre-gl';

const SCALE = 2;

/** Draws the pictures the style asks for by name, when it first asks. */
export function drawMissingImages(map: MapLibre): void {
  map.on('styleimagemissing', ({ id }) => {
    if (map.hasImage(id)) return;
    const mark = readMarkName(id);
    if (mark) return void map.addImage(id, drawMark(mark), { pixelRatio: mark.small ? SCALE * 1.75 : SCALE });
    if (!id.startsWith(pillPrefix)) return;
    const [, fill, edge] = id.split('|');
    // The middle stretches with the text inside; corners and edge keep their width.
    map.addImage(id, drawPill(fill!, edge!), {
      pixelRatio: SCALE,
      stretchX: [[18, 22]],
      stretchY: [[18, 22]],
      content: [6, 6, 34, 34]
    });
  });
}

function drawMark({ shape, glyph, fill, ink }: NonNullable<ReturnType<typeof readMarkName>>): ImageData {
  const pen = canvas(markSize);
  const outline = new Path2D(outlines[shape]);
  pen.lineJoin = pen.lineCap = 'round';
  pen.strokeStyle = ink;
  pen.lineWidth = 2.5;
  pen.stroke(outline);
  pen.fillStyle = fill;
  pen.fill(outline);
  const [x, y] = glyphOffset[shape];
  pen.translate(x, y);
  const picture = glyphs[glyph];
  if ('fill' in picture) {
    pen.fillStyle = ink;
    pen.fill(new Path2D(picture.fill));
  } else {
    pen.lineWidth = 1.6;
    pen.stroke(new Path2D(picture.stroke));
  }
  return pen.getImageData(0, 0, markSize * SCALE, markSize * SCALE);
}

function drawPill(fill: string, edge: string): ImageData {
  const pen = canvas(20);
  pen.beginPath();
  pen.roundRect(1, 1, 18, 18, 8);
  pen.fillStyle = fill;
  pen.fill();
  pen.strokeStyle = edge;
  pen.lineWidth = 1.25;
  pen.stroke();
  return pen.getImageData(0, 0, 20 * SCALE, 20 * SCALE);
}

function canvas(side: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas');
  element.width = element.height = side * SCALE;
  const pen = element.getContext('2d')!;
  pen.scale(SCALE, SCALE);
  return pen;
}
