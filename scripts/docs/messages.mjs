// docs/messages.yaml as a page, and as a line on each page of a cause.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../dependencies.mjs';

const MESSAGES = 'docs/messages.yaml';

/** What tells a cause from others where the entry names nothing narrower. */
const EVERYTHING = 'promwire check';
const LINE = 'Also searched for as: ';

/** [{ section, entries: [{ messages, words, means, cause, command }] }] */
export const readMessages = () =>
  parse(readFileSync(join(root, MESSAGES), 'utf8')).map(({ section, entries }) => ({
    section,
    entries: entries.map(({ messages = [], words = [], command = EVERYTHING, ...rest }) => ({
      messages,
      words,
      command,
      ...rest,
    })),
  }));

const code = (text) => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);
/** A message as a program prints it, and words in quotation marks. */
const shown = ({ messages, words }) => [...messages.map(code), ...words.map((text) => `"${escaped(text)}"`)];
const escaped = (text) => text.replaceAll(/[*<>[\]]/g, (character) => `\\${character}`);

const INTRODUCTION = `# I arrived with this error message

<!-- Written by npm run generate from ${MESSAGES}, never edited. -->

Look for your words with the search of your browser, or in the site with \`/\`; only a part of a message matters, the names in it are those of other objects. \`promwire explain 'MESSAGE'\` looks for it here, too. Each entry leads to the page of its cause, and names the command that tells whether it is that one. \`promwire check\` alone looks for all of them, changes nothing, and names the cause for each object.
`;

/** The text of docs/messages.md. */
export const messagesPage = (sections = readMessages()) => {
  const entry = (one) => {
    const [first, ...others] = shown(one);
    return [
      `### ${first.replaceAll(/^"|"$/g, '')}`,
      '',
      ...(others.length > 0 ? [`Or: ${others.join(', ')}.`, ''] : []),
      `${one.means} Page: [${one.cause}](checks/${one.cause}.md). Told by ${code(one.command)}.`,
      '',
    ];
  };
  return [
    INTRODUCTION,
    ...sections.flatMap(({ section, entries }) => [`## ${section}`, '', ...entries.flatMap(entry)]),
  ].join('\n');
};

/** The text of src/generated/messages.ts, by which `promwire explain MESSAGE` finds a cause. */
export const messagesModule = (sections = readMessages()) => {
  const entries = sections
    .flatMap(({ entries }) => entries)
    .map(({ messages, words, means, cause, command }) =>
      JSON.stringify({ texts: [...messages, ...words], means, cause, command }),
    );
  return [
    `/** Written by \`npm run generate\` from ${MESSAGES}, never edited. */`,
    'export const messages: readonly {',
    '  readonly texts: readonly string[];',
    '  readonly means: string;',
    '  readonly cause: string;',
    '  readonly command: string;',
    '}[] = [',
    ...entries.map((entry) => `  ${entry},`),
    '];',
    '',
  ].join('\n');
};

/** The page of a cause with the phrases that its Symptom does not have yet. */
export const withPhrases = (text, id, sections = readMessages()) => {
  const [head, symptom, rest] = parts(text);
  const own = symptom
    .filter((line) => !line.startsWith(LINE))
    .join('\n')
    .trimEnd();
  const entries = sections.flatMap(({ entries }) => entries.filter(({ cause }) => cause === id));
  const phrases = entries.flatMap((one) => {
    const has = (text) => own.toLowerCase().includes(text.toLowerCase());
    return shown({
      messages: one.messages.filter((each) => !has(each)),
      words: one.words.filter((each) => !has(each)),
    });
  });
  const line = phrases.length > 0 ? `\n\n${LINE}${phrases.join(', ')}.` : '';
  return `${head}${own}${line}\n\n${rest}`;
};

const parts = (text) => {
  const start = text.indexOf('\n## Symptom\n');
  const end = text.indexOf('\n## ', start + 4);
  if (start === -1 || end === -1) throw new Error('a page of a cause has no section Symptom');
  return [text.slice(0, start), text.slice(start, end).split('\n'), text.slice(end + 1)];
};
