import { describe, expect, it } from '@jest/globals';
import { rulesAbout } from '../../src/judge/belonging.ts';
import { kuberhealthy } from '../../src/profiles/kuberhealthy/index.ts';
import { prometheusRule } from '../worlds.ts';

/** Which rules are about an application is asked of the expressions, never of the text around them. */

const shop = { ...kuberhealthy, metricPrefixes: ['kuberhealthy_check_', 'kuberhealthy_cluster_'] };
const object = (name: string, ...rules: readonly object[]) =>
  prometheusRule(`shop/${name}`, { groups: [{ name: 'g', rules }] });
const alert = (expr: unknown, more: object = {}) => object('web', { alert: 'A', expr, ...more });
const about = (one: ReturnType<typeof object>, ...others: readonly ReturnType<typeof object>[]): boolean =>
  rulesAbout(shop, [...others, one]).about.includes(one);
const unclear = (one: ReturnType<typeof object>, ...others: readonly ReturnType<typeof object>[]): string | undefined =>
  rulesAbout(shop, [...others, one]).unclear.find((rule) => rule.object === one)?.rule;

describe('a rule is about an application', () => {
  it.each([
    ['that asks for a metric of it', 'kuberhealthy_cluster_state == 0'],
    ['whose metric is deep inside', 'sum(rate(up[5m])) / on () avg_over_time(kuberhealthy_cluster_state[1h]) > 1'],
    ['that names it in quotes', '{"kuberhealthy_cluster_state"} == 0'],
    ['that names it as a label', '{__name__="kuberhealthy_cluster_state"} == 0'],
    ['that takes its metrics by a pattern', '{__name__=~"kuberhealthy_cluster_.+"} == 0'],
    ['that misses it', 'absent(kuberhealthy_cluster_state)'],
    ['that takes metrics of it that no shipped rule names', '{__name__=~"kuberhealthy_cluster_lid_.+"} == 0'],
    ['all whose alternatives are its metrics', '{__name__=~"kuberhealthy_(cluster|check)_.+"} == 0'],
    ['one of whose patterns takes its metrics alone', '{__name__=~".+", __name__=~"kuberhealthy_check_.*"} == 0'],
    [
      'that a Prometheus with experimental functions reads',
      'max_over_time(kuberhealthy_cluster_state[1h] anchored) == ts_of_max_over_time(up[1h])',
    ],
  ])('%s', (_it, expr) => {
    expect(about(alert(expr))).toBe(true);
  });

  it('that asks for what is recorded of it, in whichever object and order', () => {
    const first = object('first', { record: 'shop:state:sum', expr: 'sum(kuberhealthy_cluster_state)' });
    const second = object('second', { record: 'shop:state:avg', expr: 'avg(shop:state:sum)' });
    expect(about(alert('shop:state:avg > 1'), second, first)).toBe(true);
    expect(about(alert('shop:state:avg > 1'), second)).toBe(false);
  });
});

describe('a rule is not about an application', () => {
  it.each([
    ['for the value of a label', 'up{job="kuberhealthy_cluster_state"} == 0'],
    ['for a comment', 'up == 0 # kuberhealthy_cluster_state'],
    ['for the name of a label', 'sum by (kuberhealthy_cluster_state) (up) == 0'],
    ['for a metric that begins alike', 'kuberhealthy_checkout_total == 0'],
    ['for a metric that ends alike', 'my_kuberhealthy_cluster_state == 0'],
    ['for a pattern that takes none of its metrics', '{__name__=~"kuberhealthy_cluster"} == 0'],
    ['for a pattern that excludes its metrics', '{__name__!~"kuberhealthy_check_.*", job="a"} == 0'],
    ['for a text that nobody can read', 'sum by (kuberhealthy_cluster_state == 0'],
    ['for an expression that is none', { kuberhealthy_cluster_state: 0 }],
    ['for nothing', ''],
  ])('%s', (_it, expr) => {
    expect(about(alert(expr))).toBe(false);
  });

  it.each([
    'kuberhealthy_check_.*|.+',
    '(kuberhealthy_check_)?.+',
    'kuberhealthy_check_.*|node_.*',
    'kuber.*',
    '.+',
    '',
  ])('for the pattern "%s", which takes metrics of others too', (pattern) => {
    expect(about(alert(`{__name__=~"${pattern}", job="a"} == 0`))).toBe(false);
    expect(unclear(alert(`{__name__=~"${pattern}", job="a"} == 0`))).toBeUndefined();
  });

  it('for its annotations, labels and name', () => {
    const text = 'kuberhealthy_cluster_state';
    expect(about(alert('up == 0', { labels: { text }, annotations: { text } }))).toBe(false);
    expect(about(object(text, { alert: text, expr: 'up == 0' }))).toBe(false);
  });
});

describe('whether a rule is about an application is not known', () => {
  const broken = 'sum by (kuberhealthy_cluster_state == 0';

  it('if its expression, which names a metric of it, cannot be read', () => {
    expect(unclear(alert(broken))).toBe('A');
    expect(unclear(alert('sum by ((up{job="kuberhealthy_cluster_state"}'))).toBe('A');
  });

  it('if it asks for what such a rule records', () => {
    const first = object('first', { record: 'shop:state:sum', expr: broken });
    expect(unclear(alert('shop:state:sum > 1'), first)).toBe('A');
    expect(unclear(alert('shop:state:sum > 1'))).toBeUndefined();
  });

  it('if it cannot be read and names what is recorded of it', () => {
    const first = object('first', { record: 'shop:state:sum', expr: 'sum(kuberhealthy_cluster_state)' });
    expect(unclear(alert('sum(shop:state:sum'), first)).toBe('A');
  });

  it('but it is where another rule of the same object is', () => {
    const both = object('both', { alert: 'A', expr: broken }, { alert: 'B', expr: 'kuberhealthy_cluster_state == 0' });
    expect(about(both)).toBe(true);
    expect(unclear(both)).toBeUndefined();
  });

  it('and it is not where the text that cannot be read does not name it', () => {
    expect(unclear(alert('sum by (up == 0'))).toBeUndefined();
    expect(unclear(alert('sum by (my_kuberhealthy_cluster_state == 0'))).toBeUndefined();
  });
});
