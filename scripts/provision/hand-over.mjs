// Plain JavaScript for Node 20: this runs on a fresh clone, before node_modules exists.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whenNpmIsGone } from './launcher.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Installs the locked packages if they are not the ones in node_modules, then runs `scripts/<script>.ts` on Node 24.
 * Ends this process with the exit code of the script.
 * @param {string} script
 * @param {string[]} args
 */
export function handOver(script, args) {
  if (nodeMajor() < 20) fail(`Gezhi needs Node 20 or newer to begin with; this is Node ${process.versions.node}.`);
  if (!packagesMatchLock()) installPackages();
  // By the channel the child learns of our end, also when we are killed.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  // What was compiled once is kept: a command starts in half the time.
  const env = { NODE_COMPILE_CACHE: join(root, '.data', 'compile-cache'), ...process.env };
  const child = spawn(node24(), [join(root, 'scripts', `${script}.ts`), ...args], { cwd: root, stdio, env });
  child.on('error', (error) => fail(`Node 24 could not be started: ${error.message}`, NODE_24_HINT));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
  // Ctrl-C reaches the child by itself, as part of the terminal's process group; a signal sent to this process alone
  // does not. The child takes a second signal as no news.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenNpmIsGone(() => child.kill('SIGTERM'));
}

/** npm's own record of what it installed, against the lock: right after any `npm ci` or `npm install`, by anyone. */
function packagesMatchLock() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '') return true;
    const present = installed[path];
    return present ? present.version === entry.version && present.integrity === entry.integrity : entry.optional;
  });
}

function installPackages() {
  console.log('Installing packages (npm ci)');
  // No package of the lock needs an install script, so none is run. NODE_ENV=production must not lose the tools.
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const began = Date.now();
  const npm = spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (npm.error) fail(`npm could not be started: ${npm.error.message}`);
  if (npm.signal) process.exit(130);
  if (npm.status !== 0) fail('The packages could not be installed; npm says why above. Once that is mended:', 'npm ci');
  console.log(`Packages installed  ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

const NODE_24_HINT = 'install Node 24 from https://nodejs.org and run the same command again';

/** The pinned Node from the lock; where none is published for this system, the one that is running if it is new enough. */
function node24() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', file);
  if (existsSync(pinned)) return pinned;
  if (nodeMajor() >= 24) return process.execPath;
  return fail(`No Node 24 comes with the packages for ${process.platform}-${process.arch}:`, NODE_24_HINT);
}

function nodeMajor() {
  return Number(process.versions.node.split('.')[0]);
}

/** @returns {never} */
function fail(sentence, line) {
  console.error(line ? `${sentence}\n\n  ${line}\n` : sentence);
  process.exit(1);
}
