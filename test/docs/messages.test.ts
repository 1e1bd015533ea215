/** What people search for leads to a page of a cause, which lists it; README and the start page are held to their sizes and lists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readMessages, withPhrases } from '../../scripts/docs/messages.mjs';
import { firstScreen } from '../../scripts/docs/screen.mjs';
import { COMMANDS } from '../../src/commands/kit/table.ts';
import { checks, clusterChecks } from '../../src/registry.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
const entries = readMessages().flatMap((section) => section.entries);
const ids = [...checks, ...clusterChecks].map(({ id }) => id);

describe('messages that people search for', () => {
  it('are many, each in one place only', () => {
    const all = entries.flatMap(({ messages, words }) => [...messages, ...words].map((text) => text.toLowerCase()));
    expect(all.length).toBeGreaterThan(150);
    expect(all.filter((text, at) => all.indexOf(text) !== at)).toEqual([]);
  });

  it('lead to a cause that is there, by a command that is there', () => {
    expect(entries.filter(({ cause }) => !ids.includes(cause))).toEqual([]);
    const known = Object.keys(COMMANDS);
    expect(entries.filter(({ command }) => !known.includes(command.split(' ')[1] ?? ''))).toEqual([]);
  });

  it.each(entries.map((entry) => [entry.cause, entry] as const))(
    'are told on the page of %s, in its Symptom',
    (cause, { messages, words }) => {
      const [, symptom = ''] = read(`docs/checks/${cause}.md`).split('\n## ');
      const plain = symptom.replaceAll(/\\(.)/g, '$1').toLowerCase();
      expect([...messages, ...words].filter((text) => !plain.includes(text.toLowerCase()))).toEqual([]);
    },
  );

  it('are added to a page once, and go from it with their entry', () => {
    const page = '# a: b\n\n## Symptom\n\n- "known"\n\n## Why nothing happens\n\nText.\n';
    const entry = { messages: ['boom <x>'], words: ['Known', 'new'], means: '', cause: 'a', command: '' };
    const added = withPhrases(page, 'a', [{ section: '', entries: [entry] }]);
    expect(added).toContain('- "known"\n\nAlso searched for as: `boom <x>`, "new".\n\n## Why');
    expect(withPhrases(added, 'a', [{ section: '', entries: [entry] }])).toBe(added);
    expect(withPhrases(added, 'a', [])).toBe(page);
  });
});

describe('the first screen', () => {
  it('is pictured as the tutorial shows it', () => {
    expect(read('docs/images/first-screen.svg')).toBe(firstScreen());
  });
});

describe('the start of the documentation', () => {
  it('is a README of at most 150 lines', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  });

  it('lists every page of docs/, each with a title', () => {
    const listed = [...read('docs/README.md').matchAll(/^- \[[^\]]+\]\(([^)]+)\): \S/gm)].map(([, to = '']) => to);
    const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
    expect(pages.filter((name) => !listed.includes(name))).toEqual([]);
    expect(listed.filter((path) => !existsSync(join(root, 'docs', path)))).toEqual([]);
    expect(pages.filter((name) => !/^# \S/.test(read(`docs/${name}`)))).toEqual([]);
  });
});
