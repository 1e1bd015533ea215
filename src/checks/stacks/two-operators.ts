import { defineCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { nameOf, title } from '../../kube/refs.ts';
import { operatorsOf, sees } from '../../backends/prometheus-operator/selection.ts';
import { command, inNamespace } from '../../kube/shell.ts';

/** Two operators reconcile one stack: each writes the configuration as it sees it. */
export const twoOperators = defineCheck({
  id: 'two-operators',
  title: 'Two operators reconcile the same stack',
  stage: 'targets',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ object, stack }) => {
    const running = (operatorsOf(stack) ?? []).filter((operator) => operator.running);
    // Where the stack will be, and so which of them takes it, is not known.
    if (running.length < 2 || stack.object.homeless) return [];
    const namespace = object.metadata.namespace ?? '';
    return [
      {
        operators: running.map(({ operator, version }) => `${nameOf(operator)} ${version ?? '(version unknown)'}`),
        blind: running.filter((operator) => !sees(operator, namespace)).map(({ operator }) => nameOf(operator)),
      },
    ];
  },
  about: (_evidence, { stack }) => stack.ref,
  explain: ({ operators, blind }, { object, stack }) => ({
    severity: blind.length > 0 ? 'error' : 'warning',
    summary: `${operators.length} operators reconcile ${title(stack.ref)}, and each overwrites its configuration.`,
    because: [
      `operators: ${operators.join(', ')}`,
      ...(blind.length > 0
        ? [
            `not allowed to see namespace ${object.metadata.namespace ?? ''}: ${blind.join(', ')}; what is taken from there comes and goes.`,
          ]
        : [
            'As long as they are alike nothing is lost; a flag or a version that differs makes the configuration flap.',
          ]),
    ],
    remedy:
      'Remove one of them, or divide the stacks: --controller-id and the annotation operator.prometheus.io/controller-id, or --prometheus-instance-namespaces.',
    fix: {
      kind: 'advise',
      steps: operators.map((operator) => {
        const [namespace, name = ''] = (operator.split(' ')[0] ?? '').split('/');
        return command`kubectl get deployment ${inNamespace(namespace)} ${name}`;
      }),
      whyNotAutomatic: 'Which of them is to stay is for the owners of the cluster to say.',
    },
  }),
});
