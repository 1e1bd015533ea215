/** Values as `helm --set` makes them. Source: helm pkg/strvals/parser.go. */
import { isObject } from '../../../kube/json.ts';
import type { Json, JsonObject } from '../../../model/index.ts';

const FORBIDDEN: readonly string[] = ['__proto__', 'constructor'];
/** As many items as helm makes of an index (strvals MaxIndex). */
const MOST = 65_536;

/** Of "a.b=c" and "a.b[0]=c"; a dot of a key has a backslash before it. */
export function treeOf(entries: readonly (readonly [path: string, value: Json])[]): JsonObject {
  return entries.reduce<JsonObject>((root, [path, value]) => {
    const steps = stepsOf(path);
    const isBad = steps.some((step) => (typeof step === 'number' ? step >= MOST : FORBIDDEN.includes(step)));
    const made = isBad ? root : put(root, steps, value);
    return isObject(made) ? made : root;
  }, {});
}

function stepsOf(path: string): readonly (string | number)[] {
  return path.split(/(?<!\\)\./).flatMap((part) => {
    const [, name = '', indices = ''] = /^(.*?)((?:\[\d+\])*)$/s.exec(part.replaceAll('\\.', '.')) ?? [];
    return [
      ...(name === '' && indices !== '' ? [] : [name]),
      ...[...indices.matchAll(/\d+/g)].map(([index]) => Number(index)),
    ];
  });
}

function put(node: Json | undefined, [step, ...rest]: readonly (string | number)[], value: Json): Json {
  if (step === undefined) return value;
  if (typeof step === 'string') {
    const map = isObject(node) ? node : {};
    return { ...map, [step]: put(Object.hasOwn(map, step) ? map[step] : undefined, rest, value) };
  }
  const list: readonly Json[] = Array.isArray(node) ? (node as readonly Json[]) : [];
  const length = Math.max(list.length, step + 1);
  return Array.from({ length }, (_, i) => (i === step ? put(list[i], rest, value) : (list[i] ?? null)));
}

/** As `--set` reads a text: "{a,b}" is a list; in two braces is what another tool fills in. */
export function typed(text: string, forceString = false): Json {
  const [, items] = /^\{(?!\{)(.*)\}$/s.exec(text) ?? [];
  if (items !== undefined) return items === '' ? [] : items.split(/(?<!\\),/).map((item) => scalar(item, forceString));
  return scalar(text, forceString);
}

/** What a text of another object becomes at a path. Source: fluxcd/pkg chartutil/values.go (ReplacePathValue): in quotes it stays text. */
export function valuesAt(path: string, text: string): JsonObject {
  const whole = text.trim();
  const [, , quoted] = /^(["'])(.*)\1$/s.exec(whole) ?? [];
  return treeOf([[path, quoted ?? typed(whole)]]);
}

function scalar(text: string, forceString: boolean): Json {
  if (forceString) return text;
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  return /^(?:0|-?[1-9]\d*)$/.test(text) ? Number(text) : text;
}
