/**
 * Workloads that are known by an image or by the name of a container: all are looked through as rows of a table, a
 * hundredth of what they weigh, and only those that are known are read whole.
 */
import { findResource } from '../resources.ts';
import type { Coverage, Gap, KubeObject } from '../../model/index.ts';
import { asObject, asText } from '../../kube/json.ts';
import { gapOf, listAs } from './list.ts';
import type { ListOptions, RawObject } from './list.ts';
import type { Kube } from './connect/open.ts';
import { NOTHING, projected } from './read-kind.ts';
import type { Part } from './read-kind.ts';

/** Names and images of the containers of a workload, init containers left out. */
export interface Containers {
  readonly names: readonly string[];
  readonly images: readonly string[];
}

/** Rows are small. */
const ROWS = 5000;
/** Names asked for one by one; more of them, and the whole list is cheaper. */
const MANY = 5;

/**
 * Deployments or StatefulSets of every namespace of which `isKnown` holds. undefined: there is no such table, or too
 * many are known, so that the whole list must do. Throws what Kube.request throws.
 */
export async function readKnownWorkloads(
  kube: Kube,
  kind: 'Deployment' | 'StatefulSet',
  isKnown: (containers: Containers) => boolean,
  { signal, kept }: Pick<ListOptions, 'signal' | 'kept'>,
): Promise<Part | undefined> {
  const resource = findResource('apps', kind);
  if (!resource) return undefined;
  const options = { ...(signal ? { signal } : {}), ...(kept ? { kept } : {}) };
  const table = { ...options, asTable: true, limit: ROWS } as const;
  const rows = await listAs(kube, resource, table, (item) => {
    const row = rowOf(item);
    return row && { name: row.name, known: isKnown(row) };
  });
  if (rows.kind === 'gap' || rows.items.includes(undefined)) return undefined;
  const names = new Set(rows.items.flatMap((row) => (row?.known ? row.name : [])));
  if (names.size > MANY) return undefined;
  const objects: KubeObject[] = [];
  const gaps: Gap[] = [];
  for (const name of names) {
    const one = { ...options, fieldSelector: `metadata.name=${name}` };
    const done = await listAs(kube, resource, one, (item) => projected(item, false));
    if (done.kind === 'gap') return { ...NOTHING, gaps: [done.gap] };
    for (const item of done.items)
      if (!('invalid' in item)) objects.push(item);
      else gaps.push(gapOf('invalid', resource, undefined, item.invalid));
  }
  const coverage: Coverage = { group: 'apps', kind, namespaces: 'all', known: true, complete: gaps.length === 0 };
  return { objects, coverage: [coverage], gaps };
}

/** k8s.io/kubernetes pkg/printers/internalversion/printers.go: the columns "Containers" and "Images" of workloads. */
function rowOf({ columns }: RawObject): (Containers & { readonly name: string }) | undefined {
  const cells = asObject(columns);
  const [name, containers, images] = ['Name', 'Containers', 'Images'].map((column) => asText(cells[column]));
  if (name === undefined || containers === undefined || images === undefined) return undefined;
  return { name, names: containers.split(','), images: images.split(',') };
}
