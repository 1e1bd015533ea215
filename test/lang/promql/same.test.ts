import { describe, expect, it } from '@jest/globals';
import { sameExpression } from '../../../src/lang/promql/same.ts';

describe('sameExpression', () => {
  it.each([
    ['sum by(a,b)(up)', 'sum by (a, b) (up)'],
    ['rate(x[3600s])', 'rate(x[1h])'],
    ['x offset 90m', 'x offset 1h30m'],
    ["x{a='b'} == 0.50", 'x{a="b"} == 0.5'],
    ['(a) and on() (b)', 'a and on () b'],
    ['x{a=~"b\\\\.c"}', 'x{a=~`b\\.c`}'],
    ['x{b="1",a="2"}', 'x{a="2",b="1"}'],
    ['sum by () (x)', 'sum(x)'],
    ['a # words', 'a'],
  ])('%s is %s', (one, other) => {
    expect(sameExpression(one, other)).toBe(true);
  });

  it.each([
    ['up == 0', 'up == 1'],
    ['up == 0', 'up < 0'],
    ['rate(x[1h])', 'rate(x[1m])'],
    ['x{a="b"}', 'x{a="c"}'],
    ['x{a="b"}', 'x{a!="b"}'],
    ['up', 'up and up'],
    ['"a"', 'a'],
  ])('%s is not %s', (one, other) => {
    expect(sameExpression(one, other)).toBe(false);
  });

  it.each([['up ~ 1'], ['x{a="'], ['x[9999999999999y]'], ['\ud800']])(
    'what cannot be read may be the same: %j',
    (text) => {
      expect(sameExpression(text, 'up')).toBe(true);
    },
  );
});
