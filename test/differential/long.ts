/*
 * The differential test for as long as one likes:
 *   node scripts/in-netns.mjs node scripts/ts.mjs test/differential/long.ts --pairs 200000 [--seed N]
 * `--keep FOLDER` writes what each round showed there; `--again FOLDER` compares those once more, without a cluster;
 * `--operator 0.70.0` or `0.79.2` runs an old operator with its CRDs;
 * `--shrink N` makes the first N sorts of disagreement of each round small and saves them as fixtures.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { OLD_OPERATORS } from '../bed/old-operators.ts';
import { backends, checks, profiles } from '../../src/registry.ts';
import type { Comparison } from './compare.ts';
import { added, bySort, NOTHING, printDisagreements, printTable } from './compare.ts';
import { saveFixture } from './fixture.ts';
import { compareWith, seeWorld } from './round.ts';
import type { Seen } from './round.ts';
import { shrink } from './shrink.ts';
import { randomWorld } from './world.ts';
import type { RandomWorld } from './world.ts';

const SHRINK_MS = 120_000;

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '200000' },
    seed: { type: 'string' },
    operator: { type: 'string' },
    first: { type: 'string', default: '0' },
    show: { type: 'string', default: '20' },
    refused: { type: 'boolean', default: false },
    keep: { type: 'string' },
    again: { type: 'string' },
    shrink: { type: 'string', default: '0' },
  },
});
const oldOperator = OLD_OPERATORS.find((release) => release === values.operator);
if (values.operator !== undefined && oldOperator === undefined)
  throw new Error(`--operator: ${OLD_OPERATORS.join(' or ')}`);
const rulebook = { backends, checks, profiles };
const out = (text: string): void => void process.stdout.write(`${text}\n`);
let total = NOTHING;

const report = (title: string, seen: Seen, started: number): Comparison => {
  const comparison = compareWith(seen, rulebook);
  total = added(total, comparison);
  const { pairs, disagreements } = comparison;
  out(
    `${title}: ${pairs} pairs, ${disagreements.length} in disagreement, ${seen.refused.length} objects refused, ${Date.now() - started} ms`,
  );
  if (values.refused) for (const line of seen.refused) out(line);
  if (disagreements.length > 0) out(printDisagreements(disagreements, Number(values.show)));
  return comparison;
};

const save = async (world: RandomWorld, { disagreements }: Comparison): Promise<void> => {
  for (const [first] of bySort(disagreements).slice(0, Number(values.shrink))) {
    const shrunk = first && (await shrink(world, first, rulebook, seeWorld, SHRINK_MS));
    out(shrunk ? `saved ${saveFixture(shrunk)}` : `${first?.pair ?? ''}: the pair alone agrees`);
  }
};

if (values.again === undefined) {
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  out(`seed ${seed}`);
  for (let round = Number(values.first); total.pairs < Number(values.pairs); round += 1) {
    const started = Date.now();
    const world = randomWorld(seed + round, round, { oldOperator });
    const seen = await seeWorld(world);
    if (values.keep !== undefined) {
      mkdirSync(values.keep, { recursive: true });
      const file = path.join(values.keep, `${world.seed}.json`);
      writeFileSync(file, JSON.stringify({ ...seen, truths: [...seen.truths] }));
    }
    const comparison = report(`round ${round} (seed ${world.seed}; ${world.flags.slice(1).join(' ')})`, seen, started);
    await save(world, comparison);
  }
} else {
  for (const file of readdirSync(values.again)) {
    const kept = JSON.parse(readFileSync(path.join(values.again, file), 'utf8')) as Omit<Seen, 'truths'> & {
      readonly truths: readonly (readonly [string, never])[];
    };
    report(file, { ...kept, truths: new Map(kept.truths) }, Date.now());
  }
}
out(printTable(total));
process.exitCode = total.disagreements.length === 0 ? 0 : 1;
