import { applicationOf, profileOf } from '../../backends/prometheus-operator/placement.ts';
import { isOursAt } from '../../world/ours.ts';
import type { Ref, Stack, Target, Wire } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';
import { namesApplication } from '../../kube/near-labels.ts';
import { compareRefs, keyOf, nameOf, refOf, title } from '../../kube/refs.ts';
import { command, inNamespace } from '../../kube/shell.ts';
import { wordOfId } from '../../lang/application-id.ts';
import type { World } from '../../world/world.ts';

/** Two monitors of one stack that scrape the same. */
export interface Twice {
  readonly monitor: Ref;
  readonly other: string;
  readonly inside: boolean;
  readonly ours?: string;
  /** What made it, and takes it back. */
  readonly setup?: string;
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
export function insideRemedy({ kind }: Ref, ways: Twice['through'], apart: Twice['apart']): string {
  if (kind === 'PodMonitor')
    return 'Keep one of the entries of spec.podMetricsEndpoints that lead to the same port, or narrow spec.selector so that no two Pods with one address are taken.';
  if (apart) return `Add ${apart.label} to spec.selector.matchLabels: Service ${apart.service} alone has that label.`;
  return ways
    ? `Give one of ${ways.join(' and ')} a label of its own, and ask for it in spec.selector.`
    : 'Narrow spec.selector so that it takes one Service per pod, or name the port.';
}

/** Which of two monitors promwire made, and setup can remove. */
export function oursOf(
  { world }: TargetContext,
  { ref: { namespace } }: Stack,
  monitors: readonly Ref[],
): Pick<Twice, 'ours' | 'setup'> {
  const ours = monitors.filter((ref) => isOursAt(world, ref));
  const [only, second] = new Map(ours.map((ref) => [keyOf(ref), ref])).values();
  // For a monitor of a neighbour's namespace setup takes nothing away.
  const isNear = (ref: Ref): boolean => [only?.namespace, namespace].includes(ref.namespace);
  if (!only || second || !monitors.every(isNear)) return {};
  const object = world.get(only);
  const word = object && wordOfId(profileOf(object) ?? '');
  if (!object || word === undefined) return { ours: title(only) };
  return { ours: title(only), setup: command`promwire setup ${word} ${inNamespace(applicationOf(object))}` };
}
