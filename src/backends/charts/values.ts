/** One value of a release, through all the layers that may set it. */
import { at, isObject } from '../../kube/json.ts';
import type { FilePlace, Json, Release } from '../../model/index.ts';

/** A value that is known (undefined: nothing sets it), or why it is not. */
export type Value = { readonly value: Json | undefined } | { readonly open: string };

/** Texts that another tool fills in when it installs the chart. */
const FILLED_IN = /\$\{|\{\{|<path:|\$ARGOCD_/;

/**
 * The value under a path, as Helm merges it: a later layer overrides an earlier one, maps are merged, and null takes away
 * what was there. A layer that is not among the files leaves open what no later one sets.
 */
export function valueAt(release: Release, ...path: readonly string[]): Value {
  const parts: Json[] = [];
  for (const layer of release.layers.toReversed()) {
    if (layer.values === undefined)
      return { open: `${path.join('.')} may be set in ${layer.name}, which is not among the files.` };
    const value = at(layer.values, ...path);
    if (value === undefined) continue;
    parts.unshift(value);
    if (!isObject(value)) break;
  }
  const value = parts.reduce<Json | undefined>(merge, undefined);
  const text = JSON.stringify(value ?? null).replaceAll(/\{\{-?\s*\$?\.Release\.Name\s*-?\}\}/g, release.name ?? '{{');
  if (FILLED_IN.test(text))
    return { open: `${path.join('.')} is ${text.slice(0, 80)}, which is filled in when the chart is installed.` };
  return { value: value === undefined ? undefined : (JSON.parse(text) as Json) };
}

/** A path as it is written in the values: under the key of the chart around it, where there is one. */
export function pathText({ under }: Release, path: readonly string[]): string {
  return [...(under === undefined ? [] : [under]), ...path].join('.');
}

/** The same where what is not known counts as not set. */
export function setAt(release: Release, ...path: readonly string[]): Json | undefined {
  const found = valueAt(release, ...path);
  return 'open' in found ? undefined : (found.value ?? undefined);
}

/** A text that is set. */
export function textAt(release: Release, ...path: readonly string[]): string | undefined {
  const value = setAt(release, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Is a switch on? */
export function isOn(release: Release, whenAbsent: boolean, ...path: readonly string[]): boolean {
  const value = setAt(release, ...path);
  return value === undefined ? whenAbsent : value === true;
}

function merge(below: Json | undefined, above: Json): Json {
  if (!isObject(below) || !isObject(above)) return above;
  const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, above[key] === undefined ? (below[key] as Json) : merge(below[key], above[key])]),
  );
}

/** Where a value is set, or where it belongs: the line of the deepest part of its path, in the last layer that has one. */
export function placeOf(release: Release, ...path: readonly string[]): FilePlace {
  for (let length = path.length; length >= 0; length -= 1) {
    const key = path.slice(0, length).join('.');
    const found = release.layers.toReversed().flatMap(({ places }) => places[key] ?? [])[0];
    if (found) return found;
  }
  return beginOf(release);
}

/** Where the document of a release begins. */
export function beginOf({ origin }: Release): FilePlace {
  return origin.source === 'file' ? { file: origin.file, line: origin.line } : { file: '', line: 1 };
}
