/** Runs a command in this process: real files in a folder of their own, a terminal that remembers. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { exitCode } from '../../src/commands/kit/exit-codes.ts';
import { readFlags } from '../../src/commands/kit/flags.ts';
import { COMMANDS } from '../../src/commands/kit/table.ts';
import { PromwireError } from '../../src/errors.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { plain } from '../../src/render/text/style.ts';

export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Called with the folder; what it makes is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'promwire-ask-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function write(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Runs one command line. A PromwireError becomes its exit code and its words, as the CLI prints them. */
export async function run(
  argv: readonly string[],
  signal: AbortSignal = new AbortController().signal,
  heard: (text: string) => void = () => undefined,
): Promise<Answer> {
  const [name = '', ...rest] = argv;
  const spec = COMMANDS.find((command) => command.name === name);
  if (!spec) throw new Error(`no command ${name}`);
  let out = '';
  let err = '';
  try {
    const given = readFlags(name, rest, spec.flags);
    const command = await spec.load();
    const outcomes = await command({
      given,
      terminal: {
        out: (text) => {
          out += text;
          heard(out);
        },
        err: (text) => (err += text),
        outStyle: plain,
        errStyle: plain,
        interactive: false,
        ask: async () => await Promise.resolve(undefined),
        progress: () => undefined,
      },
      env: {},
      signal,
    });
    return { code: exitCode(outcomes), out, err };
  } catch (error) {
    if (!(error instanceof PromwireError)) throw error;
    return { code: exitCode([error.outcome]), out, err: `${err}${error.message}\n${error.hint}\n` };
  }
}

/** `promwire check --from FILE …` over the text of one file. */
export async function check(text: string | Uint8Array, ...argv: readonly string[]): Promise<Answer> {
  return await inFolder(async (folder) => {
    const file = write(folder, 'cluster.yaml', text);
    const { code, out, err } = await run(['check', '--from', file, ...argv]);
    return { code, out: out.replaceAll(file, 'cluster.yaml'), err: err.replaceAll(file, 'cluster.yaml') };
  });
}

/** Objects as the documents of a file. */
export function yamlOf(objects: readonly KubeObject[]): string {
  return objects
    .map(({ apiVersion, kind, metadata, body }) => `---\n${stringify({ apiVersion, kind, metadata, ...body })}`)
    .join('');
}
