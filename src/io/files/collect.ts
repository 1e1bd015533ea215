/** Documents to objects: lists are opened, duplicates settled, everything that is not read is counted or a gap. */
import type { FieldProblem, Gap, Json, JsonObject, KubeObject, Origin } from '../../model/index.ts';
import { isKnownKind, project } from '../projection/index.ts';
import { asMeant } from './as-meant.ts';
import { ALL_RESOURCES } from '../resources.ts';
import { isDashboard, isRuleFile } from './untyped.ts';
import { isHeader, readHeader, type SnapshotHeader } from './snapshot-file.ts';
import { readDocuments, type Read } from './documents.ts';
import { tracesOf } from './namespace-traces.ts';
import { isObject, objectAt, stringAt } from '../../kube/json.ts';
import { groupOf, kindKeyOf } from '../../kube/refs.ts';
import { placeText, type ReadObject } from './settle.ts';
import type { FileOrigin, Source } from './releases/draft.ts';
import { sourceOf } from './releases/index.ts';
import { versionProblem } from './version-problem.ts';

/** What has been read so far. */
export interface Collection {
  readonly objects: ReadObject[];
  readonly gaps: Gap[];
  readonly headers: SnapshotHeader[];
  /** group/Kind of the objects that no snapshot header speaks for. */
  readonly plainKinds: Set<string>;
  /** Where documents without apiVersion and kind stand. */
  readonly foreign: string[];
  /** Where plain rule files of Prometheus stand. */
  readonly ruleFiles: string[];
  /** Kinds promwire does not read, with how many of each. */
  readonly unknownKinds: Map<string, number>;
  /** Documents that have a say in which charts are installed. */
  readonly sources: Source[];
  /** Folders whose patches only kustomize can apply, and that it did not build. */
  readonly unbuilt: readonly string[];
  /** Those that it built. */
  readonly built: ReadonlySet<string>;
  /** Objects are kept as they are written, too, for patches. */
  keep?: true;
  /** What the API server would say of an object; set once a file is read. */
  problems?: (raw: JsonObject) => readonly FieldProblem[];
}

export function newCollection(): Collection {
  return {
    objects: [],
    gaps: [],
    headers: [],
    plainKinds: new Set(),
    foreign: [],
    ruleFiles: [],
    unknownKinds: new Map(),
    sources: [],
    unbuilt: [],
    built: new Set(),
  };
}

/** What only a chart holds; the templates of Prometheus and Alertmanager have neither these objects nor these functions. */
const HELM =
  /\{\{-?[^{}]*(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:include|tpl|toYaml|nindent|required|quote)\b)/;
/** What templates of alerts may hold as well. */
const MAYBE_HELM =
  /\{\{-?\s*(?:\.|`|\$(?!value\b|values\b|labels\b|externalLabels\b|externalURL\b)|\(|\/\*|(?:if|else|range|with|end|define|template|default|printf|block)\b)/;
const HELM_REASON = 'it looks like an unrendered Helm template; run helm template and read its output';

/** Does a text hold what a chart fills in? */
export function isTemplate(text: string): boolean {
  return HELM.test(text);
}

/** `namespace`: that of the object, where it could be read: of others nothing is hidden. */
function invalid(into: Collection, reads: Gap['reads'], at: string, reason: string, origin: Origin): void {
  into.gaps.push({ reason: 'invalid', reads, sentence: `${at}: ${reason}`, origin });
}

/** The namespace that the metadata of a broken document names. One blank for each line, or its lines have endless readings. */
const NAMESPACE = /^metadata:[^\S\n]*(?:\n[^\S\n].*)*?\n[^\S\n]+namespace:[^\S\n]*["']?([\w-]+)["']?[^\S\n]*$/m;

const KINDS = new Set(ALL_RESOURCES.map(({ kind }) => kind));

/** Of what is no Kubernetes object many a file has a `kind`, too. */
function isNoKind(kind: string): boolean {
  return !kind.endsWith('List') && !KINDS.has(kind);
}

/** `asked`: the file was named itself, and not found in a folder, where many a file is no manifest. */
function takeBroken(into: Collection, read: Extract<Read, { outcome: 'broken' }>, file: string, asked: boolean): void {
  const kind = /^kind:[ \t]*["']?(\w+)/m.exec(read.text)?.[1];
  const apiVersion = /^apiVersion:[ \t]*["']?([\w./-]+)/m.exec(read.text)?.[1] ?? '';
  const helm = isTemplate(read.text);
  const origin = { source: 'file', file, document: read.document, line: read.line, column: read.column } as const;
  const at = `${file}:${read.line}:${read.column}`;
  const perhaps = !helm && MAYBE_HELM.test(read.text);
  const reason = helm
    ? HELM_REASON
    : perhaps
      ? `${read.reason}; if it is a Helm template, run helm template and read its output`
      : read.reason;
  // Folders hold charts with their templates, and what is no manifest at all.
  const foreign =
    (kind === undefined || isNoKind(kind)) &&
    apiVersion === '' &&
    !/^[^\S\n]*(?:[[{]\s*)?"(?:kind|apiVersion)"|^items:/m.test(read.text);
  if (!asked && (foreign || ((helm || perhaps) && /(?:^|[\\/])templates[\\/]/.test(file)))) {
    into.foreign.push(placeText(origin));
    return;
  }
  if (
    kind !== undefined &&
    kind !== 'List' &&
    apiVersion !== '' &&
    !isKnownKind(apiVersion, kind) &&
    !sourceOf({ apiVersion, kind }, origin)
  ) {
    into.unknownKinds.set(kind, (into.unknownKinds.get(kind) ?? 0) + 1);
    return;
  }
  // A list may hold any kind; a text without a kind is not an object, and hides none.
  const list = kind === 'List' || kind === undefined;
  const namespace = list ? undefined : NAMESPACE.exec(read.text)?.[1];
  const reads = list
    ? { group: '', kind: '' }
    : { group: groupOf(apiVersion), kind, ...(namespace === undefined ? {} : { namespace }) };
  invalid(into, reads, at, reason, origin);
}

/** The API server gives every Namespace this label. */
function withImpliedLabel(object: KubeObject): KubeObject {
  const { labels, name } = object.metadata;
  if (object.kind !== 'Namespace' || object.apiVersion !== 'v1' || labels['kubernetes.io/metadata.name'] === name)
    return object;
  return { ...object, metadata: { ...object.metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } } };
}

/** The whole object is checked: the projection has only the fields that exist. */
function withProblems(into: Collection, object: KubeObject, raw: JsonObject): KubeObject {
  const version = versionProblem(object.apiVersion, object.kind);
  const problems = [...(version ? [version] : []), ...(into.problems?.(raw) ?? [])];
  if (problems.length === 0) return object;
  const body = asMeant(object.body, problems);
  return { ...object, body, problems: [...(object.problems ?? []), ...problems] };
}

/** A mapping that says what it is. */
interface Typed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: JsonObject;
}

function typed(value: Json): Typed | undefined {
  if (!isObject(value)) return undefined;
  const { apiVersion, kind } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || apiVersion === '' || kind === '') return undefined;
  return { apiVersion, kind, raw: value };
}

interface Context {
  readonly file: string;
  readonly document: number;
  /** A snapshot header is in the same file. */
  readonly snapshot: boolean;
  /** The way to the value inside its document. */
  readonly within?: readonly string[];
  /** The template of a chart that the document was rendered from. */
  readonly template?: string | undefined;
}

/** What gets its name when it is created goes by what that will begin with. */
function named(raw: JsonObject): JsonObject {
  const metadata = objectAt(raw, 'metadata');
  const begin = stringAt(metadata, 'generateName')?.replace(/[-.]+$/, '');
  return metadata && begin && metadata['name'] === undefined ? { ...raw, metadata: { ...metadata, name: begin } } : raw;
}

/** Strategic merge patches that name what they do to an object, which only kustomize reads. */
function isPatch(raw: JsonObject): boolean {
  return '$patch' in raw || '$patch' in (objectAt(raw, 'spec') ?? {});
}

export function takeObject(
  into: Collection,
  { apiVersion, kind, raw }: Typed,
  origin: Origin,
  { snapshot, template }: Context,
): void {
  // It names the files that are read, and never reaches a cluster.
  if (groupOf(apiVersion) === 'kustomize.config.k8s.io' || isPatch(raw)) return;
  if (!isKnownKind(apiVersion, kind)) {
    into.unknownKinds.set(kind, (into.unknownKinds.get(kind) ?? 0) + 1);
    return;
  }
  const projected = project(named(raw), origin);
  if ('invalid' in projected) {
    const namespace = stringAt(raw, 'metadata', 'namespace');
    const place = projected.costly ?? (namespace === undefined ? {} : { namespace });
    const reads = { group: groupOf(apiVersion), kind, ...place };
    invalid(into, reads, placeText(origin), `${kind}: ${projected.invalid}`, origin);
    return;
  }
  if (projected.metadata.name.includes('{{') || projected.metadata.namespace?.includes('{{') === true) {
    invalid(into, { group: groupOf(apiVersion), kind }, placeText(origin), HELM_REASON, origin);
    return;
  }
  const rendered = template === undefined ? projected : { ...projected, template };
  const object = snapshot ? projected : withProblems(into, withImpliedLabel(rendered), named(raw));
  const traces = template === undefined ? undefined : tracesOf(raw);
  into.objects.push({
    object,
    whole: snapshot,
    ...(traces ? { traces } : {}),
    ...(into.keep ? { raw: named(raw) } : {}),
  });
  if (!snapshot) into.plainKinds.add(kindKeyOf({ apiVersion, kind }));
}

function member(at: Context, ...parts: readonly string[]): Context {
  return { ...at, within: [...(at.within ?? []), ...parts] };
}

function* takeList(
  into: Collection,
  { apiVersion, kind, raw }: Typed,
  lines: readonly number[],
  line: number,
  at: Context,
): Generator<undefined, void> {
  const itemKind = kind === 'List' ? undefined : kind.slice(0, -'List'.length);
  const items = Array.isArray(raw['items']) ? (raw['items'] as readonly Json[]) : [];
  for (const [index, item] of items.entries()) {
    // Members of a typed list come from the API without apiVersion and kind.
    const object =
      itemKind !== undefined && isObject(item) && item['kind'] === undefined
        ? { apiVersion, ...item, kind: itemKind }
        : item;
    yield* takeValue(into, object, [], lines[index] ?? line, member(at, 'items', String(index)));
  }
}

function* takeValue(
  into: Collection,
  value: Json,
  lines: readonly number[],
  line: number,
  at: Context,
): Generator<undefined, void> {
  yield;
  const origin: FileOrigin = {
    source: 'file',
    file: at.file,
    document: at.document,
    line,
    ...(at.within ? { within: at.within } : {}),
  };
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries())
      yield* takeValue(into, item, [], lines[index] ?? line, member(at, String(index)));
    return;
  }
  const source = isObject(value) ? sourceOf(value, origin) : undefined;
  if (source) {
    into.sources.push(source);
    return;
  }
  const object = typed(value);
  if (object === undefined) {
    if (!isDashboard(value)) (isRuleFile(value) ? into.ruleFiles : into.foreign).push(placeText(origin));
    return;
  }
  if (isHeader(object.raw)) {
    const header = readHeader(object.raw);
    if ('invalid' in header)
      invalid(into, { group: 'promwire.dev', kind: 'Snapshot' }, placeText(origin), header.invalid, origin);
    else into.headers.push(header);
    return;
  }
  const items = object.raw['items'];
  if (object.kind.endsWith('List') && (items === undefined || items === null || Array.isArray(items))) {
    yield* takeList(into, object, lines, line, at);
  } else takeObject(into, object, origin, at);
}

/** Reads one file's text into the collection, in steps. `asked`: it was named itself, and not found in a folder. */
export function* collect(into: Collection, file: string, text: string, asked: boolean): Generator<undefined, void> {
  const reads: Read[] = [];
  for (const read of readDocuments(text)) {
    reads.push(read);
    yield;
  }
  const snapshot = reads.some((read) => read.outcome === 'value' && isObject(read.value) && isHeader(read.value));
  for (const read of reads) {
    if (read.outcome === 'broken') takeBroken(into, read, file, asked);
    else {
      const { document, template } = read;
      yield* takeValue(into, read.value, read.itemLines, read.line, { file, document, snapshot, template });
    }
  }
}
