/** The header of a snapshot file (written by render/snapshot.ts): what the objects behind it cover. */
import { gapText } from '../../kube/gap-text.ts';
import type { Coverage, FailedRequest, Gap, Json, JsonObject, Origin } from '../../model/index.ts';
import { isObject } from '../../kube/json.ts';

export interface SnapshotHeader {
  readonly source: 'cluster' | 'files';
  readonly coverage: readonly Coverage[];
  readonly gaps: readonly Gap[];
  readonly kubernetes?: string;
  readonly origin?: Origin;
  /** The day on which it was captured for Git, as ISO 8601 has it. */
  readonly captured?: string;
  /** As they stand in the file, of any form. */
  readonly observations?: Json;
}

/** A file of promwire snapshot --for-git; `day`: of what is in it, as ISO 8601 has it. */
export interface CapturedFile {
  readonly file: string;
  readonly day: string;
}

const API_VERSION = 'promwire.dev/v1alpha1';
const REASONS: readonly Gap['reason'][] = ['forbidden', 'crd-missing', 'invalid', 'not-read', 'unreachable'];
const VERBS: readonly FailedRequest['verb'][] = ['list', 'get', 'create'];
const SCOPES: readonly FailedRequest['scope'][] = ['cluster', 'all-namespaces', 'namespace'];

function isStrings(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function coverage(value: Json): Coverage | undefined {
  if (!isObject(value)) return undefined;
  const { group, kind, namespaces, names, label, accounts, complete } = value;
  if (typeof group !== 'string' || typeof kind !== 'string' || typeof complete !== 'boolean') return undefined;
  if (namespaces !== 'all' && !isStrings(namespaces)) return undefined;
  if (names !== undefined && !isStrings(names)) return undefined;
  if (label !== undefined && typeof label !== 'string') return undefined;
  if (accounts !== undefined && !isStrings(accounts)) return undefined;
  const only = { ...(label === undefined ? {} : { label }), ...(accounts === undefined ? {} : { accounts }) };
  return { group, kind, namespaces, ...(names === undefined ? {} : { names }), ...only, complete };
}

function origin(value: Json | undefined): Origin | undefined {
  if (!isObject(value)) return undefined;
  const { source, file, document, line } = value;
  if (source === 'cluster') return { source };
  if (source !== 'file' || typeof file !== 'string' || typeof document !== 'number' || typeof line !== 'number') {
    return undefined;
  }
  return { source, file, document, line };
}

function request(value: Json | undefined): FailedRequest | undefined {
  if (!isObject(value)) return undefined;
  const { resource, name, status, server, user, foreign, problem } = value;
  const verb = VERBS.find((known) => known === value['verb']);
  const scope = SCOPES.find((known) => known === value['scope']);
  if (!verb || !scope || typeof resource !== 'string' || typeof status !== 'number') return undefined;
  return {
    verb,
    resource,
    scope,
    ...(typeof name === 'string' ? { name } : {}),
    status,
    ...(typeof server === 'string' ? { server } : {}),
    ...(typeof user === 'string' ? { user } : {}),
    ...(foreign === true ? { foreign } : {}),
    ...(typeof problem === 'string' ? { problem } : {}),
  };
}

function gap(value: Json): Gap | undefined {
  if (!isObject(value)) return undefined;
  const { reads, readInstead, detail } = value;
  const reason = REASONS.find((known) => known === value['reason']);
  if (reason === undefined || !isObject(reads)) return undefined;
  const { group, kind, namespace, name } = reads;
  if (typeof group !== 'string' || typeof kind !== 'string') return undefined;
  const from = origin(value['origin']);
  const asked = request(value['request']);
  const known: Gap = {
    reason,
    reads: {
      group,
      kind,
      ...(typeof namespace === 'string' ? { namespace } : {}),
      ...(typeof name === 'string' ? { name } : {}),
    },
    ...(asked ? { request: asked } : {}),
    ...(isStrings(readInstead) ? { readInstead } : {}),
    ...(from === undefined ? {} : { origin: from }),
  };
  // Other words than the data has: those of an older version, or of what no request tells.
  return typeof detail !== 'string' || detail === gapText(known) ? known : { ...known, sentence: detail };
}

function every<T>(value: Json | undefined, decode: (item: Json) => T | undefined): readonly T[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return undefined;
  const decoded = (value as readonly Json[]).flatMap((item) => decode(item) ?? []);
  return decoded.length === value.length ? decoded : undefined;
}

/** True for a snapshot's header document, well-formed or not. */
export function isHeader(value: JsonObject): boolean {
  const { kind, apiVersion } = value;
  return kind === 'Snapshot' && typeof apiVersion === 'string' && apiVersion.startsWith('promwire.dev/');
}

/** Decodes a header document. A header that cannot be trusted covers nothing. */
export function readHeader(value: JsonObject): SnapshotHeader | { readonly invalid: string } {
  if (value['apiVersion'] !== API_VERSION) {
    return { invalid: `this version of promwire reads ${API_VERSION} snapshots only` };
  }
  const covered = every(value['coverage'], coverage);
  if (covered === undefined) return { invalid: 'the coverage of the snapshot header is malformed' };
  const gaps = every(value['gaps'], gap);
  if (gaps === undefined) return { invalid: 'the gaps of the snapshot header are malformed' };
  const { kubernetes, observations, captured } = value;
  return {
    source: value['source'] === 'cluster' ? 'cluster' : 'files',
    coverage: covered,
    gaps,
    ...(typeof kubernetes === 'string' ? { kubernetes } : {}),
    ...(typeof captured === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(captured) ? { captured } : {}),
    ...(observations === undefined || observations === null ? {} : { observations }),
  };
}

function wider(a: Coverage, b: Coverage): Coverage {
  if (a.namespaces === 'all' || b.namespaces === 'all') {
    const whole = a.namespaces === 'all' ? a : b;
    if (a.namespaces !== b.namespaces) return whole;
    const accounts = [...new Set([...(a.accounts ?? []), ...(b.accounts ?? [])])].sort();
    return { ...whole, ...(accounts.length === 0 ? {} : { accounts }), complete: a.complete || b.complete };
  }
  return {
    ...a,
    namespaces: [...new Set([...a.namespaces, ...b.namespaces])].sort(),
    complete: a.complete && b.complete,
  };
}

/** Several snapshots read together cover what each of them covers. What a stack said then is not true of both. */
export function mergeHeaders(headers: readonly SnapshotHeader[]): SnapshotHeader {
  const first = headers[0];
  if (first !== undefined && headers.length === 1) return first;
  const byKind = new Map<string, Coverage>();
  for (const entry of headers.flatMap((header) => header.coverage)) {
    const key = `${entry.group}/${entry.kind}${entry.names ? ` ${entry.names.join()}` : ''}${entry.label === undefined ? '' : ` ${entry.label}`}`;
    const known = byKind.get(key);
    byKind.set(key, known === undefined ? entry : wider(known, entry));
  }
  const kubernetes = headers.map((header) => header.kubernetes).find((version) => version !== undefined);
  return {
    source: 'files',
    coverage: [...byKind.values()],
    gaps: headers.flatMap((header) => header.gaps),
    ...(kubernetes === undefined ? {} : { kubernetes }),
  };
}

/** Those of the snapshots that were captured for Git. */
export function capturedIn(headers: readonly SnapshotHeader[]): readonly CapturedFile[] {
  return headers.flatMap(({ captured: day, origin: from }) =>
    day !== undefined && from?.source === 'file' ? [{ file: from.file, day }] : [],
  );
}
