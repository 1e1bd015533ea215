// node scripts/ts.mjs test/lang/long.ts [ITEMS [SEED [KIND,…]]]: compares that many items of each kind with the judge.
import { startJudge } from '../bed/judge/judge.ts';
import { compareKind, save, shrink } from './differential.ts';
import type { Kind } from './items.ts';
import { KINDS } from './items.ts';

const [items = '2000', seedText, kinds] = process.argv.slice(2);
const seed = seedText === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(seedText);
const judge = startJudge();
console.log(`seed ${seed}`);
for (const kind of kinds === undefined ? KINDS : (kinds.split(',') as Kind[])) {
  const begun = performance.now();
  const { compared, accepted, declined, failures } = await compareKind(judge, kind, seed, Number(items));
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(
    `${kind}: ${compared} compared, ${accepted} valid, ${declined} declined, ${failures.length} differ, ${seconds} s`,
  );
  for (const failure of failures.slice(0, 5)) {
    const small = await shrink(judge, failure);
    console.log(`  ${small.message}\n  saved as ${await save(small)}`);
  }
}
judge.stop();
