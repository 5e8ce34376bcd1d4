import { setTimeout as sleep } from 'node:timers/promises';
import { reportOf } from './provision/operator-error.ts';

const LONGEST_STOP_MS = 60_000;

/** Collects what has to be stopped, in the order it was started. */
export type Lifetime = {
  /** Registers a stop for something that runs, or that is still on its way up. */
  own(stop: () => Promise<void>): void;
  /** Fires when the process was told to end. */
  signal: AbortSignal;
};

/**
 * Runs a command that starts things: stops them in reverse order when it fails or when the process is told to end, and
 * ends the process. `keepRunning`: a command that returns has started a service; otherwise returning ends it too.
 */
export async function live(work: (lifetime: Lifetime) => Promise<void>, { keepRunning = false } = {}): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  const abort = new AbortController();
  let ending: Promise<never> | undefined;
  const end = (code: number) => (ending ??= stopAll(stops, code));

  // Whoever read our words may stop reading (`| head`, a closed terminal); the work goes on, and so does stopping.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  // Ctrl-C in a terminal comes twice, from the terminal and from npm; the first one counts.
  const stop = () => {
    if (ending) return;
    console.log('\nStopping');
    abort.abort();
    void end(keepRunning ? 0 : 130);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  // The launcher was killed; nobody else will tell us.
  process.on('disconnect', stop);
  process.channel?.unref();
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      console.error(reportOf(error));
      void end(1);
    });
  }
  try {
    await work({ own: (stop) => stops.push(stop), signal: abort.signal });
    if (!keepRunning) await end(process.exitCode === undefined ? 0 : Number(process.exitCode));
  } catch (error) {
    // What fails because it was stopped has not failed.
    if (!ending) console.error(reportOf(error));
    await end(1);
  }
}

async function stopAll(stops: (() => Promise<void>)[], code: number): Promise<never> {
  const all = (async () => {
    for (const stop of stops.reverse()) await stop().catch((error: unknown) => console.error(reportOf(error)));
  })();
  await Promise.race([all, sleep(LONGEST_STOP_MS, undefined, { ref: false })]);
  process.exit(code);
}
