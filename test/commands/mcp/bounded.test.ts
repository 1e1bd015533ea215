import { describe, expect, it } from '@jest/globals';
import { bounded, boundedText } from '../../../src/commands/mcp/bounded.ts';

describe('what is too much for an agent', () => {
  it('is left out by list, from the least severe on, and counted', () => {
    const of = (severity: string, count: number): { readonly severity: string }[] =>
      Array.from({ length: count }, () => ({ severity }));
    const { data, omitted } = bounded({ findings: [...of('info', 3), ...of('error', 2), ...of('warning', 2)] }, 3);
    expect(data['findings']).toEqual([...of('error', 2), ...of('warning', 1)]);
    expect(omitted).toEqual({ findings: 4 });
    expect(bounded({ a: ['z', 'b'] }, 2)).toEqual({ data: { a: ['z', 'b'] }, omitted: {} });
  });

  it('in one value is cut, in many values still more, and in too many names there is no answer', () => {
    const long = 'x'.repeat(30_000);
    expect(bounded({ a: long }, 1).data['a']).toMatch(/^x{20000}… \(10000 more characters\)$/);
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`a${i}`, long]));
    expect(bounded(many, 50).data['a0']).toMatch(/^x{1000}… \(29000 more characters\)$/);
    const names = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`a${i}`, 1]));
    expect(() => bounded(names, 50)).toThrow('the answer is too large');
  });

  it('in a text is cut between lines', () => {
    const text = 'a line of it\n'.repeat(5000);
    const [last, count, ...lines] = boundedText(text).trimEnd().split('\n').toReversed();
    expect(last).toMatch(/^… \d+ more lines; ask with namespace or subject$/);
    expect(new Set([count, ...lines])).toEqual(new Set(['a line of it']));
    expect(Number(/\d+/.exec(last ?? '')?.[0]) + lines.length + 1).toBe(5000);
    expect(boundedText('short')).toBe('short');
  });
});
