import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { mustFitSchema } from '../schemas/printed.ts';

/** What one run of the built command line printed, and how it ended. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The run without lines of progress, which are there only when reading takes a while. */
export const withoutProgress = (run: Run): Run => ({ ...run, stderr: run.stderr.replaceAll(/^reading .*\n/gm, '') });

export interface RunOptions {
  readonly kubeconfig?: string;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A folder with token, ca.crt and namespace, mounted where a pod finds its service account. */
  readonly serviceAccount?: string;
  /** Sends SIGINT when this text has come on stderr. */
  readonly interruptAt?: string;
  /** Called once when this text has come on stderr. */
  readonly at?: readonly [text: string, act: () => void];
  /** Gets what sends SIGINT, and what sends SIGKILL. */
  readonly onStart?: (interrupt: () => void, kill: () => void) => void;
}

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

/** No command that a test runs takes so long. */
const LONGEST_MS = 180_000;

/** In a mount namespace of its own, and only there; $0 is the folder. */
const AS_POD = `set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/secrets/kubernetes.io/serviceaccount
cp "$0"/* /run/secrets/kubernetes.io/serviceaccount/
exec "$@"`;

/** Runs the built CLI as a user without a terminal does: nothing of the test's own environment but PATH and HOME. */
export async function promwire(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const home = mkdtempSync(join(tmpdir(), 'promwire-home-'));
  const cwd = options.cwd ?? mkdtempSync(join(tmpdir(), 'promwire-e2e-'));
  try {
    const run = await runIn(home, cwd, args, options);
    if (run.code !== 128) mustFitSchema(args, run.stdout);
    return run;
  } finally {
    rmSync(home, { recursive: true, force: true });
    if (options.cwd === undefined) rmSync(cwd, { recursive: true, force: true });
  }
}

async function runIn(home: string, cwd: string, args: readonly string[], options: RunOptions): Promise<Run> {
  const own = [process.execPath, CLI, ...args];
  const [command = '', ...rest] =
    options.serviceAccount === undefined
      ? own
      : ['unshare', '--mount', 'sh', '-c', AS_POD, options.serviceAccount, ...own];
  const child = spawn(command, rest, {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      NO_COLOR: '1',
      ...(options.kubeconfig === undefined ? {} : { KUBECONFIG: options.kubeconfig }),
      ...options.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A test that gave up has no hold on it any more, and the run would never end.
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  child.stdin.end(options.stdin ?? '');
  options.onStart?.(
    () => child.kill('SIGINT'),
    () => child.kill('SIGKILL'),
  );
  let stdout = '';
  let stderr = '';
  let interrupted = false;
  let acted = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (options.interruptAt !== undefined && !interrupted && stderr.includes(options.interruptAt)) {
      interrupted = true;
      child.kill('SIGINT');
    }
    const [said, act] = options.at ?? [];
    if (said === undefined || acted || !stderr.includes(said)) return;
    acted = true;
    act?.();
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? (signal === null ? 1 : 128)));
  });
  return { code, stdout, stderr };
}
