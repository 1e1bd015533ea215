/*
 * The differential test for as long as one likes:
 * node scripts/in-netns.mjs node scripts/ts.mjs test/differential/long.ts --pairs 200000 [--seed N] [--rounds a,b]
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { backends, checks, profiles } from '../../src/registry.ts';
import { added, NOTHING, printDisagreement, printTable } from './compare.ts';
import { compareWith, seeWorld } from './round.ts';
import { randomWorld } from './world.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '200000' },
    seed: { type: 'string' },
    show: { type: 'string', default: '20' },
    first: { type: 'string', default: '0' },
  },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const out = (text: string): void => void process.stdout.write(`${text}\n`);

out(`seed ${seed}`);
let total = NOTHING;
const rulebook = { backends, checks, profiles };
for (let round = Number(values.first); total.pairs < Number(values.pairs); round += 1) {
  const started = Date.now();
  const world = randomWorld(seed + round, round);
  const seen = await seeWorld(world);
  const comparison = compareWith(seen, rulebook);
  total = added(total, comparison);
  out(
    `round ${round} (seed ${world.seed}; ${world.flags.slice(1).join(' ')}): ${comparison.pairs} pairs, ` +
      `${comparison.disagreements.length} in disagreement, ${seen.refused.length} objects refused, ${Date.now() - started} ms`,
  );
  if (process.env['PROMWIRE_REFUSED']) for (const line of seen.refused) out(line);
  for (const disagreement of comparison.disagreements.slice(0, Number(values.show)))
    out(printDisagreement(disagreement));
}
out(printTable(total));
process.exitCode = total.disagreements.length === 0 ? 0 : 1;
