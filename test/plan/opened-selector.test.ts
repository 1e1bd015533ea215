import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../src/model/index.ts';
import { decodeSelector, selects } from '../../src/kube/selector.ts';
import { openedFor, openedForNamespace } from '../../src/plan/opened-selector.ts';

const key = fc.constantFrom('release', 'team', 'tier');
const value = fc.constantFrom('a', 'b', 'c');
const labels = fc.dictionary(key, value);
const expression = fc.oneof(
  fc.record({ key, operator: fc.constantFrom('In', 'NotIn'), values: fc.uniqueArray(value, { minLength: 1 }) }),
  fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
const selector = fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 3 }) });

describe('a selector that is opened for one object', () => {
  it('takes it, and whatever it took before', () => {
    fc.assert(
      fc.property(selector, labels, labels, (written, wanted, other) => {
        const decode = (raw: Json) => decodeSelector(raw, 'nothing');
        const opened = openedFor(written, wanted);
        expect(selects(decode(opened), wanted)).toBe(true);
        if (selects(decode(written), other)) expect(selects(decode(opened), other)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('takes no more than it has to where the label is there with another value', () => {
    expect(openedFor({ matchLabels: { release: 'kps', team: 'a' } }, { release: 'x', team: 'a' })).toEqual({
      matchLabels: { team: 'a' },
      matchExpressions: [{ key: 'release', operator: 'In', values: ['kps', 'x'] }],
    });
  });

  it('of an absent one for namespaces keeps the own namespace', () => {
    expect(openedForNamespace(undefined, 'monitoring', { namespace: 'shop', labels: {} })).toEqual({
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['monitoring', 'shop'] }],
    });
  });
});
