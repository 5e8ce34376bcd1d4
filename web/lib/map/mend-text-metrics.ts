/**
 * maplibre-gl 5.24 takes TextMetrics.actualBoundingBoxLeft for its opposite (mapbox/tiny-sdf#65): glyphs whose ink begins far
 * from the origin, such as （ 《 “, come out blank. Nothing else here measures text on a canvas, so the sign is turned
 * for all. To be dropped together with that version.
 */
export function mendTextMetrics(): void {
  mend(CanvasRenderingContext2D.prototype);
  if ('OffscreenCanvasRenderingContext2D' in window) mend(OffscreenCanvasRenderingContext2D.prototype);
}

function mend(context: CanvasText): void {
  const { measureText } = context;
  context.measureText = function (this: CanvasText, text) {
    const metrics = measureText.call(this, text);
    return Object.defineProperty(metrics, 'actualBoundingBoxLeft', { value: -metrics.actualBoundingBoxLeft });
  };
}
