import { z } from 'zod';
import type { Layer } from '#geodata/layers/define.ts';
import { empty, sql, type Sql, type Tx } from '#server/db/sql.ts';
import { table, versionsOf } from '#server/layers/history.rows.ts';

/** One end of a time: a moment, or the first moment after the year, month or day that was named. */
interface Bound {
  at: string;
  /** A day without a zone of its own begins at midnight of the site. */
  isLocal: boolean;
  /** The end of a named year, month or day is not itself in it. */
  isExclusive: boolean;
}

/** Which versions are asked for: those that held at some time of a span; ends that are missing are open. */
export interface When {
  begin?: Bound;
  end?: Bound;
}

const Moment = z.iso.datetime({ offset: true });
const Day = z.iso.date();

/**
 * Reads the `datetime` of OGC API: a moment, `begin/end`, `../end`, `begin/..`; a year, month or day stands for all of
 * it. Undefined where it is none of these, or ends before it begins.
 */
export function readWhen(text: string): When | undefined {
  // An offset's plus sign that nobody escaped reaches us as a space.
  const parts = text.replaceAll(' ', '+').split('/');
  if (parts.length > 2) return undefined;
  const [first, second = first] = parts as [string, string?];
  const isOpen = (part: string) => parts.length === 2 && (part === '..' || part === '');
  const [from, until] = [isOpen(first) ? undefined : periodOf(first), isOpen(second) ? undefined : periodOf(second)];
  if ((!from && !isOpen(first)) || (!until && !isOpen(second))) return undefined;
  if (from && until && isBefore(until.end, from.begin)) return undefined;
  return { ...(from && { begin: from.begin }), ...(until && { end: until.end }) };
}

function isBefore(end: Bound, begin: Bound): boolean {
  const [last, first] = [Date.parse(end.at), Date.parse(begin.at)];
  return end.isExclusive ? last <= first : last < first;
}

function periodOf(text: string): { begin: Bound; end: Bound } | undefined {
  const moment = Moment.safeParse(text);
  if (moment.success) {
    const bound = { at: moment.data, isLocal: false, isExclusive: false };
    return text.startsWith('0000') ? undefined : { begin: bound, end: bound };
  }
  const day = text.length === 4 ? `${text}-01-01` : text.length === 7 ? `${text}-01` : text;
  if (!Day.safeParse(day).success || day.startsWith('0000')) return undefined;
  const next = new Date(`${day}T00:00:00Z`);
  if (text.length === 4) next.setUTCFullYear(next.getUTCFullYear() + 1);
  else if (text.length === 7) next.setUTCMonth(next.getUTCMonth() + 1);
  else next.setUTCDate(next.getUTCDate() + 1);
  if (next.getUTCFullYear() > 9999) return undefined;
  return {
    begin: { at: day, isLocal: true, isExclusive: false },
    end: { at: next.toISOString().slice(0, 10), isLocal: true, isExclusive: true }
  };
}

/**
 * What to select a layer's rows from: the table of the present, or the versions that held at some time of a span. Of one
 * feature there may be several then: see `isSeveral`.
 */
export async function rowsWhen(tx: Tx, layer: Layer, when: When | undefined, timeZone: string): Promise<Sql> {
  if (!when) return table(layer);
  const { begin, end } = when;
  // A version holds from its beginning up to, and not including, its end.
  const begun = end ? sql`valid_from ${end.isExclusive ? sql`<` : sql`<=`} ${boundOf(end, timeZone)}` : sql`true`;
  const lasting = begin ? sql`(valid_to IS NULL OR valid_to > ${boundOf(begin, timeZone)})` : empty;
  return versionsOf(tx, layer, begin ? sql`WHERE ${begun} AND ${lasting}` : sql`WHERE ${begun}`);
}

/** Whether a span can hold more than one version of a feature: every one but a single moment. */
export function isSeveral({ begin, end }: When): boolean {
  return !begin || begin !== end;
}

function boundOf({ at, isLocal }: Bound, timeZone: string): Sql {
  return isLocal ? sql`(${at}::timestamp AT TIME ZONE ${timeZone})` : sql`${at}::timestamptz`;
}
