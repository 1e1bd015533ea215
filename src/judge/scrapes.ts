import { scrapeKey } from '../backends/prometheus-operator/discovery/wire.ts';
import { mayLookIn } from '../backends/prometheus-operator/discovery/discovery.ts';
import type { KubeObject, Monitor, Ref, Wire } from '../model/index.ts';
import { refOf } from '../kube/refs.ts';
import { memo, once } from '../kube/memo.ts';
import type { Scrapes } from '../world/context.ts';

interface Asked {
  /** Every ServiceMonitor and PodMonitor that the stack could take. */
  readonly candidates: readonly KubeObject[];
  /** Do the selectors of the stack take it? Whether it is admitted (`selected`) is asked last. */
  readonly matched: (object: KubeObject) => boolean;
  readonly selected: (object: KubeObject) => boolean;
  readonly monitor: (object: KubeObject) => Monitor | undefined;
  readonly wires: (object: KubeObject) => readonly Wire[];
  readonly wiresIn: (object: KubeObject, namespace: string) => readonly Wire[];
}

export function scrapesOf(asked: Asked): Scrapes {
  const decoded = (objects: readonly KubeObject[]): readonly Candidate[] =>
    objects.filter(asked.matched).flatMap((object) => {
      const monitor = asked.monitor(object);
      return monitor ? [{ object, monitor }] : [];
    });
  const everywhere = once(() => indexOf(decoded(asked.candidates), asked.wires));
  const byNamespace = new Map<string, Index>();
  const within = (namespace: string): Index => {
    let index = byNamespace.get(namespace);
    if (!index) {
      const near = asked.candidates.filter((object) => mayLookIn(object, namespace));
      index = indexOf(decoded(near), (object) => asked.wiresIn(object, namespace));
      byNamespace.set(namespace, index);
    }
    return index;
  };
  const selected = (objects: readonly KubeObject[]): readonly Ref[] => objects.filter(asked.selected).map(refOf);
  // Asked for by each of them.
  const distinct = memo((objects: readonly KubeObject[]) => selected([...new Set(objects)]));
  return {
    all: once(() => {
      const found = [...everywhere()].map(([key, objects]) => [key, selected(objects)] as const);
      return new Map(found.filter(([, refs]) => refs.length > 0));
    }),
    of: (key, { pod }) =>
      distinct((pod?.namespace === undefined ? everywhere() : within(pod.namespace)).get(key) ?? NOBODY),
  };
}

const NOBODY: readonly KubeObject[] = [];

interface Candidate {
  readonly object: KubeObject;
  readonly monitor: Monitor;
}

type Index = ReadonlyMap<string, readonly KubeObject[]>;

function indexOf(monitors: readonly Candidate[], wires: (object: KubeObject) => readonly Wire[]): Index {
  const index = new Map<string, KubeObject[]>();
  for (const { object, monitor } of monitors)
    for (const wire of wires(object)) {
      // A wire that is not sure scrapes perhaps.
      if (wire.unknown) continue;
      for (const target of wire.targets) {
        const key = scrapeKey(target, monitor, wire.endpoint);
        const same = index.get(key);
        if (same) same.push(object);
        else index.set(key, [object]);
      }
    }
  return index;
}
