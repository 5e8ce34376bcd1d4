import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, featureTexts } from './json-text.ts';

/** Cuts a text that arrives in pieces of a few bytes. */
async function cut(text: string, piece = 7): Promise<unknown[]> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  const found: unknown[] = [];
  for await (const each of featureTexts(decodeUtf8(chunks(), 'x'), 'x')) found.push(JSON.parse(each));
  return found;
}

const small = { maxDepth: 1, maxKeys: 3 };
const features = fc.array(
  fc.record({
    type: fc.constant('Feature'),
    properties: fc.object(small),
    name: fc.string({ unit: 'binary', maxLength: 9 })
  }),
  { maxLength: 4 }
);
const spaces = fc.constantFrom(0, 1, 2);
const pieces = fc.integer({ min: 1, max: 60 });

test('the members of a collection are what JSON.parse finds, however it is written and however it arrives', async () => {
  await fc.assert(
    fc.asyncProperty(
      features,
      fc.object(small),
      fc.boolean(),
      spaces,
      pieces,
      async (list, head, first, space, piece) => {
        const { features: _, type: __, ...other } = head;
        const collection = first
          ? { features: list, ...other, type: 'FeatureCollection' }
          : { type: 'FeatureCollection', ...other, features: list };
        const text = JSON.stringify(collection, null, space);
        expect(await cut(text, piece)).toEqual(JSON.parse(JSON.stringify(list)));
      }
    )
  );
});

test('lines, with and without record separators or a last newline, are cut at their ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      features,
      fc.constantFrom('', '\x1e'),
      fc.constantFrom('\n', '\r\n'),
      pieces,
      async (list, mark, end, piece) => {
        const text = list.map((each) => mark + JSON.stringify(each)).join(end);
        expect(await cut(text, piece)).toEqual(JSON.parse(JSON.stringify(list)));
      }
    )
  );
});

test('a collection that stops anywhere before its end is refused', async () => {
  const text = JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { a: '{"[' } }] });
  for (let length = 1; length < text.length; length++) {
    await expect(cut(text.slice(0, length)), text.slice(0, length)).rejects.toThrow(/ends too early/);
  }
});

test('one feature alone is a file of one', async () => {
  expect(await cut('{\n "type": "Feature",\n "properties": {}\n}\n')).toEqual([{ type: 'Feature', properties: {} }]);
});

test('a broken line spoils no other line', async () => {
  const texts: string[] = [];
  async function* chunks() {
    yield Buffer.from('{"type":"Feature"}\n{"type": oops\n{"type":"Feature","id":2}\n');
  }
  for await (const each of featureTexts(decodeUtf8(chunks(), 'x'), 'x')) texts.push(each);
  expect(texts).toEqual(['{"type":"Feature"}', '{"type": oops', '{"type":"Feature","id":2}']);
});
