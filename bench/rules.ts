import process from 'node:process';
import { profiles } from '../src/profiles/index.ts';
import { ruleCosts } from '../test/rules/rule-cost.ts';

/** What the rules ask of Prometheus at 200 checks on two replicas, three days old: samples per evaluation, no seconds. */

const CHECKS = 200;
const PLAYED = 20;
const SHOWN = 5;

for (const variant of profiles.flatMap(({ variants }) => variants)) {
  const costs = await ruleCosts(variant, CHECKS, PLAYED);
  const all = costs.reduce((sum, { samples }) => sum + samples, 0);
  process.stdout.write(
    `${variant.title}: ${costs.length} rules touch ${all} samples (aim 450000), the worst ${costs[0]?.samples ?? 0} (aim 75000)\n`,
  );
  for (const { rule, samples } of costs.slice(0, SHOWN))
    process.stdout.write(`  ${String(samples).padStart(6)}  ${rule}\n`);
}
