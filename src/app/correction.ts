import { isObject, own, stringAt } from '../kube/json.ts';
import type { Change, JsonObject } from '../model/index.ts';

/*
 * The memory of a label that promwire changed on another owner's object, in an annotation on that object: what it was
 * (null: absent) and what promwire set. With both, uninstall can tell whether it was changed since.
 */

export const WAS = 'promwire.dev/was';

export interface Correction {
  readonly was: string | null;
  readonly set: string | null;
}

/** The annotation for a change, together with what an earlier one remembers. The oldest `was` is kept. */
export function correctionAnnotation(
  metadata: JsonObject,
  labels: Extract<Change, { action: 'set-labels' }>['labels'],
): Readonly<Record<string, string>> {
  const before = readCorrections(stringAt(metadata, 'annotations', WAS));
  const now = Object.fromEntries(
    labels.map(({ key, was, becomes }) => {
      const earlier = own(before, key);
      return [key, { was: earlier ? earlier.was : was, set: becomes }];
    }),
  );
  return { [WAS]: JSON.stringify({ ...before, ...now }) };
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
