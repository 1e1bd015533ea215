/**
 * Files whose Applications go to several clusters of Argo CD: what goes to another one than the Prometheus is not judged against
 * that, and left out by name.
 */
import { isStackChart } from '../backends/charts/index.ts';
import type { Copy, FileSnapshot } from '../io/files/index.ts';
import { SUBJECT_KINDS } from '../kube/kinds.ts';
import { openGaps } from '../kube/open-objects.ts';
import { keyOf, refOf } from '../kube/refs.ts';
import type { KubeObject } from '../model/index.ts';

const STACKS: readonly string[] = ['Prometheus', 'PrometheusAgent'];

type Read = Pick<FileSnapshot, 'objects' | 'gaps' | 'releases' | 'copies'>;

/** The same with the objects of the one cluster that a Prometheus goes to; of several with none that goes to one of them. */
export function ofOneCluster<S extends Read>(snapshot: S): S {
  const { objects, copies, releases = [] } = snapshot;
  const all = [...copies.values()].flat();
  const stacks = new Set([
    ...all.filter(({ object }) => STACKS.includes(object.kind)).flatMap(({ clusters = [] }) => clusters),
    ...releases.filter(isStackChart).flatMap(({ cluster }) => cluster ?? []),
  ]);
  const others = new Set([...all.flatMap(({ clusters = [] }) => clusters), ...stacks]);
  if (stacks.size === 0 || others.size < 2) return snapshot;
  const [home = ''] = stacks;
  const isMany = stacks.size > 1;
  const isHere = ({ clusters }: Copy): boolean => clusters === undefined || (!isMany && clusters.includes(home));
  const kept: KubeObject[] = [];
  const open: Parameters<typeof openGaps>[0][number][] = [];
  for (const object of objects) {
    const ref = refOf(object);
    const here = copies.get(keyOf(ref)) ?? [];
    const isJudged = SUBJECT_KINDS.includes(object.kind);
    const own = here.filter(isHere);
    if (here.length === 0 || own.includes(copyOf(here, object)) || (isMany && !isJudged)) kept.push(object);
    else if (own.length > 0) kept.push(own.at(-1)?.object ?? object);
    else if (isJudged) {
      const names = [...new Set(here.flatMap(({ clusters = [] }) => clusters))].join(', ');
      const why = isMany
        ? `Argo CD applies it in ${names}, and Prometheus objects in ${[...stacks].join(', ')}, which are judged one by one with the clusters of promwire.yaml`
        : `Argo CD applies it in ${names}, and the Prometheus here in ${home}`;
      open.push({ ref, why, origin: object.origin });
    }
  }
  const mine = isMany ? releases : releases.filter(({ cluster }) => cluster === undefined || cluster === home);
  return {
    ...snapshot,
    objects: kept,
    gaps: [...snapshot.gaps, ...openGaps(open)],
    copies: isMany ? copies : new Map([...copies].map(([key, each]) => [key, each.filter(isHere)])),
    ...(snapshot.releases === undefined ? {} : { releases: mine }),
  };
}

function copyOf(copies: readonly Copy[], object: KubeObject): Copy {
  return copies.find((copy) => copy.object === object) ?? copies.at(-1) ?? { at: '', object };
}
