import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { readConfig, settingNames } from '#server/config.ts';
import { root } from './provision/root.ts';

// Settings are commented out in the example; a setting is a commented line that begins with a name and "=".
const text = readFileSync(join(root, '.env.example'), 'utf8').replace(/^# (?=[A-Z][A-Z_]*=)/gm, '');
const example = parseEnv(text);

test('.env.example names every setting, and no other', () => {
  expect(Object.keys(example).sort()).toEqual([...settingNames].sort());
});

test('every example is accepted', () => {
  expect(() => readConfig(example)).not.toThrow();
});

test('a default shown in .env.example is the default', () => {
  const defaults = readConfig({ DATABASE_URL: 'postgresql://host/db' });
  const shown = readConfig(example);
  for (const [name, value] of Object.entries(defaults)) {
    if (name !== 'DATABASE_URL') expect([name, shown[name as keyof typeof shown]]).toEqual([name, value]);
  }
});
