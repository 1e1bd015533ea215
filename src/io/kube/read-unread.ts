/** Reads what an answer turned out to need: lists of one namespace or of all, and single objects by their names. */
import { groupBy } from '../../kube/group.ts';
import { findResource } from '../resources.ts';
import { isCustomGroup } from '../../kube/refs.ts';
import type { KubeObject, Ref, Unread } from '../../model/index.ts';
import { crdMissing, listAs } from './list.ts';
import type { ListOptions } from './list.ts';
import type { Kube } from './connect/open.ts';
import type { Kept } from './kept.ts';
import { NOTHING, pooled, projected, readKind, together } from './read-kind.ts';
import type { Part } from './read-kind.ts';
import { readLabelled } from './read-labelled.ts';
import { readNamed } from './read-snapshot.ts';
import { readKnownWorkloads } from './read-workloads.ts';
import type { Containers } from './read-workloads.ts';

interface UnreadOptions {
  /** Namespaces fallen back to where listing everywhere is forbidden. */
  readonly namespaces?: readonly string[];
  readonly isKnown: (containers: Containers) => boolean;
  /** Names of the CRDs that the API has, where all were listed: what is not among them need not be asked for. */
  readonly crds?: ReadonlySet<string>;
  readonly signal?: AbortSignal;
  readonly kept?: Kept;
}

/** Of these nothing but what is referred to is read, and that by its name: they may be secret, or large. */
const BY_NAME: readonly string[] = ['Secret', 'ConfigMap'];

/** Is it ever read? */
export function isReadable({ group, kind, name, label }: Unread): boolean {
  const named = name !== undefined || (label !== undefined && kind === 'ConfigMap');
  return findResource(group, kind) !== undefined && (named || group !== '' || !BY_NAME.includes(kind));
}

/** Throws what Kube.request throws. */
export async function readUnread(kube: Kube, unread: readonly Unread[], options: UnreadOptions): Promise<Part> {
  const kinds = groupBy(unread.filter(isReadable), ({ group, kind, known }) => `${group}/${kind}/${known ?? false}`);
  return together(await pooled([...kinds.values()], async (of) => await readOneKind(kube, of, options)));
}

async function readOneKind(kube: Kube, unread: readonly Unread[], options: UnreadOptions): Promise<Part> {
  const [first] = unread;
  if (!first) return NOTHING;
  const { group, kind } = first;
  const reading = {
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.kept ? { kept: options.kept } : {}),
  };
  const resource = findResource(group, kind);
  if (resource && options.crds && isCustomGroup(resource.group) && !options.crds.has(`${resource.plural}.${group}`))
    return { ...NOTHING, gaps: [crdMissing(resource, undefined)] };
  if (first.known) {
    if (kind !== 'Deployment' && kind !== 'StatefulSet') return NOTHING;
    const known = await readKnownWorkloads(kube, kind, options.isKnown, options);
    return known ?? (await readKind(kube, { group, kind, whole: true }, options));
  }
  if (group === '' && BY_NAME.includes(kind)) {
    const refs = unread.flatMap(({ name, namespace = kube.namespace }): readonly Ref[] =>
      name === undefined ? [] : [{ apiVersion: 'v1', kind, namespace, name }],
    );
    const labels = unread.flatMap(({ label, namespace }) =>
      label === undefined ? [] : [{ key: label, ...(namespace === undefined ? {} : { namespace }) }],
    );
    return together([
      await readNamed(kube, refs, options.signal),
      await readLabelled(kube, labels, options.namespaces ?? [kube.namespace], reading),
    ]);
  }
  if (unread.some(({ namespace, name }) => namespace === undefined && name === undefined))
    return await readKind(kube, { group, kind, whole: true }, options);
  const namespaces = [...new Set(unread.flatMap(({ namespace }) => namespace ?? []))].sort();
  const listed =
    namespaces.length === 0 ? NOTHING : await readKind(kube, { group, kind, whole: false }, { ...options, namespaces });
  const names = [...new Set(unread.flatMap(({ namespace, name = '' }) => (namespace === undefined ? [name] : [])))];
  return together([listed, ...(await pooled(names, async (name) => await readByName(kube, first, name, reading)))]);
}

/** Objects of one name, in whichever namespace. */
async function readByName(
  kube: Kube,
  { group, kind }: Unread,
  name: string,
  reading: Pick<ListOptions, 'signal' | 'kept'>,
): Promise<Part> {
  const resource = findResource(group, kind);
  if (!resource) return NOTHING;
  const named = { fieldSelector: `metadata.name=${name}`, ...reading };
  const done = await listAs(kube, resource, named, (item) => projected(item, false));
  if (done.kind === 'gap') return { ...NOTHING, gaps: [done.gap] };
  const objects = done.items.filter((item): item is KubeObject => !('invalid' in item) && item.metadata.name === name);
  return { objects, coverage: [{ group, kind, namespaces: [], names: [`/${name}`], complete: true }], gaps: [] };
}
