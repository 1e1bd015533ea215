/** Documents to objects: lists are opened, duplicates settled, everything that is not read is counted or a gap. */
import type { Json, JsonObject, KubeObject, Origin } from '../../model/index.ts';
import { isKnownKind, project } from '../projection/index.ts';
import { asMeant, withRight } from './as-meant.ts';
import { withImpliedLabel } from './implied-label.ts';
import { isDashboard, isRuleFile } from './untyped.ts';
import { isHeader, readHeader } from './snapshot-file.ts';
import { documentsOf, type Parsed } from './documents.ts';
import { invalid, leaveUnfilled, takeBroken } from './broken.ts';
import type { Collection } from './collection.ts';
import { placeholderIn } from './argocd/placeholders.ts';
import { readable } from './sops.ts';
import { tracesOf } from './namespace-traces.ts';
import { isObject, objectAt, stringAt } from '../../kube/json.ts';
import { groupOf, kindKeyOf } from '../../kube/refs.ts';
import { placeText } from './settle.ts';
import { chartFolderOf, HELM_REASON, waitsForValues } from './unfilled.ts';
import type { FileOrigin } from './releases/draft.ts';
import { sourceOf } from './releases/index.ts';
import { versionProblem } from './version-problem.ts';

/** The whole object is checked: the projection has only the fields that exist. */
function withProblems(into: Collection, object: KubeObject, raw: JsonObject): KubeObject {
  const version = versionProblem(object.apiVersion, object.kind);
  const problems = [...(version ? [version] : []), ...(into.problems?.(raw) ?? [])];
  if (problems.length === 0) return object;
  const body = asMeant(object.body, problems);
  const told = problems.map((problem) => withRight(object.body, problem));
  return { ...object, body, problems: [...(object.problems ?? []), ...told] };
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
  /** It is of files: no API server has taken its objects. */
  readonly untaken?: boolean;
  /** The file was named itself. */
  readonly asked?: boolean;
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
  { snapshot, untaken, template, asked }: Context,
): void {
  // They name the files that are read, or are read by name, and never reach a cluster.
  if (['kustomize.config.k8s.io', 'promwire.dev'].includes(groupOf(apiVersion)) || isPatch(raw)) return;
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
  if (!snapshot && origin.source === 'file' && waitsForValues(raw)) {
    const reads = { group: groupOf(apiVersion), kind };
    const sentence = `${placeText(origin)}: ${HELM_REASON}`;
    if (asked === true) invalid(into, reads, placeText(origin), HELM_REASON, origin);
    else if (chartFolderOf(origin.file) !== undefined) into.templates.push(origin.file);
    else leaveUnfilled(into, { reason: 'invalid', reads, sentence, origin });
    return;
  }
  const rendered = template === undefined ? projected : { ...projected, template };
  const object =
    snapshot && !untaken ? projected : withProblems(into, snapshot ? rendered : withImpliedLabel(rendered), named(raw));
  const placeholder = snapshot ? undefined : placeholderIn(projected, raw);
  const traces = template === undefined ? undefined : tracesOf(raw);
  into.objects.push({
    object,
    whole: snapshot,
    ...(placeholder === undefined ? {} : { open: `Argo CD fills in ${placeholder}` }),
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
  const plain = readable(value);
  if (plain === undefined) {
    into.encrypted.push(placeText(origin));
    return;
  }
  const source = isObject(plain) ? sourceOf(plain, origin) : undefined;
  if (source) {
    into.sources.push(at.template === undefined ? source : { ...source, template: at.template });
    return;
  }
  const object = typed(plain);
  if (object === undefined) {
    if (!isDashboard(plain)) (isRuleFile(plain) ? into.ruleFiles : into.foreign).push(placeText(origin));
    return;
  }
  if (isHeader(object.raw)) {
    const header = readHeader(object.raw);
    if ('invalid' in header)
      invalid(into, { group: 'promwire.dev', kind: 'Snapshot' }, placeText(origin), header.invalid, origin);
    else into.headers.push({ ...header, origin });
    return;
  }
  const items = object.raw['items'];
  if (object.kind.endsWith('List') && (items === undefined || items === null || Array.isArray(items))) {
    yield* takeList(into, object, lines, line, at);
  } else takeObject(into, object, origin, at);
}

/** Reads one file's text into the collection, in steps. `asked`: it was named itself, and not found in a folder. */
export function* collect(
  into: Collection,
  file: string,
  text: string,
  { asked, parsed }: { readonly asked: boolean; readonly parsed?: Parsed | undefined },
): Generator<undefined, void> {
  const reads = yield* documentsOf(text, parsed);
  const [head] = reads.flatMap((read) =>
    read.outcome === 'value' && isObject(read.value) && isHeader(read.value) ? [read.value] : [],
  );
  const snapshot = head !== undefined;
  const untaken = head?.['source'] === 'files' && head['captured'] === undefined;
  for (const read of reads) {
    if (read.outcome === 'broken') takeBroken(into, read, file, asked);
    else {
      const { document, template } = read;
      yield* takeValue(into, read.value, read.itemLines, read.line, {
        ...{ file, asked, document, snapshot, untaken, template },
      });
    }
  }
}
