/** How a monitor of ours finds the port that has the metrics. */
import { refOf, title } from '../../kube/refs.ts';
import type { Ref } from '../../model/index.ts';
import type { MetricsPort } from '../../plan/metrics-port.ts';
import type { WantedPods } from '../../plan/wanted-pods.ts';
import type { ServiceChoice } from '../../world/service-choice.ts';

/** `ref`: what was named, where no Service leads to the port. */
export function choiceOf({ selection, service, number }: MetricsPort, wanted: WantedPods, ref: Ref): ServiceChoice {
  const object = service ? refOf(service) : ref;
  if (selection) return { kind: 'service', service: object, selection };
  const isBare = service === undefined && Object.keys(wanted.labels).length === 0;
  if (isBare)
    return {
      kind: 'blocked',
      object,
      why: `${title(object)} has no labels that stay, so that no PodMonitor can find it.`,
      remedy: 'Give its pods a label of their own, in the pod template where one makes them.',
    };
  return {
    kind: 'blocked',
    object,
    why: service
      ? `${title(object)} has no labels that tell it from the other Services of its namespace, and its pods declare no port ${number}.`
      : `Port ${number} of ${title(object)} serves metrics, and neither a Service nor a container declares it, so no monitor can find it.`,
    remedy: service
      ? 'Give the Service a label of its own.'
      : `Declare it in the ports of the container: name: metrics, containerPort: ${number}.`,
  };
}
