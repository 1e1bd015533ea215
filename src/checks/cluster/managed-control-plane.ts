import { jobsOf } from '../../backends/prometheus-operator/running/jobs.ts';
import type { Context } from '../../world/context.ts';
import { defineClusterCheck } from '../check.ts';
import { controlPlanePart, VALUES } from '../../backends/prometheus-operator/control-plane.ts';
import { targetsByPool } from '../../backends/prometheus-operator/running/live.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { KubeObject, Stack } from '../../model/index.ts';

/** Parts of a control plane that nobody can scrape: where it is managed they are not there, else they bind to loopback. */
export const managedControlPlane = defineClusterCheck({
  id: 'managed-control-plane',
  title: 'Parts of the control plane cannot be scraped',
  kinds: ['ServiceMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: (context, asks) => {
    const parts = context.world
      .all('monitoring.coreos.com', 'ServiceMonitor')
      .filter((object) => controlPlanePart(object) !== undefined);
    if (!parts.some((object) => asks(refOf(object)))) return [];
    const red = context.stacks
      .filter((stack) => stack.capabilities.includes('targets'))
      .flatMap((stack) =>
        parts.flatMap((object) => {
          const part = controlPlanePart(object);
          const state = part === undefined ? undefined : stateOf(context, object, stack);
          return part === undefined || state === undefined ? [] : [{ object, part, state }];
        }),
      );
    const [first] = red;
    if (!first) return [];
    return [
      {
        about: refOf(first.object),
        speaksFor: red.map(({ object }) => refOf(object)),
        evidence: {
          monitors: [...new Set(red.map(({ object }) => title(refOf(object))))],
          parts: [...new Set(red.map(({ part }) => part))],
          refused: red.some(({ state }) => state === 'refused'),
        },
      },
    ];
  },
  explain: ({ parts, refused, monitors }, about) => ({
    severity: 'info',
    summary: `Not to be scraped here: ${parts.join(', ')}. On a managed control plane this is expected.`,
    because: [
      refused
        ? 'They refuse the connection: they listen on 127.0.0.1 only, as kubeadm sets them up.'
        : 'Their Services have no address: in a managed cluster these parts run elsewhere.',
      `monitors: ${monitors.join(', ')}`,
    ],
    remedy: `Switch them and their alerts off in the values of kube-prometheus-stack: ${parts.map((part) => `${VALUES[part] ?? part}.enabled=false`).join(', ')}.`,
    values: {
      ...{ object: about, chart: 'kube-prometheus-stack' },
      set: parts.map((part) => ({ path: `${VALUES[part] ?? part}.enabled`, becomes: false })),
    },
    fix: {
      kind: 'advise',
      steps: parts.map((part) => `--set ${VALUES[part] ?? part}.enabled=false`),
      whyNotAutomatic:
        'They belong to the chart of the stack; on machines of your own, bind-address can be opened instead.',
    },
  }),
});

/** Selected and without a target, or with targets that all refuse; undefined where it works or is not known. */
function stateOf(context: Context, object: KubeObject, stack: Stack): 'absent' | 'refused' | undefined {
  if (!context.selected(object, stack)) return undefined;
  const wires = context.wires(object, stack);
  if (wires.some(({ unknown }) => unknown)) return undefined;
  const broken = wires.every(({ brokenAt }) => brokenAt === 'service' || brokenAt === 'endpoints');
  if (wires.length > 0 && broken) return 'absent';
  const live = context.live(stack);
  if (!live) return undefined;
  const pools = targetsByPool(live);
  const targets = jobsOf(refOf(object), wires.length).flatMap((job) => pools.get(job) ?? []);
  const refused = targets.filter(({ lastError }) => lastError.includes('connection refused'));
  return targets.length > 0 && refused.length === targets.length ? 'refused' : undefined;
}
