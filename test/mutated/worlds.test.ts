import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { seedOr } from '../seed.ts';
import type { Figures } from './worlds.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** PROMWIRE_WORLDS=100000 makes it longer. */
const WORLDS = Number(process.env['PROMWIRE_WORLDS'] ?? 5000);
/** Processes of their own, which run several times as fast as a module of Jest. */
const PARTS = 2;

async function part(seed: number): Promise<Figures & { readonly seed: number }> {
  const argv = ['scripts/ts.mjs', 'test/mutated/long.ts', String(seed), String(Math.ceil(WORLDS / PARTS))];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: ROOT, maxBuffer: 1 << 28 });
  return JSON.parse(stdout) as Figures & { readonly seed: number };
}

it(
  `${WORLDS} worlds of files, changed at random: no crash, no wait, nothing selected that no operator would select`,
  async () => {
    const seeds = Array.from({ length: PARTS }, (_, i) => seedOr(21) + i);
    const figures = await Promise.all(seeds.map(part));
    for (const { wrong: _, ...shown } of figures) process.stderr.write(`mutated worlds: ${JSON.stringify(shown)}\n`);
    expect(figures.flatMap(({ seed, wrong }) => wrong.map((each) => ({ seed, each })))).toEqual([]);
    const sum = (field: 'selected' | 'refused'): number => figures.reduce((all, each) => all + each[field], 0);
    expect(sum('selected')).toBeGreaterThan(WORLDS / 4);
    expect(sum('refused')).toBeGreaterThan(WORLDS / 50);
  },
  60_000 + WORLDS * 500,
);
