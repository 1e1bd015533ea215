import { describe, expect, it } from '@jest/globals';
import { seriesLabels } from '../../../src/lang/promql/series-labels.ts';

describe('seriesLabels', () => {
  it.each<[string, Readonly<Record<string, string>>, 'any' | readonly string[]]>([
    ['up', {}, 'any'],
    ['up{job="a", namespace="shop"} == 0', { job: 'a', namespace: 'shop' }, 'any'],
    ['up{job=~"a"}', {}, 'any'],
    ['up{job!="a"}', {}, 'any'],
    ['vector(1)', {}, []],
    ['1 + time()', {}, []],
    ['sum(up{job="a"}) > 0', {}, []],
    ['sum by (job, pod) (up{job="a"})', { job: 'a' }, ['job', 'pod']],
    ['sum without (pod) (up{job="a"})', { job: 'a', pod: '' }, 'any'],
    ['topk(3, up{job="a"})', { job: 'a' }, 'any'],
    ['count_values by (job) ("v", up)', {}, ['job', 'v']],
    ['rate(x_total{job="a"}[5m]) > 1', { job: 'a' }, 'any'],
    ['max_over_time(up{job="a"}[1h:5m])', { job: 'a' }, 'any'],
    ['absent(up{job="a", pod=~"b"})', { job: 'a' }, []],
    ['absent(up{job="a", job="b"})', {}, []],
    ['absent(sum(up))', {}, []],
    ['absent_over_time(up{job="a"}[5m])', { job: 'a' }, []],
    ['label_replace(up{job="a"}, "job", "$1", "x", "(.*)")', {}, 'any'],
    ['label_replace(vector(1), "namespace", "shop", "", "")', {}, ['namespace']],
    ['histogram_quantile(0.9, sum by (le, job) (rate(x_bucket[5m])))', {}, ['le', 'job', 'le']],
    ['a{x="1"} unless on (x) b{y="2"}', { x: '1' }, 'any'],
    ['a{x="1"} or b{x="1"}', { x: '1' }, 'any'],
    ['a{x="1"} or b{x="2"}', {}, 'any'],
    ['sum by (x) (a{x="1"}) or vector(1)', {}, ['x', 'x']],
    ['a{x="1"} / on (x) b{x="1"}', { x: '1' }, ['x']],
    ['a{x="1", y="1"} / ignoring (y) b{x="1", y="1"}', { x: '1' }, 'any'],
    ['a{x="1"} * on (x) group_left (z) b{x="1"}', { x: '1' }, 'any'],
    ['-(up{job="a"})', { job: 'a' }, 'any'],
    ['no expression (', {}, 'any'],
  ])('%s', (expression, known, possible) => {
    expect(seriesLabels(expression)).toEqual({ known, possible });
  });

  it('says nothing of a chain that is longer than it can walk', () => {
    const chain = Array.from({ length: 20_000 }, () => 'up{job="a"}').join(' or ');
    expect(seriesLabels(chain)).toEqual({ known: {}, possible: 'any' });
  });
});
