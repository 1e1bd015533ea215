import type { Labels, Requirement } from '../model/index.ts';
import { own } from './json.ts';
import { onlySlip } from './nearest.ts';
import { printRequirement } from './selector.ts';

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

/** A requirement of a selector that labels do not meet. */
export interface Unmet {
  readonly requires: string;
  readonly key: string;
  /** What the label has in its place; null: there is no such label. */
  readonly found: string | null;
  /** A label that is there and whose name is a slip of the pen for it: "relase=kps". */
  readonly near?: string;
}

export function unmetIn(labels: Labels, requirement: Requirement): Unmet {
  const { key, operator } = requirement;
  const found = own(labels, key) ?? null;
  const near = found === null && operator !== 'DoesNotExist' ? nearLabel(labels, key) : undefined;
  return {
    requires: printRequirement(requirement),
    key,
    found,
    ...(near === undefined ? {} : { near: labelText(labels, near) }),
  };
}

/** The name of the one label that is a slip of the pen for another. */
export function nearLabel(labels: Labels, key: string): string | undefined {
  return onlySlip(key, Object.keys(labels));
}

/** "app=web", "no label app", "no label app, but ap=web". */
export function unmetText({ key, found, near }: Unmet): string {
  return found === null ? `no label ${key}${near === undefined ? '' : `, but ${near}`}` : `${key}=${found}`;
}
