/** Rights that a Prometheus had by roles and bindings among the files, and that these no longer tell. */
import { discoveryRights, mayDo } from '../world/rights.ts';
import { compare, keyOf, refOf, title } from '../kube/refs.ts';
import type { KubeObject, Unsettled } from '../model/index.ts';
import type { Taker } from './facts.ts';
import type { Pairing } from './pairing.ts';
import { placeOf } from './side.ts';
import * as words from './words.ts';

const KINDS: readonly string[] = ['ClusterRoleBinding', 'RoleBinding', 'ClusterRole', 'Role'];
const GROUP = 'rbac.authorization.k8s.io';

/**
 * Roles may be in other files, so none among these is no finding of check. Where BASE had one that gave the right and HEAD has
 * not, that is news all the same.
 */
export function rightsLost({ base, head, was }: Pairing, before: Taker, taker: Taker): readonly Unsettled[] {
  const gone = KINDS.flatMap((kind) => base.analysis.world.all(GROUP, kind)).filter(
    (object) => !head.analysis.world.get(refOf(object)),
  );
  const [stack, now] = [
    base.analysis.stacks.find(({ ref }) => keyOf(ref) === before.key),
    head.analysis.stacks.find(({ ref }) => keyOf(ref) === taker.key),
  ];
  if (gone.length === 0 || !stack || !now) return [];
  const homes = new Set(
    [...was.items.values()].flatMap(({ holds }) =>
      holds
        .filter((hold) => hold.taker.key === before.key && hold.fate === 'taken')
        .flatMap(({ wires }) =>
          wires.flatMap(({ service, targets }) => service?.namespace ?? targets[0]?.pod?.namespace ?? []),
        ),
    ),
  );
  const [pods] = discoveryRights('pod');
  if (!pods) return [];
  const lost = [...homes]
    .filter((home) => mayDo(base.analysis.world, stack, pods, home).allowed === 'yes')
    .filter((home) => mayDo(head.analysis.world, now, pods, home).allowed === 'unknown')
    .toSorted(compare);
  const [first] = gone;
  if (lost.length === 0 || !first) return [];
  return [
    {
      by: taker.ref,
      summary: words.rightsText(taker.ref, lost),
      because: gone.map((object: KubeObject) => `${title(refOf(object))} was removed.`),
      checks: [],
      remedy: 'Put it back, or give the role that takes its place with --captured.',
      ...placeOf(base, 'base', first.origin),
    },
  ];
}
