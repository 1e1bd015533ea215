import type { Labels } from '../model/index.ts';
import { own } from './json.ts';

/*
 * How near labels come to those that are asked for.
 */

/** Labels that many objects of one release share, of different applications too: they name none. */
const SHARED =
  /^(?:helm\.sh\/.*|app\.kubernetes\.io\/(?:managed-by|part-of|version|instance|created-by)|chart|heritage|release|instance|version|env(?:ironment)?|team|tier)$/;

/** Does a label of this name tell one application from another? */
export function namesApplication(key: string): boolean {
  return !SHARED.test(key);
}

/** A label that is asked for, and what is in its place. */
export interface Difference {
  readonly key: string;
  readonly wanted: string;
  /** Absent: there is no such label. */
  readonly has?: string;
}

/** The labels that are asked for and differ; `most`: no more than so many. */
export function differences(labels: Labels, wanted: Labels, most: number = Infinity): readonly Difference[] {
  const found: Difference[] = [];
  // Not Object.entries: a selector may have thousands of labels, and most candidates differ in the first.
  for (const key in wanted) {
    const value = own(wanted, key);
    const has = own(labels, key);
    if (value === undefined || has === value) continue;
    found.push({ key, wanted: value, ...(has === undefined ? {} : { has }) });
    if (found.length >= most) break;
  }
  return found;
}

/** "app=web", "no label app". */
export function labelText(labels: Labels, key: string): string {
  const value = own(labels, key);
  return value === undefined ? `no label ${key}` : `${key}=${value}`;
}
