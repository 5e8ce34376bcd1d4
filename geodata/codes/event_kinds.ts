import { z } from 'zod';
import json from './event_kinds.json' with { type: 'json' };
import { Kind, kindTable } from './kinds.ts';

/** Where word of an event comes from. */
const EventSource = z.enum([
  'citizen',
  'grid_worker',
  'sensor',
  'hotline',
  'patrol',
  'inspection',
  'police',
  'city_platform'
]);
export type EventSource = z.infer<typeof EventSource>;

const EventKind = Kind.extend({
  category: z.string(),
  /** The kind of `matter_kinds.json` it is, or null where that table has none. */
  matter: z.string().nullable(),
  /** Tells about a person, so that a single one is shown to those who handle it and to nobody else. */
  sensitive: z.boolean(),
  /** Typical, the commonest first; another source is not an error. */
  sources: z.array(EventSource).min(1)
});
export type EventKind = z.infer<typeof EventKind>;

/** The kinds of the event stream: this project's own ids, tied to a matter kind where there is one. */
export const eventKinds = kindTable(json, EventKind);
