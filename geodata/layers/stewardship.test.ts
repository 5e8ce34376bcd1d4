import { expect, test } from 'vitest';
import { departments } from '#geodata/codes/departments.ts';
import { layers } from './index.ts';

test('the department that answers for a layer is in the table of departments', () => {
  for (const { owner } of layers) expect(departments.get(owner), owner).toBeDefined();
});

test('a layer says what it is, in Chinese and in English', () => {
  for (const { about } of layers) {
    expect(about.zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(about.en).toMatch(/^[^\p{Script=Han}]+\.$/u);
  }
});

test('a layer is open to anyone exactly if it has public columns', () => {
  for (const { id, sensitivity, public: columns } of layers) expect(sensitivity === 'open', id).toBe(columns !== null);
});

test('a condition on sharing is written down', () => {
  for (const { id, shareCondition, shareTerms } of layers)
    if (shareCondition !== 'unconditional') expect(shareTerms?.zh, id).toBeTruthy();
});
