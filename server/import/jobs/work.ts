import type { Words } from '#geodata/layers/define.ts';
import type { Choice, JobProgress } from '#geodata/schemas/import_job.ts';

/** A file that was uploaded: where it lies, what its owner calls it, and how large it may be unpacked. */
export interface Upload {
  path: string;
  name: string;
  maxBytes: number;
}

/** What a work process is asked to do. The owner's address goes along: the server itself owns nothing. */
export type Work =
  | { do: 'inspect'; upload: Upload }
  | { do: 'preview'; upload: Upload; ownerUrl: string; choice: Choice; scope: readonly string[]; out: string }
  | {
      do: 'run';
      upload: Upload;
      ownerUrl: string;
      choice: Choice;
      scope: readonly string[];
      acceptShift: boolean;
      refused: string;
    }
  | { do: 'undo'; ownerUrl: string; importId: string };

/** What it says: how far it is, and in the end one of a result, a sentence, or that it stopped as it was told. */
export type Said = { progress: JobProgress } | { result: unknown } | { problem: Words } | { cancelled: true };
