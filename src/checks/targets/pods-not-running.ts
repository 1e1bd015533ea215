import { defineCheck } from '../check.ts';
import { runs } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { stringAt } from '../../kube/json.ts';
import { portFilter } from '../../backends/prometheus-operator/discovery/port-filter.ts';
import { endpointsField, rawEndpoint, wiresFrom } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { allReached, hiddenTargets } from '../../backends/prometheus-operator/discovery/reached.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';
import { podsOf } from '../../backends/prometheus-operator/discovery/sources.ts';
import { command, inNamespace } from '../../kube/shell.ts';

/** Every pod behind the monitor has finished, or has no address yet. */
export const podsNotRunning = defineCheck({
  id: 'pods-not-running',
  title: 'The pods have finished, or have no address yet',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, { world, wires: wiresOf, monitor: decode }) => {
    const monitor = decode(object);
    if (!monitor) return [];
    const wires = wiresOf(object, stack);
    const broken = monitor.endpoints.filter(
      ({ index }) =>
        wiresFrom(wires, index).some(({ brokenAt }) => brokenAt === 'endpoints') &&
        wiresFrom(wires, index).every(({ targets }) => targets.length === 0),
    );
    if (broken.length === 0) return [];
    const reached = allReached(world, monitor, stack);
    const waiting = object.kind === 'PodMonitor' ? podsOf(world, monitor, stack).objects : [];
    const hits = broken.flatMap((endpoint) => {
      const raw = rawEndpoint(object, endpoint.index);
      const { fits } = portFilter(endpoint, object.kind);
      const fitting = reached.filter(({ found }) => fits(found));
      const finished = fitting.flatMap(({ found }) => (found.pod && !runs(raw, found.pod) ? [found.pod] : []));
      const unplaced = waiting.filter((pod) => !stringAt(pod.body, 'status', 'podIP'));
      if (finished.length < fitting.length || finished.length + unplaced.length === 0) return [];
      const pods = [...new Set([...finished, ...unplaced])];
      return [
        {
          endpoint: endpoint.index,
          finished: new Set(finished).size,
          unplaced: unplaced.length,
          pods: pods.slice(0, 3).map((pod) => `${nameOf(refOf(pod))} (${phaseOf(pod.body)})`),
        },
      ];
    });
    // One that cannot be seen may run.
    const hidden = hits.length > 0 ? hiddenTargets(world, monitor, stack) : [];
    return hidden.length > 0 ? { unknown: hidden } : hits;
  },
  explain: ({ endpoint, finished, unplaced, pods }, { object }) => ({
    summary:
      finished > 0
        ? `Every pod behind ${title(refOf(object))} has finished.`
        : `No pod behind ${title(refOf(object))} has an address yet.`,
    because: [
      `pods: ${pods.join(', ')}`,
      ...(finished > 0
        ? [
            `spec.${endpointsField(object.kind)}[${endpoint}].filterRunning is not false, so pods that Succeeded or Failed are dropped.`,
          ]
        : []),
      ...(unplaced > 0 ? ['A pod without status.podIP is not a target.'] : []),
    ],
    remedy:
      finished > 0
        ? 'Start pods that stay. For a job that pushes nothing before it ends, no scrape can help: let it push, or keep it running.'
        : 'Look why the pods do not start: kubectl describe pod.',
    fix: {
      kind: 'advise',
      steps: [command`kubectl get pods ${inNamespace(object.metadata.namespace)} -o wide`],
      whyNotAutomatic:
        'A pod that has ended answers nobody, so filterRunning: false alone would only make targets that are down.',
    },
  }),
});

function phaseOf(body: Parameters<typeof stringAt>[0]): string {
  return stringAt(body, 'status', 'phase') ?? 'no phase';
}
