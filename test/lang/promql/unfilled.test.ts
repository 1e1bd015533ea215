import { describe, expect, it } from '@jest/globals';
import { askedByPanel, withTimes } from '../../../src/lang/promql/unfilled.ts';

const asked = (text: string) =>
  askedByPanel(text)?.map(
    ({ metric, matchers }) =>
      `${metric ?? ''}{${matchers.map(({ name, op, value }) => `${name}${op}${value}`).join(',')}}`,
  );

describe('the selectors of a panel', () => {
  it.each([
    ['up{job="a"}', ['up{job=a}']],
    ['rate(a{job="$job",code="200"}[$__rate_interval])', ['a{code=200}']],
    ['a{job=~"${job:regex}|x",pod!~"[[pod]]",z="1"}', ['a{z=1}']],
    ['sum by ($label) (a{x="y"})', ['a{x=y}']],
    ['sum(a) by ([[label]])', ['a{}']],
    ['topk($n, a)', ['a{}']],
    ['a > $threshold', ['a{}']],
    ['a * $__interval_ms / 1000', ['a{}']],
    ['max_over_time(a[${__range}:$step])', ['a{}']],
    ['increase(a[${__range_s}s])', ['a{}']],
    ['a offset $shift', ['a{}']],
    ['$metric{x="y"} + b', ['b{}']],
    ['node_${mode}_total + b', ['b{}']],
    ["a{x='$y', z='\"$w\"'}", ['a{}']],
    ['a{x="say \\"$y\\"",z="1"}', ['a{z=1}']],
    ['{__name__=~"$x.*"}', []],
    ['a{x="$__all"} # of $y', ['a{}']],
  ])('%s', (text, expected) => {
    expect(asked(text)).toEqual(expected);
  });

  it('are not known of what cannot be read', () => {
    expect(askedByPanel('$aggregation(a{')).toBeUndefined();
    expect(askedByPanel('sum(rate({app="x"} |= "error" [5m]))')).toBeUndefined();
  });
});

it.each([
  ['rate(a[$__rate_interval]) / b', 'rate(a[5m]) / b'],
  ['increase(a[${__range}]) / $__range_s', 'increase(a[1h]) / 3600'],
  ['rate(a[[[__interval]]])', 'rate(a[1m])'],
  ['rate(a{job="$job"}[$__rate_interval])', undefined],
  ['rate(a[$window])', undefined],
])('an expression with times alone is filled in: %s', (expr, filled) => {
  expect(withTimes(expr)).toBe(filled);
});
