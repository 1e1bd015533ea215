import { defineCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import type { Ref, Stack } from '../../model/index.ts';
import { openShiftScope } from '../../backends/readers/openshift.ts';
import { SELECTION } from '../../world/reads.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';
import { hiddenFlags, hiddenOperators, operatorsOf, sees } from '../../backends/prometheus-operator/selection.ts';

/** --namespaces or --deny-namespaces hide the object's namespace from the operator, whatever the selectors say. */
export const operatorNamespaceScope = defineCheck({
  id: 'operator-namespace-scope',
  title: "The operator's flags hide the namespace of the object",
  stage: 'selection',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ object, stack }, { world }) => {
    if (object.homeless) return [];
    const operators = operatorsOf(stack);
    const namespace = object.metadata.namespace ?? '';
    const seeing = (operators ?? []).filter((operator) => sees(operator, namespace));
    if (seeing.some((operator) => operator.opaque.length === 0)) return [];
    const hidden = [...hiddenOperators(world), ...hiddenFlags(seeing)];
    if (hidden.length > 0) return { unknown: hidden };
    const [blind] = operators ?? [];
    if (!blind) return [];
    return [
      {
        operator: nameOf(blind.operator),
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
      ...(openShiftScope(stack, namespace)?.why ?? []),
    ],
    remedy:
      openShiftScope(stack, namespace)?.remedy ??
      (namespaces === null
        ? `Have the cluster's owner take ${namespace} out of --deny-namespaces, or put the ${object.kind} elsewhere.`
        : `Have the cluster's owner add ${namespace} to --namespaces, or put the ${object.kind} into one of: ${namespaces.join(', ')}.`),
    values: {
      ...{ object: refOfOperator(stack, operator), chart: 'kube-prometheus-stack' },
      set: valuesWith(namespace, namespaces, denied),
    },
    fix: openShiftScope(stack, namespace)
      ? {
          kind: 'advise',
          steps: [openShiftScope(stack, namespace)?.remedy ?? ''],
          whyNotAutomatic: 'Which of the two stacks is to take it is for the owner of the cluster to say.',
        }
      : {
          kind: 'operator-args',
          operator: refOfOperator(stack, operator),
          args: argsWith(namespace, namespaces, denied),
        },
  }),
});

function refOfOperator(stack: Stack, name: string): Ref {
  return stack.operators?.find((seen) => nameOf(seen.operator) === name)?.operator ?? stack.ref;
}

/** The same as values of the chart. Source: kube-prometheus-stack 88.5.3 templates/prometheus-operator/deployment.yaml. */
function valuesWith(
  namespace: string,
  namespaces: readonly string[] | null,
  denied: readonly string[],
): readonly { readonly path: string; readonly becomes: readonly string[] }[] {
  return namespaces === null
    ? [{ path: 'prometheusOperator.denyNamespaces', becomes: denied.filter((entry) => entry !== namespace) }]
    : [{ path: 'prometheusOperator.namespaces.additional', becomes: [...namespaces, namespace] }];
}

/** The flag as it must be; none where nothing is left to deny. */
function argsWith(
  namespace: string,
  namespaces: readonly string[] | null,
  denied: readonly string[],
): readonly string[] {
  if (namespaces !== null) return [`--namespaces=${[...namespaces, namespace].join(',')}`];
  const left = denied.filter((entry) => entry !== namespace);
  return left.length === 0 ? [] : [`--deny-namespaces=${left.join(',')}`];
}
