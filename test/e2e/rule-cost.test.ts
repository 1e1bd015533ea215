import { describe, expect, it } from '@jest/globals';
import { parseDuration } from '../../src/lang/go/duration.ts';
import { profiles } from '../../src/profiles/index.ts';
import { rawWindows, ruleCosts } from '../rules/rule-cost.ts';

const CHECKS = 200;
const PLAYED = 20;
/** Of one evaluation: a Prometheus reads millions in a second. */
const MOST = 75_000;
/** Of all rules, evaluated once: they are, every half minute or minute. */
const MOST_OF_ALL = 450_000;
const HOUR_MS = 3_600_000;

describe.each(profiles[0]!.variants)('the rules of $title', (variant) => {
  it(`touch few samples, at ${CHECKS} checks on two replicas`, async () => {
    const costs = await ruleCosts(variant, CHECKS, PLAYED);
    // The count itself counts: something of the size of the checks is read.
    expect(costs[0]!.samples).toBeGreaterThan(10 * CHECKS);
    expect(costs.filter(({ samples }) => samples > MOST)).toEqual([]);
    expect(costs.reduce((sum, { samples }) => sum + samples, 0)).toBeLessThan(MOST_OF_ALL);
  }, 120_000);

  it('read every sample of an hour at most', () => {
    for (const { rules } of variant.rules)
      for (const { expr } of rules)
        for (const window of rawWindows(expr)) {
          const answer = parseDuration(window);
          expect([window, answer.kind === 'ok' && answer.milliseconds <= HOUR_MS]).toEqual([window, true]);
        }
  });
});
