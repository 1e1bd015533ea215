// Runs the go command for provisioning, and says what is wrong where it cannot.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import process from 'node:process';
import { binaryPaths, GO } from './builds.mjs';

const TRIES = 3;
const TRANSIENT =
  /timeout|timed out|connection re|unexpected EOF|TLS handshake|\b50[0-9]\b|no such host|temporary failure/i;

/** A reason that the user can fix; printed without a stack. */
export class ProvisionError extends Error {}

/** Says whether a new enough Go is on PATH: `{ ok, detail }`. */
export const probeGo = () => {
  const run = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  if (run.error || run.status !== 0)
    return { ok: false, detail: `Go ${GO} or newer is needed and no go command was found` };
  const version = run.stdout.trim();
  const [major, minor] = (/^go(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  const [wantMajor, wantMinor] = GO.split('.').map(Number);
  const ok = major > wantMajor || (major === wantMajor && minor >= wantMinor);
  return { ok, detail: ok ? version : `Go ${GO} or newer is needed, found ${version || 'an unknown version'}` };
};

const environment = () => ({
  ...process.env,
  CGO_ENABLED: '0',
  GOWORK: 'off',
  GOFLAGS: '-buildvcs=false -modcacherw',
  GO111MODULE: 'on',
});

const run = (args, cwd) =>
  new Promise((resolve, reject) => {
    // Through bedtool, once it is there, go dies with this process even when that is killed.
    const { bedtool } = binaryPaths();
    const [command, ...before] = fs.existsSync(bedtool) ? [bedtool, 'run', 'go'] : ['go'];
    const child = spawn(command, [...before, ...args], { cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr = (stderr + text).slice(-20_000)));
    const end = () => child.kill('SIGTERM');
    process.once('exit', end);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', end);
      resolve({ code, stdout, stderr });
    });
  });

/**
 * Runs go in `cwd` and answers its stdout. A network hiccup is tried again, which `log` hears of; other failures throw
 * ProvisionError with go's last lines.
 */
export const go = async (args, cwd, log) => {
  for (let attempt = 1; ; attempt += 1) {
    const result = await run(args, cwd);
    if (result.code === 0) return result.stdout;
    // `go mod download -json` tells its error in the JSON.
    const said = result.stderr.trim() || result.stdout;
    if (attempt < TRIES && TRANSIENT.test(said)) {
      log(`go ${args[0]} had a network failure, trying again (${attempt + 1} of ${TRIES})`);
      continue;
    }
    const tail = said.trim().split('\n').slice(-15).join('\n  ');
    throw new ProvisionError(
      `go ${args.join(' ')}\nended with code ${result.code}:\n  ${tail}\n` +
        'What to do: check that GOPROXY is reachable and that the disk has 8 GB free, then run it again: finished parts are kept.',
    );
  }
};
