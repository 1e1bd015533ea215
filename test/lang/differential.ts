import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Judge, Question, Verdict } from '../bed/judge/judge.ts';
import { randomFrom } from './generate/random.ts';
import type { Kind } from './items.ts';
import { disagreement, makeQuestion, ourAnswer } from './items.ts';

/*
 * Asks us and the judge the same questions and keeps where we differ, shrunk and saved.
 */

export interface Failure {
  readonly question: Question;
  readonly verdict: Verdict;
  readonly message: string;
}

export interface Tally {
  readonly kind: Kind;
  readonly compared: number;
  /** Taken by the judge. */
  readonly accepted: number;
  /** We declined to answer. */
  readonly declined: number;
  readonly failures: readonly Failure[];
}

const BATCH = 500;

/** Compares `count` items of a kind; the same seed makes the same items. */
export async function compareKind(judge: Judge, kind: Kind, seed: number, count: number): Promise<Tally> {
  const random = randomFrom(seed);
  const failures: Failure[] = [];
  let [compared, accepted, declined] = [0, 0, 0];
  while (compared < count) {
    const questions = Array.from({ length: Math.min(BATCH, count - compared) }, () => makeQuestion(random, kind));
    const verdicts = await judge.ask(questions);
    questions.forEach((question, i) => {
      const verdict = verdicts[i];
      if (verdict === undefined) throw new Error('the judge gave no answer');
      accepted += verdict.ok ? 1 : 0;
      declined += ourAnswer(question) === 'unknown' ? 1 : 0;
      const message = disagreement(question, verdict);
      if (message !== undefined) failures.push({ question, verdict, message });
    });
    compared += questions.length;
  }
  return { kind, compared, accepted, declined, failures };
}

/** The same disagreement in fewer characters: pieces are cut out of every text for as long as we still differ. */
export async function shrink(judge: Judge, failure: Failure): Promise<Failure> {
  let best = failure;
  for (let smaller = true; smaller;) {
    const candidates = smallerOnes(best.question).slice(0, 400);
    const verdicts = await judge.ask(candidates);
    const index = candidates.findIndex((question, i) => {
      const verdict = verdicts[i];
      return verdict !== undefined && disagreement(question, verdict) !== undefined;
    });
    const question = candidates[index];
    const verdict = verdicts[index];
    smaller = question !== undefined && verdict !== undefined;
    if (question !== undefined && verdict !== undefined)
      best = { question, verdict, message: disagreement(question, verdict) ?? '' };
  }
  return best;
}

/** Every way to leave out a part: a key, an entry, a stretch of a text; the largest parts first. */
function smallerOnes(question: Question): readonly Question[] {
  const { kind, version, ...rest } = question;
  return smaller(rest).map((value) => ({ kind, ...(version === undefined ? {} : { version }), ...(value as object) }));
}

function smaller(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return smallerTexts(value);
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    return [
      ...list.map((_, i) => list.toSpliced(i, 1)),
      ...list.flatMap((item, i) => smaller(item).map((less) => list.with(i, less))),
    ];
  }
  if (value === null || typeof value !== 'object') return [];
  const entries = Object.entries(value);
  return [
    ...entries
      .filter(([key]) => !['text', 'name', 'expr', 'spec', 'groups', 'rules'].includes(key))
      .map(([key]) => without(value, key)),
    ...entries.flatMap(([key, item]) => smaller(item).map((less) => ({ ...value, [key]: less }))),
  ];
}

const without = (value: object, key: string): unknown =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

function smallerTexts(text: string): readonly string[] {
  const chars = [...text];
  const texts: string[] = [];
  for (let length = chars.length; length >= 1; length = Math.floor(length / 2))
    for (let at = 0; at < chars.length; at += length) texts.push(chars.toSpliced(at, length).join(''));
  return texts;
}

export const FOUND = fileURLToPath(new URL('../fixtures/lang/', import.meta.url));

/** Writes the item where found.test.ts will replay it; answers the path. */
export async function save({ question, verdict }: Failure): Promise<string> {
  const text = `${JSON.stringify({ question, verdict }, null, 2)}\n`;
  await fs.mkdir(FOUND, { recursive: true });
  const file = path.join(FOUND, `${question.kind}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`);
  await fs.writeFile(file, text);
  return file;
}
