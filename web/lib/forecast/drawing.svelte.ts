import { cellToLatLng, latLngToCell } from 'h3-js';
import { untrack } from 'svelte';
import { ringContains } from '#geodata/spatial/ring.ts';
import type { Point } from '$lib/api.ts';
import { rgbaOf } from '$lib/forecast/colours.ts';
import type { Forecast } from '$lib/forecast/forecast.svelte.ts';
import { classesFor, colourOf, colourOfGrid } from '$lib/forecast/look.ts';
import { sayCount, sayParts, sayValue } from '$lib/forecast/say.ts';
import type { Areas, Overlay, Rgba } from '$lib/heat/overlay.ts';
import { rgba } from '$lib/heat/legend.ts';

const ID = 'forecast';
/** Roads and blocks stay readable through the colours. */
const ALPHA = 170;
const clear: Rgba = [0, 0, 0, 0];

/** Draws the forecast on the map as long as the calling component lives, and answers for what the pointer is over. */
export class ForecastDrawing {
  #overlay = $state.raw<Overlay | null>(null);
  #drawn = 0;

  constructor(forecast: Forecast) {
    const { app } = forecast;
    $effect(() => {
      const canvas = app.map.canvas;
      if (!canvas) return;
      let gone = false;
      // deck.gl is fetched when a forecast is first looked at.
      void import('$lib/heat/overlay.ts').then(({ overlayOn }) => {
        if (!gone) this.#overlay = overlayOn(canvas.map);
      });
      return () => {
        gone = true;
        this.#overlay?.remove(ID);
      };
    });
    $effect(() => {
      const areas = forecast.choices.show === 'grids' ? this.#grids(forecast) : this.#cells(forecast);
      untrack(() => (areas ? this.#overlay?.draw(areas) : this.#overlay?.remove(ID)));
    });
    $effect(() => {
      const { map, grids, choices } = forecast;
      app.map.ground = map && (choices.show === 'grids' ? gridGround(forecast, grids) : cellGround(forecast, map));
      return () => (app.map.ground = null);
    });
  }

  #cells(forecast: Forecast): Areas | null {
    const { map, selected, app } = forecast;
    if (!this.#overlay || !map) return null;
    const classes = classesFor(forecast);
    const colours = map.cells.map((cell, i) => colourOf(forecast, classes, cell, i));
    const grades = map.columns.grade!;
    const [faint, strong] = [rgba('muted', app.theme, 70), rgba('text', app.theme, 255)];
    const chosen = selected ? map.cells.indexOf(selected) : -1;
    const marks = forecast.choices.show !== 'consequence';
    return {
      ...{ id: ID, shapes: { cells: map.cells }, version: ++this.#drawn },
      fill: (i) => (colours[i] ? rgbaOf(colours[i], ALPHA) : clear),
      // The cells where most is expected are told by their outline as well as by colour.
      line: (i) => (marks && grades[i] === 2 ? strong : faint),
      selected: chosen < 0 ? [] : [chosen],
      selectedLine: rgba('selected', app.theme, 255)
    };
  }

  #grids({ grids, selected, app }: Forecast): Areas | null {
    if (!this.#overlay || !grids) return null;
    const parts = grids.grids.flatMap(({ code, grade, polygons }) =>
      polygons.map(([ring]) => ({ code, grade, ring: ring! }))
    );
    const line = rgba('muted', app.theme, 160);
    return {
      ...{ id: ID, shapes: { polygons: parts.map(({ ring }) => ring) }, version: ++this.#drawn },
      fill: (i) => {
        const colour = colourOfGrid(parts[i]!.grade);
        return colour ? rgbaOf(colour, ALPHA) : clear;
      },
      line: () => line,
      selected: parts.flatMap(({ code }, i) => (code === selected ? [i] : [])),
      selectedLine: rgba('selected', app.theme, 255)
    };
  }
}

function cellGround(forecast: Forecast, map: NonNullable<Forecast['map']>) {
  const index = new Map(map.cells.map((cell, i) => [cell, i]));
  const at = ([lng, lat]: Point) => index.get(latLngToCell(lat, lng, map.res));
  return {
    textAt(spot: Point) {
      const i = at(spot);
      if (i === undefined) return null;
      const { words, app, parts, choices } = forecast;
      const value = sayValue(map.columns.expected![i]!, words, app.lang);
      const hurt = sayParts(parts.get(map.cells[i]!), words, app.lang);
      if (choices.show === 'consequence') return hurt;
      return choices.show === 'risk' ? `${value}\n${hurt}` : value;
    },
    pick(spot: Point) {
      const i = at(spot);
      if (i === undefined) return false;
      forecast.app.map.select(null);
      forecast.selected = map.cells[i]!;
      return true;
    }
  };
}

function gridGround(forecast: Forecast, classes: Forecast['grids']) {
  const at = (spot: Point) =>
    classes?.grids.find(({ polygons }) => polygons.some(([ring]) => ring && ringContains(ring, spot)));
  return {
    textAt(spot: Point) {
      const grid = at(spot);
      if (!grid) return null;
      const { words, app } = forecast;
      const grade = grid.grade === null ? '' : ` · ${words.gridGrades[grid.grade]}`;
      return `${grid.name}${grade} · ${sayCount(grid.expected, app.lang)} ${words.reports}`;
    },
    pick(spot: Point) {
      const grid = at(spot);
      if (!grid) return false;
      forecast.selected = grid.code;
      return true;
    }
  };
}

export function centerOf(cell: string): Point {
  const [lat, lng] = cellToLatLng(cell);
  return [lng, lat];
}
