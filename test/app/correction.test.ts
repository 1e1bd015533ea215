import { describe, expect, it } from '@jest/globals';
import { correctionAnnotation, correctionsLeft, WAS } from '../../src/app/correction.ts';

const noted = (was: string | null, set: string): string => JSON.stringify({ release: { was, set } });
const metadata = (release: string, text: string): { labels: { release: string }; annotations: { [WAS]: string } } => ({
  labels: { release },
  annotations: { [WAS]: text },
});
const change = (was: string | null, becomes: string): Parameters<typeof correctionAnnotation>[1] => [
  { key: 'release', was, becomes },
];

describe('the memory of labels', () => {
  it.each<[string, string, string, boolean, string]>([
    ['the oldest value, while it is as promwire set it', 'b', noted('a', 'b'), true, noted('a', 'c')],
    ['the value of now, where others changed it since', 'theirs', noted('a', 'b'), true, noted('theirs', 'c')],
    ['nothing that somebody else wrote', 'b', noted('evil', 'b'), false, noted('b', 'c')],
  ])('keeps %s', (_what, is, before, ours, becomes) => {
    expect(correctionAnnotation(metadata(is, before), change(is, 'c'), ours)).toEqual({ [WAS]: becomes });
  });

  it('keeps labels that were not put back, and no others', () => {
    const text = JSON.stringify({ a: { was: '1', set: '2' }, b: { was: '1', set: '2' }, c: { was: null, set: '2' } });
    const left = correctionsLeft({ annotations: { [WAS]: text } }, { a: '2', b: 'theirs' });
    expect(left).toBe('{"b":{"was":"1","set":"2"}}');
    expect(correctionsLeft({ annotations: { [WAS]: text } }, { a: '2', b: '1' })).toBeNull();
  });
});
