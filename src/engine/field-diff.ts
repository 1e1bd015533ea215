import type { Json } from '../model.ts';
import { isObject } from './json.ts';

/** One field that differs; undefined: not there. Paths as people write them: "spec.endpoints[0].port". */
export interface FieldChange {
  readonly path: string;
  readonly was: Json | undefined;
  readonly becomes: Json | undefined;
}

/** Every leaf in which two JSON values differ, in the order of the second. */
export function fieldDiff(was: Json | undefined, becomes: Json | undefined, path = ''): readonly FieldChange[] {
  if (isObject(was) && isObject(becomes)) {
    const keys = [...new Set([...Object.keys(becomes), ...Object.keys(was)])];
    return keys.flatMap((key) => fieldDiff(was[key], becomes[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(was) && Array.isArray(becomes)) {
    const length = Math.max(was.length, becomes.length);
    return Array.from({ length }, (_, i) => i).flatMap((i) =>
      fieldDiff(was[i] as Json | undefined, becomes[i] as Json | undefined, `${path}[${i}]`),
    );
  }
  return was === becomes ? [] : [{ path, was, becomes }];
}
