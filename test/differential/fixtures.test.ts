import { describe, expect, it } from '@jest/globals';
import { backends, checks, profiles } from '../../src/registry.ts';
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

  it('can be read by us as a whole: no verdict is unknown', () => {
    const unknown = [...matches(snapshotOf(randomWorld(7, 1).objects), rulebook)].filter(
      ([, match]) => match.verdict === 'unknown',
    );
    expect(unknown).toEqual([]);
  });
});
