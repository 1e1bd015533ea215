import { defineStackCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { numberAt, objectsAt, stringAt } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { nameOf, title } from '../../kube/refs.ts';
import { hiddenOperators, operatorsOf } from '../../backends/prometheus-operator/selection.ts';
import { deploymentsListed } from '../../backends/prometheus-operator/operators.ts';
import { whyDown } from '../../backends/prometheus-operator/why-down.ts';
import type { WhyDown } from '../../backends/prometheus-operator/why-down.ts';
import type { Found } from '../../world/context.ts';
import type { Stack } from '../../model/index.ts';
import { command, inNamespace } from '../../kube/shell.ts';

/** No operator is there to write the configuration, or it has not taken up the stack as it is now. */
export const operatorNotRunning = defineStackCheck({
  id: 'operator-not-running',
  title: 'The operator is not running',
  stage: 'effect',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: (stack, { world }): Found<Evidence> => {
    const operators = operatorsOf(stack);
    const running = operators?.some((operator) => operator.running) ?? false;
    const [first] = operators ?? [];
    if (!running && first) {
      const hidden = hiddenOperators(world);
      return hidden.length > 0
        ? { unknown: hidden }
        : [{ operator: nameOf(first.operator), ...whyDown(world.get(first.operator)) }];
    }
    // A cluster without any operator Deployment: one may still run elsewhere, and then the status says so.
    if (operators?.length === 0 && stack.operators?.length === 0 && deploymentsListed(world.snapshot))
      return stack.reconciled ? behind(stack) : [{ operator: null }];
    return behind(stack);
  },
  state: ({ operator }) =>
    typeof operator === 'string'
      ? `its operator ${operator} is not running`
      : operator === null
        ? 'no operator is installed'
        : undefined,
  explain: ({ operator, generation, observed, scaled, says }, stack) => {
    if (typeof generation === 'number')
      return {
        severity: 'warning',
        summary: `The operator has not taken up ${title(stack.ref)} as it is now.`,
        because: [
          `metadata.generation of ${title(stack.ref)}: ${generation}`,
          `condition Reconciled, observedGeneration: ${observed ?? 'none'}`,
        ],
        remedy: 'Ask again in a minute. If it stays so, look into the log of the operator.',
      };
    const [namespace, name = ''] = (operator ?? '').split('/');
    return {
      summary:
        typeof operator === 'string'
          ? `The operator ${operator} is not running, so nothing new reaches ${title(stack.ref)}.`
          : `No Prometheus Operator is installed, so nothing comes of ${title(stack.ref)}.`,
      because: [
        typeof operator === 'string'
          ? scaled
            ? `Deployment ${operator} spec.replicas: 0`
            : `Deployment ${operator} has no available replica${says === undefined ? '.' : `: ${says}`}`
          : 'No Deployment runs it, and no operator ever wrote a status on the object.',
      ],
      remedy:
        typeof operator === 'string'
          ? scaled
            ? `Scale it up: ${command`kubectl scale deployment ${inNamespace(namespace)} ${name} --replicas=1`}`
            : `Repair the operator: ${command`kubectl describe deployment ${inNamespace(namespace)} ${name}`}`
          : 'Install the Prometheus Operator, for example with kube-prometheus-stack.',
      fix: {
        kind: 'advise',
        steps: [
          typeof operator === 'string'
            ? `${scaled ? 'Scale up' : 'Repair'} Deployment ${operator}.`
            : 'Install the Prometheus Operator.',
        ],
        whyNotAutomatic: 'Why it does not run is in its pods and their events.',
      },
    };
  },
});

interface Evidence extends WhyDown {
  readonly operator?: string | null;
  readonly generation?: number;
  readonly observed?: number | null;
}

/** Paused is a cause of its own, with the same sign. */
function behind(stack: Stack): readonly Evidence[] {
  const { generation } = stack.object.metadata;
  if (stack.restrictions.paused || stack.reconciled?.current !== false || generation === undefined) return [];
  const conditions = objectsAt(stack.object.body, 'status', 'conditions');
  const reconciled = conditions.find((condition) => stringAt(condition, 'type') === 'Reconciled');
  return [{ generation, observed: numberAt(reconciled, 'observedGeneration') ?? null }];
}
