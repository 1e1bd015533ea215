// Makes node_modules what package-lock.json says, so that every command works from a fresh clone. No dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a run leaves for the next one. */
export const CACHE = join(root, 'node_modules', '.cache', 'promwire');

const MINIMUM = [20, 19];

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** npm leaves a lockfile of what it really installed: what differs from ours, or undefined when nothing does. */
const difference = () => {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return 'node_modules is missing';
  const have = packagesOf(installed);
  for (const [path, want] of Object.entries(packagesOf(join(root, 'package-lock.json')))) {
    // Optional packages are often for another platform.
    if (path === '' || want.optional || have[path]?.version === want.version) continue;
    return `${path.replace(/.*node_modules\//, '')} ${want.version} is not installed`;
  }
  return undefined;
};

/** Runs `npm ci` unless everything is there. Says so on stderr; throws a one-line error when it fails. */
export const ensureDependencies = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
    throw new Error(`promwire needs Node ${MINIMUM.join('.')} or newer, this is ${process.versions.node}`);
  }
  const why = difference();
  if (why === undefined) return;
  process.stderr.write(`promwire: ${why}: running npm ci\n`);
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  // Under `npm run` the same npm is used again; it is a JavaScript file, so no shell is needed on Windows.
  const run =
    npm && /\.c?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (run.status !== 0)
    throw new Error(`npm ci failed (${run.error?.message ?? run.signal ?? `exit code ${run.status}`})`);
};
