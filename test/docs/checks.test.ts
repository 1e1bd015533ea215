import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { AUTOMATIC, CHOICES } from '../../src/plan/ways.ts';
import { checks, clusterChecks } from '../../src/registry.ts';

const page = (id: string): URL => new URL(`../../docs/checks/${id}.md`, import.meta.url);
const read = (id: string): string => readFileSync(page(id), 'utf8');
const all = [...checks, ...clusterChecks].map(({ id, title }) => ({ id, title }));
const HEADINGS = [
  'Symptom',
  'Why nothing happens',
  'Evidence',
  'Fix',
  'When it is fine',
  'Folk cures that do not help',
  'See also',
];

describe('the page of a check', () => {
  it.each(all)('$id: is there under its title', ({ id, title }) => {
    expect(existsSync(page(id))).toBe(true);
    expect(read(id).split('\n')[0]).toBe(`# ${id}: ${title}`);
  });

  it.each(all)('$id: has its sections, in order, and none of them empty', ({ id }) => {
    const sections = read(id).split(/^## /m).slice(1);
    expect(sections.map((section) => section.split('\n')[0])).toEqual(HEADINGS);
    expect(sections.filter((section) => section.split('\n').slice(1).join('').trim() === '')).toEqual([]);
  });

  it.each(all)('$id: says of promwire fix what it does, and no more', ({ id }) => {
    const [, fix = ''] = /^## Fix$([^]*?)^## /m.exec(read(id)) ?? [];
    // What is done without being asked for, and what --how asks for.
    const plain = /`promwire fix`|`promwire fix (?!--how)/.test(fix);
    const ways = [...fix.matchAll(/--how (\w+)/g)].map(([, way = '']) => way);
    const choices = (CHOICES[id] ?? []).filter((way) => way !== 'source');
    expect({ plain, ways: ways.toSorted() }).toEqual({ plain: AUTOMATIC.includes(id), ways: choices.toSorted() });
  });

  it('is in the list of pages, as every page is', () => {
    const listed = [...read('README').matchAll(/^\| \[([a-z0-9-]+)\]\(\1\.md\)\s*\| (.+?)\s*\|$/gm)].map(
      ([, id = '', title = '']) => ({ id, title }),
    );
    expect(all.filter(({ id, title }) => !listed.some((entry) => entry.id === id && entry.title === title))).toEqual(
      [],
    );
    const pages = readdirSync(new URL('../../docs/checks/', import.meta.url));
    expect(pages.toSorted()).toEqual(['README.md', ...listed.map(({ id }) => `${id}.md`)].toSorted());
  });
});
