import { isObject } from '../../kube/json.ts';
import { MASK } from '../../kube/mask.ts';
import { fieldAt } from '../../kube/object-fields.ts';
import type { FieldProblem, Json, JsonObject, PatchField } from '../../model/index.ts';

/**
 * The body of an object with values of the wrong type read as what was meant by them: "true" for a label true, 30 for a
 * limit "30", 30s for an interval 30. The API server refuses such an object as a whole; all else that is wrong with it is said at once.
 */
export function asMeant(body: JsonObject, problems: readonly FieldProblem[]): JsonObject {
  return problems.reduce<Json>((value, { path, wants, kind }) => {
    if (kind === 'unknown') return value;
    return changed(
      value,
      path,
      (wrong) => duration(path, wrong) ?? (wants === undefined ? wrong : meant(wrong, wants)),
    );
  }, body) as JsonObject;
}

function meant(value: Json, wants: string): Json {
  if (wants === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (wants === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  const isNumber = typeof value === 'string' && /^-?\d+$/.test(value);
  return isNumber && (wants === 'integer' || wants === 'number') ? Number(value) : value;
}

/**
 * Seconds of durations without a unit, from the least to the most that can be nothing else: an interval of 1 may be a minute,
 * one of 30000 milliseconds, and a `for` of 5 minutes. Prometheus itself counts in seconds where a number has no unit.
 */
const SECONDS: Readonly<Record<string, readonly [number, number]>> = {
  interval: [5, 900],
  scrapeInterval: [5, 900],
  scrapeTimeout: [1, 900],
  for: [60, 86_400],
  keep_firing_for: [60, 86_400],
};

/** The duration that is meant by a number, or by a text that is a number. */
function duration(path: readonly string[], value: Json | undefined): string | undefined {
  const [least, most] = SECONDS[path.at(-1) ?? ''] ?? [Infinity, 0];
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^[1-9]\d*$/.test(text) && Number(text) >= least && Number(text) <= most ? `${text}s` : undefined;
}

/** A key under which a credential may stand, or an address with one. */
const MAY_BE_SECRET = /"[^"]*(?:auth|bearer|token|password|secret|credential|header|param|key)[^"]*":|:\/\/[^"/]*@/i;

/** A problem with what makes it right, where there is one right answer; what a text is that YAML reads as no text is unknown. */
export function withRight(body: JsonObject, problem: FieldProblem): FieldProblem {
  const { kind, path, wants, slip } = problem;
  const was = fieldAt(body, path);
  if (was === undefined || was === null) return problem;
  const put = (...right: readonly PatchField[]): FieldProblem => ({ ...problem, right });
  if (kind === 'unknown') {
    const other = slip === undefined ? undefined : [...path.slice(0, -1), slip];
    if (other === undefined || fieldAt(body, other) !== undefined) return problem;
    // What is changed is shown.
    const shown = JSON.stringify({ [slip ?? '']: was });
    if (MAY_BE_SECRET.test(shown) || shown.includes(MASK)) return problem;
    // The one namespace that "matchName" would name is the list of one.
    const becomes = slip === 'matchNames' && typeof was === 'string' ? [was] : was;
    return put({ path, was, becomes: null }, { path: other, was: null, becomes });
  }
  const becomes = duration(path, was) ?? (wants === undefined || wants === 'string' ? was : meant(was, wants));
  return becomes === was ? problem : put({ path, was, becomes });
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
