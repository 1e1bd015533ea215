/** What keeps `promwire setup KIND/NAME` from wiring an object in, as far as the cluster's objects tell without asking it. */
import { containersOf } from '../backends/prometheus-operator/discovery/pods.ts';
import type { Analysis } from '../judge/analysis.ts';
import type { PromwireError } from '../errors.ts';
import { refOf, title } from '../kube/refs.ts';
import { WORKLOADS } from '../kube/kinds.ts';
import { isExternalName } from '../kube/service.ts';
import type { Paths, Ref } from '../model/index.ts';
import { metricsPorts } from '../plan/metrics-port.ts';
import type { MetricsPort } from '../plan/metrics-port.ts';
import { wantedPods } from '../plan/wanted-pods.ts';
import type { WantedPods } from '../plan/wanted-pods.ts';
import { hiding } from '../world/hiding.ts';
import { noStack } from './choose-stack.ts';
import { choiceOf } from './metrics/choice.ts';
import { noMetrics } from './metrics/no-metrics.ts';
import { selectsNothing } from './metrics/nothing-behind.ts';

/** undefined: nothing that is known; only its metrics decide then. Says of every list that it misses that it does. */
export function keptFromSetup(analysis: Analysis, ref: Ref): Paths['kept'] {
  const { world } = analysis;
  const object = world.get(ref);
  if (!object) return undefined;
  if (!analysis.stacks.some(({ consumes }) => consumes.includes('ServiceMonitor'))) return withHint(noStack(analysis));
  const { namespace = '' } = object.metadata;
  const lists: readonly (readonly [string, string])[] = [
    ['', 'Pod'],
    ['', 'Service'],
    ...WORKLOADS.map((kind) => ['apps', kind] as const),
  ];
  if (hiding(lists.flatMap(([group, kind]) => world.gaps(group, kind, namespace))).length > 0) return undefined;
  const word = `${ref.kind.toLowerCase()}/${ref.name}`;
  const wanted = wantedPods(world, object);
  const none = selectsNothing(world, wanted, word);
  if (none) return { ...withHint(none), ...(isExternalName(object) ? { always: true } : {}) };
  const ports = metricsPorts(world, wanted);
  if (ports.length === 0 || wanted.pods.length === 0)
    return wanted.workload && ports.length > 0 ? undefined : withHint(noMetrics(wanted, word, []));
  const why = ports.map((port) => whyNot(port, wanted, ref));
  return why.every((each) => each !== undefined) ? why[0] : undefined;
}

/** Why no monitor could find a port. */
function whyNot(port: MetricsPort, wanted: WantedPods, ref: Ref): Paths['kept'] {
  const choice = choiceOf(port, wanted, ref);
  if (choice.kind === 'blocked') return { why: choice.why, remedy: choice.remedy };
  const { service, selection } = port;
  if (!service || !selection || !('target' in selection.port)) return undefined;
  const { target } = selection.port;
  const isDeclared = wanted.pods.some((pod) =>
    containersOf(pod)
      .flat()
      .some(({ name, number }) => name === target || number === target),
  );
  return isDeclared
    ? undefined
    : {
        why: `Port ${port.name} of ${title(refOf(service))} has no name, and no container declares the port ${target} behind it, so no monitor can find it.`,
        remedy: 'Name that port of the Service.',
      };
}

function withHint({ message, hint }: PromwireError): NonNullable<Paths['kept']> {
  return { why: `${message}.`, remedy: hint };
}
