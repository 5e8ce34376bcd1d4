import { installScript, readSystem, runAsRoot } from './install.ts';
import { OperatorError } from './operator-error.ts';
import { run } from './run.ts';
import type { Note } from './steps.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Path of a Chromium, installed if the machine has none; `CHROMIUM` names another. */
export async function provisionChromium(note: Note): Promise<string> {
  const present = await findChromium();
  if (present) return present;
  const system = await readSystem();
  const script = installScript(system, 'Chromium', {
    apt: 'chromium fonts-noto-cjk',
    dnf: 'chromium google-noto-sans-cjk-fonts',
    apk: 'chromium font-noto-cjk'
  });
  await runAsRoot(script, system, note);
  const installed = await findChromium();
  if (installed) return installed;
  // Ubuntu's package of that name only points at a snap, which containers cannot run.
  throw new OperatorError(
    'apt-get installed no usable Chromium. Name one yourself:',
    'CHROMIUM=/path/to/chrome npm test'
  );
}

async function findChromium(): Promise<string | undefined> {
  for (const name of process.env.CHROMIUM ? [process.env.CHROMIUM] : NAMES) {
    if ((await run(name, ['--version'])).code === 0) return name;
  }
  return undefined;
}
