/** Monitors that wait for the same ports of the same Services, where addresses are not seen. */
import type { Monitor, Ref, Stack, Wire } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';
import { compareRefs, keyOf, refOf, sameRef, title } from '../../kube/refs.ts';
import { memo2 } from '../../kube/memo.ts';
import { isPlaced, waitKey } from '../../backends/prometheus-operator/discovery/waits.ts';
import { oursOf } from './twice.ts';
import type { Twice } from './twice.ts';

/** Of the monitors that scrape one target, or select one port of one Service, each is compared with so many: no two of hundreds need be named. */
export const COMPARED = 20;

/** What one monitor waits for: the ports of Services that it selects, by the key of what it scrapes there. */
interface Waiting {
  readonly ref: Ref;
  readonly ports: readonly { readonly key: string; readonly wire: Wire }[];
}

/** Of every selected monitor what it waits for, and the first that wait for each: found once per stack. */
const waitingFor = memo2((context: TargetContext, stack: Stack) => {
  const byKey = new Map<string, Waiting[]>();
  const byMonitor = new Map<string, Waiting>();
  for (const object of context.selectedBy(stack, 'ServiceMonitor')) {
    const monitor = context.monitor(object);
    if (!monitor) continue;
    const ports = context
      .wires(object, stack)
      .filter(isPlaced)
      .flatMap((wire) => {
        const key = waitKey(wire, monitor);
        return key === undefined ? [] : [{ key, wire }];
      });
    const waiting: Waiting = { ref: monitor.ref, ports };
    byMonitor.set(keyOf(monitor.ref), waiting);
    for (const key of new Set(ports.map((port) => port.key))) {
      const first = byKey.get(key);
      if (!first) byKey.set(key, [waiting]);
      else if (first.length < COMPARED) first.push(waiting);
    }
  }
  return { byKey, byMonitor };
});

/** Where addresses are not seen: another monitor that selects the same port of the same Service has the same targets. */
export function ofOneService(context: TargetContext, monitor: Monitor, stack: Stack): readonly Twice[] {
  const own = refOf(monitor.object);
  const { byKey, byMonitor } = waitingFor(context, stack);
  const waits = new Set(byMonitor.get(keyOf(own))?.ports.map(({ key }) => key));
  const others = new Set([...waits].flatMap((key) => byKey.get(key) ?? []));
  return [...others].flatMap((other) => {
    if (sameRef(own, other.ref)) return [];
    const both = other.ports.filter(({ key }) => waits.has(key));
    const ports = [
      ...new Set(both.map(({ wire: { service, port = '' } }) => `port ${port} of ${service ? title(service) : ''}`)),
    ];
    const [first = own, second = own] = [own, other.ref].toSorted(compareRefs);
    return [
      {
        ...{ monitor: { ...first }, other: title(second), inside: false },
        ...oursOf(context, stack, [first, second]),
        ...{ targets: ports.slice(0, 5), count: ports.length, services: true as const },
      },
    ];
  });
}
