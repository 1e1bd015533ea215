/** Other programs, started for what they print: without a shell, within bounds of time and bytes, none outlives us. */
import { spawn } from 'node:child_process';
import { endAll, endsWithUs, OWN_GROUP } from './child-group.ts';
import { command, shellWord } from '../kube/shell.ts';
import type { Word } from '../kube/shell.ts';
import { codeOf } from './error-code.ts';

export interface Program {
  readonly program: string;
  readonly words: readonly string[];
  /** Where it runs; here by default. */
  readonly folder?: string;
  /** Variables besides ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads on standard input; nothing by default. */
  readonly input?: string;
  readonly timeoutMs: number;
  /** Its result is thrown away then; the reason is in `signal`. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of it; `said`: what it wrote to stderr, or why it was ended. */
export type Ran =
  | { readonly kind: 'missing' }
  | { readonly kind: 'ended'; readonly text: string }
  | { readonly kind: 'failed'; readonly said: string };

/** No address answers there: what would fetch something fails at once. */
export const NO_NETWORK = {
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  GIT_ALLOW_PROTOCOL: 'file',
  GIT_TERMINAL_PROMPT: '0',
};

const MAX_BYTES = 64 * 1024 * 1024;
/** Of what goes to stderr the beginning tells what is wrong. */
const MAX_SAID = 16 * 1024;

/** Its command line as a shell would take it. */
export function lineOf({ program, words }: Pick<Program, 'program' | 'words'>): string {
  const all: Word = { word: [program, ...words].map(shellWord).join(' ') };
  return command`${all}`;
}

/** Runs it to its end. Never rejects. */
export async function runProgram({ program, words, folder, env, input, timeoutMs, signal }: Program): Promise<Ran> {
  return await new Promise((resolve) => {
    const child = spawn(program, words, {
      env: { ...process.env, ...env },
      ...(folder === undefined ? {} : { cwd: folder }),
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      // It may be a script that starts the program proper.
      detached: OWN_GROUP,
      windowsHide: true,
    });
    endsWithUs(child);
    const chunks: Buffer[] = [];
    const said: Buffer[] = [];
    let [bytes, saidBytes] = [0, 0];
    const settle = (answer: Ran): void => {
      clearTimeout(late);
      signal?.removeEventListener('abort', interrupted);
      resolve(answer);
    };
    const end = (why: string): void => {
      endAll(child, true);
      settle({ kind: 'failed', said: why });
    };
    const interrupted = (): void => end('it was interrupted');
    const late = setTimeout(() => end(`it took longer than ${timeoutMs / 1000} s`), timeoutMs);
    signal?.addEventListener('abort', interrupted, { once: true });
    // A program that ends before it has read all of it says itself what is wrong.
    child.stdin?.on('error', () => undefined).end(input);
    child.stdout?.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_BYTES) end(`it printed more than ${MAX_BYTES / 1024 / 1024} MiB`);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      if (saidBytes < MAX_SAID) said.push(chunk.subarray(0, MAX_SAID - saidBytes));
      saidBytes += chunk.length;
    });
    child.on('error', (error) =>
      settle(
        codeOf(error) === 'ENOENT'
          ? { kind: 'missing' }
          : { kind: 'failed', said: `it could not be started (${codeOf(error)})` },
      ),
    );
    child.on('close', (code, by) =>
      settle(
        code === 0
          ? { kind: 'ended', text: Buffer.concat(chunks).toString('utf8') }
          : { kind: 'failed', said: Buffer.concat(said).toString('utf8').trim() || `it ended with ${by ?? code}` },
      ),
    );
  });
}
