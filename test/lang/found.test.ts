import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Question, Verdict } from '../bed/judge/judge.ts';
import { FOUND } from './differential.ts';
import { disagreement } from './items.ts';

/** What the differential test recorded: a sample of its items, and every item on which we once were wrong. */

interface Recorded {
  readonly question: Question;
  readonly verdict: Verdict;
}

const read = (file: string): string => fs.readFileSync(path.join(FOUND, file), 'utf8');

describe('recorded answers of the operator and Prometheus', () => {
  const corpus = read('corpus.ndjson')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);

  it('are many', () => expect(corpus.length).toBeGreaterThan(400));

  it('are ours too', () => {
    expect(corpus.flatMap(({ question, verdict }) => disagreement(question, verdict) ?? []).join('\n')).toBe('');
  });

  it.each(fs.readdirSync(FOUND).filter((file) => file.endsWith('.json')))('are ours too: %s', (file) => {
    const { question, verdict } = JSON.parse(read(file)) as Recorded;
    expect(disagreement(question, verdict)).toBeUndefined();
  });
});
