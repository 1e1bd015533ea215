import { FLAGS } from './flag-table.ts';
import type { Flag } from './flag-table.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { CommandSpec } from './command.ts';
import { COMMANDS } from './table.ts';
import type { CommandName } from './table.ts';

const ROWS: readonly (readonly [name: string, spec: CommandSpec])[] = Object.entries(COMMANDS);

/** `promwire --help`. */
export function overview(): string {
  const width = Math.max(...ROWS.map(([name]) => name.length)) + 2;
  return `${[
    'promwire wires applications into Prometheus and Grafana, and explains why a ServiceMonitor has no effect.',
    '',
    'Usage: promwire COMMAND [flags]',
    '',
    'Commands:',
    ...ROWS.map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`),
    '',
    'Start with: promwire check',
    'Flags of a command: promwire COMMAND --help    Version: promwire --version',
    '',
    ...exitCodes(),
  ].join('\n')}\n`;
}

/** The commands that begin with one word: `promwire dashboard`. */
export function groupHelp(word: string): string {
  const rows = ROWS.filter(([name]) => name.startsWith(`${word} `));
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return `${[
    `Usage: promwire ${word} COMMAND [flags]`,
    '',
    'Commands:',
    ...rows.map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`),
    '',
    `Start with: promwire ${rows[0]?.[0] ?? word}`,
    `Flags of a command: promwire ${word} COMMAND --help`,
  ].join('\n')}\n`;
}

/** `promwire COMMAND --help`. */
export function commandHelp(name: CommandName): string {
  const command: CommandSpec = COMMANDS[name];
  const flags = command.flags.map((key): Flag => FLAGS[key]);
  const left = flags.map(
    (flag) =>
      `${flag.short ? `-${flag.short}, ` : '    '}--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`,
  );
  const width = Math.max(...left.map((text) => text.length)) + 2;
  const exampleWidth = Math.max(...command.examples.map(([text]) => text.length)) + 2;
  return `${[
    `promwire ${name}: ${command.summary}`,
    '',
    `Usage: ${command.usage}`,
    '',
    ...command.about,
    '',
    'Flags:',
    ...flags.map((flag, i) => `  ${(left[i] ?? '').padEnd(width)}${flag.help}`),
    '',
    'Examples:',
    ...command.examples.map(([text, what]) => `  ${what === '' ? text : `${text.padEnd(exampleWidth)}# ${what}`}`),
    '',
    ...exitCodes(),
  ].join('\n')}\n`;
}

function exitCodes(): readonly string[] {
  return [
    'Exit codes (the worst wins):',
    ...EXIT_CODES.map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`),
  ];
}
