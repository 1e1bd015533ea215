/** JSON patches as kustomize applies them. Source: RFC 6902; evanphx/json-patch v4 patch.go, which kustomize calls. */
import { isObject, listAt, sameJson, stringAt } from '../../../kube/json.ts';
import type { Json, JsonObject } from '../../../model/index.ts';

/** The value after these operations; undefined: one of them cannot be done, and kustomize builds nothing. */
export function jsonPatched(value: JsonObject, operations: readonly JsonObject[]): JsonObject | undefined {
  const after = operations.reduce<Json | undefined>(
    (now, operation) => (now === undefined ? undefined : operated(now, operation)),
    value,
  );
  return isObject(after) ? after : undefined;
}

function operated(value: Json, operation: JsonObject): Json | undefined {
  const path = partsOf(stringAt(operation, 'path'));
  const from = partsOf(stringAt(operation, 'from'));
  const given = operation['value'];
  if (path === undefined) return undefined;
  switch (operation['op']) {
    case 'add':
      return edited(value, path, (old, at) => added(old, at, given ?? null));
    case 'replace':
      return edited(value, path, (old, at) =>
        valueAt(old, [at]) === undefined ? undefined : put(old, at, given ?? null),
      );
    case 'remove':
      return edited(value, path, removed);
    case 'test':
      return sameJson(valueAt(value, path) ?? null, given ?? null) ? value : undefined;
    case 'copy':
    case 'move': {
      const moved = from === undefined ? undefined : valueAt(value, from);
      const rest = operation['op'] === 'copy' || from === undefined ? value : edited(value, from, removed);
      if (moved === undefined || rest === undefined) return undefined;
      return edited(rest, path, (old, at) => added(old, at, moved));
    }
    default:
      return undefined;
  }
}

/** "/a/b~1c" -> a, b/c. */
function partsOf(pointer: string | undefined): readonly string[] | undefined {
  if (!pointer?.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The place in a list; `-` is behind its end. */
function indexOf(list: readonly Json[], part: string): number | undefined {
  if (part === '-') return list.length;
  if (!/^-?\d+$/.test(part)) return undefined;
  const index = Number(part) < 0 ? list.length + Number(part) : Number(part);
  return index >= 0 && index <= list.length ? index : undefined;
}

function valueAt(value: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((now, part) => {
    if (Array.isArray(now)) return (now as readonly Json[])[indexOf(now, part) ?? now.length];
    return isObject(now) && Object.hasOwn(now, part) ? now[part] : undefined;
  }, value);
}

/** A copy with what `edit` makes of what holds the end of the path; undefined: there is none. */
function edited(
  value: Json | undefined,
  [part, ...rest]: readonly string[],
  edit: (holder: Json, at: string) => Json | undefined,
): Json | undefined {
  if (value === undefined || part === undefined) return undefined;
  if (rest.length === 0) return edit(value, part);
  const inner = edited(valueAt(value, [part]), rest, edit);
  return inner === undefined ? undefined : put(value, part, inner);
}

function put(holder: Json, at: string, value: Json): Json | undefined {
  if (Array.isArray(holder)) {
    const index = indexOf(holder, at);
    return index === undefined || index === holder.length ? undefined : listAt({ holder }, 'holder').with(index, value);
  }
  return isObject(holder) ? withField(holder, at, value) : undefined;
}

function added(holder: Json, at: string, value: Json): Json | undefined {
  if (!Array.isArray(holder)) return put(holder, at, value);
  const index = indexOf(holder, at);
  return index === undefined ? undefined : (holder as readonly Json[]).toSpliced(index, 0, value);
}

function removed(holder: Json, at: string): Json | undefined {
  if (valueAt(holder, [at]) === undefined) return undefined;
  if (Array.isArray(holder)) return (holder as readonly Json[]).toSpliced(indexOf(holder, at) ?? 0, 1);
  return isObject(holder) ? withoutField(holder, at) : undefined;
}

/** `__proto__` is a field like any other. */
export function withField(holder: JsonObject, name: string, value: Json): JsonObject {
  return Object.fromEntries([...Object.entries(holder).filter(([key]) => key !== name), [name, value]]);
}

export function withoutField(holder: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(holder).filter(([key]) => key !== name));
}
