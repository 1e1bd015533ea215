import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** What a person saw and how it ended. stdout and stderr are one on a terminal. */
export interface Session {
  readonly code: number;
  readonly screen: string;
}

/** When `sees` has come on the screen, `types` is typed; one after the other. */
export interface Turn {
  readonly sees: string;
  readonly types: string;
}

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Runs the built CLI on a pseudo-terminal (script of util-linux makes one) with a person who answers. */
export async function promwireOnTerminal(
  args: readonly string[],
  options: { readonly kubeconfig: string; readonly turns: readonly Turn[] },
): Promise<Session> {
  const folder = mkdtempSync(join(tmpdir(), 'promwire-e2e-'));
  const command = [process.execPath, CLI, ...args].map(quoted).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      TERM: 'xterm',
      NO_COLOR: '1',
      KUBECONFIG: options.kubeconfig,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
    // A question that is never answered would keep the run from ending.
    timeout: 180_000,
    killSignal: 'SIGKILL',
  });
  const turns = [...options.turns];
  let screen = '';
  let read = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    const [next] = turns;
    const at = next === undefined ? -1 : screen.indexOf(next.sees, read);
    if (next === undefined || at < 0) return;
    turns.shift();
    read = at + next.sees.length;
    child.stdin.write(next.types);
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 1));
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
  return { code, screen };
}
