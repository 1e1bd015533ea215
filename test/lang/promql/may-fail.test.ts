import { expect, it } from '@jest/globals';
import { mayFail } from '../../../src/lang/promql/may-fail.ts';

it.each([
  ['a / b', true],
  ['sum(a / on (job) group_left () b) > 1', true],
  ['label_replace(a, "x", "y", "", "")', true],
  ['a > 5 and b', false],
  ['a or b unless c', false],
  ['a > 5', false],
  ['rate(a[5m]) * 100', false],
  ['a / scalar(b)', false],
  ['a /', false],
])('%s: %s', (expr, may) => {
  expect(mayFail(expr)).toBe(may);
});
