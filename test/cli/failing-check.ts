/** A Prometheus whose panels are worth a look: kuberhealthy 3 on two pods, and one check that times out. */
import { dashboardQueries } from '../../src/backends/grafana/model/dashboard-queries.ts';
import { profileById, variantById } from '../../src/app/profile.ts';
import { startStandIn, success } from '../io/prometheus/prometheus-standin.ts';
import type { StandIn } from '../io/prometheus/prometheus-standin.ts';

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

const CHECK = { check_namespace: 'kuberhealthy', check: 'deployment' };
const UNHEALTHY = { alertname: 'KuberhealthyClusterUnhealthy', severity: 'warning' };
const COULD_NOT_RUN = { alertname: 'KuberhealthyCheckCouldNotRun', severity: 'warning', ...CHECK };
const ERROR = 'check run <uuid> timed out after <duration> (started at <time>)';

/** Panel -> the answers to its queries, in order. */
const PANELS = (ago: (minutes: number) => number): Readonly<Record<string, readonly (readonly Sample[])[]>> => ({
  'Cluster state': [[[{}, 0]]],
  'Checks failing': [[[{}, 1]]],
  'Of these, could not run': [[[{}, 1]]],
  'Below objective': [[[{}, 1]]],
  'Worst success rate': [[[{}, 0]]],
  'Alerts firing': [[[{}, 1]]],
  'Never run': [[[{}, 0]]],
  'Pods scraped': [[[{}, 2]]],
  Leader: [[[{ pod: 'kuberhealthy-0' }, 1]]],
  'Checks failing now': [[[{ ...CHECK, error: ERROR }, 0]], [[CHECK, ago(4)]], [[CHECK, 1]], [[CHECK, 0]]],
  'Active alerts': [
    [
      [{ ...UNHEALTHY, alertstate: 'pending' }, 1],
      [{ ...COULD_NOT_RUN, alertstate: 'firing' }, 1],
    ],
    [
      [UNHEALTHY, ago(5)],
      [COULD_NOT_RUN, ago(2)],
    ],
  ],
  'All checks, failing first': [[[CHECK, 0]]],
});

/** Starts it on a free port. */
export async function startFailingCheck(): Promise<StandIn> {
  const [overview] = variantById(profileById('kuberhealthy'), 'v3').dashboards;
  if (!overview) throw new Error('no dashboard');
  const places = new Map<string, readonly [panel: string, index: number]>();
  const asked = new Map<string, number>();
  for (const { panel, expr } of dashboardQueries(overview, { range: '21600s' })) {
    const index = asked.get(panel) ?? 0;
    asked.set(panel, index + 1);
    if (!places.has(expr)) places.set(expr, [panel, index]);
  }
  return await startStandIn((_request, response, url) => {
    const expr = url.searchParams.get('query') ?? '';
    const [panel = '', index = 0] = places.get(expr) ?? [];
    // Two seconds less: what is shown is rounded, and a slow machine takes its time until then.
    const panels = PANELS((minutes) => Date.now() - minutes * 60_000 + 2000);
    // Everything is scraped and recorded.
    const recorded: readonly Sample[] = expr.startsWith('count(') ? [[{}, 1]] : [];
    const samples = places.has(expr) ? (panels[panel]?.[index] ?? []) : recorded;
    const result = samples.map(([metric, value]) => ({ metric, value: [0, String(value)] }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(success({ resultType: 'vector', result }));
  });
}
