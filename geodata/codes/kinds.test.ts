import { expect, test } from 'vitest';
import { cameraTypes } from './camera_types.ts';
import { componentKinds } from './component_kinds.ts';
import { departments } from './departments.ts';
import { eventKinds } from './event_kinds.ts';
import { hazards } from './hazards.ts';
import { keySiteCategories } from './key_site_categories.ts';
import { Kind, kindTable } from './kinds.ts';
import { legacyMatterKinds } from './legacy_matter_kinds.ts';
import { matterKinds } from './matter_kinds.ts';
import { meterTypes } from './meter_types.ts';
import { serviceCategories } from './service_categories.ts';

const standards = [componentKinds, matterKinds, legacyMatterKinds, cameraTypes, meterTypes];
const ours = [departments, eventKinds, serviceCategories, hazards, keySiteCategories];
const head = { standard_ref: 'test', version: '1', checked: true };
const lamp = { code: 'lamp', zh: '灯', en: 'Lamp' };

test('a table gives each of its kinds by code and nothing for another code', () => {
  for (const table of [...standards, ...ours]) {
    for (const kind of table.all) expect(table.get(kind.code)).toBe(kind);
    expect(table.get('no such code')).toBeUndefined();
  }
});

test('a code that occurs twice, an unlisted category or a missing name is refused', () => {
  expect(() => kindTable({ ...head, rows: [lamp, lamp] }, Kind)).toThrow('occurs twice');
  expect(() => kindTable({ ...head, rows: [{ ...lamp, category: 'light' }] }, Kind)).toThrow('no category light');
  expect(() => kindTable({ ...head, rows: [{ code: 'lamp', zh: '灯' }] }, Kind)).toThrow();
  expect(() => kindTable({ rows: [lamp] }, Kind)).toThrow();
});

test('names are in Chinese and in English', () => {
  for (const { zh, en } of [...standards, ...ours].flatMap((table) => [...table.all, ...table.categories])) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});

test('ids of our own are snake_case', () => {
  for (const { code } of ours.flatMap((table) => table.all)) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
});

test('a table not compared with its standard says so', () => {
  expect(standards.every(({ checked }) => !checked)).toBe(true);
});

test('a component and a matter may share a code', () => {
  expect([componentKinds.get('01001')?.zh, matterKinds.get('01001')?.zh]).toEqual(['供水井盖', '供水井盖异常']);
});

test('the first two digits of a kind are its major class', () => {
  expect(componentKinds.get('01037')?.category).toBe('01');
  expect(matterKinds.get('09006')?.category).toBe('09');
});

test('an older code leads to its matter kind, and only the local extension changes its name', () => {
  expect(legacyMatterKinds.inferred).toBe(true);
  for (const { zh, matter, local } of legacyMatterKinds.all) {
    expect(matterKinds.get(matter)).toBeDefined();
    expect(matterKinds.get(matter)?.zh === zh).toBe(!local);
  }
});

test('an event kind names a matter kind that exists', () => {
  for (const { matter } of eventKinds.all) if (matter) expect(matterKinds.get(matter)).toBeDefined();
});

test('what tells about a person is sensitive', () => {
  const sensitive = eventKinds.all.filter((kind) => kind.sensitive).map(({ code }) => code);
  expect(sensitive).toEqual(['neighbour_dispute', 'call_for_help']);
});

test('a key site category names a hazard that exists', () => {
  for (const { hazard } of keySiteCategories.all) expect(hazards.get(hazard)).toBeDefined();
});
