/** Reads a file that a schema describes, and says what is wrong in it with the place of each mistake. */
import { PromwireError } from '../errors.ts';
import { readDocuments } from '../io/files/documents.ts';
import { locate } from '../io/files/locate.ts';
import { repeatedKeys } from '../io/files/repeated-keys.ts';
import type { Place } from '../io/files/sought.ts';
import type { Json } from '../model/index.ts';

/** Something that is wrong in a file, at the field that `path` leads to. */
export interface Fault {
  readonly path: readonly string[];
  readonly message: string;
  /** What could be there, where that is known. */
  readonly allowed?: readonly string[];
}

interface Form<T> {
  /** What it is called in errors, and how it was given: "--profile ". */
  readonly path: string;
  readonly given: string;
  readonly schema: object;
  /** What is wrong in a file that fits the schema. */
  readonly faults: (value: T) => readonly Fault[];
  /** What to do where nothing better is known, and about a second document. */
  readonly hint: string;
  readonly alone: string;
}

/** A file without a fault. */
export interface CheckedFile<T> {
  readonly value: T;
  /** Where fields stand, in the order asked; the beginning of the file for what is not there. */
  readonly placesOf: (paths: readonly (readonly string[])[]) => readonly Place[];
  /** The error for what turns out to be wrong later. */
  readonly refuse: (faults: readonly Fault[]) => Promise<PromwireError>;
}

/** So many are told of those that are wrong. */
const TOLD = 5;

/** The file in a text. Throws PromwireError 'usage' with the places of what is wrong. */
export async function decodeChecked<T>(written: string, form: Form<T>): Promise<CheckedFile<T>> {
  const { path: name, given, schema, faults: faultsOf, hint, alone } = form;
  const text = written.replace(/^\ufeff/, '');
  const refuse = (what: string, next = hint): PromwireError =>
    new PromwireError('usage', `${given}${name}${what}`, next);
  const [first, second] = readDocuments(text);
  if (!first) throw refuse(': there is nothing in it');
  if (first.outcome === 'broken') throw refuse(`:${first.line}:${first.column}: ${first.reason}`);
  if (second) throw refuse(`:${second.line}: it holds a second document`, alone);
  const { misfits, nameOf } = await import('../io/schema.ts');
  const repeated = repeatedKeys(text)[0];
  if (repeated) {
    const { path: field, first: before, again } = repeated;
    const what = `${nameOf(field)} stands twice, first in line ${before.line}; of the two only one would count`;
    throw refuse(`:${again.line}:${again.column}: ${what}`, 'Put what belongs together under one key.');
  }
  const { value: read, document, line } = first;
  const placesOf: CheckedFile<T>['placesOf'] = (paths) => {
    const places = locate(
      text,
      paths.map((path) => ({ document, path })),
    );
    return paths.map((_path, index) => places[index] ?? { line, column: 1 });
  };
  const told = async (faults: readonly Fault[]): Promise<PromwireError> =>
    await refusal(oncePerField(faults), placesOf, form);
  const misfit: readonly Fault[] = misfits(schema, read);
  const value = read as T;
  const faults = misfit.length > 0 ? misfit : faultsOf(value);
  if (faults.length > 0) throw await told(faults);
  return { value, placesOf, refuse: told };
}

/** Of one field a schema may say the same twice: that it is no text, and not the text that it must be. */
function oncePerField(faults: readonly Fault[]): readonly Fault[] {
  const seen = new Map<string, Fault>();
  for (const fault of faults) {
    const key = fault.path.join('\0');
    const before = seen.get(key);
    if (!before || (before.allowed ?? []).length < (fault.allowed ?? []).length) seen.set(key, fault);
  }
  return [...seen.values()];
}

async function refusal<T>(
  faults: readonly Fault[],
  placesOf: CheckedFile<T>['placesOf'],
  { path, given, hint }: Form<T>,
): Promise<PromwireError> {
  const { nameOf } = await import('../io/schema.ts');
  const places = placesOf(faults.map((fault) => fault.path));
  const told = faults
    .map((fault, index) => ({ fault, ...(places[index] ?? { line: 1, column: 1 }) }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
  const lines = told
    .slice(0, TOLD)
    .map(({ fault, line, column }) => `${path}:${line}:${column}: ${nameOf(fault.path)}: ${fault.message}`);
  const more = told.length > TOLD ? `\nand ${told.length - TOLD} more` : '';
  const allowed = told[0]?.fault.allowed ?? [];
  const next =
    allowed.length === 0 ? hint : `${nameOf(told[0]?.fault.path.slice(0, -1) ?? [])} has: ${allowed.join(', ')}.`;
  return new PromwireError('usage', `${given}${lines.join('\n')}${more}`, next);
}

/** Texts and names in a value that a terminal or a parser could take for something else. */
export function controlsIn(value: Json, path: readonly string[]): readonly Fault[] {
  if (typeof value === 'string')
    return /(?![\n\t])\p{Cc}/u.test(value) ? [{ path, message: 'it holds a control character' }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(/\p{Cc}/u.test(key) ? [{ path, message: 'a name in it holds a control character' }] : []),
    ...controlsIn(item, [...path, key]),
  ]);
}
