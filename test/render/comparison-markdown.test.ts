import { describe, expect, it } from '@jest/globals';
import type { Comparison, Loss } from '../../src/model/index.ts';
import { comparisonMarkdown } from '../../src/render/comparison-markdown.ts';
import { NASTY } from './nasty-strings.ts';

const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'web' };
const empty: Comparison = {
  base: 'main',
  head: '.',
  losses: [],
  gains: [],
  unknown: [],
  appeared: [],
  gone: [],
  standing: { errors: 0, unknown: 0 },
};
const loss = (i: number, text: string): Loss => ({
  how: 'removed',
  object: { ...ref, name: `web-${i}` },
  targets: 1,
  summary: text,
  because: Array.from({ length: 20 }, () => text),
  checks: [text, text, text, text],
  remedy: text,
  place: { side: 'head', file: text, line: 1 },
});

describe('a comparison as a comment', () => {
  it('is empty where nothing changes', () => {
    expect(comparisonMarkdown(empty)).toBe('');
  });

  it('has at most 60 lines, and less than GitHub takes', () => {
    const losses = Array.from({ length: 500 }, (_, i) => loss(i, 'long\n| text\n- '.repeat(2000)));
    const text = comparisonMarkdown({ ...empty, losses });
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('more: `-o json` has them all');
  });

  it('has no address without a scheme, and no reference, of which GitHub would make links', () => {
    const text = comparisonMarkdown({ ...empty, losses: [loss(1, 'www.evil.example WWW.evil.example fixes #12')] });
    expect(
      text.replaceAll(/`[^`]*`/g, '').replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
    ).not.toMatch(/www\.|#\d/i);
  });

  it.each(NASTY)('has no line, tag, link or mention of %j', (nasty) => {
    const text = comparisonMarkdown({ ...empty, losses: [loss(1, nasty)] });
    expect(text.split('\n')).toHaveLength(12);
    expect(text.replaceAll(/<\/?(?:details|summary|br)>|`[^`]*`/g, '')).not.toMatch(/<[a-z!/]|@(?!\u2060)\w|\]\(/i);
  });
});
