import { defineClusterCheck } from '../engine/check.ts';
import { SELECTION } from '../engine/reads.ts';
import { refOf, title } from '../engine/refs.ts';

const GROUP = 'monitoring.coreos.com';

/** There is an object to take up, and no stack at all that takes its kind. */
export const noPrometheus = defineClusterCheck({
  id: 'no-prometheus',
  title: 'No Prometheus object takes this kind',
  kinds: ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'],
  reads: SELECTION,
  find: ({ world, stacks }) => {
    const orphans = ['ServiceMonitor', 'PodMonitor', 'PrometheusRule']
      .filter((kind) => !stacks.some((stack) => stack.consumes.includes(kind)))
      .flatMap((kind) => world.all(GROUP, kind));
    if (orphans.length === 0) return [];
    const gaps = ['Prometheus', 'PrometheusAgent', 'ThanosRuler'].flatMap((kind) => world.gaps(GROUP, kind));
    if (gaps.length > 0) return { unknown: gaps };
    const agents = stacks.some((stack) => stack.ref.kind === 'PrometheusAgent');
    return orphans.map((object) => ({
      about: refOf(object),
      evidence: { agentsOnly: agents && object.kind === 'PrometheusRule' },
    }));
  },
  explain: ({ agentsOnly }, about) => ({
    summary: agentsOnly
      ? `Only a PrometheusAgent is there, and it evaluates no rule: ${title(about)} is never loaded.`
      : `No Prometheus in the cluster could take up ${title(about)}.`,
    because: [
      agentsOnly
        ? 'A PrometheusAgent has no rule selector; rules need a Prometheus or a ThanosRuler.'
        : 'The CRDs of the Prometheus Operator alone do nothing: a Prometheus or PrometheusAgent object must exist.',
    ],
    remedy: agentsOnly
      ? 'Create a Prometheus or a ThanosRuler that selects the rule.'
      : 'Create a Prometheus object, or install a stack such as kube-prometheus-stack.',
    fix: {
      kind: 'advise',
      steps: ['Install kube-prometheus-stack, or create a Prometheus object.'],
      whyNotAutomatic: 'Size, storage and retention of a Prometheus are decisions of whoever runs the cluster.',
    },
  }),
});
