/** Panels and variables that the dashboards of both versions share. */
import type { DashboardVariable, PanelSpec } from '../../model.ts';
import { STATE } from './states.ts';

export const checkVariables: readonly DashboardVariable[] = [
  { name: 'namespace', label: 'Namespace', query: `label_values(${STATE}, check_namespace)`, multi: true },
  { name: 'check', label: 'Check', query: `label_values(${STATE}{check_namespace=~"$namespace"}, check)`, multi: true },
];

/** The variables as matchers on series that carry `check` and `check_namespace`. */
export const CHOSEN = 'check_namespace=~"$namespace",check=~"$check"';

export const clusterState: PanelSpec = {
  title: 'Cluster state',
  description: 'What kuberhealthy says about the whole cluster: unhealthy when at least one check or job has an error.',
  kind: 'stat',
  queries: [{ expr: 'min(kuberhealthy_cluster_state)', instant: true }],
  width: 6,
  height: 4,
  mappings: [
    { value: '1', text: 'Healthy', meaning: 'good' },
    { value: '0', text: 'Unhealthy', meaning: 'bad' },
  ],
  noValue: 'No kuberhealthy pod is scraped',
};

export const failingCount: PanelSpec = {
  title: 'Checks failing',
  description: 'Checks whose newest run failed. A check that has never run does not count.',
  kind: 'stat',
  queries: [{ expr: `count(${STATE}{${CHOSEN}} == 0) or 0 * count(${STATE}{${CHOSEN}})`, instant: true }],
  unit: 'none',
  width: 4,
  height: 4,
  thresholds: [
    { from: null, meaning: 'good' },
    { from: 1, meaning: 'bad' },
  ],
  noValue: 'No check has run yet',
};

/** Every check with its error text, failing ones first. `failing`: 1 where it fails; `without`: left out. */
export function failingTable(failing: string, without: string): PanelSpec {
  return {
    title: 'Checks, failing first',
    description: 'The newest result of every check that has run, with the error text of those that fail.',
    kind: 'table',
    queries: [
      { expr: `sort_desc(${failing}${without} and on (check, check_namespace) ${STATE}{${CHOSEN}})`, instant: true },
    ],
    width: 24,
    height: 8,
    mappings: [
      { value: '0', text: 'Passing', meaning: 'good' },
      { value: '1', text: 'Failing', meaning: 'bad' },
    ],
    noValue: 'No check has run yet',
  };
}

export function stateTimeline(state: string): PanelSpec {
  return {
    title: 'State of each check',
    description: 'Passing or failing over time. A gap: the check had not run, or nothing was scraped.',
    kind: 'state-timeline',
    queries: [{ expr: `${state}{${CHOSEN}}`, legend: '{{check_namespace}}/{{check}}' }],
    width: 24,
    height: 8,
    mappings: [
      { value: '1', text: 'Passing', meaning: 'good' },
      { value: '0', text: 'Failing', meaning: 'bad' },
    ],
    noValue: 'No check has run yet',
  };
}
