// node scripts/in-netns.mjs COMMAND ARG…: provisions, then runs COMMAND where the test bed can run: in private network,
// process and user namespaces of its own. Everything started in there ends with COMMAND. Its exit code is passed on;
// 77 means that the namespaces are refused on this machine, and stderr names the setting.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bedPaths, isProvisioned } from './builds.mjs';
import { offline, probeNamespace } from './namespace.mjs';
import { provision } from './provision.mjs';

const REFUSED = 77;

const main = async (args) => {
  if (args.length === 0) {
    process.stderr.write('usage: node scripts/in-netns.mjs COMMAND ARG…\n');
    return 2;
  }
  if (process.platform !== 'linux') {
    process.stderr.write(`testbed: it needs Linux network namespaces, this is ${process.platform}\n`);
    return REFUSED;
  }
  if (!isProvisioned()) await provision();
  const { tool } = bedPaths();
  const namespace = probeNamespace(tool);
  if (!namespace.ok) {
    process.stderr.write(`testbed: ${namespace.detail}\n`);
    return REFUSED;
  }
  // What the inside leaves behind when it is killed goes with this folder. A folder that is kept shows its logs.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'promwire-'));
  const clean = () => {
    if (process.env.PROMWIRE_TESTBED_KEEP) process.stderr.write(`testbed: kept ${folder}\n`);
    else fs.rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', clean);
  const child = spawn(tool, ['enter', ...args], { stdio: 'inherit', env: { ...offline(), TMPDIR: folder } });
  // The terminal sends SIGINT to the child too: this one only has to outlive it.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
};

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`testbed: ${error.message}\n`);
  process.exitCode = 1;
}
