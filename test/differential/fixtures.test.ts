import { describe, expect, it } from '@jest/globals';
import { backends, checks, profiles } from '../../src/registry.ts';
import { seedOr } from '../seed.ts';
import { asFiles } from './as-files.ts';
import { randomFrom } from './random.ts';
import { randomWorld } from './world.ts';
import { readFixtures, snapshotOf } from './fixture.ts';
import { matches } from './ours.ts';

const rulebook = { backends, checks, profiles };

describe('pairs on which we were once wrong', () => {
  it('we are right on now', () => {
    for (const [name, { objects, pair, verdicts, effective }] of readFixtures()) {
      const match = matches(snapshotOf(objects), rulebook).get(pair);
      expect([name, verdicts.includes(match?.verdict ?? 'unknown'), match?.configured]).toEqual([
        name,
        true,
        effective,
      ]);
    }
  });
});

describe('a random world', () => {
  it('is the same for the same seed', () => {
    expect(randomWorld(7, 1)).toEqual(randomWorld(7, 1));
    expect(randomWorld(7, 1)).not.toEqual(randomWorld(8, 1));
  });

  it('is refused by no files that lack a part of it, but for what all of it refuses', () => {
    const seed = seedOr(7);
    const wrong = [0, 1].flatMap((round) => {
      const snapshot = snapshotOf(randomWorld(seed + round, round).objects);
      const whole = matches(snapshot, rulebook);
      return [0, 1, 2].flatMap((part) =>
        [...matches(asFiles(snapshot, randomFrom(seed + part)), rulebook)]
          .filter(([, { verdict }]) => verdict === 'not-selected' || verdict === 'rejected')
          .filter(([pair]) => whole.get(pair)?.verdict === 'selected')
          .map(([pair, { verdict, causes }]) => [seed, pair, verdict, causes, whole.get(pair)?.verdict]),
      );
    });
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('can be read by us as a whole: no verdict is unknown', () => {
    const unknown = [...matches(snapshotOf(randomWorld(7, 1).objects), rulebook)].filter(
      ([, match]) => match.verdict === 'unknown',
    );
    expect(unknown).toEqual([]);
  });
});
