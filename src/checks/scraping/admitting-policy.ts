import { podLabels } from '../../backends/prometheus-operator/pod-labels.ts';
import type { Barrier } from '../../backends/prometheus-operator/discovery/barriers.ts';
import { own } from '../../kube/json.ts';
import { lastingLabels } from '../../kube/lasting-labels.ts';
import type { Direction } from '../../kube/network-policy.ts';
import type { Labels, Manifest, Stack } from '../../model/index.ts';
import { podAt } from '../../world/stand-ins.ts';
import type { World } from '../../world/world.ts';

/** Pods that a stack is to reach. */
interface Wanted {
  readonly direction: Direction;
  readonly podNamespace: string;
  /** The labels that all of them have and keep. */
  readonly podLabels: Labels;
  readonly ports: readonly number[];
}

/** One more policy, named after a monitor, which admits the stack to these pods (ingress), or the stack's connections to them (egress). */
export function admittingPolicy(
  stack: Stack,
  name: string,
  { direction, podNamespace, podLabels: labels, ports }: Wanted,
): Manifest {
  const application = { namespace: podNamespace, labels };
  const prometheus = { namespace: stack.ref.namespace ?? '', labels: labelsOfStack(stack) };
  const [inside, outside] = direction === 'ingress' ? [application, prometheus] : [prometheus, application];
  const peer = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': outside.namespace } },
    podSelector: { matchLabels: outside.labels },
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: `allow-prometheus-to-${name}${direction === 'egress' ? '-egress' : ''}`,
      namespace: inside.namespace,
    },
    spec: {
      podSelector: { matchLabels: inside.labels },
      policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'],
      [direction]: [
        {
          [direction === 'ingress' ? 'from' : 'to']: [peer],
          ports: ports.map((port) => ({ port, protocol: 'TCP' })),
        },
      ],
    },
  };
}

/** Enough of the operator's labels to tell its pods from others. */
function labelsOfStack(stack: Stack): Labels {
  const { 'app.kubernetes.io/name': name } = podLabels(stack);
  return {
    ...(name === undefined ? {} : { 'app.kubernetes.io/name': name }),
    'operator.prometheus.io/name': stack.ref.name,
  };
}

/** The labels that the pods of all of these targets have and keep. */
export function sharedLabels(world: World, barriers: readonly Pick<Barrier, 'target'>[]): Labels {
  const [first, ...others] = barriers.flatMap(({ target }) => podAt(world, target.pod) ?? []);
  return Object.fromEntries(
    Object.entries(first ? lastingLabels(first) : {}).filter(([key, value]) =>
      others.every(({ metadata }) => own(metadata.labels, key) === value),
    ),
  );
}
