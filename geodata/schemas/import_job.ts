import { z } from 'zod';
import type { Words } from '#geodata/layers/define.ts';
import { Mapping, type Inspection } from '#geodata/schemas/delivery.ts';
import type { Frame } from '#geodata/spatial/datum.ts';
import { parseFrame } from '#geodata/spatial/datum.ts';

/** What whoever brings a file says of it. */
export const Choice = z.strictObject({
  /** Layer of the map it goes into; `osm` for an OpenStreetMap file. */
  layer: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
  /** Layer inside the file, where it has several. */
  fileLayer: z.string().min(1).max(200).optional(),
  /** Names the delivery: the same source again updates its rows. */
  source: z.string().trim().min(1).max(80),
  /** Which system it comes from, under which licence or agreement. */
  note: z.string().trim().max(500).default(''),
  /** All there is of its source: rows it no longer holds are ended. */
  full: z.boolean().default(false),
  /** Absent: as kept for the source, else guessed. */
  mapping: Mapping.optional(),
  /** Absent: as the file names it or shows it. */
  frame: z
    .string()
    .max(20)
    .transform((text, context): Frame => {
      const frame = parseFrame(text);
      if (frame) return frame;
      context.addIssue({ code: 'custom', message: 'not a frame that is known here' });
      return z.NEVER;
    })
    .optional()
});
export type Choice = z.infer<typeof Choice>;

/** A shift that was measured is taken only when whoever brings the file has seen it and says that it is right. */
export const RunOrder = z.strictObject({ acceptShift: z.boolean().default(false) });

export const FileName = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^/\\\p{Cc}]+$/u)
    .meta({ description: 'what the file is called, without folders' })
});

export const JobId = z.uuid();

export const jobStates = [
  'inspecting',
  'inspected',
  'previewing',
  'previewed',
  'running',
  'done',
  'failed',
  'cancelled'
] as const;
export type JobState = (typeof jobStates)[number];

/** How far the work has come; `share` from 0 to 1 where it is known. */
export interface JobProgress {
  phase: 'reading' | 'checking' | 'writing';
  rows: number;
  share?: number;
}

/** What an import did to one layer. */
export interface JobPart {
  layer: string;
  read: number;
  inserted: number;
  updated: number;
  unchanged: number;
  repaired: number;
  duplicates: number;
  ended: number;
  refused: (Words & { field?: string; count: number; examples: string[] })[];
}

export interface JobSummary {
  layers: JobPart[];
  refusedRows: number;
  seconds: number;
  /** What the delivery covers: west, south, east, north. */
  bbox: [number, number, number, number] | null;
}

/** A delivery in the wizard, as its page shows it. */
export interface ImportJob {
  id: string;
  createdAt: string;
  by: { role: string; scope: string[]; name: string | null };
  fileName: string;
  fileBytes: number;
  state: JobState;
  choice: Choice | null;
  inspection: Inspection | null;
  progress: JobProgress | null;
  problem: Words | null;
  summary: JobSummary | null;
  importId: number | null;
  undone: boolean;
  startedAt: string | null;
  finishedAt: string | null;
}

/** A column of a layer that a file may fill. */
export interface TargetColumn extends Words {
  name: string;
  type: string;
  required: boolean;
  unit?: string;
  /** Words of the values it may have. */
  values?: Record<string, Words>;
}

export interface ImportTarget {
  layer: string;
  columns: TargetColumn[];
}

/** An import of the past, one line per layer. */
export interface PastImport {
  id: number;
  layer: string;
  source: string;
  fileName: string;
  inserted: number;
  updated: number;
  ended: number;
  finishedAt: string;
  /** Null while it stands. */
  undoneAt: string | null;
  canUndo: boolean;
  jobId: string | null;
  note: string | null;
}
