import { defineClusterCheck } from '../check.ts';
import { groupBy } from '../../kube/group.ts';
import { refOf, title } from '../../kube/refs.ts';
import { replacedLabels } from '../../backends/prometheus-operator/enforcement.ts';
import { asksOfDashboards } from '../../backends/grafana/queries.ts';
import { asksOfRules } from '../../backends/prometheus-operator/series/asks.ts';
import type { Ask } from '../../backends/prometheus-operator/series/asks.ts';
import { sourcesFor } from '../../backends/prometheus-operator/series/sources.ts';
import type { Source } from '../../backends/prometheus-operator/series/sources.ts';
import type { Gap, Reads } from '../../model/index.ts';
import { engineError } from '../rules/engine-error.ts';
import { listed } from './listed.ts';

const READS: readonly Reads[] = [
  { group: 'monitoring.coreos.com', kind: 'PrometheusRule', scope: 'namespace' },
  { group: '', kind: 'ConfigMap', scope: 'cluster', labelled: true },
  { group: 'grafana.integreatly.org', kind: 'GrafanaDashboard', scope: 'namespace', when: 'GrafanaDashboard' },
];

/** A query that Prometheus was asked to evaluate ends in an error. Asked only for an object by its name, or of files with an address. */
export const queryFails = defineClusterCheck({
  id: 'query-fails',
  title: 'The evaluation of a query fails',
  kinds: ['PrometheusRule', 'ConfigMap', 'GrafanaDashboard'],
  reads: READS,
  beside: true,
  live: true,
  find: (context, asks) => {
    const { world } = context;
    const objects = [
      ...world.all('monitoring.coreos.com', 'PrometheusRule'),
      ...world.all('', 'ConfigMap'),
      ...world.all('grafana.integreatly.org', 'GrafanaDashboard'),
    ].filter((each) => asks(refOf(each)));
    const left: number[] = [];
    const hits = objects.flatMap((object) => {
      const sources = sourcesFor(context, object);
      // What is evaluated then has other selectors, of one namespace.
      const isRewritten = object.kind === 'PrometheusRule' && replacedLabels(context, object).size > 0;
      if (sources.length === 0 || isRewritten) return [];
      left.push(...sources.map(({ answer }) => ('kind' in answer ? 0 : answer.unevaluated)));
      const failing = (
        object.kind === 'PrometheusRule' ? asksOfRules(object) : asksOfDashboards(object, world)
      ).flatMap((ask) => failureOf(ask, sources));
      return [...groupBy(failing, ({ error }) => engineError(error).means).values()].flatMap((group) => {
        const [first] = group;
        if (!first) return [];
        const { prometheus, error, field } = first;
        const by = [...new Set(group.map((each) => each.by))].slice(0, MOST);
        return [{ about: refOf(object), evidence: { prometheus, error, by }, field }];
      });
    });
    const most = Math.max(0, ...left);
    return hits.length === 0 && most > 0 ? { unknown: [notEvaluated(most)] } : hits;
  },
  explain: ({ prometheus, error, by }, about) => {
    const { means, remedy } = engineError(error);
    return {
      severity: 'warning',
      summary: `${prometheus} cannot evaluate ${listed(by, 3)} of ${title(about)}.`,
      because: [`asked once, it answered: ${error}`, ...(means === '' ? [] : [means])],
      remedy,
      fix: {
        kind: 'advise',
        steps: [remedy],
        whyNotAutomatic: 'What the expression should compare is known only to its author.',
      },
    };
  },
});

function notEvaluated(count: number): Gap {
  const sentence = `Whether ${count} expressions can be evaluated was not asked: there are too many, or they are too long. Ask about one object by its name.`;
  return { reason: 'not-read', reads: { group: '', kind: '' }, sentence };
}

/** At most so many rules or panels are told. */
const MOST = 50;

interface Failing extends Pick<Ask, 'by' | 'field'> {
  readonly prometheus: string;
  readonly error: string;
}

/** Where one of several Prometheus can evaluate it, that may be the one that is asked. */
function failureOf({ evaluate, by, field }: Ask, sources: readonly Source[]): readonly Failing[] {
  if (evaluate === undefined) return [];
  const answers = sources.map(({ prometheus, answer }) => ({
    prometheus,
    error: 'kind' in answer ? undefined : answer.failure(evaluate),
  }));
  const [first] = answers;
  if (first?.error === undefined || answers.some(({ error }) => error === undefined)) return [];
  return [{ prometheus: first.prometheus, error: first.error, by, field }];
}
