import { asObject, asText, parseJson } from '../../kube/json.ts';
/** Reads a cluster into a Snapshot: one paged list per kind, six at a time, and an exact account of what was not seen. */
import { findResource } from '../../kube/resources.ts';
import type { Coverage, Gap, KubeObject, Reads, Ref, Resource, Snapshot } from '../../model/index.ts';
import { project } from '../projection/index.ts';
import { gapOf, get, listPages } from './list.ts';
import type { RawObject } from './list.ts';
import { joined } from './connect/open.ts';
import type { Kube } from './connect/open.ts';
import { kindKey } from '../../kube/refs.ts';

export interface ReadOptions {
  /**
   * Namespaces the question is narrowed to (-n): reads of scope "namespace" list only these. Also those fallen back
   * to where a cluster-wide list is forbidden; without any, the context's own namespace.
   */
  readonly namespaces?: readonly string[];
  /**
   * Kinds among Secret, ConfigMap and CustomResourceDefinition whose contents are needed for facts. Of the others
   * only metadata travels, and their projection has an empty `body`: facts not read, which is not "no keys".
   */
  readonly contents?: readonly string[];
  readonly signal?: AbortSignal;
  /** Called as lists end. */
  readonly progress?: (step: { readonly done: number; readonly total: number; readonly kind: string }) => void;
}

const IN_FLIGHT = 6;
/** Large or secret, and mostly wanted for their names and labels. */
const METADATA_ONLY: readonly string[] = ['Secret', 'ConfigMap', 'CustomResourceDefinition'];

/** What one list added. */
export interface Part {
  readonly objects: readonly KubeObject[];
  readonly coverage: readonly Coverage[];
  readonly gaps: readonly Gap[];
}

/**
 * The part of the cluster that `reads` ask for. A forbidden, missing or broken list becomes a Gap; a server that
 * cannot be reached or accepts no credential throws (see Kube.request).
 */
export async function readSnapshot(kube: Kube, reads: readonly Reads[], options: ReadOptions = {}): Promise<Snapshot> {
  // The first error ends the other lists too.
  const stop = new AbortController();
  const signal = joined(stop.signal, options.signal) ?? stop.signal;
  try {
    const version = readVersion(kube, signal);
    // Awaited later; a failure there must not be unhandled while the lists still run.
    version.catch(() => undefined);
    const parts = await readParts(
      kube,
      reads.filter(({ labelled }) => labelled !== true),
      { ...options, signal },
    );
    const kubernetes = await version;
    return {
      source: 'cluster',
      objects: parts.flatMap((part) => part.objects),
      coverage: parts.flatMap((part) => part.coverage),
      gaps: parts.flatMap((part) => part.gaps),
      ...(kubernetes === undefined ? {} : { kubernetes }),
    };
  } finally {
    stop.abort();
  }
}

interface Wanted {
  readonly group: string;
  readonly kind: string;
  readonly whole: boolean;
}

async function readParts(kube: Kube, reads: readonly Reads[], options: ReadOptions): Promise<readonly Part[]> {
  const parts = new Map<string, Part>();
  const total = new Set(reads.map((read) => kindKey(read))).size;
  let waiting = reads;
  let done = 0;
  while (waiting.length > 0) {
    const ready = waiting.filter(({ when }) => when === undefined || mayExist(when, [...parts.values()]));
    const wanted = distinct(ready).filter((read) => !parts.has(kindKey(read)));
    if (wanted.length === 0) break;
    const results = await pooled(wanted, async (read) => {
      const part = await readKind(kube, read, options);
      done += 1;
      options.progress?.({ done, total, kind: read.kind });
      return part;
    });
    wanted.forEach((read, index) =>
      parts.set(kindKey(read), results[index] ?? { objects: [], coverage: [], gaps: [] }),
    );
    waiting = waiting.filter((read) => !parts.has(kindKey(read)));
  }
  // In the order asked for, whatever came first.
  return [...new Set(reads.map((read) => kindKey(read)))].flatMap((key) => parts.get(key) ?? []);
}

const CRD = 'CustomResourceDefinition';

/** A kind, or a CRD, named by `when` was seen, or may be there unseen. */
function mayExist(name: string, parts: readonly Part[]): boolean {
  // Only names of CRDs have dots in them.
  const kind = name.includes('.') ? CRD : name;
  return parts.some(
    ({ objects, gaps }) =>
      objects.some((object) => object.kind === kind && (kind === name || object.metadata.name === name)) ||
      gaps.some((gap) => gap.reads.kind === kind && gap.reason !== 'crd-missing'),
  );
}

function distinct(reads: readonly Reads[]): readonly Wanted[] {
  const byKey = new Map<string, Wanted>();
  for (const read of reads) {
    const whole = read.scope === 'cluster' || (byKey.get(kindKey(read))?.whole ?? false);
    byKey.set(kindKey(read), { group: read.group, kind: read.kind, whole });
  }
  return [...byKey.values()];
}

async function readKind(kube: Kube, { group, kind, whole }: Wanted, options: ReadOptions): Promise<Part> {
  const resource = findResource(group, kind);
  if (!resource) {
    const sentence = `promwire does not know how to list ${kind} of ${group === '' ? 'the core group' : group}.`;
    return { objects: [], coverage: [], gaps: [{ reason: 'not-read', reads: { group, kind }, sentence }] };
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
async function fallBack(kube: Kube, resource: Resource, refused: Part, options: ReadOptions): Promise<Part> {
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

async function readList(kube: Kube, resource: Resource, options: ReadOptions, namespace?: string): Promise<Part> {
  const metadataOnly = METADATA_ONLY.includes(resource.kind) && !(options.contents ?? []).includes(resource.kind);
  let objects: KubeObject[] = [];
  let broken: string[] = [];
  const done = await listPages(
    kube,
    resource,
    {
      metadataOnly,
      ...(namespace === undefined ? {} : { namespace }),
      ...(options.signal ? { signal: options.signal } : {}),
    },
    {
      page(items) {
        for (const item of items) {
          const object = projected(item, metadataOnly);
          if ('invalid' in object) broken.push(object.invalid);
          else objects.push(object);
        }
      },
      restart() {
        [objects, broken] = [[], []];
      },
    },
  );
  if (done.kind === 'gap') return { objects: [], coverage: [], gaps: [done.gap] };
  const { group, kind, plural } = resource;
  const detail = `${broken.length} of the ${plural} could not be understood: ${broken[0] ?? ''}.`;
  return {
    objects,
    coverage: [
      { group, kind, namespaces: namespace === undefined ? 'all' : [namespace], complete: broken.length === 0 },
    ],
    gaps: broken.length === 0 ? [] : [gapOf('invalid', resource, namespace, detail)],
  };
}

async function readNamespace(kube: Kube, resource: Resource, name: string, options: ReadOptions): Promise<Part> {
  const got = await get(kube, { apiVersion: 'v1', kind: 'Namespace', name }, options.signal);
  if (got.kind === 'gap') return { objects: [], coverage: [], gaps: [got.gap] };
  const { group, kind } = resource;
  const coverage: Coverage[] = [{ group, kind, namespaces: [name], complete: true }];
  if (got.kind === 'missing') return { objects: [], coverage, gaps: [] };
  const object = projected(got.object, false);
  if ('invalid' in object)
    return { objects: [], coverage: [], gaps: [gapOf('invalid', resource, name, object.invalid)] };
  return { objects: [object], coverage, gaps: [] };
}

/**
 * Single objects that others refer to (Secrets and ConfigMaps of monitors), each by its name: the least right, and
 * only facts of their contents survive. One that is missing is covered by name, so that its absence is known.
 */
export async function readNamed(kube: Kube, refs: readonly Ref[], signal?: AbortSignal): Promise<Part> {
  const parts = await pooled(refs, async (ref): Promise<Part> => {
    const got = await get(kube, ref, signal);
    if (got.kind === 'gap') return { objects: [], coverage: [], gaps: [got.gap] };
    const coverage: Coverage = {
      group: '',
      kind: ref.kind,
      namespaces: [],
      names: [`${ref.namespace ?? ''}/${ref.name}`],
      complete: true,
    };
    if (got.kind === 'missing') return { objects: [], coverage: [coverage], gaps: [] };
    const object = projected(got.object, false);
    return 'invalid' in object
      ? { objects: [], coverage: [], gaps: [] }
      : { objects: [object], coverage: [coverage], gaps: [] };
  });
  return {
    objects: parts.flatMap((part) => part.objects),
    coverage: parts.flatMap((part) => part.coverage),
    gaps: parts.flatMap((part) => part.gaps),
  };
}

function projected(raw: RawObject, metadataOnly: boolean): KubeObject | { readonly invalid: string } {
  const object = project(raw, { source: 'cluster' });
  return metadataOnly && !('invalid' in object) ? { ...object, body: {} } : object;
}

/** Several lists of one kind as one: their namespaces make one Coverage. */
function joinedParts(parts: readonly Part[]): Part {
  const coverage = parts.flatMap((part) => part.coverage);
  const first = coverage[0];
  return {
    objects: parts.flatMap((part) => part.objects),
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
    gaps: parts.flatMap((part) => part.gaps),
  };
}

/** At most IN_FLIGHT at a time; results in the order of the items. */
async function pooled<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, worker));
  return results;
}

/** "v1.36.3", or undefined where /version is closed or odd: it is worth a line, not a failure. */
async function readVersion(kube: Kube, signal: AbortSignal): Promise<string | undefined> {
  const answer = await kube.request({ method: 'GET', path: '/version', signal });
  return answer.status === 200 ? asText(asObject(parseJson(answer.body))['gitVersion']) : undefined;
}
