import process from 'node:process';
import { profiles } from '../src/profiles/index.ts';
import { dashboardCosts } from '../test/rules/dashboard-cost.ts';

/** What the dashboards ask of Prometheus at 200 checks on two replicas, over six hours: samples per step, no seconds. */

const CHECKS = 200;
const SHOWN = 5;

for (const variant of profiles.flatMap(({ variants }) => variants)) {
  const costs = await dashboardCosts(variant, CHECKS);
  process.stdout.write(
    `${variant.title}: ${costs.length} panels, at most ${costs[0]?.samples ?? 0} samples per step (aim 4000)\n`,
  );
  for (const { dashboard, panel, samples } of costs.slice(0, SHOWN))
    process.stdout.write(`  ${String(samples).padStart(6)}  ${dashboard}: ${panel}\n`);
}
