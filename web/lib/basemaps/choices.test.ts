import { expect, test } from 'vitest';
import type { ShownBasemap } from '#geodata/schemas/basemaps.ts';
import { arranged, readChoices } from '$lib/basemaps/choices.ts';

const basemap = (id: string): ShownBasemap => ({
  ...{ id, title: { zh: id, en: id }, kind: 'raster', minzoom: 0, maxzoom: 18, tileSize: 256, bounds: null },
  ...{ attribution: '', approvalNo: null, opacity: 1, shown: false, covers: 'ground' }
});

test('what was chosen comes back as it was left, in its order; what is new lies on top, as offered', () => {
  const choices = readChoices(
    JSON.stringify([
      { id: 'b', shown: true, opacity: 0.4 },
      { id: 'gone', shown: true, opacity: 1 },
      { id: 'a', shown: false, opacity: 1 }
    ])
  );
  const shown = arranged(['a', 'new', 'b'].map(basemap), choices);
  expect(shown.map(({ id, shown, opacity }) => [id, shown, opacity])).toEqual([
    ['b', true, 0.4],
    ['a', false, 1],
    ['new', false, 1]
  ]);
});

test.each([null, '', '{', '3', 'null', '[null]', '[{"id":"a"}]', '[{"id":"a","shown":true,"opacity":7}]'])(
  'what was remembered as %s is forgotten',
  (text) => {
    expect(readChoices(text)).toEqual([]);
  }
);
