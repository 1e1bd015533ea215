/**
 * An attack is a row: what a hostile neighbour, server or file does, and what promwire must do then. A theme is two files:
 * `<theme>.rows.ts` has the rows (`export const rows: readonly Attack[]`), `<theme>.test.ts` runs them
 * (`attacks('theme', rows)`). count.test.ts counts the rows of all themes.
 *
 * Of every row it is asserted: the exit code, the time, what is said, no stack trace, no canary in what is printed or
 * written, no raw control or bidirectional character, no draft of a file left behind.
 */
import { spawn } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { exitCode } from '../../src/commands/kit/exit-codes.ts';
import { failure } from '../../src/commands/kit/failure.ts';
import { PromwireError } from '../../src/errors.ts';
import { plain } from '../../src/render/text/style.ts';
import { runOn } from '../commands/ask.ts';
import type { Answer } from '../commands/ask.ts';
import { recorder } from '../commands/terminal.ts';
import { mustFitSchema } from '../schemas/printed.ts';

/** Put it wherever a secret may be: whatever holds it must not come out. */
export const CANARY = 'c4n4ry';

export interface Attack {
  readonly name: string;
  /** Starts servers, writes files; the arguments that it gives are put behind `argv`. */
  readonly arrange?: (scene: Scene) => readonly string[] | Promise<readonly string[]>;
  readonly argv: readonly string[];
  /** As the built program, in a process of its own (after npm run build); otherwise in this one, which costs a tenth. */
  readonly program?: true;
  /** What the program gets on its standard input; nothing by default. */
  readonly stdin?: string | Uint8Array;
  /** Its whole environment, but for PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** The exit code (test/commands/kit/exit-codes): several where the kind of answer does not matter. */
  readonly code: number | readonly number[];
  /** What stdout or stderr say, white space aside. */
  readonly says: string | RegExp | readonly (string | RegExp)[];
  /** Milliseconds; by default 30,000. */
  readonly within?: number;
  /** What appears neither on stdout nor on stderr nor in a file that was written, besides the canary. */
  readonly never?: readonly (string | RegExp)[];
  /** What else must be so afterwards. */
  readonly leaves?: (ran: Ran, scene: Scene) => void | Promise<void>;
}

export interface Ran extends Answer {
  /** Files that are new or changed in the scene's folder, below it. */
  readonly written: readonly string[];
}

/** What an attack has for itself. */
export interface Scene {
  readonly folder: string;
  /** Writes a file below the folder; gives its path. */
  write(name: string, content: string | Uint8Array): string;
  /** Called at the end, whatever came of it: stops a server, ends a process. */
  afterwards(stop: () => unknown): void;
}

/** Longest time for an attack, where its row says nothing else: a hang is longer, also on a machine that is busy. */
const WITHIN = 30_000;

/** Rows that run at once: most of their time is waiting. */
const AT_ONCE = 6;

/** Runs the rows, several at once, and judges each in a test of its own. */
export function attacks(theme: string, rows: readonly Attack[]): void {
  describe(theme, () => {
    const ended = new Map<Attack, Promise<void>>();
    // Not it.concurrent: Jest takes what that imports for imports from outside of tests.
    beforeAll(
      async () => {
        const start = async (row: Attack): Promise<void> => {
          const end = attack(row);
          ended.set(row, end);
          await end.catch(() => undefined);
        };
        // The first of each command alone: Jest loses its way where two import the same modules at once.
        const isFirst = ({ argv }: Attack, i: number): boolean =>
          rows.findIndex((row) => row.argv[0] === argv[0]) === i;
        for (const row of rows.filter(isFirst)) await start(row);
        const waiting = rows.filter((row, i) => !isFirst(row, i));
        const worker = async (): Promise<void> => {
          for (let row = waiting.shift(); row; row = waiting.shift()) await start(row);
        };
        await Promise.all(Array.from({ length: AT_ONCE }, worker));
      },
      (rows.length + 1) * WITHIN,
    );
    it.each(rows.map((row) => [row.name, row] as const))('%s', async (_name, row) => await ended.get(row));
  });
}

async function attack(row: Attack): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'promwire-hostile-'));
  const stops: (() => unknown)[] = [];
  const scene: Scene = {
    folder,
    write: (name, content) => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    afterwards: (stop) => void stops.push(stop),
  };
  try {
    const argv = [...row.argv, ...((await row.arrange?.(scene)) ?? [])];
    const before = files(folder);
    const started = performance.now();
    const answer = await (row.program ? program(row, argv, folder) : inProcess(row, argv));
    const took = performance.now() - started;
    const written = [...files(folder)].filter(([path, state]) => before.get(path) !== state).map(([path]) => path);
    judge(row, { ...answer, written }, took, folder);
    await row.leaves?.({ ...answer, written }, scene);
  } finally {
    for (const stop of stops.toReversed()) await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files below a folder, and what tells that one has changed. Links are not followed, as readdir's `recursive` does. */
function files(folder: string, below = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(folder, below))) {
    const path = join(below, name);
    const stats = lstatSync(join(folder, path), { throwIfNoEntry: false });
    if (stats?.isFile()) found.set(path, `${stats.ino} ${stats.size} ${stats.mtimeMs}`);
    if (stats?.isDirectory()) for (const [inner, state] of files(folder, path)) found.set(inner, state);
  }
  return found;
}

function judge(row: Attack, ran: Ran, took: number, folder: string): void {
  const { code, out, err, written } = ran;
  const shown = `${out}\n${err}`;
  const flat = shown.replaceAll(/\s+/g, ' ');
  const context = `exit ${code} after ${Math.round(took)} ms\n${shown.slice(0, 3000)}`;
  const wanted = [row.code].flat();
  const wrong = [
    ...(wanted.includes(code) ? [] : [`exit ${code} instead of ${wanted.join(' or ')}`]),
    ...(took <= (row.within ?? WITHIN) ? [] : [`took ${Math.round(took)} ms`]),
    ...[row.says].flat().flatMap((text) => (has(flat, text) ? [] : [`does not say ${String(text)}`])),
    ...(/\n\s+at .*:\d+:\d+\)?(?:\n|$)|bug in promwire|mistake in promwire/.test(shown)
      ? ['a stack trace, or a bug of ours']
      : []),
    ...(RAW.test(shown) ? [`a raw character ${JSON.stringify(RAW.exec(shown)?.[0])}`] : []),
    ...leaks(row, shown).map((what) => `printed ${what}`),
    ...written.filter((path) => path.includes('.tmp')).map((path) => `left behind ${path}`),
    ...written.flatMap((path) =>
      leaks(row, readFileSync(join(folder, path), 'latin1')).map((what) => `wrote ${what} to ${path}`),
    ),
  ];
  expect({ wrong, context: wrong.length === 0 ? '' : context }).toEqual({ wrong: [], context: '' });
}

/** Control and bidirectional characters, but for the end of a line and a tab. */
const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const has = (text: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);

/** The canary also in Base64 and in URLs, and what the row forbids. */
function leaks({ never = [] }: Attack, text: string): readonly string[] {
  const forms = [0, 1, 2].map((shift) => {
    const whole = Buffer.from('\0'.repeat(shift) + CANARY).toString('base64');
    // Only what the canary alone decides, wherever it begins among three bytes.
    return whole.slice([0, 2, 3][shift], Math.floor(((shift + CANARY.length) * 8) / 6)).replace(/=+$/, '');
  });
  return [CANARY, ...forms, ...never].filter((what) => has(text, what)).map(String);
}

/** As cli.ts prints what a command throws. */
async function inProcess(row: Attack, argv: readonly string[]): Promise<Answer> {
  const { terminal, out, err } = recorder();
  // One that hangs is a failure of its row, not of the whole run.
  const end = AbortSignal.timeout(2 * (row.within ?? WITHIN));
  try {
    const code = await runOn(terminal, argv, end, row.env);
    mustFitSchema(argv, out());
    return { code, out: out(), err: err() };
  } catch (error) {
    const { text, outcome } = failure(error, plain, !(error instanceof PromwireError));
    return { code: exitCode([outcome]), out: out(), err: err() + text };
  }
}

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

async function program(row: Attack, argv: readonly string[], folder: string): Promise<Answer> {
  const child = spawn(process.execPath, [CLI, ...argv], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...row.env },
    timeout: 2 * (row.within ?? WITHIN),
    killSignal: 'SIGKILL',
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // It may end before it has read all of it.
  child.stdin.on('error', () => undefined).end(row.stdin);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject).on('close', (status) => resolve(status ?? -1));
  });
  return { code, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') };
}
