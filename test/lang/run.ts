import { startJudge } from '../bed/judge/judge.ts';
import { randomFrom } from './generate/random.ts';
import type { Kind } from './items.ts';
import { disagreement, KINDS, makeQuestion, ourAnswer } from './items.ts';
const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
const count = Number(process.env['COUNT'] ?? 2000);
const kinds = (process.env['KIND']?.split(',') ?? KINDS) as readonly Kind[];
const judge = await startJudge();
console.log('seed', seed);
for (const kind of kinds) {
  const random = randomFrom(seed);
  let ok = 0;
  let bad = 0;
  const shown: string[] = [];
  let unknown = 0;
  let t = 0;
  for (let done = 0; done < count; done += 500) {
    const questions = Array.from({ length: 500 }, () => makeQuestion(random, kind));
    const verdicts = await judge.ask(questions);
    const t0 = performance.now();
    questions.forEach((q, i) => {
      const v = verdicts[i]!;
      if (v.ok) ok++;
      let p;
      try {
        p = disagreement(q, v);
      } catch (e) {
        p = JSON.stringify(q) + ' THROWN ' + (e as Error).stack;
      }
      if (p) {
        bad++;
        if (shown.length < 400) shown.push(p);
      }
    });
    t += performance.now() - t0;
  }
  console.log(kind, { count, ok, bad, unknown, ms: Math.round(t) });
  shown.sort((a, b) => a.length - b.length);
  for (const s of shown.slice(0, Number(process.env['SHOW'] ?? 12))) console.log('  ' + s);
}
judge.stop();
void ourAnswer;
