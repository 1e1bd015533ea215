import { isOursAt } from '../../world/ours.ts';
import type { Monitor, Ref, Stack, Target, Wire } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';
import { namesApplication } from '../../kube/near-labels.ts';
import { compareRefs, keyOf, nameOf, refOf, sameRef, title } from '../../kube/refs.ts';
import { memo2 } from '../../kube/memo.ts';
import type { World } from '../../world/world.ts';
import { isPlaced, waitKey } from '../../backends/prometheus-operator/discovery/waits.ts';

/** Two monitors of one stack that scrape the same. */
export interface Twice {
  readonly monitor: Ref;
  readonly other: string;
  readonly inside: boolean;
  readonly ours?: string;
  readonly targets: readonly string[];
  readonly count: number;
  /** `targets` are ports of Services: what is behind them was not seen. */
  readonly services?: true;
  /** The Services through which one monitor finds the same twice. */
  readonly through?: readonly string[];
  /** A label that one of them alone has. */
  readonly apart?: { readonly label: string; readonly service: string };
}

/** The Services through which one monitor finds each of these targets, where there are several, and what tells two apart. */
export function through(
  world: World,
  wires: readonly Wire[],
  targets: readonly Target[],
): Pick<Twice, 'through' | 'apart'> {
  const leads = ({ targets: all }: Wire): boolean =>
    all.some((each) => targets.some(({ address, port }) => each.address === address && each.port === port));
  const refs = new Map(
    wires.filter(leads).flatMap(({ service }) => (service ? [[keyOf(service), service] as const] : [])),
  );
  const services = [...refs.values()].toSorted(compareRefs).flatMap((ref) => world.get(ref) ?? []);
  if (services.length < 2) return {};
  // A label more must not cost the targets of other Services.
  const lone = wires.every(({ service, targets: all }) => !service || all.length === 0 || refs.has(keyOf(service)));
  const own = (lone ? services : []).flatMap((service) => {
    const others = services.filter((other) => other !== service);
    return Object.entries(service.metadata.labels)
      .filter(([key, value]) => namesApplication(key) && others.every(({ metadata }) => metadata.labels[key] !== value))
      .map(([key, value]) => ({ label: `${key}: ${JSON.stringify(value)}`, service: nameOf(refOf(service)) }));
  });
  const [apart] = own;
  return { through: services.slice(0, 3).map((each) => nameOf(refOf(each))), ...(apart ? { apart } : {}) };
}

/** How one monitor finds it once. */
export function insideRemedy(ways: Twice['through'], apart: Twice['apart']): string {
  if (apart) return `Add ${apart.label} to spec.selector.matchLabels: Service ${apart.service} alone has that label.`;
  return ways
    ? `Give one of ${ways.join(' and ')} a label of its own, and ask for it in spec.selector.`
    : 'Narrow spec.selector so that it takes one Service per pod, or name the port.';
}

/** Of the monitors that select one port of one Service, each is compared with so many: no two of hundreds need be named. */
const COMPARED = 20;

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
        ...oursOf(context, [first, second]),
        ...{ targets: ports.slice(0, 5), count: ports.length, services: true as const },
      },
    ];
  });
}

/** Which of two monitors promwire made, and setup can remove. */
export function oursOf({ world }: TargetContext, monitors: readonly Ref[]): { readonly ours?: string } {
  const ours = monitors.filter((ref) => isOursAt(world, ref));
  const [only, second] = new Map(ours.map((ref) => [keyOf(ref), ref])).values();
  return only && !second ? { ours: title(only) } : {};
}
