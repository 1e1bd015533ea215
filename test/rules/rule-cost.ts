/** How many samples one evaluation of each rule touches, by the real Prometheus' own count. */
import type { ProfileVariant } from '../../src/model/index.ts';
import { NAMED } from '../../src/profiles/kuberhealthy/rules/expressions.ts';
import { startLonePrometheus } from '../bed/lone-prometheus.ts';

const REPLICAS = 2;
/** What is scraped and recorded is so dense in the newest hours, and no older than the longest window. */
const EVERY_S = 30;
const DENSE_S = 3600 + 60;
/** Before, a sample in time for each step of a window that has steps. */
const SPARSE_S = 60;
const DAY_S = 86_400;
const COARSE_S = 300;
const OLDEST_S = 3 * DAY_S;
/** Every so many checks fail. */
const FAILING = 10;

export interface RuleCost {
  readonly group: string;
  readonly rule: string;
  /** What one evaluation touches. */
  readonly samples: number;
}

type Labels = Readonly<Record<string, string>>;

const text = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');

/** Times of samples, the oldest first. */
function timesUntil(end: number, oldest: number): readonly number[] {
  const times: number[] = [];
  for (let at = end - oldest; at < end - DAY_S; at += COARSE_S) times.push(at);
  for (let at = Math.max(end - oldest, end - DAY_S); at < end - DENSE_S; at += SPARSE_S) times.push(at);
  for (let at = Math.max(end - oldest, end - DENSE_S); at <= end; at += EVERY_S) times.push(at);
  return times;
}

/** Three days of `checks` checks on two replicas: what is scraped, and what the rules record. */
function* past(variant: ProfileVariant, checks: number, end: number): Iterable<string> {
  const times = timesUntil(end, OLDEST_S);
  const lines = (name: string, labels: Labels, value: (at: number) => number, when = times): string => {
    const series = `${name}{${text(labels)}}`;
    return when.map((at) => `${series} ${value(at)} ${at}\n`).join('');
  };
  const perRun = (at: number) => Math.floor((at - end + OLDEST_S) / 600);
  const ids = Array.from({ length: checks }, (_, index) => ({ id: `check-${index}`, failing: index % FAILING === 0 }));
  for (const { rules } of variant.rules)
    for (const rule of rules) {
      if (!('record' in rule) || rule.record === NAMED || rule.record.includes('never_run')) continue;
      for (const { id, failing } of ids) {
        if (rule.record.includes('failing_since') && !failing) continue;
        const own: Labels = variant.id === 'v3' ? { severity: 'critical', category: 'network' } : {};
        yield lines(rule.record, { check: id, check_namespace: 'shop', ...own }, perRun);
      }
    }
  const raw = [
    'kuberhealthy_check',
    'kuberhealthy_check_duration_seconds',
    ...(variant.id === 'v3' ? ['success_total', 'failure_total', 'seconds_since_success'] : []).map(
      (name) => `kuberhealthy_check_${name}`,
    ),
  ];
  for (let pod = 0; pod < REPLICAS; pod += 1) {
    const target: Labels = { instance: `10.0.0.${pod}:8080`, job: 'kuberhealthy', namespace: 'kuberhealthy' };
    for (const name of ['up', 'kuberhealthy_cluster_state', 'kuberhealthy_controller_leader'])
      yield lines(name, target, () => 1);
    for (const name of raw)
      for (const { id, failing } of ids) {
        const labels: Labels = {
          ...target,
          exported_namespace: 'shop',
          ...(name === 'kuberhealthy_check' && failing ? { error: 'it is down' } : {}),
        };
        const value = name.endsWith('_total') ? perRun : () => (failing ? 0 : 1);
        // Only the rule that names checks reads it, and no older sample.
        yield lines(name, { ...labels, check: variant.id === 'v2' ? `shop/${id}` : id }, value, [end]);
        yield lines(NAMED, { ...labels, metric: name, check: id, check_namespace: 'shop' }, value);
      }
  }
  yield '# EOF\n';
}

/**
 * Every rule of a variant, the most expensive first. `played`: how many checks are really there; what a rule touches
 * grows with them in a line, and is told for `checks`.
 */
export async function ruleCosts(variant: ProfileVariant, checks: number, played: number): Promise<readonly RuleCost[]> {
  const end = Math.floor(Date.now() / 1000 / COARSE_S) * COARSE_S;
  const prometheus = await startLonePrometheus({
    every: '1m',
    scrapes: [],
    groups: [],
    past: past(variant, played, end),
  });
  try {
    const costs: RuleCost[] = [];
    for (const { name: group, rules } of variant.rules)
      for (const rule of rules) {
        const { stats } = await prometheus.ask<{
          readonly stats: { readonly samples: { readonly totalQueryableSamples: number } };
        }>('/api/v1/query', { query: rule.expr, time: String(end), stats: 'all' });
        const samples = Math.round((stats.samples.totalQueryableSamples * checks) / played);
        costs.push({ group, rule: 'record' in rule ? rule.record : rule.alert, samples });
      }
    return costs.toSorted((a, b) => b.samples - a.samples);
  } finally {
    await prometheus.stop();
  }
}

/** Windows of which every sample is read, in the rule's own words: this play has no more than one a minute beyond an hour. */
export const rawWindows = (expr: string): readonly string[] =>
  [...expr.matchAll(/\[(\w+)\]/g)].map(([, window = '']) => window);
