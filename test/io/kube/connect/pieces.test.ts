import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pieces } from '../../../../src/io/kube/connect/pieces.ts';

/** What comes of a text that arrives in chunks of these lengths. */
function taken(text: string, lengths: readonly number[]) {
  const items: unknown[] = [];
  const parts = pieces((item) => void items.push(item));
  const bytes = Buffer.from(text);
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const end = at + Math.max(1, lengths[i % lengths.length] ?? 1);
    // As a socket does that uses its buffer again.
    const chunk = Buffer.from(bytes.subarray(at, end));
    const problem = parts.add(chunk);
    chunk.fill(0);
    if (problem !== undefined) return { problem };
    at = end;
  }
  return { items, around: JSON.parse(parts.around()) as unknown };
}

describe('a list that arrives in pieces', () => {
  it('gives what it would give in one', () => {
    const list = fc.record({
      kind: fc.string({ unit: 'binary' }),
      metadata: fc.dictionary(fc.string(), fc.json()),
      items: fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())),
      more: fc.jsonValue(),
    });
    fc.assert(
      fc.property(list, fc.array(fc.nat(40), { minLength: 1 }), fc.constantFrom(0, 2), (value, lengths, indent) => {
        const { items, ...others } = JSON.parse(JSON.stringify(value)) as typeof value;
        expect(taken(JSON.stringify(value, null, indent), lengths)).toEqual({
          items,
          around: { ...others, items: [] },
        });
      }),
    );
  });
  it.each([
    ['a text that looks like items', '{"a":"\\"items\\":[","items":[{"b":1}]}', [{ b: 1 }]],
    ['items of something else', '{"a":{"items":[{"c":1}]},"items":[{"b":[{}]}]}', [{ b: [{}] }]],
    ['no items', '{"items":[ ]}', []],
    ['items that are null', '{"items":null}', []],
  ])('%s', (_what, text, items) => {
    expect(taken(text, [1])).toMatchObject({ items });
  });
  it.each([
    ['a number among the items', '{"items":[{},1]}', 'holds something that is not an object'],
    ['a list among the items', '{"items":[[]]}', 'holds something that is not an object'],
    ['an item that is not JSON', '{"items":[{a}]}', 'is not JSON: is a proxy or a login page in between'],
    [
      'an item without end',
      `{"items":[{"a":"${'x'.repeat(9_000_000)}`,
      'holds an object that is larger than etcd stores',
    ],
  ])('%s is a problem', (_what, text, problem) => {
    expect(taken(text, [65_536])).toEqual({ problem });
  });
  it('ends where an item is refused', () => {
    const seen: unknown[] = [];
    const parts = pieces((item) => (seen.push(item) === 2 ? 'gives too much' : undefined));
    expect(parts.add(Buffer.from('{"items":[{},{},{},{}]}'))).toBe('gives too much');
    expect(seen).toHaveLength(2);
  });
});
