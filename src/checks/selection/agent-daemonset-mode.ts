import { defineCheck } from '../check.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

/** An agent in DaemonSet mode scrapes PodMonitors only. */
export const agentDaemonsetMode = defineCheck({
  id: 'agent-daemonset-mode',
  title: 'An agent in DaemonSet mode takes PodMonitors only',
  stage: 'selection',
  kinds: ['ServiceMonitor', 'Probe', 'ScrapeConfig'],
  reads: SELECTION,
  find: ({ stack }) => (stack.restrictions.daemonSet ? [{ mode: 'DaemonSet' }] : []),
  explain: (_evidence, { object, stack }) => ({
    summary: `${title(stack.ref)} runs as a DaemonSet and takes PodMonitors only.`,
    because: [`${title(refOf(object))} is a ${object.kind}.`],
    remedy: 'Use a PodMonitor, or another Prometheus or PrometheusAgent.',
    fix: {
      kind: 'advise',
      steps: ['Write a PodMonitor for the same pods.'],
      whyNotAutomatic:
        'A PodMonitor names container ports, not Service ports: which one is meant cannot be known for sure.',
    },
  }),
});
