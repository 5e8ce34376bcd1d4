import type { Column } from './table.queries.ts';

/** Value as PostgreSQL's text form takes it, null for nothing, undefined when it cannot be of that type. */
export function coerce(value: unknown, type: Column['type']): string | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') {
    // Shapefiles pad with blanks; NUL is not text to PostgreSQL.
    const text = value.replaceAll('\0', '').trim();
    return text === '' ? null : parse(text, type);
  }
  if (typeof value === 'object') return type === 'text' ? JSON.stringify(value) : undefined;
  return parse(String(value), type);
}

function parse(text: string, type: Column['type']): string | undefined {
  if (type === 'text') return text;
  if (type === 'boolean') return booleans[text.toLowerCase()];
  if (type === 'date') return day(text);
  if (type === 'timestamptz') return moment(text);
  const number = Number(text);
  const [most, whole] = numbers[type];
  return Math.abs(number) <= most && (!whole || Number.isInteger(number)) ? String(number) : undefined;
}

const booleans: Record<string, string> = {
  ...{ true: 't', t: 't', yes: 't', y: 't', '1': 't', 是: 't', 有: 't' },
  ...{ false: 'f', f: 'f', no: 'f', n: 'f', '0': 'f', 否: 'f', 无: 'f' }
};

const numbers = {
  smallint: [32_767, true],
  integer: [2_147_483_647, true],
  real: [3.4e38, false],
  'double precision': [1.7e308, false],
  numeric: [99_999_999_999, false]
} as const;

function day(text: string): string | undefined {
  const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?$/.exec(text);
  if (!found) return undefined;
  const iso = `${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(iso) ? iso : undefined;
}

function moment(text: string): string | undefined {
  const date = new Date(/[T ]\d/.test(text) ? text : `${day(text)}T00:00:00Z`);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString() : undefined;
}
