// node scripts/ts.mjs test/lang/record.ts: writes fixtures/lang/corpus.ndjson anew, a sample of items with the judge's answers, for
// machines without Go.
import fs from 'node:fs/promises';
import path from 'node:path';
import { startJudge } from '../bed/judge/judge.ts';
import { FOUND } from './differential.ts';
import { randomFrom } from './generate/random.ts';
import { KINDS, makeQuestion } from './items.ts';

const EACH = 60;
const LONGEST = 400;

const judge = startJudge();
const lines: string[] = [];
for (const kind of KINDS) {
  const random = randomFrom(20);
  const made = Array.from({ length: EACH * 10 }, () => makeQuestion(random, kind));
  const questions = made.filter((question) => JSON.stringify(question).length < LONGEST).slice(0, EACH);
  const verdicts = await judge.ask(questions);
  questions.forEach((question, i) => lines.push(JSON.stringify({ question, verdict: verdicts[i] })));
}
judge.stop();
await fs.mkdir(FOUND, { recursive: true });
await fs.writeFile(path.join(FOUND, 'corpus.ndjson'), `${lines.join('\n')}\n`);
