import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import { buildStyle } from '#geodata/style/build.ts';
import { emblemOf } from '#geodata/style/counts.ts';
import { readMarkName } from '#geodata/style/marks.ts';
import { themes, type Theme } from '#geodata/style/tokens.ts';

const visible = new Set(layers.map(({ id }) => id));
const build = (theme: Theme, lang: 'zh' | 'en' = 'zh') =>
  buildStyle({ theme, lang, layers, origin: 'https://map.example', visible });

describe.each(Object.keys(themes) as Theme[])('the %s style', (theme) => {
  test.each(['zh', 'en'] as const)('is a valid style in %s', (lang) => {
    expect(validateStyleMin(build(theme, lang))).toEqual([]);
  });

  test('has one source per layer and no style layer twice', () => {
    const style = build(theme);
    expect(Object.keys(style.sources)).toEqual(layers.map(({ id }) => id));
    const ids = style.layers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('as of a time every tile is asked as of it, and where a feature lay is drawn above all', () => {
  const outline = { type: 'Point', coordinates: [125, 43] } as const;
  const style = buildStyle({
    ...{ theme: 'light', lang: 'zh', layers, origin: 'https://map.example', visible },
    ...{ asOf: '2026-03-01T00:00:00Z', outline: { ...outline, coordinates: [125, 43] } }
  });
  expect(validateStyleMin(style)).toEqual([]);
  for (const { id } of layers) {
    expect(style.sources[id]).toMatchObject({
      tiles: [`https://map.example/tiles/${id}/{z}/{x}/{y}?as_of=2026-03-01T00:00:00Z`]
    });
  }
  expect(style.layers.slice(-3).every((layer) => 'source' in layer && layer.source === 'past_outline')).toBe(true);
});

describe('basemaps', () => {
  const basemap = { minzoom: 0, maxzoom: 18, tileSize: 256, bounds: null, opacity: 0.5 } as const;
  const basemaps = [
    { ...basemap, id: 'imagery', kind: 'raster', covers: 'ground' },
    { ...basemap, id: 'coarse', kind: 'vector', maxzoom: 10, covers: 'ground' },
    { ...basemap, id: 'whole', kind: 'raster', covers: 'base' }
  ] as const;
  const built = (theme: Theme, lang: 'zh' | 'en' = 'zh') =>
    buildStyle({ theme, lang, layers, origin: 'https://map.example', visible, basemaps });

  test.each(Object.keys(themes) as Theme[])('make a valid style in %s, in both languages', (theme) => {
    expect(validateStyleMin(built(theme))).toEqual([]);
    expect(validateStyleMin(built(theme, 'en'))).toEqual([]);
  });

  test('come from this site alone and carry the opacity that was chosen', () => {
    const { sources, layers: drawn } = built('light');
    for (const { id } of basemaps) {
      expect(sources[`basemap:${id}`]).toMatchObject({ tiles: [`https://map.example/basemaps/${id}/{z}/{x}/{y}`] });
    }
    expect(drawn.find(({ id }) => id === 'basemap:imagery')).toMatchObject({ paint: { 'raster-opacity': 0.5 } });
  });

  test('lie where they belong: vector ones lowest, imagery over the ground, whole maps over buildings, names above all', () => {
    const ids = built('light').layers.map(({ id }) => id);
    const at = (id: string) => ids.indexOf(id);
    expect(at('land')).toBe(0);
    expect(at('basemap:coarse:water')).toBeLessThan(at('landuse:fill'));
    expect(at('landuse:fill')).toBeLessThan(at('basemap:imagery'));
    expect(at('basemap:imagery')).toBeLessThan(ids.findIndex((id) => id.startsWith('roads:')));
    expect(at('buildings:body')).toBeLessThan(at('basemap:whole'));
    expect(at('basemap:whole')).toBeLessThan(at('events:mark'));
  });

  test('never draw a boundary, nor the name of a country or a province', () => {
    const text = JSON.stringify(built('light').layers.filter(({ id }) => id.startsWith('basemap:')));
    expect(text).not.toMatch(/boundary|"(country|state|province)"/);
  });
});

test('layers differ between themes in paint and pictures only, so that a change of theme loads no tile again', () => {
  const [light, dark] = [build('light'), build('dark')];
  expect(dark.sources).toEqual(light.sources);
  expect(dark.layers.map(({ id, type }) => `${id} ${type}`)).toEqual(
    light.layers.map(({ id, type }) => `${id} ${type}`)
  );
});

test('a layer that is switched off is in the style, hidden', () => {
  const style = buildStyle({ theme: 'light', lang: 'zh', layers, origin: '', visible: new Set(['roads']) });
  const shown = style.layers.filter((layer) => layer.layout?.visibility === 'visible');
  expect([...new Set(shown.map((layer) => 'source' in layer && layer.source))]).toEqual(['roads']);
});

test('every aggregated layer has a symbol for its counts', () => {
  expect(layers.filter((layer) => layer.aggregated && !emblemOf(layer)).map(({ id }) => id)).toEqual([]);
});

test('every layer says in its legend how it is drawn', () => {
  expect(layers.filter((layer) => !layer.paint.some((part) => part.key)).map(({ id }) => id)).toEqual([]);
});

test('the name of a symbol is read back into its parts, and any other name is none', () => {
  expect(readMarkName('mark|diamond|flame|#112233|#FFFFFF')).toEqual({
    shape: 'diamond',
    glyph: 'flame',
    fill: '#112233',
    ink: '#FFFFFF',
    small: false
  });
  expect(readMarkName('mark|hexagon|flame|#112233|#FFFFFF')).toBeNull();
  expect(readMarkName('pill|#FFFFFF|#112233')).toBeNull();
});

test('a choice among the features of one layer leaves the others alone and hides counts, which are of all', () => {
  const all = build('light');
  const only = { layer: 'service_points', property: 'category', value: 'medical' };
  const some = buildStyle({ theme: 'light', lang: 'zh', layers, origin: 'https://map.example', visible, only });
  const changed = some.layers.filter((layer, index) => JSON.stringify(layer) !== JSON.stringify(all.layers[index]));
  expect(new Set(changed.map((layer) => 'source' in layer && layer.source))).toEqual(new Set(['service_points']));
  expect(changed.find(({ id }) => id === 'service_points:count')?.layout?.visibility).toBe('none');
  expect(validateStyleMin(some)).toEqual([]);
});
