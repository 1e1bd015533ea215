/** How many samples the queries of the dashboards touch, by the real Prometheus' own count. */
import type { DashboardSpec, ProfileVariant } from '../../src/model/index.ts';
import { NAMED } from '../../src/profiles/kuberhealthy/rules/expressions.ts';
import { fillIn } from '../../src/backends/grafana/model/dashboard-queries.ts';
import { startLonePrometheus } from '../bed/lone-prometheus.ts';

const HOURS = 6;
const EVERY_S = 60;
const STEP_S = 60;
const REPLICAS = 2;

export interface PanelCost {
  readonly dashboard: string;
  readonly panel: string;
  /** The most that one step of one of its queries touches. */
  readonly samples: number;
}

type Labels = Readonly<Record<string, string>>;

const text = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');

/** Six hours of `checks` checks on two replicas, every tenth failing: what the rules record: the dashboards read no more. */
function* past(variant: ProfileVariant, checks: number, end: number): Iterable<string> {
  const recorded = variant.rules.flatMap(({ rules }) =>
    rules.flatMap((rule) => ('record' in rule && rule.record !== NAMED ? [rule.record] : [])),
  );
  const raw = [
    'kuberhealthy_check',
    ...(variant.id === 'v3' ? ['kuberhealthy_check_success_total', 'kuberhealthy_check_failure_total'] : []),
  ];
  const start = end - HOURS * 3600;
  const series = function* (name: string, labels: Labels, value: (at: number) => number): Iterable<string> {
    let lines = '';
    for (let at = start; at <= end; at += EVERY_S) lines += `${name}{${text(labels)}} ${value(at)} ${at}\n`;
    yield lines;
  };
  const own = { severity: 'critical', category: 'network' };
  for (const name of [...recorded, ...raw]) {
    for (let check = 0; check < checks; check += 1) {
      const failing = check % 10 === 0;
      const id = `check-${String(check).padStart(3, '0')}`;
      if (recorded.includes(name)) {
        if (name.includes('never_run') || (name.includes('failing_since') && !failing)) continue;
        const value = name.includes('state:min') ? (failing ? 0 : 1) : name.includes('since') ? start : 0.5;
        yield* series(name, { check: id, check_namespace: 'shop', ...(variant.id === 'v3' ? own : {}) }, () => value);
        continue;
      }
      for (let pod = 0; pod < REPLICAS; pod += 1) {
        const labels: Labels = {
          exported_namespace: 'shop',
          ...(name === 'kuberhealthy_check' ? { error: failing ? 'it is down' : '', status: failing ? '0' : '1' } : {}),
          instance: `10.0.0.${pod}:8080`,
          namespace: 'kuberhealthy',
          pod: `kuberhealthy-${pod}`,
        };
        const value = (at: number) => (name.endsWith('_total') ? Math.floor((at - start) / 600) : failing ? 0 : 1);
        yield* series(NAMED, { ...labels, metric: name, check: id, check_namespace: 'shop' }, value);
      }
    }
  }
  yield '# EOF\n';
}

/** Every panel of every dashboard of a variant at its usual range, the most expensive first. */
export const dashboardCosts = async (variant: ProfileVariant, checks: number): Promise<readonly PanelCost[]> => {
  const end = Math.floor(Date.now() / 1000 / EVERY_S) * EVERY_S;
  const prometheus = await startLonePrometheus({
    every: '1m',
    scrapes: [],
    groups: [],
    past: past(variant, checks, end),
    flags: ['--enable-feature=promql-per-step-stats'],
  });
  try {
    const costs: PanelCost[] = [];
    const touched = async (spec: DashboardSpec, query: { readonly expr: string; readonly instant?: boolean }) => {
      const expr = fillIn(query.expr, spec, {
        values: spec.variables.some(({ required }) => required) ? { namespace: 'shop', check: 'check-010' } : {},
        range: `${HOURS}h`,
      });
      const { stats } = await prometheus.ask<{
        readonly stats: {
          readonly samples: { readonly totalQueryableSamplesPerStep: readonly (readonly [number, number])[] };
        };
      }>(query.instant ? '/api/v1/query' : '/api/v1/query_range', {
        query: expr,
        stats: 'all',
        ...(query.instant
          ? { time: String(end) }
          : { start: String(end - HOURS * 3600), end: String(end), step: String(STEP_S) }),
      });
      return Math.max(0, ...stats.samples.totalQueryableSamplesPerStep.map(([, count]) => count));
    };
    for (const spec of variant.dashboards)
      for (const panel of spec.rows.flatMap(({ panels }) => panels)) {
        const each = [];
        for (const query of panel.queries) each.push(await touched(spec, query));
        costs.push({ dashboard: spec.title, panel: panel.title, samples: Math.max(...each) });
      }
    return costs.toSorted((a, b) => b.samples - a.samples);
  } finally {
    await prometheus.stop();
  }
};
