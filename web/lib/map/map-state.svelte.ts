import type { Map as MapLibre } from 'maplibre-gl';
import { SvelteSet } from 'svelte/reactivity';
import type { Outline } from '#geodata/style/outline.ts';
import type { Way } from '#geodata/style/way.ts';
import type { Box, Point } from '$lib/api.ts';
import type { Address } from '$lib/map/address.ts';
import { boxAround, viewOfBox } from '$lib/map/mercator.ts';
import type { Overlay, OverlayFeature } from '$lib/map/overlays.ts';
import type { Picked, PickedCount } from '$lib/map/pick.ts';

export interface Selection {
  layer: string;
  id: number;
}

export interface Hovered {
  layer: string;
  /** Null over counts. */
  id: number | null;
  label: string | null;
  counts: PickedCount['counts'] | null;
  /** What a coloured area says. */
  text?: string;
  x: number;
  y: number;
}

/** A place on the map and what it is called. */
export interface NamedSpot {
  at: Point;
  label: string;
}

export interface View {
  center: Point;
  zoom: number;
  bearing: number;
  pitch: number;
}

/** Areas that are coloured over the map and are no layer of tiles: a heat or a forecast. */
export interface Ground {
  /** What the pointer's place says, null where there is nothing. */
  textAt(spot: Point): string | null;
  /** Selects what is there; false where there is nothing. */
  pick(spot: Point): boolean;
}

/** What a drawn map offers to the panels around it. */
export interface DrawnMap {
  /** For what draws on it: overlays, exports. */
  readonly map: MapLibre;
  moveTo(view: Partial<View>): void;
  zoomBy(steps: number): void;
  refresh(layer: string, box: Box | null): void;
  refreshAll(): void;
  mark(selection: Selection | null, spot: Point | null): void;
  pin(pin: { at: Point; text: string } | null): void;
  /** Draws something of this browser over the layers; null takes it away. */
  overlay(id: string, overlay: Overlay | null): void;
}

export type MapStatus = 'waiting' | 'loading' | 'ready' | 'unsupported' | 'failed';

/** What the map shows. Panels read and write this; the drawn map, where there is one, follows. */
export class MapState {
  view = $state.raw<View>() as View;
  /** Size in px of the place the map has, whether or not it can be drawn. */
  size = $state.raw({ width: 400, height: 400 });
  status = $state<MapStatus>('waiting');
  /** Layers switched on; those the viewer may not see are kept, not shown. */
  visible = new SvelteSet<string>();
  /** Layers that make room for coloured areas though they are switched on. */
  hidden = $state.raw<ReadonlySet<string>>(new Set());
  /** Shows only the features of a layer whose property has that value. */
  only = $state.raw<{ layer: string; property: string; value: string } | null>(null);
  selection = $state.raw<Selection | null>(null);
  /** A spot that was asked for by its coordinates. */
  pin = $state.raw<{ at: Point; text: string } | null>(null);
  /** The chosen feature of an overlay; never together with a selection. */
  picked = $state.raw<OverlayFeature | null>(null);
  /** The time of the past that is looked at, ISO 8601 in UTC; null: now. Read it through App.asOf. */
  asOf = $state<string | null>(null);
  /** Where the selection lay in an earlier version. */
  outline = $state.raw<Outline | null>(null);
  /** A way between two places, or what is reached from one. */
  way = $state.raw<Way | null>(null);
  /** Ends of a way that were chosen elsewhere, for the panel of routes to take. */
  ends = $state.raw<{ from?: NamedSpot; to?: NamedSpot } | null>(null);
  /** Who waits for a spot: told the next click or Enter on the map in place of a selection. */
  wanted = $state.raw<((at: Point) => void) | null>(null);
  /** Everything that lay under the click that selected, best first. */
  here = $state.raw<Picked[]>([]);
  /** Coloured areas; asked before the layers wherever no single point lies under the pointer. */
  ground = $state.raw<Ground | null>(null);
  /** What the pointer is over: a feature, or a count of them. */
  hovered = $state.raw<Hovered | null>(null);
  pointer = $state.raw<Point | null>(null);
  /** Values drawn on screen: `layer` and `layer.property=value`, for legends that only say what is there. */
  drawn = $state.raw<ReadonlySet<string>>(new Set());
  /** Everything in view is drawn and nothing moves. */
  idle = $state(false);
  /** Sources with tiles that could not be loaded. */
  broken = new SvelteSet<string>();
  /** The drawn map; null before it opens and where it cannot. */
  canvas = $state.raw<DrawnMap | null>(null);

  constructor(start: { center: Point; zoom: number }, shown: Iterable<string>) {
    this.view = { ...start, bearing: 0, pitch: 0 };
    for (const id of shown) this.visible.add(id);
  }

  /** What the drawn map really shows, tilt and turn included. */
  bounds = $state.raw<Box | null>(null);
  /** What is in view. */
  box: Box = $derived(this.bounds ?? boxAround(this.view.center, this.view.zoom, this.size.width, this.size.height));

  /** Goes there; without a drawn map the lists move all the same. */
  moveTo(view: Partial<View>): void {
    if (this.canvas) this.canvas.moveTo(view);
    else this.view = { ...this.view, ...view };
  }

  fit(box: Box, maxZoom = 17): void {
    this.moveTo(viewOfBox(box, this.size.width, this.size.height, maxZoom));
  }

  zoomBy(steps: number): void {
    if (this.canvas) this.canvas.zoomBy(steps);
    else this.view = { ...this.view, zoom: Math.min(20, Math.max(2, this.view.zoom + steps)) };
  }

  select(selection: Selection | null, here: Picked[] = []): void {
    this.selection = selection && { layer: selection.layer, id: selection.id };
    this.here = here;
    this.picked = null;
  }

  pick(feature: OverlayFeature): void {
    this.select(null);
    this.picked = feature;
  }

  toggle(layer: string, on = !this.visible.has(layer)): void {
    if (on) this.visible.add(layer);
    else this.visible.delete(layer);
  }

  /** Takes over what a link says. */
  follow({ center, zoom, bearing = 0, pitch = 0, layers, selection, asOf }: Address): void {
    if (center && zoom !== undefined) this.moveTo({ center, zoom, bearing, pitch });
    if (layers) {
      this.visible.clear();
      for (const id of layers) this.visible.add(id);
    }
    this.select(selection ?? null);
    this.asOf = asOf ?? null;
  }
}
