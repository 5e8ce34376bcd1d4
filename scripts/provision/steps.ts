const QUIET_MS = 2000;

/** Says what a step is at while it runs; the latest words stand in its line. */
export type Note = (text: string) => void;

/**
 * Runs one step and prints its name and duration, and what came of it if it returns words. After two seconds it shows that it is alive: a line that counts up
 * on a terminal, a dot every two seconds elsewhere.
 */
export async function step<T>(title: string, work: (note: Note) => Promise<T>): Promise<T> {
  const out = process.stdout;
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const label = title.padEnd(12);
  let note = '';
  out.write(label);
  const ticker = setInterval(
    () => out.write(out.isTTY ? `\r\x1b[K${label}${seconds()}  ${clip(note)}` : '.'),
    out.isTTY ? 500 : QUIET_MS
  );
  const finish = (words: string) => {
    clearInterval(ticker);
    out.write(`${out.isTTY ? `\r\x1b[K${label}` : ' '}${words}\n`);
  };
  try {
    const result = await work((text) => (note = text));
    finish(typeof result === 'string' ? `${seconds()}  ${result}` : seconds());
    return result;
  } catch (error) {
    finish(`failed after ${seconds()}`);
    throw error;
  }
}

function clip(text: string): string {
  return text.slice(0, Math.max(0, (process.stdout.columns ?? 80) - 24));
}
