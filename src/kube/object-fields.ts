/** Fields of objects by path, through maps and lists: ["spec", "endpoints", "0", "port"]. */
import type { Json, JsonObject } from '../model/index.ts';
import { isObject } from './json.ts';

/** The value there; undefined where there is none. */
export function fieldAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((within, part) => {
    if (Array.isArray(within)) return /^\d+$/.test(part) ? (within as readonly Json[])[Number(part)] : undefined;
    return isObject(within) && Object.hasOwn(within, part) ? within[part] : undefined;
  }, value);
}

/** "/spec/endpoints/0/port". Source: RFC 6901. */
export function jsonPointer(path: readonly string[]): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export interface FieldEdit {
  readonly path: readonly string[];
  /** undefined removes the field. */
  readonly becomes: Json | undefined;
}

/** A value with one field changed; maps on the way to it are made. */
export function withField(value: Json, { path, becomes }: FieldEdit): Json {
  const [part, ...rest] = path;
  if (part === undefined) return becomes ?? null;
  if (Array.isArray(value)) {
    const list = [...(value as readonly Json[])];
    list[Number(part)] = withField(list[Number(part)] ?? null, { path: rest, becomes });
    return list;
  }
  const map: JsonObject = isObject(value) ? value : {};
  const { [part]: old, ...others } = map;
  if (rest.length === 0 && becomes === undefined) return others;
  if (becomes === undefined && (old === undefined || old === null)) return value;
  // In its place, so that the order of keys does not matter here.
  return { ...map, [part]: withField(old ?? null, { path: rest, becomes }) };
}
