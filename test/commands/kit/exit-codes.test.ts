import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EXIT_CODES, exitCode } from '../../../src/commands/kit/exit-codes.ts';
import type { Outcome } from '../../../src/errors.ts';

describe('the exit code', () => {
  it.each<readonly [readonly Outcome[], number]>([
    [[], 0],
    [['ok', 'ok'], 0],
    [['ok', 'findings'], 1],
    [['findings', 'unknown', 'ok'], 3],
    [['unknown', 'usage'], 2],
    [['unknown', 'interrupted'], 130],
    [['interrupted', 'internal'], 70],
  ])('%j is %i', (outcomes, code) => {
    expect(exitCode(outcomes)).toBe(code);
  });

  it('is in docs/use.md, each with its meaning', () => {
    const section = readFileSync('docs/use.md', 'utf8').split('## Exit codes')[1]?.split('\n## ')[0] ?? '';
    const rows = [...section.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [
      Number(code),
      meaning,
    ]);
    expect(rows.map(([code]) => code)).toEqual(EXIT_CODES.map(({ code }) => code));
    for (const [i, { meaning }] of EXIT_CODES.entries())
      expect(rows[i]?.[1]).toContain(meaning.split(/[,(]/)[0]?.trim());
  });
});
