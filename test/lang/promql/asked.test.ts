import { describe, expect, it } from '@jest/globals';
import { askedSelectors } from '../../../src/lang/promql/asked.ts';

const roles = (text: string) => askedSelectors(text)?.map(({ metric, role }) => `${metric ?? '-'} ${role}`);

describe('the selectors of an expression', () => {
  it.each([
    ['sum(rate(a[5m])) / on (x) b > 0.5', ['a needed', 'b needed']],
    ['absent(a) and b', ['a absence', 'b needed']],
    ['absent_over_time(a[1h])', ['a absence']],
    ['a unless (b or c)', ['a needed', 'b absence', 'c absence']],
    ['(a or b) > 0', ['a spare', 'b spare']],
    ['sum(a) or vector(0)', ['a spare']],
    ['a > 1 and b', ['a needed', 'b needed']],
    ['{__name__=~"x.*",job="y"}', ['- needed']],
    ['{__name__="x",job="y"}', ['x needed']],
    ['rate(a[$__rate_interval])', ['a needed']],
    ['info(a, {k8s_cluster="x"})', ['a needed']],
    ['1', []],
  ])('%s', (text, expected) => {
    expect(roles(text)).toEqual(expected);
  });

  it('are not known of what cannot be read', () => {
    expect(askedSelectors('a{')).toBeUndefined();
    expect(askedSelectors(`${'('.repeat(5000)}a${')'.repeat(5000)}`)).toBeUndefined();
  });

  it('keep their matchers, without the one of the name', () => {
    expect(askedSelectors('a{b!="c"}')?.[0]?.matchers).toEqual([{ name: 'b', op: '!=', value: 'c' }]);
  });
});
