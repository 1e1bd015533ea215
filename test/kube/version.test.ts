import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { atLeast, oldestOperator, parseVersion } from '../../src/kube/version.ts';
import type { OperatorScope, Stack } from '../../src/model/index.ts';

describe('parseVersion', () => {
  it.each([
    ['v3.5.1', [3, 5, 1]],
    ['2.21.0-rc.1', [2, 21, 0]],
    ['v1.36.3+k3s1', [1, 36, 3]],
    ['v1.29.4-eks-036c24b', [1, 29, 4]],
    ['1.27', [1, 27, 0]],
    ['', undefined],
    ['latest', undefined],
    ['3', undefined],
    [undefined, undefined],
  ])('%s', (text, expected) => {
    expect(parseVersion(text)).toEqual(expected);
  });
});

describe('atLeast', () => {
  it.each([
    ['2.21.0', '2.21.0', true],
    ['v2.21.0', '2.21.0', true],
    ['2.20.9', '2.21.0', false],
    ['2.9.0', '2.21.0', false],
    ['3.0.0', '2.41.0', true],
    ['2.21.0-rc.1', '2.21.0', false],
    ['2.21.1-rc.1', '2.21.0', true],
    ['2.21.0-rc.1', '2.20.0', true],
    ['v1.21.0-eks-0', '1.21.0', true],
    [undefined, '9.9.9', true],
    ['nonsense', '9.9.9', true],
  ])('%s is at least %s: %s', (version, minimum, expected) => {
    expect(atLeast(version, minimum)).toBe(expected);
  });

  it('orders versions', () => {
    const part = fc.nat(120);
    const version = fc.tuple(part, part, part);
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [x, y] = [a.join('.'), b.join('.')];
        expect(atLeast(x, y) && atLeast(y, x)).toBe(x === y);
        expect(atLeast(x, y) || atLeast(y, x)).toBe(true);
      }),
    );
  });
});

describe('oldestOperator', () => {
  it.each([
    [[], undefined],
    [[undefined], undefined],
    [['0.93.0', '0.79.2', '0.80.0'], '0.79.2'],
    [[undefined, '0.93.0', 'latest'], '0.93.0'],
  ])('of %j: %s', (versions, expected) => {
    const operators = versions.map((version) => ({ version }) as OperatorScope);
    expect(oldestOperator({ operators } as unknown as Stack)).toBe(expected);
  });
});
