import { describe, expect, it } from '@jest/globals';
import { reading } from '../../../src/commands/kit/reading.ts';

function said(interactive: boolean): readonly string[] {
  const lines: string[] = [];
  let now = 0;
  const step = reading({ interactive, progress: (text) => void lines.push(text) }, 'https://a', () => now);
  for (const done of [1, 2, 3, 4]) {
    now = done * 600;
    step({ done, total: 4, kind: 'Pod' });
  }
  return lines;
}

describe('progress of reading', () => {
  it('is one line in a log, and every step to a person; none of a fast cluster', () => {
    expect(said(false)).toEqual(['reading https://a: 4 lists']);
    expect(said(true)).toEqual([2, 3, 4].map((done) => `reading https://a: ${done} of 4 lists (Pod)`));
  });
});
