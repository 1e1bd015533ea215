/**
 * The checks that pint documents as working without a server, and some that it asks a server for although the rules
 * tell: one assertion each, under pint's own names. pint itself can not be had where these tests run, so they stand in
 * for it. https://cloudflare.github.io/pint/checks/
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { profiles } from '../../../src/profiles/index.ts';
import { bad, good } from './bad.ts';
import { exclusions, notAsserted } from './exclusions.ts';
import { promqlChecks } from './promql-checks.ts';
import { ruleChecks } from './rule-checks.ts';

const CHECKS = { ...promqlChecks, ...ruleChecks };
const variants = profiles.flatMap(({ variants: all }) => all);
const FOLDER = new URL('../../../rules/', import.meta.url);
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
const read = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

describe.each(Object.entries(CHECKS))('%s', (name, check) => {
  it('holds, save what is excluded', () => {
    const failures = variants.flatMap(({ id, rules }) =>
      check(rules).map(({ rule, says }) => ({ variant: id, rule, says })),
    );
    const excluded = exclusions[name];
    const isExcluded = (rule: string) =>
      excluded !== undefined && (excluded.rules === undefined || excluded.rules.includes(rule));
    expect(failures.filter(({ rule }) => !isExcluded(rule))).toEqual([]);
    // An exclusion that is not needed hides the next mistake.
    if (excluded) expect(failures.length).toBeGreaterThan(0);
    for (const rule of excluded?.rules ?? []) expect(failures).toContainEqual(expect.objectContaining({ rule }));
  });

  it('finds what is wrong, and nothing in what is right', () => {
    expect(bad[name]?.length).toBeGreaterThan(0);
    for (const groups of bad[name] ?? []) expect([groups, check(groups).length]).not.toEqual([groups, 0]);
    expect(check(good)).toEqual([]);
  });
});

describe('the lists', () => {
  it('name checks that exist, with reasons', () => {
    expect(Object.keys(bad).toSorted()).toEqual(Object.keys(CHECKS).toSorted());
    for (const [name, { reason }] of Object.entries(exclusions)) {
      expect(Object.keys(CHECKS)).toContain(name);
      expect(reason.length).toBeGreaterThan(15);
    }
    for (const name of Object.keys(notAsserted)) expect(Object.keys(CHECKS)).not.toContain(name);
  });

  it('are those of the page on alerts', () => {
    const page = readFileSync(new URL('../../../docs/alerts.md', import.meta.url), 'utf8');
    for (const name of [...Object.keys(CHECKS), ...Object.keys(notAsserted), 'yaml/parse', 'pint/comment'])
      expect(page).toContain(`\`${name}\``);
  });
});

describe('yaml/parse', () => {
  it.each(files)('%s has each key once, and texts where texts belong', (file) => {
    for (const version of ['1.1', '1.2'] as const) {
      const documents = parseAllDocuments(read(file), { version, uniqueKeys: true });
      if (!Array.isArray(documents)) throw new Error('empty');
      expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
      const [{ spec }] = documents.map((one) => one.toJS() as { readonly spec: { readonly groups: object } }) as [
        { readonly spec: { readonly groups: object } },
      ];
      const texts = (value: unknown): readonly unknown[] =>
        Array.isArray(value) ? value.flatMap(texts) : isObject(value) ? Object.values(value).flatMap(texts) : [value];
      expect(texts(spec.groups).filter((text) => typeof text !== 'string')).toEqual([]);
    }
  });

  it('would see a key that is there twice', () => {
    const [document] = parseAllDocuments('expr: a\nexpr: b\n', { uniqueKeys: true });
    expect(document?.errors).toHaveLength(1);
  });
});

describe('pint/comment and ignore/file', () => {
  it.each(files)('%s silences nothing', (file) => {
    expect(read(file)).not.toMatch(/#\s*pint /);
  });
});

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
