import { isObject } from '../../kube/json.ts';
import { MASK } from '../../kube/mask.ts';
import { shownField, shownKey } from '../../kube/shown-name.ts';
import { isParameter, isSecretName, secretValue } from './label-values.ts';
import { hostOnly, scrubExpression, scrubText, scrubWords, withoutPath, withoutQuery } from './scrub-text.ts';
/**
 * What takes secrets out of a value while it is projected. A `Keep` looks at one field of a raw object and returns
 * what may survive of it; `undefined` drops the field. Nothing is copied where nothing had to change.
 */

/** Deeper than any Kubernetes object; guards the stack against hostile nesting. */
const MAX_DEPTH = 64;

/** What is wrong with the object as a whole, collected on the way; any entry makes the object invalid. */
export type Flaws = string[];
export type Keep = (value: unknown, flaws: Flaws, depth: number) => unknown;
export type Fields = Readonly<Record<string, Keep>>;
export type RawObject = Readonly<Record<string, unknown>>;

/** True for a mapping: neither an array, null nor a Date. */
export function isRecord(value: unknown): value is RawObject {
  return isObject(value) && !(value instanceof Date);
}

/** Sets an own property even where its name is `__proto__`. */
export function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** Of a replacement what is no reference to a group. */
const GROUPS = /\$(?:\w+|\{\w+\})/g;

/** Their values are maps or lists of literals. */
export const LITERALS =
  /^(?:params|endpointParams|headers|httpHeaders|proxyConnectHeader|proxyHeaders|basicAuth|authorization)$/;
/** Their keys are labels, not field names. */
const LABEL_DATA = /^(?:matchLabels|matchExpressions|selector|.+Selector|relabelings|metricRelabelings|.+Labels)$/;
/** What stands in these must still parse, in whatever object they are. */
const EXPRESSIONS: ReadonlySet<string> = new Set(['regex', 'value', 'expr', 'query']);
/** What people and programs say. */
const PROSE: ReadonlySet<string> = new Set(['message', 'lastError', 'detail', 'server', 'why', 'comment', 'by']);
/** What is looked at in a receiver; all other text in it is a message, and that it is there is enough. */
const RECEIVERS: ReadonlySet<string> = new Set([
  ...['name', 'key', 'type', 'namespace', 'kind', 'smarthost', 'noProxy', 'serverName', 'minVersion', 'maxVersion'],
]);
/** Their paths are looked at. */
const ADDRESSES =
  /^(?:path|url|metricsPath|pathPrefix|static|server|apiServer|identityEndpoint|endpoint|host|__metrics_path__)$/;
/** Of these it counts that they can be read. */
const ENDS = /^(?:proxy|token)Ur[il]$/i;
const AUTH_TYPE = /^[\w-]{0,20}$/;

type Mode = 'plain' | 'expression' | 'keyed' | 'receiver' | 'masked';

/** {name, key, optional}: names where a secret is, and is none. */
function isReference(value: RawObject): boolean {
  const entries = Object.entries(value);
  return (
    entries.length > 0 &&
    entries.every(([key, item]) =>
      key === 'optional' ? typeof item === 'boolean' : (key === 'name' || key === 'key') && typeof item === 'string',
    )
  );
}

function modeFor(key: string, value: unknown, mode: Mode): Mode {
  if (isParameter(key)) return 'masked';
  if (mode === 'masked') {
    if (key === 'type' && typeof value === 'string' && AUTH_TYPE.test(value)) return 'plain';
    return isRecord(value) && isReference(value) ? 'plain' : 'masked';
  }
  if (mode === 'plain' || mode === 'expression') return mode;
  if (LABEL_DATA.test(key)) return 'plain';
  if (LITERALS.test(key)) return 'masked';
  if (!isSecretName(key)) return mode;
  return isRecord(value) && isReference(value) ? 'plain' : 'masked';
}

function scrubString(text: string, key: string, mode: Mode): string {
  if (mode === 'masked') return text === '' ? text : MASK;
  if (mode === 'receiver') return /ur[il]$/i.test(key) ? hostOnly(text) : RECEIVERS.has(key) ? scrubText(text) : MASK;
  if (mode === 'expression' || EXPRESSIONS.has(key)) return scrubExpression(text);
  if (mode === 'keyed' && ADDRESSES.test(key)) return withoutQuery(PROSE.has(key) ? scrubWords(text) : scrubText(text));
  if (mode === 'keyed' && ENDS.test(key)) return withoutPath(scrubText(text));
  return PROSE.has(key) ? scrubWords(text) : scrubText(text);
}

function scrub(value: unknown, key: string, mode: Mode, flaws: Flaws, depth: number): unknown {
  if (typeof value === 'string') return scrubString(value, key, mode);
  if (typeof value === 'number') return mode === 'masked' ? MASK : value;
  if (value === null || typeof value === 'boolean') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value !== 'object') return undefined;
  if (depth > MAX_DEPTH) {
    if (flaws.length === 0) flaws.push(`it is nested deeper than ${MAX_DEPTH} levels`);
    return null;
  }
  return Array.isArray(value) ? scrubList(value, key, mode, flaws, depth) : scrubRecord(value, mode, flaws, depth);
}

function scrubList(list: readonly unknown[], key: string, mode: Mode, flaws: Flaws, depth: number): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    const itemMode = mode === 'masked' && isRecord(item) && isReference(item) ? 'plain' : mode;
    const kept =
      isRecord(item) && depth < MAX_DEPTH
        ? scrubRecord(item, itemMode, flaws, depth + 1, key)
        : (scrub(item, key, itemMode, flaws, depth + 1) ?? null);
    if (kept !== item) copy ??= list.slice(0, index);
    copy?.push(kept);
  }
  return copy ?? list;
}

/** What a matcher of a route compares with such a label, or with one of which the name is missing. */
function isSecretMatch(record: object, key: string, value: unknown, list: string): boolean {
  if (key !== 'value' || typeof value !== 'string') return false;
  const { name } = record as { readonly name?: unknown };
  if (typeof name === 'string') return secretValue(name, value) === MASK;
  return /match/i.test(list) && secretValue('password', value) === MASK;
}

/** All that a relabeling has. */
const RELABELING: ReadonlySet<string> = new Set([
  'sourceLabels',
  'separator',
  'targetLabel',
  'regex',
  'modulus',
  'replacement',
  'action',
]);

/**
 * The fixed text that a relabeling puts into such a label, or into one of which the name is missing; one of references alone
 * copies what is elsewhere.
 */
function isSecretReplacement(record: object, key: string, value: unknown, list: string): boolean {
  if (key !== 'replacement' || typeof value !== 'string' || value.replaceAll(GROUPS, '') === '') return false;
  const { targetLabel, action } = record as { readonly targetLabel?: unknown; readonly action?: unknown };
  if (typeof targetLabel === 'string') return isParameter(targetLabel) || isSecretName(targetLabel);
  // A labelmap has none: its replacement is part of a name.
  const isMap = /^labelmap$/i.test(String(action)) && Object.keys(record).every((name) => RELABELING.has(name));
  return /relabel/i.test(list) && !isMap;
}

/** `list`: the field in whose list it stands, if it does. */
function scrubRecord(record: object, mode: Mode, flaws: Flaws, depth: number, list = ''): unknown {
  let copy: Record<string, unknown> | undefined;
  const entries = Object.entries(record);
  const isPath = (record as { readonly targetLabel?: unknown }).targetLabel === '__metrics_path__';
  for (const [index, [key, item]] of entries.entries()) {
    const kept =
      isSecretReplacement(record, key, item, list) || isSecretMatch(record, key, item, list)
        ? MASK
        : isPath && key === 'replacement'
          ? address(item, flaws, depth)
          : scrub(item, key, modeFor(key, item, mode), flaws, depth + 1);
    const shown = shownKey(key);
    if (kept === item && shown === key && copy === undefined) continue;
    if (copy === undefined) {
      copy = {};
      for (const [earlier, same] of entries.slice(0, index)) put(copy, earlier, same);
    }
    if (kept !== undefined) put(copy, shown, kept);
  }
  return copy ?? record;
}

/** Keeps everything but URL credentials: for data that has no secret fields (selectors, ports, conditions). */
export const plain: Keep = (value, flaws, depth) => scrub(value, '', 'plain', flaws, depth);
/** The same, where it is an address without the values of its parameters. */
export const address: Keep = (value, flaws, depth) =>
  typeof value === 'string' ? withoutQuery(scrubText(value)) : plain(value, flaws, depth);
/** Keeps everything; expressions stay parseable. */
export const expressions: Keep = (value, flaws, depth) => scrub(value, '', 'expression', flaws, depth);
/** Keeps everything, but masks literals under names that suggest a secret; references {name, key} stay. */
export const keyed: Keep = (value, flaws, depth) => scrub(value, '', 'keyed', flaws, depth);
/** Like `keyed`; of a URL only the host survives, and no text of messages. */
export const receivers: Keep = (value, flaws, depth) => scrub(value, '', 'receiver', flaws, depth);
/** Prose: conditions, errors. */
const words: Keep = (value) => (typeof value === 'string' ? scrubWords(value) : wrongType(value));
/** "registry/app:1.2", without credentials in front of the registry and what no image has behind. */
export const image: Keep = (value) => {
  if (typeof value !== 'string') return wrongType(value);
  const [bare = ''] = value.split(/[?#]/);
  const at = bare.replace(/@sha\d{3}:.*$/s, '').lastIndexOf('@');
  return scrubText(at < 0 ? bare : `${MASK}${bare.slice(at)}`);
};
/** That there are values, and how many. */
export const masked: Keep = (value, flaws, depth) => scrub(value, '', 'masked', flaws, depth);
/** Like `hostOnly`, where the value is a string. */
export const host: Keep = (value) => (typeof value === 'string' ? hostOnly(value) : undefined);
/** That the field is there, and nothing of it. */
export const presence: Keep = (value) =>
  isRecord(value) ? {} : Array.isArray(value) ? [] : value === null ? null : MASK;

/** A value of the wrong type: what it is survives, what it says does not. */
function wrongType(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? value : presence(value, [], 0);
}

/** Keeps the named fields, each as its own `Keep` says. */
export function fields(table: Fields): Keep {
  const entries = Object.entries(table);
  return (value, flaws, depth) => {
    if (!isRecord(value)) return wrongType(value);
    const result: Record<string, unknown> = {};
    for (const [key, keep] of entries) {
      if (!Object.hasOwn(value, key)) continue;
      const kept = keep(value[key], flaws, depth + 1);
      if (kept !== undefined) result[key] = kept;
    }
    return result;
  };
}

/** Keeps the named fields, and the names of all others: that there are more may decide. */
export function fieldsAndNames(table: Fields): Keep {
  const keep = fields(table);
  return (value, flaws, depth) => {
    if (!isRecord(value)) return keep(value, flaws, depth);
    const others = Object.keys(value).filter((key) => !Object.hasOwn(table, key) && value[key] !== null);
    const result = { ...(keep(value, flaws, depth) as RawObject) };
    for (const key of others) put(result, shownField(key), MASK);
    return result;
  };
}

/** Keeps every item of a list as `keep` says; an item that leaves nothing becomes null, so that indexes stay. */
export function each(keep: Keep): Keep {
  return (value, flaws, depth) =>
    Array.isArray(value) ? value.map((item) => keep(item, flaws, depth + 1) ?? null) : wrongType(value);
}

/** Of a condition of a status. */
const STATE: Fields = Object.fromEntries(
  ['type', 'status', 'reason', 'observedGeneration', 'lastTransitionTime'].map((name) => [name, plain]),
);
/** Conditions of a status that a check quotes. */
export const conditions: Keep = each(fields({ ...STATE, message: words }));
/** Conditions of which only the state counts. */
export const states: Keep = each(fields(STATE));
/** Keeps only the references {name, key} anywhere below, and the shape that leads to them. */
export const references: Keep = (value, flaws, depth) => {
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((item) => references(item, flaws, depth + 1) ?? {});
  if (!isRecord(value)) return undefined;
  if (isReference(value) && typeof value['key'] === 'string') return plain(value, flaws, depth);
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    // A map of literals, one of which may be called "key".
    if (key === 'headers') continue;
    const kept = references(item, flaws, depth + 1);
    if (isRecord(kept) ? Object.keys(kept).length > 0 : kept !== undefined) put(result, shownKey(key), kept);
  }
  return result;
};
