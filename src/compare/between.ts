/** The first difference of two objects, in fields that decide. */
import { at, isObject, objectsAt, sameJson } from '../kube/json.ts';
import type { Json, KubeObject, Ref } from '../model/index.ts';
import type { Side } from './side.ts';

export type Path = readonly string[];

export interface Changed {
  readonly side: 'base' | 'head';
  readonly object: KubeObject;
  /** '[]': the object as a whole. */
  readonly field: Path;
  /** It is what the stack asks for, which can be put back. */
  readonly asks?: boolean;
}

export interface Sides {
  readonly base: Side;
  readonly head: Side;
}

/** The first difference of two objects in some of their fields, of `endpoints` in what monitors ask for by. */
export function between(
  before: Ref,
  after: Ref,
  { base, head }: Sides,
  paths: readonly Path[],
  endpoints: readonly Path[] = [],
): Changed | undefined {
  const was = base.analysis.world.get(before);
  const is = head.analysis.world.get(after);
  if (!was || !is) return undefined;
  const found = [
    ...paths.flatMap((path) => differences(valueAt(was, path), valueAt(is, path), path)),
    ...endpoints.flatMap((path) => differences(askedAt(was, path), askedAt(is, path), path)),
  ];
  // Of a sidecar, its variables say what it takes.
  const field = found.find((path) => path.includes('env')) ?? found[0];
  return field && { side: 'head', object: is, field };
}

function valueAt({ body, metadata }: KubeObject, path: Path): Json | undefined {
  return path[0] === 'metadata' ? { ...metadata.labels } : at(body, ...path);
}

/** What monitors ask for by, of each endpoint. */
const ENDPOINT = ['port', 'targetPort', 'relabelings'];

function askedAt({ body }: KubeObject, path: Path): Json | undefined {
  return objectsAt(body, ...path).map((endpoint) =>
    Object.fromEntries(ENDPOINT.flatMap((key) => (endpoint[key] === undefined ? [] : [[key, endpoint[key]]]))),
  );
}

/** The deepest fields that differ. */
function differences(was: Json | undefined, is: Json | undefined, path: Path): readonly Path[] {
  if (was === is || (was !== undefined && is !== undefined && sameJson(was, is))) return [];
  if (isObject(was) && isObject(is))
    return [...new Set([...Object.keys(is), ...Object.keys(was)])].flatMap((key) =>
      differences(was[key], is[key], [...path, key]),
    );
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length)
    return is.flatMap((value: Json, i) => differences(was[i] as Json, value, [...path, String(i)]));
  return [path];
}
