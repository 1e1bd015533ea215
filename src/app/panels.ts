/** What is to be said of the panels of dashboards that were asked about by name, where no finding says it. */
import { asksOfDashboards } from '../backends/grafana/queries.ts';
import { whyNotAsked } from '../backends/prometheus-operator/running/live.ts';
import { sourcesFor } from '../backends/prometheus-operator/series/sources.ts';
import { dashboardSelectsNothing } from '../checks/series/dashboard-selects-nothing.ts';
import type { Analysis } from '../judge/analysis.ts';
import { sameRef, title } from '../kube/refs.ts';
import type { KubeObject, PanelAnswer, Ref, Report, Unknown } from '../model/index.ts';
import { objectByName } from './lookup.ts';
import type { CheckOptions } from './question.ts';

const KINDS: readonly string[] = ['ConfigMap', 'GrafanaDashboard'];
const { id: CHECK } = dashboardSelectsNothing;

/** `unknown`: nobody could be asked. Where the check found something, or knows why it did not, that is the answer. */
export function panelAnswers(
  analysis: Analysis,
  { findings, unknown }: Report,
  { subjects = [], namespace, only = [], skip = [] }: CheckOptions,
): { readonly panels: readonly PanelAnswer[]; readonly unknown: readonly Unknown[] } {
  if (skip.includes(CHECK) || (only.length > 0 && !only.includes(CHECK))) return { panels: [], unknown: [] };
  const objects = subjects.flatMap((subject): readonly KubeObject[] => {
    if (subject.kind !== 'object' || !KINDS.includes(subject.object.kind)) return [];
    const object = analysis.world.get(objectByName(analysis, subject.object, namespace));
    return object ? [object] : [];
  });
  const isTold = (ref: Ref): boolean =>
    unknown.some(({ check, touches }) => touches && check === CHECK) ||
    findings.some(({ check, object }) => check === CHECK && sameRef(object, ref));
  const answers = objects.flatMap((object) => {
    const { apiVersion, kind, metadata } = object;
    const dashboard: Ref = { apiVersion, kind, name: metadata.name, namespace: metadata.namespace ?? '' };
    const asks = asksOfDashboards(object, analysis.world);
    // Titles of panels may be the same.
    const names = [...new Set(asks.map(({ by, field }) => `${by} ${field.join('.').replace(/\.targets\..*$/, '')}`))];
    const variables = names.filter((name) => name.startsWith('variable ')).length;
    const panels = names.length - variables;
    if (names.length === 0 || isTold(dashboard)) return [];
    const prometheus = sourcesFor(analysis, object).map((source) => source.prometheus);
    return [{ dashboard, panels, variables, prometheus }];
  });
  if (analysis.world.snapshot.source === 'files') return { panels: answers, unknown: [] };
  return {
    panels: answers.filter(({ prometheus }) => prometheus.length > 0),
    unknown: answers
      .filter(({ prometheus }) => prometheus.length === 0)
      .map((answer) => ({ check: CHECK, gap: notAsked(analysis, answer), touches: true })),
  };
}

function notAsked({ stacks, live }: Analysis, { dashboard }: PanelAnswer): Unknown['gap'] {
  const [stack] = stacks.filter(({ capabilities }) => capabilities.includes('query'));
  const why = stack ? `${title(stack.ref)} could not be asked: ${whyNotAsked(live(stack))}` : 'no Prometheus was found';
  return {
    reason: 'unreachable',
    about: 'running',
    reads: { group: 'monitoring.coreos.com', kind: 'Prometheus' },
    sentence: `Whether there are series for the panels of ${title(dashboard)} is not known: ${why}.`,
  };
}
