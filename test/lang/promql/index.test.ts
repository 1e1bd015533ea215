import { describe, expect, it } from '@jest/globals';
import { featuresOf, parseExpression } from '../../../src/lang/promql/index.ts';

const ALL = featuresOf([
  'promql-experimental-functions',
  'promql-duration-expr',
  'promql-extended-range-selectors',
  'promql-binop-fill-modifiers',
]);

describe('parseExpression', () => {
  it.each([
    ['up', 'vector'],
    ['1 + 2', 'scalar'],
    ['5m', 'scalar'],
    ['"text"', 'string'],
    ['up[5m]', 'matrix'],
    ['up[1h:5m] @ end() offset -5m', 'matrix'],
    ['sum by (job, le,) (rate(http_requests_total{code=~"5.."}[5m]))', 'vector'],
    ['sum(up) without (instance) > bool 0', 'vector'],
    ['a * on(x) group_left(y) b', 'vector'],
    ['-2 ^ -1', 'scalar'],
    ['{"utf8.name", job="x"} # a comment', 'vector'],
    ['sum', 'vector'],
    ['offset offset 5m', 'vector'],
    ['absent(up{job="x"})', 'vector'],
    ['topk(3, up)', 'vector'],
    ['label_join(up, "a", ",", "b", "c")', 'vector'],
    ['days_in_month()', 'vector'],
    ['NaN == bool Inf', 'scalar'],
  ])('takes %s', (text, type) => {
    expect(parseExpression(text)).toMatchObject({ kind: 'ok', type });
  });

  it.each([
    ['rate(foo)', 'expected type range vector in call to function "rate", got instant vector', 5],
    ['{}', 'vector selector must contain at least one non-empty matcher', 0],
    ['{a=~".*"}', 'vector selector must contain at least one non-empty matcher', 0],
    ['foo{__name__="bar"}', 'metric name must not be set twice: "foo" or "bar"', 0],
    ['1 > 2', 'comparisons between scalars must use BOOL modifier', 2],
    ['foo and 1', 'set operator "and" not allowed in binary scalar expression', 0],
    ['foo offset 5m [5m]', 'no offset modifiers allowed before range', 14],
    ['nosuch(foo)', 'unknown function with name "nosuch"', 0],
    ['round(foo, 1, 2)', 'expected at most 2 argument(s) in call to "round", got 3', 0],
    ['sum(foo, bar)', 'wrong number of arguments for aggregate expression provided, expected 1, got 2', 0],
    ['foo[5m1h]', 'not a valid duration string: "5m1h"', 4],
    ['foo[0]', 'duration must be greater than 0', 4],
    ['foo{a=~"("}', 'error parsing regexp: missing closing ): `(`', 4],
    ['foo{a="b"', 'unexpected end of input inside braces', 9],
    ['a + on(x) group_left(x) b', 'label "x" must not occur in ON and GROUP clause at once', 2],
    ['', 'no expression found in input', 0],
    ['foo bar', 'unexpected identifier "bar"', 4],
  ])('refuses %s', (text, message, offset) => {
    expect(parseExpression(text)).toEqual({ kind: 'invalid', message, offset });
  });

  it.each([
    ['foo[300]', '0.76.0'],
    ['foo offset 5', '0.76.0'],
    ['5m', '0.76.0'],
    ['{"utf8.name"}', '0.74.0'],
    ['sum by ("a.b") (foo)', '0.74.0'],
    ['histogram_avg(foo)', '0.74.0'],
  ])('takes %s as operators since %s do', (text, since) => {
    expect(parseExpression(text, featuresOf([], since)).kind).toBe('ok');
    expect(parseExpression(text, featuresOf([], '0.73.2')).kind).toBe('invalid');
  });

  it('takes holt_winters as operators before 0.79 do', () => {
    const text = 'holt_winters(foo[5m], 0.5, 0.5)';
    expect(parseExpression(text, featuresOf([], '0.78.2')).kind).toBe('ok');
    expect(parseExpression(text, featuresOf([], '0.79.0')).kind).toBe('invalid');
  });

  it.each(['mad_over_time(foo[5m])', 'foo[5m + 1m]', 'foo anchored', 'a + fill(0) b', 'limitk(2, foo)'])(
    'takes %s only with the features',
    (text) => {
      expect(parseExpression(text).kind).toBe('invalid');
      expect(parseExpression(text, ALL).kind).toBe('ok');
    },
  );

  it('tells the selectors in the order of the text', () => {
    const answer = parseExpression('topk(scalar(a), b{c!="d"}) / on() {__name__="e", f=~"g|h"}');
    expect(answer).toMatchObject({
      selectors: [
        { metric: 'a' },
        {
          metric: 'b',
          matchers: [
            { name: 'c', op: '!=', value: 'd' },
            { name: '__name__', op: '=', value: 'b' },
          ],
        },
        {
          metric: 'e',
          matchers: [
            { name: '__name__', op: '=', value: 'e' },
            { name: 'f', op: '=~', value: 'g|h' },
          ],
        },
      ],
    });
  });

  it('walks a long chain, and declines what nests too deeply', () => {
    expect(parseExpression(Array.from({ length: 20_000 }, () => 'up').join(' or ')).kind).toBe('ok');
    expect(parseExpression(`${'('.repeat(50_000)}up${')'.repeat(50_000)}`).kind).toBe('unknown');
    expect(parseExpression('-'.repeat(50_000)).kind).toBe('unknown');
    expect(parseExpression(`up{a=~"${'(x{100}y){9}'.repeat(200)}"}`).kind).toBe('unknown');
  });
});
