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
  rulesAbout(shop, [...others, one]).includes(one);

describe('a rule is about an application', () => {
  it.each([
    ['that asks for a metric of it', 'kuberhealthy_cluster_state == 0'],
    ['whose metric is deep inside', 'sum(rate(up[5m])) / on () avg_over_time(kuberhealthy_cluster_state[1h]) > 1'],
    ['that names it in quotes', '{"kuberhealthy_cluster_state"} == 0'],
    ['that names it as a label', '{__name__="kuberhealthy_cluster_state"} == 0'],
    ['that takes its metrics by a pattern', '{__name__=~"kuberhealthy_cluster_.+"} == 0'],
    ['that misses it', 'absent(kuberhealthy_cluster_state)'],
    ['that Prometheus cannot read', 'sum by (kuberhealthy_cluster_state == 0'],
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
    ['for a pattern that takes everything', '{__name__=~".+"} == 0'],
    ['for a pattern that takes none of its metrics', '{__name__=~"kuberhealthy_cluster"} == 0'],
    ['for an expression that is none', { kuberhealthy_cluster_state: 0 }],
    ['for nothing', ''],
  ])('%s', (_it, expr) => {
    expect(about(alert(expr))).toBe(false);
  });

  it('for its annotations, labels and name', () => {
    const text = 'kuberhealthy_cluster_state';
    expect(about(alert('up == 0', { labels: { text }, annotations: { text } }))).toBe(false);
    expect(about(object(text, { alert: text, expr: 'up == 0' }))).toBe(false);
  });
});
