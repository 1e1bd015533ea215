import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { format, resolveConfig } from 'prettier';
import { wrongIn } from './grade.ts';
import { page } from './page.ts';
import { REPORTS } from './read.ts';
import { writeKnown } from './write.ts';

// The built CLI is asked about each report. `UPDATE_REPORTS=1` writes down what is wrong now: in the reports, and (a
// second time) in docs/reports.md.
const root = join(import.meta.dirname, '..', '..');
const CLI = process.env['PROMWIRE_CLI'] ?? join(root, 'dist', 'cli.js');
const update = process.env['UPDATE_REPORTS'] === '1';
const PAGE = join(root, 'docs', 'reports.md');

describe('public reports', () => {
  it('have a build to be asked', () => {
    expect(existsSync(CLI)).toBe(true);
  });

  it('are each another thread', () => {
    expect(new Set(REPORTS.map(({ source }) => source)).size).toBe(REPORTS.length);
  });

  it.each(REPORTS)('$name: $cause', async (report) => {
    const wrong = await wrongIn(report, CLI);
    if (update) writeKnown(report, wrong);
    else expect(wrong).toEqual(report.known ?? []);
  });

  it('are in the table of docs/reports.md', async () => {
    const text = await format(page(REPORTS), { ...(await resolveConfig(PAGE)), filepath: PAGE });
    if (update) writeFileSync(PAGE, text);
    expect(readFileSync(PAGE, 'utf8')).toBe(text);
  });
});
