import { z } from 'zod';

const Name = z.strictObject({ code: z.string().min(1), zh: z.string().min(1), en: z.string().min(1) });

/** One row of a kind table. A table with more to say extends it. */
export const Kind = Name.extend({ category: z.string().optional() });
export type Kind = z.infer<typeof Kind>;

/** A kind of GB/T 47678.5: its five digits are two of the major class, which is its category, and three of the minor. */
export const MajorMinorKind = Kind.extend({ code: z.string().regex(/^\d{5}$/) }).transform((row) => ({
  ...row,
  category: row.code.slice(0, 2)
}));

/** The head every table file carries. */
const Head = z.strictObject({
  standard_ref: z.string().min(1),
  version: z.string().min(1),
  /** Where the rows were found, when that is not the standard itself. */
  source: z.string().optional(),
  /** Whether the rows were compared with the text of the standard. */
  checked: z.boolean(),
  /** Whether the rows were concluded from examples. */
  inferred: z.boolean().default(false),
  categories: z.array(Name).default([]),
  rows: z.array(z.unknown()).min(1)
});

/** A code table as read: equal codes of two tables are different kinds, so a stored kind also keeps `ref`. */
export interface KindTable<Row extends Kind = Kind> {
  ref: string;
  version: string;
  checked: boolean;
  inferred: boolean;
  categories: readonly Kind[];
  all: readonly Row[];
  get(code: string): Row | undefined;
}

/**
 * Reads the JSON of a code table with the schema of its rows.
 * Throws ZodError for a malformed table, Error for a code that occurs twice or a category that is not listed.
 */
export function kindTable<Row extends Kind>(json: unknown, row: z.ZodType<Row>): KindTable<Row> {
  const { standard_ref: ref, version, checked, inferred, categories, rows } = Head.parse(json);
  const all = z.array(row).parse(rows);
  const byCode = new Map(all.map((kind) => [kind.code, kind]));
  if (byCode.size < all.length) throw new Error(`A code of ${ref} occurs twice`);
  const stray = all.find((kind) => kind.category && !categories.some(({ code }) => code === kind.category));
  if (stray) throw new Error(`${ref} lists no category ${stray.category}, which ${stray.code} ${stray.zh} is in`);
  return { ref, version, checked, inferred, categories, all, get: (code) => byCode.get(code) };
}
