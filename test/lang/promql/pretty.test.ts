import { describe, expect, it } from '@jest/globals';
import { pretty } from '../../../src/lang/promql/pretty.ts';

/** The whole printer is compared with Prometheus' own by the differential test of the languages. */
describe('pretty', () => {
  it.each([
    ['sum(rate(x[60s]))by(b,a)', 'sum by (b, a) (rate(x[1m]))'],
    ["x{b='1',a!~`2`} offset -90m @ end()", 'x{a!~"2",b="1"} @ end() offset -1h30m'],
    ['a == bool on() group_left b', 'a == bool on () group_left () b'],
    ['{"up", job="\\u00e9\\t"}', '{__name__="up",job="é\\t"}'],
    ['x[1w:] @ 1.5', 'x[1w:] @ 1.500'],
    ['1e3 * -0x10 + .5e-7', '1000 * -16 + 0.00000005'],
    ['sum without() (x) > 1d12h', 'sum without () (x) > 1d12h'],
  ])('%s', (text, printed) => {
    expect(pretty(text)).toBe(printed);
  });

  it('splits what is longer than a line, and nothing else', () => {
    const long = `a_rather_long_name{${Array.from({ length: 4 }, (_, i) => `label_${i}="a value"`).join(',')}}`;
    expect(pretty(`max by (a) (topk(3, ${long})) unless on (a) (-sum(${long}) > 0)`)).toBe(
      [
        `  max by (a) (`,
        `    topk(3, ${long})`,
        `  )`,
        `unless on (a)`,
        `  (`,
        `      -sum(${long})`,
        `    >`,
        `      0`,
        `  )`,
      ].join('\n'),
    );
  });

  it('keeps the variables of a dashboard', () => {
    expect(pretty('rate(x{a=~"$a"}[$__rate_interval])')).toBeUndefined();
    expect(pretty('rate( x{a=~"$a"}[$__rate_interval] )', { variables: true })).toBe(
      'rate(x{a=~"$a"}[$__rate_interval])',
    );
    expect(pretty('max_over_time(x[$__range:1m])', { variables: true })).toBe('max_over_time(x[$__range:1m])');
    expect(pretty('avg_over_time(x[1h:$step])', { variables: true })).toBe('avg_over_time(x[1h:$step])');
  });

  it.each(['rate(x)', 'x{', 'x{a="\\xff"}', 'x anchored'])('declines %s', (text) => {
    expect(pretty(text)).toBeUndefined();
  });

  it('leaves a chain as it is that is longer than it can walk', () => {
    const chain = (length: number): string => Array.from({ length }, () => 'up').join(' or ');
    expect(pretty(chain(200))).toContain('or');
    expect(pretty(chain(20_000))).toBeUndefined();
  });
});
