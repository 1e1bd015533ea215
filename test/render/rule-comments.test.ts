import { describe, expect, it } from '@jest/globals';
import { ruleComments } from '../../src/render/rule-comments.ts';

describe('ruleComments', () => {
  const about = 'word '.repeat(50).trim();
  const commentOf = ruleComments([{ name: 'g', rules: [{ record: 'a:b:c', about, expr: 'b' }] }]);

  it('are about recording rules only', () => {
    expect(commentOf({ record: 'd:e:f' })).toBeUndefined();
    expect(commentOf({ alert: 'a:b:c' })).toBeUndefined();
  });

  it('are broken between words', () => {
    const lines = commentOf({ record: 'a:b:c' })?.split('\n') ?? [];
    expect(lines.length).toBe(3);
    expect(lines.every((line) => line.length <= 100)).toBe(true);
    expect(lines.join(' ')).toBe(about);
  });
});
