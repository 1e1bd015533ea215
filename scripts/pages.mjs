// docs/checks/*.md as a module, so that `promwire explain` needs no further files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './dependencies.mjs';

/** Without what a page tells developers of its tests, and search engines of its symptom: who reads it here has found it. */
const forUsers = (text) =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/^Not staged on the test bed: .*\n\n?/gm, '')
    .replaceAll(/^Also searched for as: .*\n\n?/gm, '');

const pages = () => {
  const folder = join(root, 'docs', 'checks');
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .toSorted()
    .map((name) => [name.slice(0, -'.md'.length), forUsers(readFileSync(join(folder, name), 'utf8'))]);
};

/** The text of src/generated/pages.ts. */
export const pagesModule = () => {
  const entries = pages().map(([id, text]) => `  ${JSON.stringify(id)}:\n    ${JSON.stringify(text)},`);
  return [
    '/** Written by `npm run generate` from docs/checks, never edited. */',
    'export const pages: Readonly<Record<string, string>> = {',
    ...entries,
    '};',
    '',
  ].join('\n');
};

/** The text of src/generated/cause-titles.ts: what a shell offers must not wait for every page and check to be loaded. */
export const titlesModule = () => {
  const byId = pages().toSorted(([a], [b]) => (a < b ? -1 : 1));
  const entries = byId.map(([id, text]) => {
    const title = /^# [\w-]+: (.+)$/m.exec(text)?.[1] ?? '';
    return `  ${JSON.stringify(id)}: ${JSON.stringify(title)},`;
  });
  return [
    '/** Written by `npm run generate` from docs/checks, never edited. */',
    'export const causeTitles: Readonly<Record<string, string>> = {',
    ...entries,
    '};',
    '',
  ].join('\n');
};
