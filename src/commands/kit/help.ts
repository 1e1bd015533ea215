import { columns } from '../../render/text/lines.ts';
import { largest } from '../../kube/extremes.ts';
import { unbroken } from '../../render/text/commands-whole.ts';
import { wrap } from '../../render/text/style.ts';
import { FLAGS } from './flag-table.ts';
import type { Flag } from './flag.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { CommandSpec } from './command.ts';
import { COMMANDS } from './table.ts';
import type { CommandName } from './table.ts';

const ROWS: readonly (readonly [name: string, spec: CommandSpec])[] = Object.entries(COMMANDS);

/** `promwire --help`. */
export function overview(width: number): string {
  return `${[
    ...wrap(
      'promwire wires applications into Prometheus and Grafana, and explains why a ServiceMonitor has no effect.',
      width,
      '',
    ),
    '',
    'Usage: promwire COMMAND [flags]',
    '',
    'Commands:',
    ...columns(
      ROWS.map(([name, { summary }]) => [name, summary]),
      width,
      '  ',
    ),
    '',
    'Start with: promwire check',
    'Flags of a command: promwire COMMAND --help',
    'Version: promwire --version',
    '',
    ...exitCodes(width),
  ].join('\n')}\n`;
}

/** The commands that begin with one word: `promwire dashboard`. */
export function groupHelp(word: string, width: number): string {
  const rows = ROWS.filter(([name]) => name.startsWith(`${word} `));
  return `${[
    `Usage: promwire ${word} COMMAND [flags]`,
    '',
    'Commands:',
    ...columns(
      rows.map(([name, { summary }]) => [name, summary]),
      width,
      '  ',
    ),
    '',
    `Start with: promwire ${rows[0]?.[0] ?? word}`,
    `Flags of a command: promwire ${word} COMMAND --help`,
  ].join('\n')}\n`;
}

/** What belongs together in a usage: all that a pair of brackets holds, a flag and its value. */
const USAGE_PART = /\[(?:[^[\]]|\[[^\]]*\])*\]|--\S+ [A-Z]\S*/g;

/** `promwire COMMAND --help`. */
export function commandHelp(name: CommandName, width: number): string {
  const command: CommandSpec = COMMANDS[name];
  const flags = command.flags.map((key): Flag => {
    const flag: Flag = FLAGS[key];
    return { ...flag, help: command.meanings?.[key] ?? flag.help };
  });
  const left = flags.map(
    (flag) =>
      `${flag.short ? `-${flag.short}, ` : '    '}--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`,
  );
  return `${[
    ...wrap(`promwire ${name}: ${command.summary}`, width, ''),
    '',
    ...wrap(`Usage: ${command.usage.replaceAll(USAGE_PART, unbroken)}`, width, '', '         '),
    '',
    ...wrap(command.about.join(' '), width, ''),
    '',
    'Flags:',
    ...columns(
      flags.map((flag, i) => [left[i] ?? '', flag.help]),
      width,
      '  ',
    ),
    '',
    'Examples:',
    ...exampleLines(command.examples, width),
    '',
    ...exitCodes(width),
  ].join('\n')}\n`;
}

/** What an example is for goes on its line where there is room for all of them, else above it. A command is never broken. */
function exampleLines(examples: CommandSpec['examples'], width: number): readonly string[] {
  const left = largest(examples.map(([text]) => text.length)) + 2;
  const beside = examples.every(([, what]) => left + what.length + 4 <= width);
  return examples.flatMap(([text, what]) => {
    if (what === '') return [`  ${text}`];
    return beside ? [`  ${text.padEnd(left)}# ${what}`] : [...wrap(what, width, '  # '), `  ${text}`];
  });
}

function exitCodes(width: number): readonly string[] {
  return [
    'Exit codes (the worst wins):',
    ...columns(
      EXIT_CODES.map(({ code, meaning }) => [String(code), meaning]),
      width,
      '  ',
    ),
  ];
}
