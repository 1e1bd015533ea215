import type { Arguments } from './flags.ts';
import { COMMANDS } from './table.ts';
import type { CommandName } from './table.ts';
import type { Terminal } from './terminal.ts';

/** How the user calls promwire. */
export type Program = 'promwire' | 'kubectl promwire';

/** What kubectl looks for on PATH, as npm and krew link it; the program itself may be another file. */
const PLUGIN = /(?:^|[/\\])kubectl-promwire(?:\.(?:exe|[cm]?js))?$/i;

/** The name that this process was started by: of the program (`argv0`), or of what Node runs (`script`). */
export function programOf(argv0 = '', script = ''): Program {
  return PLUGIN.test(argv0) || PLUGIN.test(script) ? 'kubectl promwire' : 'promwire';
}

const words = [...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0] ?? ''))].join('|');

/** promwire as the first word of a command, behind nothing, a blank, a quote or a colour; not in "npx promwire check". */
const COMMAND = new RegExp(
  // oxlint-disable-next-line no-control-regex -- a colour is switched on before it
  String.raw`(?<=^|[\s"'\x60(:]|\u001b\[\d+m)(?<!(?:npx|kubectl) )promwire(?= (?:COMMAND|--help|--version|${words})(?![\w-]))`,
  'gm',
);

/** A text for people whose commands are those that the user can type. */
export function asCalled(text: string, program: Program): string {
  return program === 'promwire' ? text : text.replaceAll(COMMAND, program);
}

/** The same terminal for a program that was called so. Lines leave room for the longer name. */
export function calledBy(terminal: Terminal, program: Program): Terminal {
  if (program === 'promwire') return terminal;
  const { out, err, ask, progress, outStyle } = terminal;
  return {
    ...terminal,
    outStyle: { ...outStyle, width: outStyle.width - (program.length - 'promwire'.length) },
    out: (text) => out(asCalled(text, program)),
    err: (text) => err(asCalled(text, program)),
    ask: async (question) => await ask(asCalled(question, program)),
    progress: (text) => progress(asCalled(text, program)),
  };
}

/** Their stdout is a file, where no flag asks for another form or place. */
const WRITERS: readonly CommandName[] = [
  'generate',
  'policy',
  'snapshot',
  'rbac',
  'settings',
  'profile init',
  'dashboard export',
  'completion',
];

/** What a command prints is for programs: nothing of it may be another text. */
export function printsDocument(name: CommandName, { given }: Pick<Arguments, 'given'>): boolean {
  const form = given('output').at(-1) ?? 'text';
  // git apply takes the diff of files.
  const isFile = WRITERS.includes(name) ? given('out').length === 0 : name === 'fix' && given('from').length > 0;
  return form !== 'text' || isFile;
}
