/** YAML nodes to JSON values as kubectl reads them (sigs.k8s.io/yaml over go-yaml v2). */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { isObject } from '../../kube/json.ts';
import type { Json } from '../../model/index.ts';
import { resolvePlain, resolveTagged, type Resolved } from './scalar.ts';

/** Why a document is refused, and at which offset of its text. */
export class Refused extends Error {
  readonly offset: number;
  constructor(offset: number, reason: string) {
    super(reason);
    this.name = 'Refused';
    this.offset = offset;
  }
}

const MAX_DEPTH = 500;

interface Reading {
  readonly anchors: Map<string, Node>;
  /** Anchored nodes being read: an alias to one of them contains itself. */
  readonly open: Set<Node>;
  decoded: number;
  aliased: number;
  aliasDepth: number;
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** go-yaml's limit: the more there is, the smaller the share that aliases may have made. */
function guardAliases(reading: Reading, node: Node): void {
  reading.decoded++;
  if (reading.aliasDepth > 0) reading.aliased++;
  if (reading.aliased <= 100 || reading.decoded <= 1000) return;
  const share = Math.min(1, Math.max(0, (reading.decoded - 400_000) / 3_600_000));
  if (reading.aliased / reading.decoded > 0.99 - 0.89 * share) {
    throw new Refused(offsetOf(node), 'it contains excessive aliasing');
  }
}

/** The value of a scalar that is not an alias. Throws Refused where JSON cannot hold it. */
export function scalarValue(node: Scalar): Exclude<Resolved, { refused: string }>['value'] {
  const text = typeof node.source === 'string' ? node.source : typeof node.value === 'string' ? node.value : '';
  const resolved =
    node.tag !== undefined
      ? resolveTagged(node.tag, text)
      : node.type === 'PLAIN' || node.type === undefined
        ? resolvePlain(text)
        : { value: text };
  if ('refused' in resolved) throw new Refused(offsetOf(node), resolved.refused);
  return resolved.value;
}

/** Numbers that JSON has no words for, but may be keys. */
const FLOAT_KEYS: ReadonlyMap<string, string> = new Map(
  ['.inf', '-.inf', '.nan'].flatMap((text) => {
    const word = text.replace(/\w/, (letter) => letter.toUpperCase());
    return [text, word, text.toUpperCase(), text.replace('nan', 'NaN')].map((each) => [each, text] as const);
  }),
);

function keyText(reading: Reading, key: unknown, at: Node): string {
  const node = isAlias(key) ? reading.anchors.get(key.source) : key;
  if (!isScalar(node)) {
    throw new Refused(offsetOf(at), node === null ? 'a map key is empty' : 'a map key is a map or a list');
  }
  const value = FLOAT_KEYS.get(node.type === 'PLAIN' ? String(node.source) : '') ?? scalarValue(node);
  if (value === null) throw new Refused(offsetOf(node), 'a map key is null');
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, node);
  return String(value);
}

function put(target: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
}

function isMerge(key: unknown): boolean {
  const tagged = isScalar(key) && key.tag === 'tag:yaml.org,2002:merge';
  return tagged || (isScalar(key) && key.source === '<<' && key.tag === undefined && key.type === 'PLAIN');
}

/** Of a map, an alias of one, or a list of those that is written there. */
function mergeInto(target: Record<string, Json>, node: unknown, value: Json, at: Node): void {
  // The first of a list wins, so it is written last.
  const maps = isSeq(node) && Array.isArray(value) ? [...(value as readonly Json[])].reverse() : [value];
  for (const map of maps) {
    if (!isObject(map)) throw new Refused(offsetOf(at), 'a merge key (<<) needs a map or a list of maps');
    for (const [key, item] of Object.entries(map)) put(target, key, item);
  }
}

function mapValue(reading: Reading, node: YAMLMap, depth: number): Json {
  const result: Record<string, Json> = {};
  for (const pair of node.items as readonly Pair[]) {
    // In document order: go-yaml v2 lets a merge key replace what stands before it.
    const value = valueOf(reading, pair.value, depth + 1);
    if (isMerge(pair.key)) mergeInto(result, pair.value, value, node);
    else put(result, keyText(reading, pair.key, node), value);
  }
  return result;
}

function aliasValue(reading: Reading, name: string, at: Node, depth: number): Json {
  const target = reading.anchors.get(name);
  if (target === undefined) throw new Refused(offsetOf(at), 'an alias names an anchor that is not defined');
  if (reading.open.has(target)) throw new Refused(offsetOf(at), 'an anchor contains itself');
  reading.aliasDepth++;
  const value = nodeValue(reading, target, depth + 1);
  reading.aliasDepth--;
  return value;
}

function nodeValue(reading: Reading, node: Node, depth: number): Json {
  guardAliases(reading, node);
  if (depth > MAX_DEPTH) throw new Refused(offsetOf(node), `it is nested deeper than ${MAX_DEPTH} levels`);
  if (isAlias(node)) return aliasValue(reading, node.source, node, depth);
  if (isScalar(node)) {
    if (node.anchor !== undefined) reading.anchors.set(node.anchor, node);
    const value = scalarValue(node);
    return typeof value === 'bigint' ? Number(value) : value;
  }
  const collection = node;
  const anchored = collection.anchor !== undefined;
  if (collection.anchor !== undefined) reading.anchors.set(collection.anchor, collection);
  if (anchored) reading.open.add(collection);
  const value = isSeq(collection)
    ? collection.items.map((item) => valueOf(reading, item, depth + 1))
    : mapValue(reading, collection, depth);
  if (anchored) reading.open.delete(collection);
  return value;
}

function valueOf(reading: Reading, item: unknown, depth: number): Json {
  if (isScalar(item) || isMap(item) || isSeq(item) || isAlias(item)) return nodeValue(reading, item, depth);
  return null;
}

/** The JSON value of a document's root node. Throws Refused where kubectl would refuse it. */
export function toJson(root: Node): Json {
  const reading: Reading = { anchors: new Map(), open: new Set(), decoded: 0, aliased: 0, aliasDepth: 0 };
  return nodeValue(reading, root, 0);
}
