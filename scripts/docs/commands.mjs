// The reference of commands and flags, of the tables that help is made from (src/commands/kit).
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../dependencies.mjs';

const tables = async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: [
        "export { COMMANDS } from './src/commands/kit/table.ts';",
        "export { FLAGS } from './src/commands/kit/flag-table.ts';",
        "export { EXIT_CODES } from './src/commands/kit/exit-codes.ts';",
      ].join('\n'),
      resolveDir: join(root),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'error',
  });
  return await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
};

/** Characters that a block of code shows in a line of the site. */
const ROOM = 90;

const cell = (text) => text.replaceAll('|', String.raw`\|`);
/** Text: flags are code, and what Markdown would read otherwise is escaped. */
const plain = (text) =>
  text
    .split(/(?<![\w-])(--[a-z][a-z-]*)/)
    .map((part, at) => (at % 2 === 1 ? `\`${part}\`` : part.replaceAll(/[<>*_~]/g, (character) => `\\${character}`)))
    .join('');

const flagRow = ({ name, short, value, help }) => {
  const left = `${short ? `-${short}, ` : ''}--${name}${value === undefined ? '' : ` ${value}`}`;
  return `| \`${cell(left)}\` | ${cell(plain(help))} |`;
};

const section = (name, { usage, summary, about, flags, meanings = {}, examples }, FLAGS, common) => [
  `## promwire ${name}`,
  '',
  `${plain(summary[0].toUpperCase() + summary.slice(1))}.`,
  '',
  '```text',
  usage,
  '```',
  '',
  plain(about.join(' ')),
  '',
  '```sh',
  ...exampleLines(examples),
  '```',
  '',
  ...flagTable(
    flags
      .filter((key) => !common.includes(key))
      .map((key) => ({ ...FLAGS[key], help: meanings[key] ?? FLAGS[key].help })),
  ),
];

/** What an example is for, next to it where there is room for all of them, else above it. */
const exampleLines = (examples) => {
  const left = Math.max(...examples.map(([line]) => line.length)) + 2;
  const isRoom = examples.every(([, what]) => left + what.length + 2 <= ROOM);
  return examples.flatMap(([line, what]) => {
    if (what === '') return [line];
    return isRoom ? [`${line.padEnd(left)}# ${what}`] : [`# ${what}`, line];
  });
};

const flagTable = (flags) =>
  flags.length === 0 ? [] : ['| flag | what it does |', '| --- | --- |', ...flags.map(flagRow), ''];

/** The text of docs/commands.md. */
export const commandsPage = async () => {
  const { COMMANDS, FLAGS, EXIT_CODES } = await tables();
  const all = Object.entries(COMMANDS);
  const common = all[0][1].flags.filter((key) => all.every(([, { flags }]) => flags.includes(key)));
  return [
    '# Commands and flags',
    '',
    '<!-- Written by npm run generate from src/commands/kit, never edited. -->',
    '',
    'The same as `promwire COMMAND --help` prints. What they are for, in a few words each: [the commands](use.md). Which rights they need: `promwire rbac COMMAND`.',
    '',
    ...all.flatMap(([name, command]) => section(name, command, FLAGS, common)),
    '## Flags of every command',
    '',
    ...flagTable(common.map((key) => FLAGS[key])),
    '## Exit codes',
    '',
    'The worst wins, in the order 2, 3, 1, 0. More about them: [exit codes](use.md#exit-codes).',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...EXIT_CODES.map(({ code, meaning }) => `| ${code} | ${cell(meaning)} |`),
    '',
  ].join('\n');
};
