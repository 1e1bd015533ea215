/** ConfigMaps by the key of a label: never all of them, and few at a time, since each may be large. */
import { findResource } from '../resources.ts';
import type { Coverage, Gap, KubeObject } from '../../model/index.ts';
import { project } from '../projection/index.ts';
import { gapOf, listAs } from './list.ts';
import type { ListOptions } from './list.ts';
import type { Kube } from './connect/open.ts';
import { NOTHING, together } from './read-kind.ts';
import type { Part } from './read-kind.ts';

/** A megabyte each at the most. */
const PAGE = 50;

export interface Labelled {
  readonly key: string;
  /** undefined: everywhere. */
  readonly namespace?: string;
}

/**
 * ConfigMaps that carry one of these labels, with any value; of their contents only facts survive. A list that is
 * refused everywhere is tried in `namespaces`, one by one. Throws what Kube.request throws.
 */
export async function readLabelled(
  kube: Kube,
  wanted: readonly Labelled[],
  namespaces: readonly string[],
  reading: Pick<ListOptions, 'signal' | 'kept'> = {},
): Promise<Part> {
  const parts: Part[] = [];
  for (const one of wanted) {
    const part = await readOne(kube, one, reading);
    parts.push(part);
    if (one.namespace !== undefined || !part.gaps.some(({ reason }) => reason === 'forbidden')) continue;
    for (const namespace of namespaces) {
      const some = await readOne(kube, { ...one, namespace }, reading);
      // The gap of the whole list speaks for this one, too.
      parts.push({ ...some, gaps: some.gaps.filter(({ reason }) => reason !== 'forbidden') });
    }
  }
  return together(parts);
}

async function readOne(
  kube: Kube,
  { key, namespace }: Labelled,
  reading: Pick<ListOptions, 'signal' | 'kept'>,
): Promise<Part> {
  const resource = findResource('', 'ConfigMap');
  if (!resource) throw new Error('no resource ConfigMap');
  const where = namespace === undefined ? {} : { namespace };
  const options = { labelSelector: key, limit: PAGE, ...where, ...reading };
  const done = await listAs(kube, resource, options, (item) => project(item, { source: 'cluster' }));
  if (done.kind === 'gap') return { ...NOTHING, gaps: [done.gap] };
  const objects: KubeObject[] = [];
  const broken: Gap[] = [];
  for (const item of done.items)
    if (!('invalid' in item)) objects.push(item);
    else broken.push(gapOf('invalid', resource, namespace, `A ConfigMap could not be understood: ${item.invalid}.`));
  const coverage: Coverage = {
    group: '',
    kind: 'ConfigMap',
    namespaces: namespace === undefined ? 'all' : [namespace],
    label: key,
    complete: broken.length === 0,
  };
  return { objects, coverage: [coverage], gaps: broken };
}
