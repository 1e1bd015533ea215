import { defineCheck } from '../check.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { title } from '../../kube/refs.ts';
import { operatorsOf } from '../../backends/prometheus-operator/selection.ts';

/** All four scrape selectors are null: the operator leaves the whole configuration to its user. */
export const prometheusUnmanaged = defineCheck({
  id: 'prometheus-unmanaged',
  title: 'The operator leaves the configuration of this Prometheus alone',
  stage: 'selection',
  kinds: SCRAPE_KINDS,
  reads: SELECTION,
  find: ({ object, stack }) =>
    stack.restrictions.unmanaged && stack.consumes.includes(object.kind)
      ? [
          {
            field: stack.selections[object.kind]?.objectsField ?? '',
            managedEmpty: (operatorsOf(stack) ?? []).some((operator) => operator.disableUnmanaged),
          },
        ]
      : [],
  explain: ({ field, managedEmpty }, { object, stack }) => ({
    summary: `${title(stack.ref)} has no scrape selector at all, so the operator ${managedEmpty ? 'gives it an empty configuration' : 'does not write its configuration'}.`,
    because: [
      'serviceMonitorSelector, podMonitorSelector, probeSelector and scrapeConfigSelector are all not set.',
      managedEmpty
        ? 'The operator runs with --disable-unmanaged-prometheus-configuration: the configuration holds no job.'
        : 'The operator then leaves the configuration Secret to another owner.',
    ],
    remedy: `Have the owner of ${title(stack.ref)} set spec.${field}; the operator then replaces a configuration written by hand.`,
    fix: {
      kind: 'patch',
      object: stack.ref,
      fields: [{ path: ['spec', field], was: null, becomes: {} }],
      risk: `The operator takes over the configuration: what was written into the Secret by hand is lost. Every ${object.kind} in reach is selected.`,
    },
  }),
});
