import { isOursAt } from '../../world/ours.ts';
import type { Monitor, Ref, Stack } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';
import { compareRefs, keyOf, refOf, sameRef, title } from '../../kube/refs.ts';
import { waitKey } from '../../backends/prometheus-operator/discovery/waits.ts';

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
}

/** Where addresses are not seen: another monitor that selects the same port of the same Service has the same targets. */
export function ofOneService(context: TargetContext, monitor: Monitor, stack: Stack): readonly Twice[] {
  const own = refOf(monitor.object);
  const waits = context.wires(monitor.object, stack).flatMap((wire) => waitKey(wire, monitor) ?? []);
  return context.selectedBy(stack, own.kind).flatMap((object) => {
    const other = context.monitor(object);
    if (!other || sameRef(own, other.ref)) return [];
    const both = context.wires(object, stack).filter((wire) => waits.includes(waitKey(wire, other) ?? '-'));
    const ports = [
      ...new Set(both.map(({ service, port = '' }) => `port ${port} of ${service ? title(service) : ''}`)),
    ];
    const [first = own, second = own] = [own, other.ref].toSorted(compareRefs);
    return ports.length === 0
      ? []
      : [
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
