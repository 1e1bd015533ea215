import { describe, expect, it } from '@jest/globals';
import { profiles } from '../../src/profiles/index.ts';
import { dashboardCosts } from '../rules/dashboard-cost.ts';

const CHECKS = 200;
/** A few thousand: a Prometheus does millions in a second, and a dashboard asks some thirty queries at once. */
const MOST = 4000;

describe.each(profiles[0]!.variants)('the dashboards of $title', (variant) => {
  it(`touch few samples per step, at ${CHECKS} checks on two replicas`, async () => {
    const costs = await dashboardCosts(variant, CHECKS);
    // The count itself counts: something of the size of the checks is read.
    expect(costs[0]!.samples).toBeGreaterThan(CHECKS);
    expect(costs.filter(({ samples }) => samples > MOST)).toEqual([]);
  }, 120_000);
});
