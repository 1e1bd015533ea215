/** Fields of YAML and JSON texts, changed in place: everything else stays byte for byte. */
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { isObject } from '../../../kube/json.ts';
import { withField } from '../../../kube/object-fields.ts';
import type { FieldEdit } from '../../../kube/object-fields.ts';
import type { Json } from '../../../model/index.ts';
import { readDocuments, split } from '../documents.ts';
import { scanJson } from '../json.ts';
import type { Style } from './print-value.ts';
import { CannotEdit, spliceOf } from './splice.ts';

export type { FieldEdit } from '../../../kube/object-fields.ts';

/** The text after the edits, or why it stays as it is: a sentence that goes on after the name of the object. */
export type Edited = { readonly text: string } | { readonly refused: string };

/**
 * Changes fields of document `document` (from 1) of a text. Comments, order, quotes, anchors and line ends of all else
 * stay. The result is read again and holds exactly what was asked, or the edit is refused.
 */
export function editText(text: string, document: number, edits: readonly FieldEdit[]): Edited {
  try {
    const { start, part, json } = partOf(text, document);
    let edited = part;
    for (const edit of edits.flatMap((each) => leaves(valueIn(part), each))) edited = editOne(edited, json, edit);
    return holds(part, edited, edits)
      ? { text: text.slice(0, start) + edited + text.slice(start + part.length) }
      : { refused: 'its text cannot be changed in this place without changing something else' };
  } catch (error) {
    if (error instanceof CannotEdit) return { refused: error.message };
    throw error;
  }
}

const SECRET = /\bkind["']?\s*:\s*["']?(?:Sealed)?Secret\b|\bstringData\b/;

/** May lines around an object be those of a Secret? Documents of YAML are apart; members of a list and JSON are not. */
export function isNextToSecret(text: string, document: number): boolean {
  const { part, json } = partOf(text, document);
  return SECRET.test(json ? text : part);
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

function at(value: Json | undefined, path: readonly string[]): readonly [Json | undefined, boolean] {
  let now: Json | undefined = value;
  for (const part of path) {
    if (Array.isArray(now)) now = (now as readonly Json[])[Number(part)];
    else if (isObject(now) && Object.hasOwn(now, part)) now = now[part];
    else return [undefined, false];
  }
  return [now, now !== undefined];
}

/** The part of a text that is one document, and whether it is JSON. */
function partOf(
  text: string,
  document: number,
): { readonly start: number; readonly part: string; readonly json: boolean } {
  const values = scanJson(text);
  if (values) {
    const start = values[document - 1]?.start;
    if (start === undefined) throw new CannotEdit('its document is no longer there');
    return { start, part: text.slice(start, values[document]?.start), json: true };
  }
  const chunks = split(text);
  const chunk = chunks.find((each) => each.document === document);
  if (!chunk) throw new CannotEdit('its document is no longer there');
  return { start: offsetOfLine(text, chunk.line), part: chunk.text, json: false };
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let count = 1; count < line; count++) offset = text.indexOf('\n', offset) + 1;
  return offset;
}

function editOne(part: string, json: boolean, edit: FieldEdit): string {
  const [first] = parseAllDocuments(part, {
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    keepSourceTokens: true,
  });
  if (!first || first.errors.length > 0) throw new CannotEdit('its text has a form that is not edited');
  const splice = spliceOf(part, first.contents, edit, styleOf(part, json));
  return splice ? part.slice(0, splice.start) + splice.text + part.slice(splice.end) : part;
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
