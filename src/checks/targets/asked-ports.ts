/** The ports of pods that the endpoints of a monitor ask. */
import { runs } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { rawEndpoint, wiresFrom } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import type { Discovered } from '../../backends/prometheus-operator/discovery/pods.ts';
import { portFilter } from '../../backends/prometheus-operator/discovery/port-filter.ts';
import { allReached } from '../../backends/prometheus-operator/discovery/reached.ts';
import { upIn } from '../../backends/prometheus-operator/running/down.ts';
import { scrapeClassOf } from '../../backends/prometheus-operator/scrape-class.ts';
import { strayEndpoints } from './stray-endpoints.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';
import type { JsonObject, KubeObject } from '../../model/index.ts';
import type { Pair, TargetContext } from '../../world/context.ts';

export interface Asked {
  readonly endpoint: number;
  readonly raw: JsonObject;
  readonly found: readonly Discovered[];
  /** The Services that lead there; none of a PodMonitor. */
  readonly services: readonly KubeObject[];
}

/** Where these are written the target is asked otherwise than it was found. */
const WRITTEN: readonly string[] = ['__address__', '__scheme__'];

/**
 * What each endpoint asks, where it has targets: nothing of one of which a running Prometheus says that a target is up, and
 * of one whose address or scheme a relabeling writes.
 */
export function askedPorts(pair: Pair, context: TargetContext, may: (raw: JsonObject) => boolean): readonly Asked[] {
  const { object, stack } = pair;
  const monitor = context.monitor(object);
  if (!monitor || !context.selected(object, stack)) return [];
  const wires = context.wires(object, stack);
  const inherited = objectsAt(scrapeClassOf(object, stack.object), 'relabelings');
  const { stray } = strayEndpoints(object);
  const endpoints = monitor.endpoints.filter(({ index }) => {
    const raw = rawEndpoint(object, index);
    const relabelings = [...inherited, ...objectsAt(raw, 'relabelings')];
    return (
      may(raw) &&
      !stray.includes(index) &&
      wiresFrom(wires, index).some(({ targets }) => targets.length > 0) &&
      !relabelings.some((each) => WRITTEN.includes(stringAt(each, 'targetLabel') ?? '')) &&
      upIn(pair, context, [index]) === 0
    );
  });
  if (endpoints.length === 0) return [];
  const reached = allReached(context.world, monitor, stack);
  return endpoints.map((endpoint) => {
    const raw = rawEndpoint(object, endpoint.index);
    const { fits } = portFilter(endpoint, object.kind);
    const hit = reached.filter(({ found }) => fits(found) && runs(raw, found.pod));
    const services = new Set(hit.flatMap(({ service }) => service ?? []));
    return { endpoint: endpoint.index, raw, found: hit.map(({ found }) => found), services: [...services] };
  });
}

/** How that which has the ports is called: a pod, or the workload whose template was read in its place. */
export function ownerOf(pod: KubeObject): string {
  const ref = refOf(pod);
  return pod.kind === 'Pod' ? `Pod ${nameOf(ref)}` : title(ref);
}
