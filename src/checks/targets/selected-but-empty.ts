import { ENDPOINTS_FIELD } from '../../backends/prometheus-operator/monitors.ts';
import { defineCheck } from '../check.ts';
import { chartOf } from '../../kube/chart-of.ts';
import { listAt } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

const FIELDS: Readonly<Record<string, string>> = { ...ENDPOINTS_FIELD, PrometheusRule: 'groups' };

/** The object has nothing to scrape or to evaluate in it. */
export const selectedButEmpty = defineCheck({
  id: 'selected-but-empty',
  title: 'The object has no endpoint, or no rule group',
  stage: 'effect',
  kinds: ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'],
  reads: SELECTION,
  find: ({ object }) => {
    const field = FIELDS[object.kind];
    if (field === undefined) return [];
    // What the API server refuses there may be meant as an entry.
    if (object.problems?.some(({ kind, path }) => kind === 'invalid' && path[1] === field)) return [];
    const entries = listAt(object.body, 'spec', field);
    const filled =
      object.kind === 'PrometheusRule' ? entries.filter((group) => listAt(group, 'rules').length > 0) : entries;
    return filled.length === 0 ? [{ field, groups: entries.length }] : [];
  },
  explain: ({ field, groups }, { object }) => ({
    // Charts leave it there while no rules are given: nothing that was written has no effect.
    ...(object.kind === 'PrometheusRule' && chartOf(object) ? { severity: 'warning' } : {}),
    summary: `${title(refOf(object))} has ${groups > 0 ? 'no rule' : 'no entry'} in spec.${field}, so nothing comes of it.`,
    because: [
      groups > 0 ? `spec.${field}: ${groups} without a rule` : `spec.${field}: empty`,
      'The operator accepts it and makes no job and no rule from it.',
    ],
    field: ['spec', field],
    remedy: `Fill in spec.${field}.`,
    fix: {
      kind: 'advise',
      steps: [`Fill in spec.${field} of ${title(refOf(object))}.`],
      whyNotAutomatic: 'What it should scrape or evaluate is not written anywhere.',
    },
  }),
});
