// docs/checks/*.md as a module, so that `promwire explain` needs no further files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './dependencies.mjs';

/** Without what a page tells developers of its tests. */
const forUsers = (text) => text.replaceAll('\r\n', '\n').replaceAll(/^Not staged on the test bed: .*\n\n?/gm, '');

/** The text of src/generated/pages.ts. */
export const pagesModule = () => {
  const folder = join(root, 'docs', 'checks');
  const pages = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .toSorted()
    .map((name) => [name.slice(0, -'.md'.length), forUsers(readFileSync(join(folder, name), 'utf8'))]);
  const entries = pages.map(([id, text]) => `  ${JSON.stringify(id)}:\n    ${JSON.stringify(text)},`);
  return [
    '/** Written by `npm run generate` from docs/checks, never edited. */',
    'export const pages: Readonly<Record<string, string>> = {',
    ...entries,
    '};',
    '',
  ].join('\n');
};
