/** Why a wire is broken in HEAD, where no finding of check tells it: among files an absence is none. */
import { objectAt, objectsAt, stringAt } from '../kube/json.ts';
import { title } from '../kube/refs.ts';
import type { ComparedPlace, KubeObject } from '../model/index.ts';
import { sameJson } from '../kube/json.ts';
import type { Item } from './facts.ts';
import { placeOf } from './side.ts';
import type { Side } from './side.ts';
import type { LostWire } from './targets.ts';

interface Sides {
  readonly base: Side;
  readonly head: Side;
}

interface Reason {
  readonly because: readonly string[];
  readonly place?: ComparedPlace;
}

export function whyBroken(
  { base, head }: Sides,
  { ref, object }: Item,
  { wire, endpoint, why, left }: LostWire,
): Partial<Reason> {
  const { service } = wire;
  if (why === 'fewer' || why === 'open' || !service) return {};
  if (why === 'endpoint')
    return { because: [`No endpoint of ${title(ref)} asks for port ${endpoint.port ?? String(endpoint.targetPort)}.`] };
  const was = base.analysis.world.get(service);
  const is = head.analysis.world.get(service);
  const at = (side: 'base' | 'head', each: KubeObject | undefined): Partial<Reason> =>
    placeOf(side === 'base' ? base : head, side, each?.origin);
  if (!is) return { because: [`${title(service)} was removed.`], ...at('base', was) };
  if (!left) {
    const same = sameJson({ ...was?.metadata.labels }, { ...is.metadata.labels });
    const by = same
      ? `${title(ref)} asks for other labels or namespaces than before.`
      : `Its labels are: ${labelsText(is)}.`;
    return {
      because: [`${title(service)} is there, and no longer selected.`, by],
      ...(same ? at('head', object) : at('head', is)),
    };
  }
  if (left.brokenAt === 'relabelings') return { because: ['Its relabelings drop all targets that it finds there.'] };
  if (left.brokenAt === 'port') return { because: [`ports of ${title(service)}: ${portsText(is)}`], ...at('head', is) };
  if (left.brokenAt === 'endpoints' || left.brokenAt === undefined)
    return {
      because: [`${title(service)} selects ${selectorText(is)}, and no pods with that port.`],
      ...at('head', is),
    };
  return {};
}

const pairsText = (labels: Readonly<Record<string, unknown>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ') || 'none';

const labelsText = ({ metadata }: KubeObject): string => pairsText(metadata.labels);

const selectorText = ({ body }: KubeObject): string => pairsText(objectAt(body, 'spec', 'selector') ?? {});

function portsText({ body }: KubeObject): string {
  const ports = objectsAt(body, 'spec', 'ports').map((port) => stringAt(port, 'name') ?? 'one without a name');
  return ports.join(', ') || 'none';
}
