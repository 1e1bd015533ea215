import { rawEndpoint } from '../backends/prometheus-operator/discovery/endpoints.ts';
import { objectAt, own } from '../kube/json.ts';
import { sameRef } from '../kube/refs.ts';
import type { Monitor, Wire } from '../model/index.ts';
import type { App } from '../world/applications.ts';

/** Does a wire end at the port and path of the application's metrics, or would it? Any Service will do, and none. */
export function leadsTo(wire: Wire, monitor: Monitor, { services, target }: App): boolean {
  const { service, brokenAt } = wire;
  if (brokenAt === 'port' && service !== undefined && services.some((each) => sameRef(each, service))) return true;
  if (!target || monitor.endpoints[wire.endpoint]?.path !== target.path) return false;
  // Values of parameters are hidden as credentials are; a monitor that sets the same ones is taken at its word.
  const asks = objectAt(rawEndpoint(monitor.object, wire.endpoint), 'params');
  if (Object.keys(target.params ?? {}).some((name) => own(asks, name) === undefined)) return false;
  const ends = [...wire.targets, ...(wire.dropped ?? [])].filter(({ port }) => port === target.number);
  return ends.some(
    ({ pod }) =>
      (pod !== undefined && target.pods.some((each) => sameRef(each, pod))) ||
      (wire.service !== undefined && services.some((each) => wire.service && sameRef(each, wire.service))),
  );
}
