import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { exitCode } from '../../src/commands/kit/exit-codes.ts';
import { parseArguments, readFlags } from '../../src/commands/kit/flags.ts';
import type { Flags } from '../../src/commands/kit/flags.ts';
import type { FlagKey } from '../../src/commands/kit/flag-table.ts';
import { COMMANDS } from '../../src/commands/kit/table.ts';
import type { CommandName } from '../../src/commands/kit/table.ts';
import * as promwire from '../../src/index.ts';
import * as render from '../../src/render/index.ts';
import { run } from '../commands/ask.ts';
import { visible } from '../../src/render/visible.ts';
import { BY_LIBRARY } from './by-library.ts';
import type { Answered } from './by-library.ts';
import { addressed, inPlace, root, tidied, words } from './replay.ts';
import type { Place } from './replay.ts';
import { parseTranscript } from './transcript.ts';
import type { Command, Transcript } from './transcript.ts';

// The library does what each command does: every transcript, and some command lines more, through the table of
// by-library.ts. A result is the same text or document, and outcomes that make the same exit code; an error has the same words.

/** Command lines that are about the command line alone, and why. */
const NOT_REPLAYED: readonly (readonly [line: RegExp, why: string])[] = [
  [/^promwire$|--help|^promwire (?:chek|dashboard|dashboard preveiw)$/, 'help and names of commands'],
  [/ -o xml| --timeout soon|--kubeconfg/, 'a flag that cannot be read'],
  [/^cat /, 'not promwire'],
  [/< shop\.yaml$/, 'reads stdin; the same files are replayed from the disk'],
  [/^promwire dashboard export$/, 'which of several dashboards goes to stdout'],
];

/** Where the transcripts have no form of a result: run in this process, and through the library. */
const FILES = 'check-files.md';
const CLUSTER = 'cluster.md';
const MORE: readonly (readonly [world: string, lines: readonly string[]])[] = [
  [
    FILES,
    ['html', 'yaml', 'sarif', 'junit', 'github', 'prometheus'].map(
      (form) => `check --from stack.yaml --from shop.yaml -o ${form}`,
    ),
  ],
  [
    FILES,
    [
      'check service/shop -n shop --from stack.yaml --from shop.yaml -o json',
      'check -v --from stack.yaml --from shop.yaml',
      'completion bash',
    ],
  ],
  [
    FILES,
    ['check metric/up --fail-on warning --from stack.yaml --from shop.yaml', 'check --only typo --from stack.yaml'],
  ],
  [FILES, ['explain', 'explain label-mismatch', 'explain label-mismach', 'settings', 'settings nothing']],
  [FILES, ['mcp --root nowhere']],
  [FILES, ['profile init service/shop -n shop --from stack.yaml --from shop.yaml']],
  [FILES, ['rbac check -n shop', 'rbac setup -o json', 'rbac check --read-secrets --stack a/b', 'rbac nothing']],
  [FILES, ['policy --from stack.yaml', 'policy --from stack.yaml --stack typo', 'policy --from stack.yaml -o json']],
  [CLUSTER, ['policy --add-labels', 'policy --out policies --action deny', 'rbac policy']],
  [FILES, ['generate --monitor-labels a=b --alert KuberhealthyCheckSlow=off', 'generate --rule-labels a=b -o json']],
  [
    FILES,
    [
      'generate --from stack.yaml',
      'dashboard export --variant v2 --dashboard check',
      'demo -o json',
      'demo -o yaml',
      'version',
      'version -o json',
    ],
  ],
  [FILES, ['dashboard export --variant v3 --dashboard check --for grafana.com', 'snapshot --from shop.yaml']],
  [CLUSTER, ['snapshot', 'snapshot -n kuberhealthy', 'check service/kuberhealthy -n kuberhealthy -o json']],
  [CLUSTER, ['fix', 'fix --dry-run -o json', 'fix servicemonitor/kuberhealthy', 'undo', 'undo --dry-run -o json']],
  [CLUSTER, ['generate', 'generate --out wanted', 'check --from wanted', 'generate --stack a/b', 'diff -o json']],
  [
    CLUSTER,
    [
      'setup --yes -o json',
      'verify -o json',
      'diff -o yaml',
      'uninstall --dry-run -o json',
      'uninstall',
      'uninstall --yes',
      'diff',
    ],
  ],
  [
    CLUSTER,
    [
      'setup --yes --grafana-url http://localhost:3000',
      'uninstall --dry-run --grafana-url http://localhost:3000 -o json',
    ],
  ],
  [CLUSTER, ['dashboard preview -o json', 'dashboard preview --prometheus-url http://localhost:9090 --set check=typo']],
];

const here = process.cwd();
afterEach(() => {
  process.chdir(here);
});

const transcripts = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.md'))
  .map((name): readonly [string, Transcript] => [
    name,
    parseTranscript(readFileSync(join(import.meta.dirname, name), 'utf8').replaceAll('\r\n', '\n')),
  ]);

const isCommand = (name: string): name is CommandName => name in COMMANDS;

/** What a command line asks for: the command, its flags and its words. */
function parsed(line: string, place: Place) {
  const argv = words(addressed(line, place)).slice(1);
  const length = argv.slice(0, 2).join(' ') in COMMANDS ? 2 : 1;
  const name = argv.slice(0, length).join(' ');
  if (!isCommand(name)) throw new Error(`no command ${name}`);
  return { name, argv: argv.slice(length) };
}

type Came = Pick<Command, 'stdout' | 'exitCode'> & { readonly error?: string };

async function throughLibrary(line: string, place: Place): Promise<Came> {
  const { name, argv } = parsed(line, place);
  // Each command's own flags: the table types them, here they are all of them.
  const call = BY_LIBRARY[name] as (asked: {
    readonly flags: Flags<FlagKey>;
    readonly words: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  }) => Promise<Answered>;
  try {
    const given = parseArguments(name, argv, COMMANDS[name].flags);
    const flags = readFlags<FlagKey>(given, COMMANDS[name].flags);
    const { stdout, outcomes } = await call({ flags, words: given.words, env: { HOME: place.folder } });
    return { stdout: tidied(stdout, place), exitCode: exitCode(outcomes) };
  } catch (error) {
    if (!(error instanceof promwire.PromwireError)) throw error;
    return {
      stdout: '',
      exitCode: exitCode([error.outcome]),
      error: tidied(visible(error.message), place),
    };
  }
}

/** What the command line printed is what the library answered. An error ends a call, whatever was printed before it. */
/** The line that names the next command is the command line's own. */
const OFFER = /^A fix for \d+ of these .*, by:\n.*\n|^<div class="offer">.*\n/gm;

function expectSame(
  line: string,
  came: Came,
  { stdout: printed, stderr, exitCode: code }: Omit<Command, 'line'>,
): void {
  const stdout = printed.replaceAll(OFFER, '');
  if (came.error === undefined) expect({ line, ...came }).toEqual({ line, stdout, exitCode: code });
  else expect({ line, ...came, stdout }).toEqual({ line, stdout, exitCode: code, error: came.error });
  // What goes to a terminal is wrapped.
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(came.error ?? '');
}

const replayed = ({ line }: { readonly line: string }): boolean =>
  !NOT_REPLAYED.some(([pattern]) => pattern.test(line));

describe('the library answers as the command line does', () => {
  it.each(transcripts)('%s', async (_name, transcript) => {
    await inPlace(transcript, '\n', async (place) => {
      process.chdir(place.folder);
      for (const command of transcript.commands.filter(replayed))
        expectSame(command.line, await throughLibrary(command.line, place), command);
    });
  });

  it.each(MORE)('%s: %j', async (world, lines) => {
    const transcript = transcripts.find(([name]) => name === world)?.[1];
    if (!transcript) throw new Error(`no transcript ${world}`);
    const printed = await inPlace(transcript, '\n', async (place) => {
      process.chdir(place.folder);
      const answers: Omit<Command, 'line'>[] = [];
      for (const line of lines) {
        const { name, argv } = parsed(`promwire ${line}`, place);
        const { code, out, err } = await run([...name.split(' '), ...argv], undefined, undefined, {
          HOME: place.folder,
        });
        answers.push({ stdout: tidied(out, place), stderr: tidied(err, place), exitCode: code });
      }
      return answers;
    });
    await inPlace(transcript, '\n', async (place) => {
      process.chdir(place.folder);
      for (const [i, line] of lines.entries())
        expectSame(
          line,
          await throughLibrary(`promwire ${line}`, place),
          printed[i] ?? { stdout: '', stderr: '', exitCode: -1 },
        );
    });
  });

  it('to every command', () => {
    const lines = [
      ...transcripts.flatMap(([, { commands }]) =>
        commands.filter(replayed).map(({ line }) => line.replace('promwire ', '')),
      ),
      ...MORE.flatMap(([, all]) => all),
    ];
    const asked = (name: string): boolean => lines.some((line) => line === name || line.startsWith(`${name} `));
    expect(Object.keys(COMMANDS).filter((name) => !asked(name))).toEqual([]);
    expect(Object.keys(BY_LIBRARY)).toEqual(Object.keys(COMMANDS));
  });
});

describe('docs/library.md', () => {
  const page = readFileSync(join(root, 'docs', 'library.md'), 'utf8');
  const tables = [...page.matchAll(/^\|.*\|$/gm)].map(([row]) => row);
  /** What a row names after its first cell. */
  const named = (row: string): readonly string[] =>
    [
      ...row
        .split('|')
        .slice(2)
        .join('|')
        .matchAll(/`([A-Za-z]+)`/g),
    ].map(([, name = '']) => name);
  const functions = (module: object): readonly string[] =>
    Object.entries(module).flatMap(([name, value]) =>
      typeof value === 'function' && !/^[A-Z]/.test(name) ? [name] : [],
    );

  it('has a row for each command, in order', () => {
    const commands = tables.flatMap((row) => /^\| `([a-z ]+)` +\|/.exec(row)?.[1] ?? []);
    expect(commands).toEqual(Object.keys(COMMANDS));
  });

  it('names every function, and none that is not there', () => {
    const there = [...functions(promwire), ...functions(render)];
    const all = tables.flatMap(named);
    expect(there.filter((name) => !all.includes(name))).toEqual([]);
    expect(all.filter((name) => !(name in { ...promwire, ...render }))).toEqual([]);
  });
});
