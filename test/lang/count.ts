// Prints how many of the items differ: what mutation.ts runs with one rule of ours broken.
import { startJudge } from '../bed/judge/judge.ts';
import { compareKind } from './differential.ts';
import type { Kind } from './items.ts';

const [kind, seed, items] = process.argv.slice(2);
const judge = startJudge();
const { failures } = await compareKind(judge, kind as Kind, Number(seed), Number(items));
judge.stop();
console.log(failures.length);
