/** Objects that several tools make in one namespace: one and the same where they differ in nothing that decides. */
import { isObject } from '../../../kube/json.ts';
import type { Json, JsonObject } from '../../../model/index.ts';
import type { Change } from './change.ts';

/** Labels that charts and sidecars select by, whether the files say so or not. */
const SELECTED = /^(?:release|app|app\.kubernetes\.io\/.*|helm\.sh\/.*|kubernetes\.io\/.*|grafana_.*)$/;
/** Fields that ask for labels, or hand them on. */
const ASKING = /selector|Labels?$|^match/i;
/** Fields that give labels to objects. */
const GIVING = new Set(['labels', 'commonLabels']);

/** Is a label asked for by what these hold? */
export function labelsAsked(bodies: Iterable<JsonObject>): (label: string) => boolean {
  const asked = new Set<string>();
  for (const body of bodies) collectAsked(body, false, asked);
  return (label) => SELECTED.test(label) || asked.has(label);
}

function collectAsked(value: Json | undefined, isAsking: boolean, into: Set<string>): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) collectAsked(item, isAsking, into);
  else if (isObject(value))
    for (const [key, inner] of Object.entries(value)) {
      if (isAsking) into.add(key);
      collectAsked(inner, isAsking || (!GIVING.has(key) && ASKING.test(key)), into);
    }
  else if (isAsking && typeof value === 'string') into.add(value);
}

/** Are the objects that these changes make one and the same, but for labels that nothing asks for? */
export function isAlike(
  made: readonly (JsonObject | undefined)[],
  changes: readonly (readonly Change[])[],
  isAsked: (label: string) => boolean,
): boolean {
  const put = changes.flat().flatMap((change) => (change.does === 'label' ? Object.keys(change.labels) : []));
  const idle = new Set(put.filter((label) => !isAsked(label)));
  return new Set(made.map((one) => JSON.stringify(one === undefined ? null : without(one, idle)))).size === 1;
}

const HOLDERS = new Set(['labels', 'matchLabels', 'selector', 'podSelector']);

/** Texts of a map do not depend on the order of its keys. */
function without(value: Json, idle: ReadonlySet<string>, isHolder = false): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => without(item, idle));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !(isHolder && idle.has(key)))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, without(inner, idle, HOLDERS.has(key))]),
  );
}
