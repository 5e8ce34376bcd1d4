import { untrack } from 'svelte';
import { classOf } from '#geodata/heat/classes.ts';
import type { Heat } from '$lib/heat/heat.svelte.ts';
import { opacityOf, rgba, tokenOf } from '$lib/heat/legend.ts';
import type { Areas, Overlay, Rgba } from '$lib/heat/overlay.ts';
import { sayValue } from '$lib/heat/say.ts';
import { shapesOf, type Shapes } from '$lib/heat/shapes.ts';
import { heatWords } from '$lib/heat/words.ts';

const ID = 'heat';
const clear: Rgba = [0, 0, 0, 0];
/** A raised unit of the highest class is this many times as high as it is wide. */
const TALL = 4;

/** Draws the heat on the map as long as the calling component lives, and answers for what the pointer is over. */
export class HeatDrawing {
  shapes: Shapes | null = $state.raw(null);
  #overlay = $state.raw<Overlay | null>(null);
  #drawn = 0;

  constructor(heat: Heat) {
    const { app } = heat;
    $effect(() => {
      const canvas = app.map.canvas;
      if (!canvas) return;
      let gone = false;
      // deck.gl is fetched when heat is first looked at.
      void import('$lib/heat/overlay.ts').then(({ overlayOn }) => {
        if (!gone) this.#overlay = overlayOn(canvas.map);
      });
      return () => {
        gone = true;
        this.#overlay?.remove(ID);
      };
    });
    $effect(() => {
      const { reply, outlines } = heat;
      this.shapes = reply && shapesOf(reply, outlines);
    });
    $effect(() => {
      const areas = this.#areas(heat);
      if (areas) untrack(() => this.#overlay?.draw(areas));
    });
    $effect(() => {
      const { reply } = heat;
      const { shapes } = this;
      app.map.ground = reply &&
        shapes && {
          textAt: (spot) => {
            const unit = shapes.at(spot);
            return unit < 0 ? null : sayValue(reply, unit, heatWords[app.lang], app.lang);
          },
          pick: (spot) => {
            const unit = shapes.at(spot);
            if (unit < 0) return false;
            app.map.select(null);
            heat.selected = reply.ids[unit]!;
            return true;
          }
        };
      return () => (app.map.ground = null);
    });
  }

  #areas(heat: Heat): Areas | null {
    const { shapes } = this;
    const { reply, classes, values, choices, app } = heat;
    const { theme } = app;
    if (!this.#overlay || !reply || !shapes || reply.ids.length !== values.length) return null;
    const steps = values.map((value) => classOf(classes, value));
    const top = classes.edges.at(-1)! * 1.5;
    const line = rgba('heatLine', theme, 150);
    const faint = rgba('heatLine', theme, 60);
    const chosen = heat.selected ? reply.ids.indexOf(heat.selected) : -1;
    const stepOf = (area: number) => steps[shapes.unitOf(area)] ?? null;
    return {
      id: ID,
      shapes: shapes.shapes,
      fill: (area) => {
        const step = stepOf(area);
        if (step === null) return clear;
        return rgba(tokenOf(classes, step), theme, Math.round(255 * opacityOf(classes, step, theme)));
      },
      line: (area) => (stepOf(area) === null ? faint : line),
      height: choices.raised
        ? (area) => Math.min(2, Math.abs(values[shapes.unitOf(area)] || 0) / top) * TALL * shapes.size_m
        : undefined,
      selected: chosen < 0 ? [] : shapes.areasOf(chosen),
      selectedLine: rgba('selected', theme, 255),
      version: ++this.#drawn
    };
  }
}
