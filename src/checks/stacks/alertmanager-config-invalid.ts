import { defineStackCheck } from '../check.ts';
import { configProblems } from '../../backends/alertmanager/config-problems.ts';
import { configSecretOf } from '../../backends/alertmanager/config-secret.ts';
import { cureOf } from '../../backends/prometheus-operator/operator-says.ts';
import { SELECTION } from '../../world/reads.ts';
import { title } from '../../kube/refs.ts';
import type { Stack } from '../../model/index.ts';

/** The configuration in the Secret of an Alertmanager is one that it refuses. */
export const alertmanagerConfigInvalid = defineStackCheck({
  id: 'alertmanager-config-invalid',
  title: "An Alertmanager's configuration is refused",
  stage: 'effect',
  kinds: ['AlertmanagerConfig'],
  reads: SELECTION,
  find: (stack, { world }) => {
    const secret = configSecretOf(world, stack);
    if (secret?.kind !== 'read' || isSaid(stack)) return [];
    const problems = configProblems(secret.file);
    if (problems.length === 0) return [];
    const receivers = secret.file.names.filter((name) => name !== '');
    return [{ secret: title(secret.ref), problems, receivers, byOperator: isWrittenByOperator(stack) }];
  },
  state: ({ problems }) => `its configuration is refused: ${problems[0] ?? ''}`,
  explain: ({ secret, problems, receivers, byOperator }, stack) => ({
    summary: `The configuration of ${title(stack.ref)} is refused: ${problems[0] ?? ''}.`,
    because: [
      ...problems.map((problem) => `alertmanager.yaml in ${secret}: ${problem}`),
      `receivers that it defines: ${receivers.length > 0 ? receivers.map((name) => JSON.stringify(name)).join(', ') : 'none'}`,
      byOperator
        ? 'The operator cannot reconcile the Alertmanager with it: a new one gets no pod, one that runs keeps its old configuration.'
        : 'The operator passes it on as it is: a new Alertmanager does not start with it, one that runs keeps its old configuration.',
    ],
    remedy: cureOf(problems[0] ?? '') ?? `Correct alertmanager.yaml in ${secret}; amtool check-config tests it.`,
    fix: {
      kind: 'advise',
      steps: problems.map((problem) => cureOf(problem) ?? `Correct alertmanager.yaml in ${secret}: ${problem}.`),
      whyNotAutomatic: 'Whom the alerts should reach is known only to the author, and the Secret holds credentials.',
    },
  }),
});

/** With a selector for AlertmanagerConfigs the operator reads the file itself (pkg/alertmanager/operator.go:906-926). */
function isWrittenByOperator({ selections }: Stack): boolean {
  return selections['AlertmanagerConfig']?.objects.kind !== 'nothing';
}

/** The operator has told already: that it fails (reconcile-failed), or that it took the file as it is now. */
function isSaid(stack: Stack): boolean {
  const { reconciled } = stack;
  if (reconciled?.status === 'False') return true;
  return reconciled?.status === 'True' && reconciled.current && isWrittenByOperator(stack);
}
