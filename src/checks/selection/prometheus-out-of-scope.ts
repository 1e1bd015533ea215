import { defineCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { nameOf, title } from '../../kube/refs.ts';
import {
  hasControllerId,
  hiddenFlags,
  hiddenOperators,
  inInstanceScope,
} from '../../backends/prometheus-operator/selection.ts';
import { printSelector } from '../../kube/selector.ts';

/** No running operator reconciles the stack: its namespace or its labels are outside the instance flags. */
export const prometheusOutOfScope = defineCheck({
  id: 'prometheus-out-of-scope',
  title: 'No operator reconciles this stack',
  stage: 'selection',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ stack }, { world }) => {
    const { operators } = stack;
    const [first] = operators ?? [];
    if (!operators || !first || operators.some((operator) => inInstanceScope(operator, stack))) return [];
    const hidden = [...hiddenOperators(world), ...hiddenFlags(operators)];
    if (hidden.length > 0) return { unknown: hidden };
    const fits = operators.find((operator) => hasControllerId(operator, stack)) ?? first;
    return [
      {
        operator: nameOf(fits.operator),
        namespaces: fits.instanceNamespaces === 'all' ? null : [...fits.instanceNamespaces],
        denied: [...fits.instanceDenied],
        selector: printSelector(fits.instanceSelector),
      },
    ];
  },
  explain: ({ operator, namespaces, denied, selector }, { stack }) => ({
    summary: `No operator takes care of ${title(stack.ref)}: it is outside the scope of ${operator}.`,
    because: [
      `instance namespaces: ${namespaces === null ? `all${denied.length > 0 ? ` but ${denied.join(', ')}` : ''}` : namespaces.join(', ')}`,
      `instance selector: ${selector}`,
      `${title(stack.ref)} is in namespace ${stack.ref.namespace ?? ''} with labels ${JSON.stringify(stack.labels)}`,
    ],
    remedy: "Have the cluster's owner correct the instance flags of the operator, or move or label the stack.",
    fix: {
      kind: 'advise',
      steps: [
        `Add ${stack.ref.namespace ?? ''} to --prometheus-instance-namespaces, or labels that match ${selector} to ${title(stack.ref)}.`,
      ],
      whyNotAutomatic: 'Which operator should run this stack is the decision of the owner of both.',
    },
  }),
});
