/** Objects of which nothing here tells what takes them: what selectors could ask for, in both worlds. */
import { ASSUMED } from '../backends/prometheus-operator/assumed.ts';
import { isFleeting } from '../kube/lasting-labels.ts';
import { title } from '../kube/refs.ts';

import type { Hold, Item } from './facts.ts';
import type { Names, Told } from './pairing.ts';
import { placeOf } from './side.ts';
import type { Side } from './side.ts';

/** What takes objects of a kind, in words. */
const TAKERS: Readonly<Record<string, string>> = {
  AlertmanagerConfig: 'Alertmanager',
  ConfigMap: 'Grafana with a dashboards sidecar',
  GrafanaDashboard: 'Grafana object',
};

export function isAssumed({ taker }: Hold): boolean {
  return taker.ref.name === ASSUMED;
}

interface Pair {
  readonly item: Item;
  readonly other: Item | undefined;
  readonly names: Names;
}

/** It was removed, which is certain, or another answer is possible now. Nothing where all that selectors look at is the same. */
export function unheld(
  { base, head }: { readonly base: Side; readonly head: Side },
  { item, other, names }: Pair,
): Told {
  const taker = TAKERS[item.ref.kind] ?? 'Prometheus';
  const remedy = `Give the ${taker} with --captured: a snapshot (promwire snapshot), or its manifests.`;
  if (!other) {
    const summary = `${title(item.ref)} was removed; no ${taker} is here to tell whether it was taken.`;
    const place = placeOf(base, 'base', item.object.origin);
    return {
      losses: [{ how: 'removed', object: item.ref, summary, because: [], checks: [], targets: 0, ...place }],
      unknown: [],
    };
  }
  const because = changesOf(item, other);
  if (because.length === 0) return { losses: [], unknown: [] };
  const summary = `Whether ${title(other.ref)} is still taken is not known: no ${taker} is here.`;
  const place = placeOf(head, 'head', other.object.origin);
  return { losses: [], unknown: [{ ...names, summary, because, checks: [], remedy, ...place }] };
}

/** A label that is added is seldom what a selector excludes; one that goes is what it asks for. */
function changesOf({ object: was }: Item, { object: is }: Item): readonly string[] {
  const moved =
    was.metadata.namespace === is.metadata.namespace
      ? []
      : [`namespace: ${was.metadata.namespace ?? 'none'}, now ${is.metadata.namespace ?? 'none'}`];
  const labels = Object.entries(was.metadata.labels).flatMap(([key, value]) => {
    const now = is.metadata.labels[key];
    if (now === value || isFleeting(key)) return [];
    return [`label ${key}=${value} ${now === undefined ? 'was dropped' : `is now ${key}=${now}`}`];
  });
  return [...moved, ...labels];
}
