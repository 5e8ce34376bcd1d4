// `npm run import -- osm <file>`, `<layer> <file>`, `inspect <file>`, `undo <import>` or `list`; --help tells the rest.
import { ImportError } from '#server/import/import-error.ts';
import { runDelivery, type DeliveryOptions } from '#server/import/import.service.ts';
import { inspectFile } from '#server/import/inspect.service.ts';
import { inspectionText } from '#server/import/inspection-text.ts';
import { importsText, summaryText, taken } from '#server/import/summary-text.ts';
import { listImports, undoImport } from '#server/import/undo.service.ts';
import { clearLine, progressLine } from './import/progress-line.ts';
import { readCommand, USAGE, type Command } from './import/read-command.ts';
import { live, type Lifetime } from './lifetime.ts';
import { migrateOrExplain, openDatabase, readSettings } from './prepare.ts';
import { withGdal } from './provision/gdal.ts';

await live(async ({ own, signal }) => {
  const command = commandOrUsage();
  if (!command) return;
  const maxBytes = readSettings().IMPORT_MAX_MB * 2 ** 20;
  const running = run(command, own, signal, maxBytes);
  // Stopped in the middle, the transaction is rolled back before the database goes.
  own(() => running.then(noop, noop));
  try {
    const text = await running;
    clearLine();
    console.log(text);
  } catch (error) {
    clearLine();
    if (!(error instanceof ImportError)) throw error;
    console.error(error.message);
    process.exitCode = error.usage ? 2 : 1;
  }
});

function noop(): void {}

function commandOrUsage(): Command | null {
  try {
    const command = readCommand();
    if (!command) console.log(USAGE);
    return command;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
    return null;
  }
}

/** Does what was asked and gives what there is to say of it. */
async function run(command: Command, own: Lifetime['own'], signal: AbortSignal, maxBytes: number): Promise<string> {
  if (command.verb === 'inspect') {
    return inspectionText(await withGdal(() => inspectFile(command.file, { maxBytes, signal })));
  }
  const { ownerUrl } = await openDatabase(own);
  await migrateOrExplain(ownerUrl, (line) => console.log(line));
  if (command.verb === 'list') return importsText(await listImports(ownerUrl));
  if (command.verb === 'undo') return undo(command.id, ownerUrl, signal);
  return bringIn({ ...command.options, ownerUrl, maxBytes, signal, onProgress: progressLine() });
}

async function bringIn(options: DeliveryOptions): Promise<string> {
  const summary = await withGdal(() => runDelivery(options));
  if (taken(summary) === 0) process.exitCode = 1;
  return `\n${summaryText(summary)}`;
}

async function undo(id: string, ownerUrl: string, signal: AbortSignal): Promise<string> {
  const layers = await undoImport(ownerUrl, id, signal);
  const lines = layers.map(
    ({ layer, removed, restored }) =>
      `${layer}: ${removed.toLocaleString('en')} removed, ${restored.toLocaleString('en')} as they were before`
  );
  return [`Import ${id} is undone.`, ...lines].join('\n');
}
