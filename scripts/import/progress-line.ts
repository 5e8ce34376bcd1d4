import type { Progress } from '#server/import/import.service.ts';

/** One line on stderr that is written over on a terminal, and repeated every few seconds elsewhere. */
export function progressLine(): (progress: Progress) => void {
  const every = process.stderr.isTTY ? 200 : 5000;
  let last = performance.now();
  return ({ phase, layer, rows, share }) => {
    if (performance.now() - last < every) return;
    last = performance.now();
    const done = share === undefined ? '' : ` (${Math.floor(share * 100)} %)`;
    const text = `${phase}${layer ? ` ${layer}` : ''}: ${rows.toLocaleString('en')} features${done}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
}

export function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
