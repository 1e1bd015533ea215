/*
 * The schemas by which the API server takes objects, without their words: the CRDs as they are, and of Kubernetes' own kinds
 * what decoding them into Go asks for, which is types. Equal parts are written once.
 */
import type { SchemaNode, Schemas } from '../../src/model/schema.ts';

type Tree = Readonly<Record<string, unknown>>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
const treeAt = (value: unknown, ...path: readonly string[]): Tree =>
  path.reduce<Tree>((tree, key) => (isTree(tree[key]) ? tree[key] : {}), isTree(value) ? value : {});

/** Taken over as they are. */
const KEPT = [
  ...['enum', 'required', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum'],
  ...['minProperties', 'maxProperties', 'default', 'nullable'],
];
/** Formats that the API server checks, of those that occur. The other ones name Go's types. */
const FORMATS = ['date-time', 'byte', 'int32', 'int64'];

/** Writes each distinct part once and answers with its number. */
function collector(): { readonly nodes: SchemaNode[]; readonly add: (node: object) => number } {
  const nodes: SchemaNode[] = [];
  const known = new Map<string, number>();
  const add = (node: object): number => {
    const text = JSON.stringify(node);
    const number = known.get(text) ?? nodes.push(node) - 1;
    known.set(text, number);
    return number;
  };
  return { nodes, add };
}

const mapped = (tree: Tree, change: (value: unknown) => unknown): Tree =>
  Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, change(value)]));

/** One structural schema. */
function structural(schema: Tree, add: (node: object) => number): number {
  const below = (value: unknown): number => structural(treeAt(value), add);
  const kept = Object.fromEntries(KEPT.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]));
  const list = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'];
  const rules = Array.isArray(schema['x-kubernetes-validations'])
    ? schema['x-kubernetes-validations'].map((each) => treeAt(each))
    : [];
  // What compares with the object that was there before is not asked of a new one.
  const own = rules.filter(({ rule }) => !String(rule).includes('oldSelf'));
  return add({
    ...(schema['x-kubernetes-int-or-string'] === true
      ? { type: 'int-or-string' }
      : schema['type'] === undefined
        ? {}
        : { type: schema['type'] }),
    ...kept,
    ...(typeof schema['pattern'] === 'string' ? { pattern: translated(schema['pattern']) } : {}),
    ...(FORMATS.includes(String(schema['format'])) ? { format: schema['format'] } : {}),
    ...(isTree(schema['properties']) ? { properties: mapped(schema['properties'], below) } : {}),
    ...(isTree(schema['additionalProperties']) ? { values: below(schema['additionalProperties']) } : {}),
    ...(isTree(schema['items']) ? { items: below(schema['items']) } : {}),
    ...(schema['x-kubernetes-preserve-unknown-fields'] === true ? { open: true } : {}),
    ...(list === 'map' ? { keys } : {}),
    ...(list === 'set' ? { set: true } : {}),
    ...(own.length > 0 ? { rules: own.map(({ rule, message }) => ({ rule, message })) } : {}),
  });
}
/** A pattern of RE2 as one of JavaScript: (?i) holds until the end of its group, \\s knows ASCII only, a dot all but a newline. */
export function translated(pattern: string): string {
  let holds = [false];
  return pattern.replaceAll(/\(\?i\)|\\.|\[(?:\\.|[^\]\\])*\]|[()]|[a-z]|\./gi, (part) => {
    if (part === '(?i)') {
      holds = [...holds.slice(0, -1), true];
      return '';
    }
    if (part === '.') return String.raw`[^\n]`;
    if (part === '(') holds = [...holds, holds.at(-1) ?? false];
    if (part === ')') holds = holds.slice(0, -1);
    if (part.startsWith('[')) return part.replaceAll(String.raw`\s`, String.raw`\t\n\f\r `);
    return /^[a-z]$/i.test(part) && holds.at(-1) === true ? `[${part.toLowerCase()}${part.toUpperCase()}]` : part;
  });
}

/** Kinds of Kubernetes that promwire reads from files and that the API server may refuse. */
const CORE = {
  'api/v1': ['Service', 'Namespace', 'ConfigMap', 'Secret', 'ServiceAccount', 'Endpoints', 'Pod'],
  'apis/apps/v1': ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  'apis/batch/v1': ['Job', 'CronJob'],
  'apis/discovery.k8s.io/v1': ['EndpointSlice'],
  'apis/networking.k8s.io/v1': ['NetworkPolicy', 'Ingress'],
  'apis/rbac.authorization.k8s.io/v1': ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
};
/** Paths of the API server's OpenAPI v3 that are asked for. */
export const OPENAPI = Object.keys(CORE);
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** A part of Kubernetes' own types: what decoding asks for. What must be there and how it is written is asked by hand. */
function typed(schema: Tree, all: Tree, add: (node: object) => number): number {
  const below = (value: unknown): number => typed(treeAt(value), all, add);
  const one = Array.isArray(schema['allOf']) ? treeAt(schema['allOf'][0]) : schema;
  const ref = typeof one['$ref'] === 'string' ? one['$ref'].split('/').at(-1) : undefined;
  if (ref?.endsWith('.Quantity')) return add({ type: 'quantity' });
  if (ref?.endsWith('.IntOrString') || one['format'] === 'int-or-string') return add({ type: 'int-or-string' });
  if (ref !== undefined) return typed(treeAt(all, ref), all, add);
  return add({
    ...(typeof one['type'] === 'string' ? { type: one['type'] } : {}),
    ...(FORMATS.includes(String(one['format'])) ? { format: one['format'] } : {}),
    ...(isTree(one['properties']) ? { properties: mapped(without(one['properties'], 'managedFields'), below) } : {}),
    ...(isTree(one['additionalProperties']) ? { values: below(one['additionalProperties']) } : {}),
    ...(isTree(one['items']) ? { items: below(one['items']) } : {}),
    go: true,
  });
}

const without = (tree: Tree, key: string): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([name]) => name !== key));

/** The schemas of CRDs and of Kubernetes' own kinds (`openapi`: path -> document), by "group/version/Kind". */
export function schemasOf(crds: readonly unknown[], openapi: Readonly<Record<string, unknown>>): Schemas {
  const { nodes, add } = collector();
  const custom = crds.flatMap((crd): readonly (readonly [string, number])[] => {
    const spec = treeAt(crd, 'spec');
    const name = `${String(spec['group'])}/%/${String(treeAt(spec, 'names')['kind'])}`;
    const versions = Array.isArray(spec['versions']) ? spec['versions'].map((each) => treeAt(each)) : [];
    return versions.map((version) => {
      const root = treeAt(version, 'schema', 'openAPIV3Schema');
      // The server takes the status of what is created away before it looks at it.
      const properties = without(treeAt(root, 'properties'), 'status');
      const number = structural({ ...root, properties: { ...properties, status: OPEN, metadata: OPEN } }, add);
      return [name.replace('%', String(version['name'])), number] as const;
    });
  });
  const own = Object.entries(CORE).flatMap(([path, kinds]) => {
    const all = treeAt(openapi[path], 'components', 'schemas');
    return Object.entries(all).flatMap(([, schema]) => {
      const tree = treeAt(schema);
      const kind = treeAt((tree['x-kubernetes-group-version-kind'] as readonly unknown[] | undefined)?.[0]);
      if (!kinds.includes(String(kind['kind'])) || !isTree(tree['properties'])) return [];
      const group = kind['group'] === '' ? '' : `${String(kind['group'])}/`;
      return [[`${group}${String(kind['version'])}/${String(kind['kind'])}`, typed(tree, all, add)] as const];
    });
  });
  const meta = treeAt(openapi['api/v1'], 'components', 'schemas');
  const roots = [...custom, ...own].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    roots: Object.fromEntries(roots),
    metadata: typed({ ...treeAt(meta, META), $ref: undefined }, meta, add),
    nodes,
  };
}
const OPEN = { 'x-kubernetes-preserve-unknown-fields': true };
