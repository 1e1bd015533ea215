import type { Coverage, Gap, KubeObject, Labels, Ref, Snapshot, Unread } from '../model/index.ts';
import { compareObjects, keyOf, kindKey, kindKeyOf, refOf } from '../kube/refs.ts';
import { isOfOneObject } from '../kube/one-object.ts';
import type { KnownLabels } from '../kube/selector.ts';

/**
 * A Snapshot with indexes. Everything here answers two questions: what is there, and would we know if it were not?
 */
export interface World {
  readonly snapshot: Snapshot;
  /** All objects of one kind, in the order of compareRefs. */
  readonly all: (group: string, kind: string) => readonly KubeObject[];
  /** '' is the namespace of those that name none. */
  readonly inNamespace: (group: string, kind: string, namespace: string) => readonly KubeObject[];
  readonly get: (ref: Ref) => KubeObject | undefined;
  /** undefined: the namespace does not exist, and we would have seen it. */
  readonly namespaceLabels: (name: string) => KnownLabels | undefined;
  /** Every namespace that is known by itself or by an object in it. */
  readonly namespaces: () => readonly string[];
  /** The gaps that stand between us and the statement "no such object exists"; empty: we would have seen it. */
  readonly gaps: (group: string, kind: string, namespace?: string, name?: string) => readonly Gap[];
  /** The same of the statement "no such workload is an operator, a Grafana or an application of a profile". */
  readonly workloadGaps: (kind: Workload) => readonly Gap[];
  /** An answer looks at these objects (with `label`: those that carry it), and concludes nothing where there are none. */
  readonly needs: (group: string, kind: string, namespace?: string, label?: string) => void;
  /** Is told of each list that an answer needs and nobody asked for. */
  readonly missed?: ((unread: Unread) => void) | undefined;
}

export type Workload = 'Deployment' | 'StatefulSet';

/**
 * Indexes a snapshot. Linear in the number of objects. `missed` is called for each list that an answer needs and that
 * nobody asked for: the reader of one question learns from it what to read next.
 */
export function buildWorld(snapshot: Snapshot, missed?: (unread: Unread) => void): World {
  const byKind = new Map<string, KubeObject[]>();
  const byNamespace = new Map<string, KubeObject[]>();
  const byKey = new Map<string, KubeObject>();
  for (const object of snapshot.objects) byKey.set(keyOf(refOf(object)), object);
  const inOrder = [...byKey.values()].sort(compareObjects);
  const namespaces = new Set<string>();
  for (const object of inOrder) {
    const kind = kindKeyOf(object);
    push(byKind, kind, object);
    const { namespace } = object.metadata;
    push(byNamespace, `${kind}/${namespace ?? ''}`, object);
    if (namespace !== undefined) namespaces.add(namespace);
    if (kind === NAMESPACE) namespaces.add(object.metadata.name);
  }
  const gapsOf = coverageIndex(snapshot, missed);
  const namespaceObjects = new Map((byKind.get(NAMESPACE) ?? []).map((object) => [object.metadata.name, object]));

  return {
    snapshot,
    missed,
    all: (group, kind) => byKind.get(kindKey({ group, kind })) ?? [],
    inNamespace: (group, kind, namespace) => byNamespace.get(`${kindKey({ group, kind })}/${namespace}`) ?? [],
    get: (ref) => byKey.get(keyOf(ref)),
    namespaceLabels: (name) => {
      const implied: Labels = { 'kubernetes.io/metadata.name': name };
      const object = namespaceObjects.get(name);
      if (object) return { labels: { ...implied, ...object.metadata.labels }, complete: true };
      const complete = gapsOf('', 'Namespace').length === 0 && snapshot.source === 'cluster';
      return complete && !namespaces.has(name) ? undefined : { labels: implied, complete: false };
    },
    namespaces: () => [...namespaces].sort(),
    gaps: gapsOf,
    needs: (group, kind, namespace, label) => {
      if (label === undefined) gapsOf(group, kind, namespace);
      else if (!isLabelled(snapshot, { group, kind, label, ...(namespace === undefined ? {} : { namespace }) }))
        missed?.({ group, kind, label, ...(namespace === undefined ? {} : { namespace }) });
    },
    workloadGaps: workloadIndex(snapshot, missed),
  };
}

/** Were the objects with this label listed, or all of them? */
function isLabelled({ coverage }: Snapshot, { group, kind, namespace, label }: Unread): boolean {
  return coverage.some(
    (entry) =>
      entry.group === group &&
      entry.kind === kind &&
      !entry.names &&
      (entry.label ?? label) === label &&
      (entry.namespaces === 'all' || (namespace !== undefined && entry.namespaces.includes(namespace))),
  );
}

const isUnread = ({ reason }: Gap): boolean => reason === 'not-read';

const NAMESPACE = '/Namespace';

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** `gaps(group, kind, namespace?)`, memoised: it is asked once per pair. */
function coverageIndex(snapshot: Snapshot, missed: ((unread: Unread) => void) | undefined): World['gaps'] {
  const answers = new Map<string, readonly Gap[]>();
  return (group, kind, namespace, name) => {
    const key = `${kindKey({ group, kind })}/${namespace ?? ''}/${name ?? ''}`;
    const known = answers.get(key);
    if (known) return known;
    const answer = gapsFor(snapshot, group, kind, namespace, name);
    answers.set(key, answer);
    if (answer.some(isUnread))
      missed?.({
        group,
        kind,
        ...(namespace === undefined ? {} : { namespace }),
        ...(name === undefined ? {} : { name }),
      });
    return answer;
  };
}

function workloadIndex(snapshot: Snapshot, missed: ((unread: Unread) => void) | undefined): World['workloadGaps'] {
  const answers = new Map<Workload, readonly Gap[]>();
  return (kind) => {
    const known = answers.get(kind);
    if (known) return known;
    const looked = snapshot.coverage.some(
      (entry) => entry.known && entry.complete && entry.group === 'apps' && entry.kind === kind,
    );
    const answer = looked ? [] : gapsFor(snapshot, 'apps', kind, undefined, undefined);
    answers.set(kind, answer);
    if (answer.some(isUnread)) missed?.({ group: 'apps', kind, known: true });
    return answer;
  };
}

function gapsFor(
  snapshot: Snapshot,
  group: string,
  kind: string,
  namespace: string | undefined,
  name: string | undefined,
): readonly Gap[] {
  const covers = ({ namespaces, names, label, known }: Coverage): boolean => {
    if (label !== undefined || known) return false;
    if (names) return name !== undefined && names.includes(`${namespace ?? ''}/${name}`);
    return namespaces === 'all' || (namespace !== undefined && namespaces.includes(namespace));
  };
  const covered = snapshot.coverage.some(
    (entry) => entry.group === group && entry.kind === kind && entry.complete && covers(entry),
  );
  const recorded = snapshot.gaps.filter((gap) => {
    const { reads } = gap;
    return (
      reads.group === group &&
      reads.kind === kind &&
      // Of a list that was seen, objects that are there and are not judged.
      (!covered || isOfOneObject(gap)) &&
      (name === undefined || reads.name === undefined || reads.name === name) &&
      (reads.namespace === undefined ||
        reads.namespace === namespace ||
        // One broken document of a namespace hides nothing of all that files hold.
        (namespace === undefined && snapshot.source !== 'files'))
    );
  });
  if (covered) return recorded;
  // A kind that the API does not know has no objects: that is an answer, not a gap.
  if (recorded.some((gap) => gap.reason === 'crd-missing')) return [];
  if (recorded.length > 0) return recorded;
  if (snapshot.source === 'files')
    return [
      {
        reason: 'not-among-files',
        reads: { group, kind, ...(namespace === undefined || namespace === '' ? {} : { namespace }) },
      },
    ];
  return [{ reason: 'not-read', reads: { group, kind, ...(namespace === undefined ? {} : { namespace }) } }];
}

/** The same world with some objects put in (or replaced) and some taken out. */
export function changeWorld(world: World, put: readonly KubeObject[], remove: readonly Ref[] = []): World {
  const gone = new Set([...remove.map(keyOf), ...put.map((object) => keyOf(refOf(object)))]);
  const objects = world.snapshot.objects.filter((object) => !gone.has(keyOf(refOf(object))));
  return buildWorld({ ...world.snapshot, objects: [...objects, ...put] }, world.missed);
}
