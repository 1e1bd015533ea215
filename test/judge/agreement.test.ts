import process from 'node:process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { likelyObjects, randomObjects, randomSight } from '../random-worlds.ts';
import { seedOr } from '../seed.ts';
import { contradictions } from './contradictions.ts';
import { OBSERVED, observedWorld } from './observed-worlds.ts';

/** PROMWIRE_WORLDS=10000 makes it longer. */
const worlds = Number(process.env['PROMWIRE_WORLDS'] ?? 400);

describe('check, check-by-service, plan, proof and verify', () => {
  it(
    `never contradict one another, in ${worlds} random worlds`,
    () => {
      const objects = fc.oneof(randomObjects, { arbitrary: likelyObjects, weight: 3 });
      const sight = fc.option(randomSight, { nil: {}, freq: 1 });
      fc.assert(
        fc.property(objects, sight, OBSERVED, (made, seen, observed) => {
          expect(contradictions(observedWorld(made, seen, observed))).toEqual([]);
        }),
        { numRuns: worlds, seed: seedOr(1) },
      );
    },
    worlds * 1000,
  );
});
