import { describe, expect, it } from '@jest/globals';
import { trailOf } from '../../src/judge/metric-trail.ts';
import { analysis, prometheus } from '../worlds.ts';
import { storing, type Stores } from '../checks/series/stored.ts';

const NAMES = ['up', 'prometheus_tsdb_head_series', 'web_requests_total', 'web_requests_created'];

/** What is said of a metric without series, beside where it is looked for. */
function steps(metric: string, stored: Stores = {}): readonly string[] {
  const live = storing({ names: NAMES, ...stored }, { queries: { [metric]: { kind: 'ok', value: [], warnings: [] } } });
  const trail = trailOf(analysis([prometheus('monitoring/k8s')], {}, live), metric);
  expect(trail.found).toBe(false);
  return trail.steps.slice(1, -1);
}

describe('a metric that is not there', () => {
  it('may be a slip of the pen for one that is', () => {
    expect(steps('prometheus_tsdb_head_seires')).toEqual([
      'Prometheus monitoring/k8s stores prometheus_tsdb_head_series: did you mean promwire check metric/prometheus_tsdb_head_series?',
    ]);
    expect(steps('Web_Requests_Total').join()).toContain('metric/web_requests_total?');
  });

  it('may be another word', () => {
    expect(steps('prometheus_tsdb_head_serie')).toEqual([
      'Prometheus monitoring/k8s stores names like it: prometheus_tsdb_head_series',
    ]);
  });

  it('may come with the first event', () => {
    expect(steps('web_errors_total', { metadata: { web_errors_total: 'counter' } })).toEqual([
      'an exporter declares it (counter); its series come with the first event',
    ]);
  });

  it('may have been there earlier', () => {
    expect(steps('web_requests_total', { present: { '{__name__="web_requests_total"}': false } })).toEqual([
      'Prometheus monitoring/k8s had series of it earlier, and none in the last hour',
    ]);
  });

  it('is like none, and nothing is said', () => {
    expect(steps('bank_balance')).toEqual([]);
  });
});
