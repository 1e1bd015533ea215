/** Runs a command in this process: real files in a folder of their own, a terminal that remembers. */
import { mustFitSchema } from '../schemas/printed.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Context } from '../../src/commands/kit/command.ts';
import { exitCode } from '../../src/commands/kit/exit-codes.ts';
import { parseArguments } from '../../src/commands/kit/flags.ts';
import { COMMANDS } from '../../src/commands/kit/table.ts';
import type { CommandName } from '../../src/commands/kit/table.ts';
import { hiding } from '../../src/commands/kit/terminal.ts';
import type { Terminal } from '../../src/commands/kit/terminal.ts';
import { LOAD } from '../../src/commands/load.ts';
import { PromwireError } from '../../src/errors.ts';
import { newSent } from '../../src/sent.ts';
import { visibleLines } from '../../src/render/visible.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { rawOf } from '../worlds.ts';
import { recorder } from './terminal.ts';

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

/** Runs one command line on a terminal; its exit code. Throws what the command throws. */
export async function runOn(
  terminal: Terminal,
  argv: readonly string[],
  signal: AbortSignal = new AbortController().signal,
  env: Context['env'] = {},
): Promise<number> {
  const length = argv.slice(0, 2).join(' ') in COMMANDS ? 2 : 1;
  const name = argv.slice(0, length).join(' ');
  if (!isCommand(name)) throw new Error(`no command ${name}`);
  const given = parseArguments(name, argv.slice(length), COMMANDS[name].flags);
  const command = await LOAD[name]();
  const sent = newSent();
  try {
    return exitCode(await command(given, { terminal: hiding(terminal, sent), env, signal, sent }));
  } catch (error) {
    // As the CLI prints it, on the same terminal.
    if (!(error instanceof PromwireError)) throw error;
    const { code, message, hint, cause } = error;
    throw new PromwireError(code, sent.hide(message), sent.hide(hint), { cause });
  }
}

/** Runs one command line. A PromwireError becomes its exit code and its words, as the CLI prints them. */
export async function run(
  argv: readonly string[],
  signal?: AbortSignal,
  heard?: (text: string) => void,
  env?: Context['env'],
): Promise<Answer> {
  const { terminal, out, err } = recorder(undefined, heard);
  try {
    const code = await runOn(terminal, argv, signal, env);
    mustFitSchema(argv, out());
    return { code, out: out(), err: err() };
  } catch (error) {
    if (!(error instanceof PromwireError)) throw error;
    const said = visibleLines(`${error.message}\n${error.hint}\n`);
    return { code: exitCode([error.outcome]), out: out(), err: `${err()}${said}` };
  }
}

function isCommand(name: string): name is CommandName {
  return name in COMMANDS;
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
  return objects.map((object) => `---\n${stringify(rawOf(object))}`).join('');
}
