import process from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { backends, checks, profiles } from '../../src/registry.ts';
import type { OldOperator } from '../bed/old-operators.ts';
import { OLD_OPERATORS } from '../bed/old-operators.ts';
import { inRow, printDisagreements, printTable } from '../differential/compare.ts';
import { compareWith, seeWorld } from '../differential/round.ts';
import { randomWorld } from '../differential/world.ts';
import { seedOr } from '../seed.ts';

/** Our verdicts against old operators with their own CRDs; longer runs: test/differential/long.ts --operator. */

const SEED = seedOr(1);
const WORLD_MS = 300_000;
/** Of the objects of a whole world, so that both take less than a minute. */
const SCALE = 0.4;
const LEAST_PAIRS = 2000;
const LEAST_OF_A_SORT = 100;
const rulebook = { backends, checks, profiles };

describe(`verdicts on random worlds (PROMWIRE_SEED=${SEED})`, () => {
  it.each(OLD_OPERATORS.map((oldOperator, round): [OldOperator, number] => [oldOperator, round]))(
    'are those of operator %s',
    async (oldOperator, round) => {
      const world = randomWorld(SEED + round, round, { scale: SCALE, oldOperator });
      const comparison = compareWith(await seeWorld(world), rulebook);
      process.stdout.write(`operator ${oldOperator}, seed ${world.seed}:\n${printTable(comparison)}\n`);
      if (comparison.disagreements.length > 0)
        process.stdout.write(`${printDisagreements(comparison.disagreements, 20)}\n`);
      expect(comparison.disagreements.length).toBe(0);
      expect(comparison.pairs).toBeGreaterThanOrEqual(LEAST_PAIRS);
      for (const row of ['selected', 'rejected', 'not-selected'])
        expect([row, inRow(comparison, row) >= LEAST_OF_A_SORT]).toEqual([row, true]);
    },
    WORLD_MS,
  );
});
