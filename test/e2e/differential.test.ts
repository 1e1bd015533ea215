import process from 'node:process';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { backends, checks, profiles } from '../../src/registry.ts';
import { asFiles, overturned } from '../differential/as-files.ts';
import type { Comparison, Disagreement } from '../differential/compare.ts';
import { added, inRow, NOTHING, printDisagreements, printTable } from '../differential/compare.ts';
import { saveFixture } from '../differential/fixture.ts';
import { MISTAKES, withMistake } from '../differential/mutation.ts';
import { matches } from '../differential/ours.ts';
import { randomFrom } from '../differential/random.ts';
import type { Seen } from '../differential/round.ts';
import { compareWith, seeWorld } from '../differential/round.ts';
import { shrink } from '../differential/shrink.ts';
import { randomWorld } from '../differential/world.ts';
import { seedOr } from '../seed.ts';

/** Our verdicts against the real operator's, over random worlds; longer runs: test/differential/long.ts. */

const SEED = seedOr(1);
const ROUNDS = 4;
const ROUNDS_MS = 1_200_000;
const SHRINK_MS = 60_000;
const LEAST_PAIRS = 20_000;
const LEAST_OF_A_SORT = 50;
/** Choices of files of each world. */
const PARTS = 4;
const rulebook = { backends, checks, profiles };

/** Why a check of these stages cannot be met here. */
const NOT_STAGED: Readonly<Record<string, string>> = {
  'alertmanager-config-invalid': 'no Alertmanager runs here, and the Secret with its own configuration is not read',
  'operator-crashes': 'it would end the operator, and with it the whole world; see causes-selection.test.ts',
  'operator-not-running': 'without an operator there is nobody to agree with',
  'rejected-by-operator': "it repeats the operator's own binding, which is taken away from us here",
};

const worlds = Array.from({ length: ROUNDS }, (_, round) => randomWorld(SEED + round, round));
const seen: Seen[] = [];
let total: Comparison = NOTHING;

beforeAll(async () => {
  for (const world of worlds) {
    const one = await seeWorld(world);
    seen.push(one);
    total = added(total, compareWith(one, rulebook));
  }
  process.stdout.write(`PROMWIRE_SEED=${SEED}\n${printTable(total)}\n`);
}, ROUNDS_MS);

describe(`verdicts on random worlds (PROMWIRE_SEED=${SEED})`, () => {
  it(
    "are the operator's",
    async () => {
      for (const [index, one] of seen.entries()) {
        const { disagreements } = compareWith(one, rulebook);
        const [first] = disagreements;
        const world = worlds[index];
        if (first === undefined || world === undefined) continue;
        process.stdout.write(`seed ${world.seed}:\n${printDisagreements(disagreements, 20)}\n`);
        const shrunk = await shrink(world, first, rulebook, seeWorld, SHRINK_MS);
        process.stdout.write(shrunk ? `saved as ${saveFixture(shrunk)}\n` : 'the pair alone agrees\n');
      }
      expect(total.disagreements.length).toBe(0);
    },
    ROUNDS_MS,
  );

  it(`are at least ${LEAST_PAIRS}, enough of each sort`, () => {
    expect(total.pairs).toBeGreaterThanOrEqual(LEAST_PAIRS);
    const selected = inRow(total, 'selected') + inRow(total, 'selected, without effect');
    expect(selected / total.pairs).toBeGreaterThanOrEqual(0.25);
    expect(inRow(total, 'rejected') / total.pairs).toBeGreaterThanOrEqual(0.1);
    for (const row of ['not-selected', 'selected, without effect'])
      expect([row, inRow(total, row) >= LEAST_OF_A_SORT]).toEqual([row, true]);
  });

  it('meet every cause that can be staged', () => {
    const staged = checks.filter(
      ({ id, stage, live }) =>
        ['selection', 'admission', 'effect'].includes(stage) && live !== true && !(id in NOT_STAGED),
    );
    const rare = staged
      .map(({ id }) => [id, total.causes.get(id) ?? 0] as const)
      .filter(([, count]) => count < LEAST_OF_A_SORT);
    expect(rare).toEqual([]);
  });

  const asPartOf = (rules: typeof rulebook): readonly Disagreement[] =>
    seen.flatMap(({ truths, snapshot }, round) =>
      Array.from({ length: PARTS }, (_, part) => randomFrom(SEED + 100 * round + part)).flatMap((random) =>
        overturned(truths, matches(asFiles(snapshot, random), rules)),
      ),
    );

  it('are not overturned, given as files with kinds left out at random', () => {
    const wrong = asPartOf(rulebook);
    if (wrong.length > 0) process.stdout.write(`${printDisagreements(wrong, 20)}\n`);
    expect(wrong.length).toBe(0);
  });

  it('would be, were files misread', () => {
    const [mistake] = Object.values(MISTAKES);
    expect(mistake && asPartOf(withMistake(rulebook, mistake)).length).toBeGreaterThan(0);
  });

  it.each(Object.entries(MISTAKES))('would show a mistake: %s', (_name, mistake) => {
    const wrong = seen.flatMap((one) => compareWith(one, withMistake(rulebook, mistake)).disagreements);
    expect(wrong.length).toBeGreaterThan(0);
  });
});
