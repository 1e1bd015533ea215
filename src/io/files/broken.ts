/** Documents that do not parse: a mistake, a template that waits for its values, or no manifest at all. */
import { defined } from '../../kube/json.ts';
import { groupOf } from '../../kube/refs.ts';
import type { Gap, Origin } from '../../model/index.ts';
import { isKnownKind } from '../projection/index.ts';
import { ALL_RESOURCES } from '../resources.ts';
import type { Collection } from './collection.ts';
import type { Read } from './documents.ts';
import { placeText } from './settle.ts';
import { sourceOf } from './releases/index.ts';
import { chartFolderOf, HELM_REASON, holdsHole, isOpenHole, isTemplate, mayBeTemplate } from './unfilled.ts';

/** `namespace`: that of the object, where it could be read: of others nothing is hidden. */
export function invalid(into: Collection, reads: Gap['reads'], at: string, reason: string, origin: Origin): void {
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
export function takeBroken(
  into: Collection,
  read: Extract<Read, { outcome: 'broken' }>,
  file: string,
  asked: boolean,
): void {
  const kind = /^kind:[ \t]*["']?(\w+)/m.exec(read.text)?.[1];
  const apiVersion = /^apiVersion:[ \t]*["']?([\w./-]+)/m.exec(read.text)?.[1] ?? '';
  const helm = isTemplate(read.text);
  const origin = { source: 'file', file, document: read.document, line: read.line, column: read.column } as const;
  const at = `${file}:${read.line}:${read.column}`;
  const perhaps = !helm && mayBeTemplate(read.text);
  const reason = helm
    ? HELM_REASON
    : perhaps
      ? `${read.reason}; if it is a Helm template, run helm template and read its output`
      : isOpenHole(read)
        ? `${read.reason}: {{ }} is what a template is filled in at; give what the template makes`
        : read.reason;
  // Folders hold charts with their templates, and what is no manifest at all.
  const foreign =
    (kind === undefined || isNoKind(kind)) &&
    apiVersion === '' &&
    !/^[^\S\n]*(?:[[{]\s*)?"(?:kind|apiVersion)"|^items:/m.test(read.text);
  const stranger = { reason: 'invalid', reads: { group: '', kind: '' }, sentence: `${at}: ${reason}`, origin } as const;
  if (!asked && (helm || perhaps) && chartFolderOf(file) !== undefined) {
    into.templates.push(file);
    return;
  }
  const namespace = isList(kind) ? undefined : NAMESPACE.exec(read.text)?.[1];
  if (!asked && (helm || holdsHole(read.text))) {
    leaveUnfilled(
      into,
      stranger,
      isNoKind(kind ?? '')
        ? stranger.reads
        : { group: groupOf(apiVersion), kind: kind ?? '', ...defined({ namespace }) },
    );
    return;
  }
  if (!asked && foreign) {
    into.foreign.push(placeText(origin));
    into.strangers.push(stranger);
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
    into.strangers.push(stranger);
    return;
  }
  const reads = isList(kind) ? stranger.reads : { group: groupOf(apiVersion), kind, ...defined({ namespace }) };
  invalid(into, reads, at, reason, origin);
}

/** A list may hold any kind; a text without a kind is not an object, and hides none. */
const isList = (kind: string | undefined): kind is 'List' | undefined => kind === 'List' || kind === undefined;

/** A document that a tool fills in first is named; where the other side of a comparison has what it may be, that is not known. */
export function leaveUnfilled(into: Collection, gap: Gap, reads: Gap['reads'] = gap.reads): void {
  if (gap.origin) into.unfilled.push(placeText(gap.origin));
  into.strangers.push({ ...gap, reads });
}
