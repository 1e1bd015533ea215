import { asObject, isObject, own, stringAt } from '../kube/json.ts';
import type { Change, JsonObject, Labels } from '../model/index.ts';

/*
 * The memory of a label that promwire changed on another owner's object, in an annotation on that object: what it was
 * (null: absent) and what promwire set. With both, uninstall can tell whether it was changed since.
 */

export const WAS = 'promwire.dev/was';

export interface Correction {
  readonly was: string | null;
  readonly set: string | null;
}

/**
 * The annotation for a change, together with what an earlier one remembers, if that is `ours`: everybody who may write
 * the object can write the same text. The oldest `was` is kept, while its label is as promwire set it.
 */
export function correctionAnnotation(
  metadata: JsonObject,
  labels: Extract<Change, { action: 'set-labels' }>['labels'],
  ours: boolean,
): Readonly<Record<string, string>> {
  const before = ours ? readCorrections(stringAt(metadata, 'annotations', WAS)) : {};
  const isNow = asObject(metadata['labels']);
  const now = Object.fromEntries(
    labels.map(({ key, becomes }) => {
      const earlier = own(before, key);
      const is = own(isNow, key) ?? null;
      return [key, { was: earlier?.set === is ? earlier.was : is, set: becomes }];
    }),
  );
  return { [WAS]: JSON.stringify({ ...before, ...now }) };
}

/** What the annotation still holds when these labels are as they were; null: nothing. */
export function correctionsLeft(metadata: JsonObject, labels: Labels): string | null {
  const left = Object.entries(readCorrections(stringAt(metadata, 'annotations', WAS))).filter(
    ([key, { was, set }]) => ![was, set].includes(own(labels, key) ?? null),
  );
  return left.length === 0 ? null : JSON.stringify(Object.fromEntries(left));
}

/** What it still holds when these labels are set by another command, which remembers them itself; null: nothing. */
export function withoutLabels(text: string | undefined, keys: readonly string[]): string | null {
  const left = Object.entries(readCorrections(text)).filter(([key]) => !keys.includes(key));
  return left.length === 0 ? null : JSON.stringify(Object.fromEntries(left));
}

/** label key -> correction. An annotation that cannot be read holds nothing. */
export function readCorrections(text: string | undefined): Readonly<Record<string, Correction>> {
  const value = parse(text ?? '{}');
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => {
      if (!isObject(entry)) return [];
      const { was, set } = entry;
      const known = (field: unknown): field is string | null => field === null || typeof field === 'string';
      return known(was) && known(set) ? [[key, { was, set }]] : [];
    }),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
