// Plain JavaScript for Node 20, like hand-over.mjs, which uses it.
import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 500;

/**
 * Calls back once the npm that runs this process is gone. npm passes signals to its shell, and the shell dies of them
 * without passing them on; a killed npm passes on nothing at all. Either would leave us behind, unseen.
 * @param {() => void} gone
 */
export function whenNpmIsGone(gone) {
  if (!process.env.npm_lifecycle_event) return;
  const born = launchers();
  const look = setInterval(() => {
    if (launchers() === born) return;
    clearInterval(look);
    gone();
  }, LOOK_EVERY_MS);
  look.unref();
}

/** Our parent, and its parent too unless the first one is npm already: between npm and us there may be a shell. */
function launchers() {
  const parent = process.ppid;
  try {
    const name = readFileSync(`/proc/${parent}/comm`, 'utf8');
    const above = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${parent}/status`, 'utf8'))?.[1];
    return name.startsWith('npm') ? `${parent}` : `${parent} ${above}`;
  } catch {
    // Not Linux, or gone just now.
    return `${parent}`;
  }
}
