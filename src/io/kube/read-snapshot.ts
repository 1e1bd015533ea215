import { asObject, asText, parseJson } from '../../kube/json.ts';
/** Reads a cluster into a Snapshot: one paged list per kind, six at a time, and an exact account of what was not seen. */
import type { Coverage, Reads, Ref, Snapshot } from '../../model/index.ts';
import { get } from './list.ts';
import { newKept } from './kept.ts';
import type { Kept } from './kept.ts';
import { joined } from './connect/open.ts';
import type { Kube } from './connect/open.ts';
import { NOTHING, pooled, projected, readKind, together } from './read-kind.ts';
import type { Part, Wanted } from './read-kind.ts';
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
  /** What these and other lists of the reading keep together. */
  readonly kept?: Kept;
  /** Called as lists end. */
  readonly progress?: (step: { readonly done: number; readonly total: number; readonly kind: string }) => void;
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
      { ...options, signal, kept: options.kept ?? newKept() },
    );
    const kubernetes = await version;
    return {
      source: 'cluster',
      ...together(parts),
      ...(kubernetes === undefined ? {} : { kubernetes }),
    };
  } finally {
    stop.abort();
  }
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
    wanted.forEach((read, index) => parts.set(kindKey(read), results[index] ?? NOTHING));
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

/**
 * Single objects that others refer to (Secrets and ConfigMaps of monitors), each by its name: the least right, and
 * only facts of their contents survive. One that is missing is covered by name, so that its absence is known.
 */
export async function readNamed(kube: Kube, refs: readonly Ref[], signal?: AbortSignal): Promise<Part> {
  const parts = await pooled(refs, async (ref): Promise<Part> => {
    const got = await get(kube, ref, signal);
    if (got.kind === 'gap') return { ...NOTHING, gaps: [got.gap] };
    const coverage: Coverage = {
      group: '',
      kind: ref.kind,
      namespaces: [],
      names: [`${ref.namespace ?? ''}/${ref.name}`],
      complete: true,
    };
    if (got.kind === 'missing') return { ...NOTHING, coverage: [coverage] };
    const object = projected(got.object, false);
    return 'invalid' in object ? NOTHING : { objects: [object], coverage: [coverage], gaps: [] };
  });
  return together(parts);
}

/** "v1.36.3", or undefined where /version is closed or odd: it is worth a line, not a failure. */
export async function readVersion(kube: Kube, signal: AbortSignal | undefined): Promise<string | undefined> {
  const answer = await kube.request({ method: 'GET', path: '/version', ...(signal ? { signal } : {}) });
  return answer.status === 200 ? asText(asObject(parseJson(answer.body))['gitVersion']) : undefined;
}
