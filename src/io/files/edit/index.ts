/** Fields of YAML and JSON texts, changed in place: everything else stays byte for byte. */
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { groupBy } from '../../../kube/group.ts';
import { isObject } from '../../../kube/json.ts';
import { withField } from '../../../kube/object-fields.ts';
import type { FieldEdit } from '../../../kube/object-fields.ts';
import type { Json } from '../../../model/index.ts';
import { readDocuments, split } from '../documents.ts';
import { scanJson } from '../json.ts';
import type { Style } from './print-value.ts';
import { CannotEdit, renameOf, spliceOf } from './splice.ts';

export type { FieldEdit } from '../../../kube/object-fields.ts';

/** Fields of one object that are to change: of document `document` (from 1) of a text. */
export interface ObjectEdits {
  readonly document: number;
  readonly edits: readonly FieldEdit[];
}

/** `refused`: why the text of an object stays as it is, by its place among those asked for: goes on after its name. */
export interface EditedText {
  readonly text: string;
  readonly refused: ReadonlyMap<number, string>;
}

/** One object of those whose edits are asked for. */
type Asked = ObjectEdits & { readonly index: number };

/**
 * Changes fields of objects of a text. Comments, order, quotes, anchors and line ends of all else stay. The result is read
 * again and holds exactly what was asked; of an object where that is not so nothing is changed. Objects of one document are
 * changed together, since a list of a thousand objects is one document.
 */
export function editTexts(text: string, objects: readonly ObjectEdits[]): EditedText {
  const refused = new Map<number, string>();
  const parts = partsOf(text);
  const groups = groupBy(
    objects.map((each, index): Asked => ({ ...each, index })),
    ({ document }) => document,
  );
  let edited = text;
  // From behind, so that the places of all others stay.
  for (const [document, group] of [...groups].toSorted(([a], [b]) => b - a)) {
    const found = parts(document);
    if (!found) for (const { index } of group) refused.set(index, 'its document is no longer there');
    else {
      const { start, part, json } = found;
      edited = edited.slice(0, start) + editPart(part, json, group, refused) + edited.slice(start + part.length);
    }
  }
  return { text: edited, refused };
}

/** All together, and by halves where that cannot be. */
function editPart(part: string, json: boolean, group: readonly Asked[], refused: Map<number, string>): string {
  const [first, another] = group;
  if (!first) return part;
  let why = 'its text cannot be changed in this place without changing something else';
  try {
    const edits = group.map((each) => each.edits);
    const edited = editTogether(part, json, edits);
    if (holds(part, edited, edits.flat())) return edited;
  } catch (error) {
    if (!(error instanceof CannotEdit)) throw error;
    why = error.message;
  }
  if (!another) {
    refused.set(first.index, why);
    return part;
  }
  const half = Math.ceil(group.length / 2);
  return editPart(editPart(part, json, group.slice(0, half), refused), json, group.slice(half), refused);
}

/** `name`: the field keeps its value and gets this name. */
type Step = FieldEdit & { readonly name?: string };

/** The n-th step of every object in one go. */
function editTogether(part: string, json: boolean, objects: readonly (readonly FieldEdit[])[]): string {
  const value = valueIn(part);
  const steps = objects.map((edits) => stepsOf(value, edits));
  const rounds = Math.max(...steps.map(({ length }) => length));
  let edited = part;
  for (let round = 0; round < rounds; round++)
    edited = editOnce(
      edited,
      json,
      steps.flatMap((each) => each[round] ?? []),
    );
  return edited;
}

function stepsOf(value: Json, edits: readonly FieldEdit[]): readonly Step[] {
  const { renames, others } = renamesIn(value, edits);
  return [
    ...renames.map(({ path, name }) => ({ path, becomes: undefined, name })),
    ...others.flatMap((each) => leaves(value, each)),
  ];
}

const SECRET = /\bkind["']?\s*:\s*["']?(?:Sealed)?Secret\b|\bstringData\b/;

/** May lines around an object be those of a Secret? Documents of YAML are apart; members of a list and JSON are not. */
export function isNextToSecret(text: string, document: number): boolean {
  const found = partsOf(text)(document);
  return found !== undefined && SECRET.test(found.json ? text : found.part);
}

/** The value of a text that is one document. */
function valueIn(part: string): Json {
  const [read, more] = [...readDocuments(part)];
  if (read?.outcome !== 'value' || more) throw new CannotEdit('its document cannot be read');
  return read.value;
}

/** Objects and lists field by field, so that what stays the same keeps its text. */
function leaves(value: Json | undefined, { path, becomes }: FieldEdit): readonly FieldEdit[] {
  const [was, exists] = at(value, path);
  if (exists && becomes !== undefined && isDeepStrictEqual(was, becomes)) return [];
  if (isObject(was) && isObject(becomes) && Object.keys(was).length > 0 && Object.keys(becomes).length > 0) {
    const gone = Object.keys(was).filter((key) => !Object.hasOwn(becomes, key));
    return [
      ...Object.entries(becomes).map(([key, item]) => ({ path: [...path, key], becomes: item })),
      ...gone.map((key) => ({ path: [...path, key], becomes: undefined })),
    ].flatMap((edit) => leaves(value, edit));
  }
  if (Array.isArray(was) && Array.isArray(becomes) && was.length > 0 && becomes.length >= was.length)
    return (becomes as readonly Json[]).flatMap((item, index) =>
      leaves(value, { path: [...path, String(index)], becomes: item }),
    );
  return [{ path, becomes }];
}

/** Fields that go and come again next to where they were, as they were or in other letters: their keys are renamed. */
function renamesIn(
  value: Json,
  edits: readonly FieldEdit[],
): {
  readonly renames: readonly { readonly path: readonly string[]; readonly name: string }[];
  readonly others: readonly FieldEdit[];
} {
  const renames = edits.flatMap((gone) => {
    const [was, exists] = at(value, gone.path);
    if (!exists || gone.becomes !== undefined) return [];
    const next = edits.filter(
      ({ path, becomes }) =>
        becomes !== undefined &&
        path.length === gone.path.length &&
        path.slice(0, -1).every((part, i) => part === gone.path[i]) &&
        !at(value, path)[1],
    );
    const same = next.find(({ becomes }) => isDeepStrictEqual(becomes, was));
    const come = same ?? next.find(({ path }) => path.at(-1)?.toLowerCase() === gone.path.at(-1)?.toLowerCase());
    return come ? [{ gone, come, whole: same !== undefined }] : [];
  });
  // A value that changes as well is written once its key has the new name.
  const done = new Set(renames.flatMap(({ gone, come, whole }) => (whole ? [gone, come] : [gone])));
  return {
    renames: renames.map(({ gone, come }) => ({ path: gone.path, name: come.path.at(-1) ?? '' })),
    others: edits.filter((edit) => !done.has(edit)),
  };
}

function at(value: Json | undefined, path: readonly string[]): readonly [Json | undefined, boolean] {
  let now: Json | undefined = value;
  for (const part of path) {
    if (Array.isArray(now)) now = (now as readonly Json[])[Number(part)];
    else if (isObject(now) && Object.hasOwn(now, part)) now = now[part];
    else return [undefined, false];
  }
  return [now, now !== undefined];
}

/** A part of a text that is one document, and whether it is JSON. */
interface Part {
  readonly start: number;
  readonly part: string;
  readonly json: boolean;
}

/** The documents of a text, by their number from 1. */
function partsOf(text: string): (document: number) => Part | undefined {
  const values = scanJson(text);
  if (values)
    return (document) => {
      const start = values[document - 1]?.start;
      return start === undefined ? undefined : { start, part: text.slice(start, values[document]?.start), json: true };
    };
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const parts = new Map(
    split(text).map((each) => [each.document, { start: starts[each.line - 1] ?? 0, part: each.text, json: false }]),
  );
  return (document) => parts.get(document);
}

/** Steps in places of their own, made in one go. */
function editOnce(part: string, json: boolean, steps: readonly Step[]): string {
  const [first] = parseAllDocuments(part, {
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    keepSourceTokens: true,
  });
  if (!first || first.errors.length > 0) throw new CannotEdit('its text has a form that is not edited');
  const style = styleOf(part, json);
  const splices = steps
    .flatMap(({ name, ...edit }) =>
      name === undefined
        ? (spliceOf(part, first.contents, edit, style) ?? [])
        : renameOf(first.contents, edit.path, name, style),
    )
    .toSorted((a, b) => a.start - b.start);
  let edited = '';
  let from = 0;
  for (const { start, end, text } of splices) {
    if (start < from) throw new CannotEdit('two of its fields are written in one place');
    edited += part.slice(from, start) + text;
    from = end;
  }
  return edited + part.slice(from);
}

/** Of a line that another follows one step further in; two columns where there is none. */
const STEP = /^( *)[^\s#-][^\n]*:[^\S\n]*(?:#[^\n]*)?\r?\n\1( +)[^\s#-]/m;

function styleOf(text: string, json: boolean): Style {
  return {
    json,
    step: STEP.exec(text)?.[2]?.length ?? 2,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** Does the new text hold the fields as wanted, and all else as before? */
function holds(before: string, after: string, edits: readonly FieldEdit[]): boolean {
  const [now, more] = [...readDocuments(after)];
  return now?.outcome === 'value' && !more && isDeepStrictEqual(now.value, edits.reduce(withField, valueIn(before)));
}
