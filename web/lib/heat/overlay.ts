import type { Layer as DeckLayer } from '@deck.gl/core';
import { H3HexagonLayer } from '@deck.gl/geo-layers';
import { PolygonLayer } from '@deck.gl/layers';
import { MapboxOverlay } from '@deck.gl/mapbox';
import type { Map as MapLibre } from 'maplibre-gl';

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** Areas to colour: H3 cells by their id, or polygons by their rings (lng, lat). Parallel arrays, one entry an area. */
export interface Areas {
  id: string;
  shapes: { cells: readonly string[] } | { polygons: readonly (readonly (readonly [number, number])[])[] };
  fill: (index: number) => Rgba;
  line: (index: number) => Rgba;
  /** Metres above the ground; absent: flat. */
  height?: (index: number) => number;
  /** The areas that are selected, drawn with an outline of their own: one, or the parts of one. */
  selected: readonly number[];
  selectedLine: Rgba;
  /** Changes whenever fill, line or height would answer otherwise for the same shapes. */
  version: string | number;
}

/** Areas drawn by deck.gl inside the map, above the ground and under its names. */
export interface Overlay {
  /** Draws these areas in place of those of the same id. */
  draw(areas: Areas): void;
  remove(id: string): void;
}

const open = new WeakMap<MapLibre, Overlay>();

/**
 * The one overlay of a map; whoever draws shares it. Reached by `await import('$lib/heat/overlay.ts')` only: deck.gl is
 * large, and the public page never loads it.
 */
export function overlayOn(map: MapLibre): Overlay {
  const known = open.get(map);
  if (known) return known;
  const control = new MapboxOverlay({ interleaved: true, layers: [] });
  map.addControl(control);
  const drawn = new Map<string, Areas>();
  const show = () => {
    const beforeId = firstName(map);
    control.setProps({ layers: [...drawn.values()].flatMap((areas) => layersOf(areas, beforeId)) });
  };
  const overlay: Overlay = {
    draw(areas) {
      drawn.set(areas.id, areas);
      show();
    },
    remove(id) {
      if (drawn.delete(id)) show();
    }
  };
  open.set(map, overlay);
  return overlay;
}

/** Names and symbols stay readable above what is coloured. */
function firstName(map: MapLibre): string | undefined {
  return map.getStyle().layers.find(({ type }) => type === 'symbol')?.id;
}

function layersOf(areas: Areas, beforeId: string | undefined): DeckLayer[] {
  const flat = areas.height === undefined;
  const common = {
    beforeId,
    extruded: !flat,
    getElevation: (_: unknown, { index }: { index: number }) => areas.height?.(index) ?? 0,
    getFillColor: (_: unknown, { index }: { index: number }) => areas.fill(index) as [number, number, number, number],
    getLineColor: (_: unknown, { index }: { index: number }) => areas.line(index) as [number, number, number, number],
    stroked: true,
    lineWidthUnits: 'pixels' as const,
    getLineWidth: 1,
    updateTriggers: { getFillColor: areas.version, getLineColor: areas.version, getElevation: areas.version }
  };
  const outline = {
    beforeId,
    extruded: false,
    filled: false,
    stroked: true,
    lineWidthUnits: 'pixels' as const,
    getLineWidth: 3,
    getLineColor: areas.selectedLine as [number, number, number, number],
    updateTriggers: { getLineColor: areas.selectedLine }
  };
  const { shapes, id, selected } = areas;
  if ('cells' in shapes) {
    const hexagons = { getHexagon: (cell: string) => cell };
    const chosen = selected.map((index) => shapes.cells[index]!);
    return [
      new H3HexagonLayer({ ...common, ...hexagons, id, data: shapes.cells as string[] }),
      new H3HexagonLayer({ ...outline, ...hexagons, id: `${id}:selected`, data: chosen, highPrecision: true })
    ];
  }
  const rings = shapes.polygons as unknown as [number, number][][];
  const polygons = { getPolygon: (ring: [number, number][]) => ring };
  return [
    new PolygonLayer({ ...common, ...polygons, id, data: rings }),
    new PolygonLayer({ ...outline, ...polygons, id: `${id}:selected`, data: selected.map((index) => rings[index]!) })
  ];
}
