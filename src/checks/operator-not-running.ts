import { defineCheck } from '../engine/check.ts';
import { SELECTION } from '../engine/reads.ts';
import { nameOf, title } from '../engine/refs.ts';
import { operatorsOf } from '../engine/selection.ts';

/** The operator that would write the configuration is not running. */
export const operatorNotRunning = defineCheck({
  id: 'operator-not-running',
  title: 'The operator is not running',
  stage: 'effect',
  kinds: ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig', 'PrometheusRule'],
  reads: SELECTION,
  find: ({ stack }) => {
    const operators = operatorsOf(stack);
    const [first] = operators ?? [];
    return first && operators?.every((operator) => !operator.running) ? [{ operator: nameOf(first.operator) }] : [];
  },
  explain: ({ operator }, { stack }) => ({
    summary: `The operator ${operator} is not running, so nothing new reaches ${title(stack.ref)}.`,
    because: [`Deployment ${operator} has no available replica.`],
    remedy: `Repair the operator: kubectl describe deployment -n ${operator.split('/')[0] ?? ''} ${operator.split('/')[1] ?? ''}`,
    fix: {
      kind: 'advise',
      steps: [`Repair Deployment ${operator}.`],
      whyNotAutomatic: 'Why it does not run is in its pods and their events.',
    },
  }),
});
