import { defineCheck } from '../engine/check.ts';
import { SELECTION } from '../engine/reads.ts';
import { refOf, title } from '../engine/refs.ts';
import { operatorsOf, sees } from '../engine/selection.ts';

/** --namespaces or --deny-namespaces hide the object's namespace from the operator, whatever the selectors say. */
export const operatorNamespaceScope = defineCheck({
  id: 'operator-namespace-scope',
  title: "The operator's flags hide the namespace of the object",
  stage: 'selection',
  kinds: ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig', 'PrometheusRule'],
  reads: SELECTION,
  find: ({ object, stack }, { world }) => {
    const operators = operatorsOf(stack);
    if (!operators) return world.snapshot.source === 'files' ? [] : { unknown: world.gaps('apps', 'Deployment') };
    const namespace = object.metadata.namespace ?? '';
    const [blind] = operators;
    if (!blind || operators.some((operator) => sees(operator, namespace))) return [];
    return [
      {
        operator: `${blind.operator.namespace ?? ''}/${blind.operator.name}`,
        namespace,
        namespaces: blind.namespaces === 'all' ? null : [...blind.namespaces],
        denied: [...blind.denied],
      },
    ];
  },
  explain: ({ operator, namespace, namespaces, denied }, { object, stack }) => ({
    summary: `The operator ${operator} does not look into namespace ${namespace}.`,
    because: [
      namespaces === null
        ? `It runs with --deny-namespaces=${denied.join(',')}`
        : `It runs with --namespaces=${namespaces.join(',')}`,
      `${title(refOf(object))} is in namespace: ${namespace}`,
    ],
    remedy:
      namespaces === null
        ? `Have the cluster's owner take ${namespace} out of --deny-namespaces, or put the ${object.kind} elsewhere.`
        : `Have the cluster's owner add ${namespace} to --namespaces, or put the ${object.kind} into one of: ${namespaces.join(', ')}.`,
    fix: {
      kind: 'operator-args',
      operator: stack.operators?.[0]?.operator ?? stack.ref,
      args: [
        namespaces === null
          ? `--deny-namespaces=${denied.filter((entry) => entry !== namespace).join(',')}`
          : `--namespaces=${[...namespaces, namespace].join(',')}`,
      ],
    },
  }),
});
