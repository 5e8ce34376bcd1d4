import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Day } from '#geodata/risk/day.ts';
import { eventReader, type EventReader, type EventTable } from '#geodata/risk/event_rows.ts';
import { OperatorError } from '../provision/operator-error.ts';

/**
 * Reads a CSV file of events, packed by gzip or not.
 * @param today the last day an event can have happened on
 * @throws OperatorError when the file cannot be read or lacks a column
 */
export async function readEvents(path: string, today: Day): Promise<EventTable> {
  let reader: EventReader | undefined;
  try {
    for await (const line of linesOf(path)) {
      if (reader) reader.take(line);
      else reader = eventReader(line, today);
    }
  } catch (error) {
    throw new OperatorError(`${path} cannot be read: ${(error as Error).message}`);
  }
  if (!reader) throw new OperatorError(`${path} is empty.`);
  return reader.table();
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  // The error of either stream reaches whoever reads the last one.
  const bytes = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}
