import { formatDivisionCode, levelOf, parentOf, villageType } from './division_code.ts';
import type { Authority, DivisionLevel } from './division_code.ts';
import data from './divisions_jilin.json' with { type: 'json' };

export interface Division {
  /** 12 digits, zero-padded. */
  code: string;
  name: string;
  level: DivisionLevel;
  parentCode: string | null;
  authority: Authority;
  /** A county-level development zone that only the statistical list knows. */
  developmentZone: boolean;
  /** Urban and rural class, such as 111 主城区. The 2023 list came without it. */
  urbanRural?: string;
}

/** Which list this is and up to which day it holds, to be shown beside it. */
export const divisionVintage = {
  year: data.vintage,
  asOf: data.as_of,
  published: data.published,
  standardRef: data.standard_ref,
  authority: data.authority as Authority,
  source: data.source
} as const;

/** Counties and townships that civil affairs does not number, by their 6 or 9 digits. */
const statisticalOnly = new Set(data.statistical_only);

/** All five levels of Jilin, every parent before its children. */
export const divisions: readonly Division[] = [...readDivisions()];

function* readDivisions(): Generator<Division> {
  for (const entry of data.counties) yield toDivision('', entry);
  for (const line of data.townships) {
    const [head = '', ...villages] = line.split('|');
    yield toDivision('', head);
    const township = head.slice(0, 9);
    for (const entry of villages) yield toDivision(township, entry);
  }
}

/** An entry is `digits name`; the digits of a village follow those of its township. */
function toDivision(above: string, entry: string): Division {
  const space = entry.indexOf(' ');
  const code = formatDivisionCode(above + entry.slice(0, space));
  const level = levelOf(code);
  const inZone = statisticalOnly.has(code.slice(0, 6));
  const statistical = inZone || statisticalOnly.has(code.slice(0, 9)) || villageType(code)?.authority === 'NBS';
  return {
    code,
    name: entry.slice(space + 1),
    level,
    parentCode: parentOf(code),
    authority: statistical ? 'NBS' : 'MCA',
    developmentZone: level === 3 && inZone
  };
}
