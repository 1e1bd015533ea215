import { isObject } from '../../kube/json.ts';
import type { FieldProblem, Json, JsonObject } from '../../model/index.ts';

/**
 * The body of an object with values of the wrong type read as what was meant by them: "true" for a label true, 30 for a
 * limit "30". The API server refuses such an object as a whole; all else that is wrong with it is said at once.
 */
export function asMeant(body: JsonObject, problems: readonly FieldProblem[]): JsonObject {
  return problems.reduce<Json>(
    (value, { path, wants }) => (wants === undefined ? value : changed(value, path, (wrong) => meant(wrong, wants))),
    body,
  ) as JsonObject;
}

function meant(value: Json, wants: string): Json {
  if (wants === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (wants === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  const isNumber = typeof value === 'string' && /^-?\d+$/.test(value);
  return isNumber && (wants === 'integer' || wants === 'number') ? Number(value) : value;
}

/** A copy with another value at the path; itself where the path leads nowhere. */
function changed(value: Json, path: readonly string[], change: (value: Json) => Json): Json {
  const [part, ...rest] = path;
  if (part === undefined) return change(value);
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item, i) => (String(i) === part ? changed(item, rest, change) : item));
  if (!isObject(value) || !Object.hasOwn(value, part)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === part ? changed(item, rest, change) : item]),
  );
}
