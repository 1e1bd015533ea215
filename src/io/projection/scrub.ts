import { isObject } from '../../kube/json.ts';
/**
 * What takes secrets out of a value while it is projected. A `Keep` looks at one field of a raw object and returns
 * what may survive of it; `undefined` drops the field. Nothing is copied where nothing had to change.
 */

/** Put where a value was that may be a secret. */
export const MASK = '***';
/** The scheme of a URL is no asterisk: what was one stays one. */
const BARE_MASK = `redacted:${MASK}@`;

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

// Bounded repetition keeps these linear on hostile strings. The second form is a password with a slash in it:
// what follows the first colon is then no port.
const USERINFO = /:\/\/[^\s/?#]{1,4096}@/g;
const SLASHED_PASSWORD = /:\/\/[^\s/?#@:]{0,256}:(?!\d{1,5}(?:[/?#\s]|$))[^\s]{0,4096}@/g;
// In PromQL and Go templates a quote ends the literal; a regular expression that takes credentials apart has none in it,
// and without half of a bracket it would be invalid.
const QUOTED_USERINFO = /:\/\/[^\s/?#"'`()[\]{}*|^]{1,4096}@/g;
// "user:password@proxy:3128" of a proxy or a registry. "app:1@sha256:…" is an image by its digest.
const BARE_USERINFO =
  /(?<![\w.%:/@-])[\w.%+~-]{1,256}:(?!\/\/)[^\s@"'`<>()[\]{}|,;]{1,256}@(?!sha\d{3}:)(?=[\w[][\w.:-]{0,255}(?:[/\s"'`,;)?#]|$))/g;
/** "--password=…", "client_secret=…". */
const NAMED = /(?<![\w.-])([\w.-]{1,128}=)["']?[^\s"',;&]+/g;
const SECRET_NAME = /password|passwd|token|secret|credential|api[_-]?key/i;
/** `"password": "…"`, also within another string; a value that is not closed goes to the end. */
const NAMED_IN_JSON =
  /(?<![\w.-])([\w.-]{1,128})(\\{0,4}["']\s{0,8}:\s{0,8}\[?\s{0,8})("(?:\\[^]|[^"\\])*|\\{1,4}"[^"\\]*|'[^']*)/g;
/** "X-Api-Key: …", "password: …", map[X-Api-Key:[…]]; no "token-service:8080" and no "secret: object not registered". */
const NAMED_BY_COLON =
  /(?<![\w./-])([\w.-]{1,128})(\\{0,4}["']?:\[|\\{0,4}["']?:\s{1,8}\[?|(?:(?<=passw(?:or)?d)|(?<=[kK][eE][yY])):)([^\s"',;[\]{}\\]+)(?=(\s+\S)?)/g;
const COOKIE = /(?<![\w./-])((?:set-)?cookie["']?:\s{0,8}\[?["']?)[^\s"'=]{1,256}=[^"'\n]*/gi;
const AUTHORIZATION =
  /(?<![\w./])((?:proxy-)?authorization["']?:\s{0,8}\[?["']?[A-Za-z][\w-]{1,31}\s{1,8})(?=[^\s"',;]{0,512}\d)[^\s"',;\]]+/gi;
const COLON_NAME = /password|passwd|passphrase|token|secret|credential|authorization|api[_-]?key|[_-]key$|auth$/i;
/** Anything that looks like a bearer token: a JWT, "Bearer …". */
const TOKEN = /\b(?:eyJ[\w-]{8,}(?:\.[\w-]*){0,2}|Bearer\s+[^\s"']+)/gi;
/** Of a login, and not of "Basic authentication". */
const BASIC = /\b(Basic\s+)(?=[A-Za-z+/]{0,64}[\d=])[\w+/-]{6,}={0,2}/gi;
const SECRET_PARAMETER =
  /([?&](?:[^=&\s#]{0,64}(?:token|secret|passw|credential|api_?key|signature)[^=&\s#]{0,64}|(?:[^=&\s#]{0,64}[_-])?(?:key|auth|sig|pass|pwd))=)[^&\s#"']+/gi;
const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----/;

/** A text without the credentials of URLs in it; a private key is replaced whole. */
export function scrubText(text: string): string {
  let result = text;
  if (result.includes('@') && result.includes('://'))
    result = result.replace(SLASHED_PASSWORD, `://${MASK}@`).replace(USERINFO, `://${MASK}@`);
  if (result.includes('@')) result = result.replace(BARE_USERINFO, BARE_MASK);
  if (result.includes('=') && (result.includes('?') || result.includes('&')))
    result = result.replace(SECRET_PARAMETER, `$1${MASK}`);
  if (result.includes('-----BEGIN') && PRIVATE_KEY.test(result)) return MASK;
  return result;
}

/** The same for what people and programs say to people: also tokens, and passwords with their name. */
export function scrubWords(text: string): string {
  return scrubText(text)
    .replace(TOKEN, MASK)
    .replace(BASIC, `$1${MASK}`)
    .replace(COOKIE, `$1${MASK}`)
    .replace(AUTHORIZATION, `$1${MASK}`)
    .replace(NAMED, (all, name: string) => (SECRET_NAME.test(name) ? `${name}${MASK}` : all))
    .replace(NAMED_IN_JSON, jsonMasked)
    .replace(NAMED_BY_COLON, colonMasked);
}

function jsonMasked(all: string, name: string, between: string, value: string): string {
  const quote = /^\\{0,4}["']/.exec(value)?.[0] ?? '';
  return COLON_NAME.test(name) ? `${name}${between}${quote}${MASK}` : all;
}

/** A word of letters before another one is a sentence: "failed to get password: secret x is not there". */
function colonMasked(all: string, name: string, between: string, value: string, more: string | undefined): string {
  const sentence = more !== undefined && /^[A-Za-z]+:?$/.test(value);
  return COLON_NAME.test(name) && !sentence ? `${name}${between}${MASK}` : all;
}

/** The same for text in a language (PromQL, Go templates), which must still parse afterwards. */
export function scrubExpression(text: string): string {
  if (text.includes('-----BEGIN') && PRIVATE_KEY.test(text)) return MASK;
  let result = text;
  if (result.includes('@') && result.includes('://')) result = result.replace(QUOTED_USERINFO, '://redacted@');
  if (result.includes('=') && /[?&]/.test(result)) result = result.replace(SECRET_PARAMETER, '$1redacted');
  return result;
}

const URL_PARTS = /^([a-z][a-z0-9+.-]{0,31}:\/\/)(?:[^\s/?#]{0,4096}@)?([^\s/?#@]{1,255})(.*)$/is;

/** Scheme and host of a URL; a path of a webhook is a credential. */
export function hostOnly(text: string): string {
  if (text === '') return text;
  const parts = URL_PARTS.exec(text);
  if (parts === null) return MASK;
  const rest = parts[3] ?? '';
  return `${parts[1] ?? ''}${parts[2] ?? ''}${rest === '' || rest === '/' ? rest : `/${MASK}`}`;
}

/** A label that becomes a parameter of the scrape's URL, named like a credential. */
const SECRET_PARAM_LABEL =
  /^__param_(?:.{0,128}(?:token|secret|passw|credential|api_?key|signature).{0,128}|(?:.{0,128}[_-])?(?:key|auth|sig|pass|pwd))$/i;
/** Of a replacement what is no reference to a group. */
const GROUPS = /\$(?:\w+|\{\w+\})/g;

const SECRET_KEY =
  /password|passwd|passphrase|token|secret|credential|authorization|(?:api|access|private|routing|service|user)_?-?key|bearer|cookie/i;
const NAMES_SOMETHING = /(?:file|path|ur[il]|name|ref|refs|namespace|type|selector|policy|role)$/i;
/** Their values are maps or lists of literals. */
const LITERALS =
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
  if (SECRET_PARAM_LABEL.test(key)) return 'masked';
  if (mode === 'masked') {
    if (key === 'type' && typeof value === 'string' && AUTH_TYPE.test(value)) return 'plain';
    return isRecord(value) && isReference(value) ? 'plain' : 'masked';
  }
  if (mode === 'plain' || mode === 'expression') return mode;
  if (LABEL_DATA.test(key)) return 'plain';
  if (LITERALS.test(key)) return 'masked';
  if (!SECRET_KEY.test(key) || NAMES_SOMETHING.test(key)) return mode;
  return isRecord(value) && isReference(value) ? 'plain' : 'masked';
}

function scrubString(text: string, key: string, mode: Mode): string {
  if (mode === 'masked') return text === '' ? text : MASK;
  if (mode === 'receiver') return /ur[il]$/i.test(key) ? hostOnly(text) : RECEIVERS.has(key) ? scrubText(text) : MASK;
  if (mode === 'expression' || EXPRESSIONS.has(key)) return scrubExpression(text);
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
    const kept = scrub(item, key, itemMode, flaws, depth + 1) ?? null;
    if (kept !== item) copy ??= list.slice(0, index);
    copy?.push(kept);
  }
  return copy ?? list;
}

/** The fixed text that a relabeling puts into such a label; one of references alone copies what is elsewhere. */
function isSecretReplacement(record: object, key: string, value: unknown): boolean {
  if (key !== 'replacement' || typeof value !== 'string' || value.replaceAll(GROUPS, '') === '') return false;
  const { targetLabel } = record as { readonly targetLabel?: unknown };
  return typeof targetLabel === 'string' && SECRET_PARAM_LABEL.test(targetLabel);
}

function scrubRecord(record: object, mode: Mode, flaws: Flaws, depth: number): unknown {
  let copy: Record<string, unknown> | undefined;
  const entries = Object.entries(record);
  for (const [index, [key, item]] of entries.entries()) {
    const kept = isSecretReplacement(record, key, item)
      ? MASK
      : scrub(item, key, modeFor(key, item, mode), flaws, depth + 1);
    if (kept === item && copy === undefined) continue;
    if (copy === undefined) {
      copy = {};
      for (const [earlier, same] of entries.slice(0, index)) put(copy, earlier, same);
    }
    if (kept !== undefined) put(copy, key, kept);
  }
  return copy ?? record;
}

/** Keeps everything but URL credentials: for data that has no secret fields (selectors, ports, conditions). */
export const plain: Keep = (value, flaws, depth) => scrub(value, '', 'plain', flaws, depth);
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
    if (isRecord(kept) ? Object.keys(kept).length > 0 : kept !== undefined) put(result, key, kept);
  }
  return result;
};
