/** Both count from 1; the column in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Paths that are looked for in one document, as a tree: its parts, and where each was met. */
export interface Sought {
  readonly parts: Map<string, Sought>;
  place?: Place;
}

/** A tree of paths whose places are still to be found. */
export function soughtOf(paths: readonly (readonly string[])[]): Sought {
  const root: Sought = { parts: new Map() };
  for (const path of paths) {
    let node = root;
    for (const part of path) {
      const next = node.parts.get(part) ?? { parts: new Map<string, Sought>() };
      node.parts.set(part, next);
      node = next;
    }
  }
  return root;
}

/** The place of a path, or where it was not met that of the deepest part of it that was. */
export function placeOf(root: Sought, path: readonly string[]): Place | undefined {
  let node = root;
  let place: Place | undefined;
  for (const part of path) {
    const next = node.parts.get(part);
    if (!next?.place) break;
    ({ place } = next);
    node = next;
  }
  return place;
}
