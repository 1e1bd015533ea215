/** Reads one kind: everywhere, in some namespaces, or what may be seen of it; with an exact account of what was not. */
import { findResource } from '../resources.ts';
import type { Coverage, Gap, KubeObject, Resource } from '../../model/index.ts';
import { project } from '../projection/index.ts';
import type { NoObject } from '../projection/index.ts';
import { gapOf, get, listAs } from './list.ts';
import type { RawObject } from './list.ts';
import type { Kept } from './kept.ts';
import type { Kube } from './connect/open.ts';

/** What one list added. */
export interface Part {
  readonly objects: readonly KubeObject[];
  readonly coverage: readonly Coverage[];
  readonly gaps: readonly Gap[];
}

/** A kind, and where: `whole` tries every namespace first. */
export interface Wanted {
  readonly group: string;
  readonly kind: string;
  readonly whole: boolean;
}

interface KindOptions {
  /** Namespaces that are listed where it is not `whole`, and fallen back to where listing everywhere is forbidden. */
  readonly namespaces?: readonly string[];
  /** See ReadOptions.contents. */
  readonly contents?: readonly string[];
  readonly signal?: AbortSignal;
  readonly kept?: Kept;
}

const IN_FLIGHT = 6;
/** Large or secret, and mostly wanted for their names and labels. */
const METADATA_ONLY: readonly string[] = ['Secret', 'ConfigMap', 'CustomResourceDefinition'];

export const NOTHING: Part = { objects: [], coverage: [], gaps: [] };

/** Throws what Kube.request throws. */
export async function readKind(kube: Kube, { group, kind, whole }: Wanted, options: KindOptions): Promise<Part> {
  const resource = findResource(group, kind);
  if (!resource) {
    const sentence = `promwire does not know how to list ${kind} of ${group === '' ? 'the core group' : group}.`;
    return { ...NOTHING, gaps: [{ reason: 'not-read', reads: { group, kind }, sentence }] };
  }
  const namespaces = options.namespaces ?? [];
  if (resource.namespaced && !whole && namespaces.length > 0) {
    return joinedParts(await pooled(namespaces, (namespace) => readList(kube, resource, options, namespace)));
  }
  const everywhere = await readList(kube, resource, options);
  if (!everywhere.gaps.some((gap) => gap.reason === 'forbidden')) return everywhere;
  return await fallBack(kube, resource, everywhere, options);
}

/** What can still be seen without the right to list everywhere. */
async function fallBack(kube: Kube, resource: Resource, refused: Part, options: KindOptions): Promise<Part> {
  const namespaces = options.namespaces ?? [kube.namespace];
  const attempts =
    resource.kind === 'Namespace'
      ? await pooled(namespaces, (name) => readNamespace(kube, resource, name, options))
      : resource.namespaced
        ? await pooled(namespaces, (namespace) => readList(kube, resource, options, namespace))
        : [];
  const seen = joinedParts(attempts);
  const read = seen.coverage.flatMap(({ namespaces }) => (namespaces === 'all' ? [] : namespaces));
  return {
    objects: seen.objects,
    coverage: seen.coverage,
    gaps: [
      ...refused.gaps.map((gap) => (read.length === 0 ? gap : { ...gap, readInstead: read })),
      // The gap above speaks for every namespace that was not read; only other troubles are news.
      ...seen.gaps.filter((gap) => gap.reason !== 'forbidden'),
    ],
  };
}

async function readList(kube: Kube, resource: Resource, options: KindOptions, namespace?: string): Promise<Part> {
  const metadataOnly = METADATA_ONLY.includes(resource.kind) && !(options.contents ?? []).includes(resource.kind);
  const done = await listAs(
    kube,
    resource,
    {
      metadataOnly,
      ...(namespace === undefined ? {} : { namespace }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.kept ? { kept: options.kept } : {}),
    },
    (item) => projected(item, metadataOnly),
  );
  if (done.kind === 'gap') return { ...NOTHING, gaps: [done.gap] };
  const { group, kind, plural } = resource;
  const objects: KubeObject[] = [];
  const broken: string[] = [];
  const costly: Gap[] = [];
  for (const item of done.items)
    if (!('invalid' in item)) objects.push(item);
    else if (item.costly === undefined) broken.push(item.invalid);
    else
      costly.push({ reason: 'invalid', reads: { group, kind, ...item.costly }, sentence: `${kind} ${item.invalid}.` });
  const detail = `${broken.length} of the ${plural} could not be understood: ${broken[0] ?? ''}.`;
  return {
    objects,
    coverage: [
      { group, kind, namespaces: namespace === undefined ? 'all' : [namespace], complete: broken.length === 0 },
    ],
    gaps: [...(broken.length === 0 ? [] : [gapOf('invalid', resource, namespace, detail)]), ...costly],
  };
}

async function readNamespace(kube: Kube, resource: Resource, name: string, options: KindOptions): Promise<Part> {
  const got = await get(kube, { apiVersion: 'v1', kind: 'Namespace', name }, options.signal);
  if (got.kind === 'gap') return { ...NOTHING, gaps: [got.gap] };
  const { group, kind } = resource;
  const coverage: Coverage[] = [{ group, kind, namespaces: [name], complete: true }];
  if (got.kind === 'missing') return { ...NOTHING, coverage };
  const object = projected(got.object, false);
  if ('invalid' in object) return { ...NOTHING, gaps: [gapOf('invalid', resource, name, object.invalid)] };
  return { objects: [object], coverage, gaps: [] };
}

/** The projection; of what travels as metadata only the body is empty. */
export function projected(raw: RawObject, metadataOnly: boolean): KubeObject | NoObject {
  const object = project(raw, { source: 'cluster' });
  return metadataOnly && !('invalid' in object) ? { ...object, body: {} } : object;
}

/** Several lists of one kind as one: their namespaces make one Coverage. */
function joinedParts(parts: readonly Part[]): Part {
  const { objects, coverage, gaps } = together(parts);
  const first = coverage[0];
  return {
    objects,
    coverage: first
      ? [
          {
            group: first.group,
            kind: first.kind,
            namespaces: coverage.flatMap(({ namespaces }) => namespaces),
            complete: coverage.every(({ complete }) => complete),
          },
        ]
      : [],
    gaps,
  };
}

/** Parts one after the other. */
export function together(parts: readonly Part[]): Part {
  return {
    objects: parts.flatMap(({ objects }) => objects),
    coverage: parts.flatMap(({ coverage }) => coverage),
    gaps: parts.flatMap(({ gaps }) => gaps),
  };
}

/** At most IN_FLIGHT at a time; results in the order of the items. */
export async function pooled<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, worker));
  return results;
}
