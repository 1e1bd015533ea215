import { parseAllDocuments } from 'yaml';
import { toYamlStream } from '../../src/render/yaml.ts';

/*
 * What `promwire demo` reads is a snapshot of the live cluster of scenario A without what differs from one start to
 * the next (identities, times, addresses, generated names) and without what every fresh API server has anyway.
 */

type Tree = Readonly<Record<string, unknown>>;
interface Thing extends Tree {
  readonly kind: string;
  readonly metadata: Tree & { readonly name: string; readonly namespace?: string };
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly Tree[] => (Array.isArray(value) ? value.filter(isTree) : []);
const words = (value: unknown): string => JSON.stringify(value ?? null);

/** The fields that some start of the cluster chose: never in the text. */
const RANDOM: readonly string[] = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'lastTransitionTime',
  'lastUpdateTime',
  'pod-template-hash',
  'controller-revision-hash',
  'prometheus-operator-input-hash',
];
/** Who wrote which label is asked of monitors and rules only. */
const WRITTEN: readonly string[] = ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'];

/** Roles of the API server itself, and the Service in front of it. */
const isEveryClusters = ({ kind, metadata }: Thing): boolean =>
  words(metadata['labels']).includes('"rbac-defaults"') ||
  (metadata.namespace === 'default' &&
    metadata.name === 'kubernetes' &&
    ['Service', 'Endpoints', 'EndpointSlice'].includes(kind));

/** What a controller named by chance gets its owner's name and a number instead; addresses follow the order of the pods. */
const replacements = (things: readonly Thing[]): ReadonlyMap<string, string> => {
  const pods = things.filter(({ kind }) => kind === 'Pod');
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const number = (owner: string): string => {
    const count = (counts.get(owner) ?? 0) + 1;
    counts.set(owner, count);
    return `${owner}-${count}`;
  };
  for (const { kind, metadata } of things) {
    const owner = list(metadata['ownerReferences'])[0];
    if (kind === 'EndpointSlice' && owner !== undefined)
      names.set(metadata.name, number(`${String(owner['name'])}-slice`));
  }
  const named = pods.map((pod) => {
    const owner = list(pod.metadata['ownerReferences'])[0];
    if (owner?.['kind'] !== 'ReplicaSet') return { pod, name: pod.metadata.name };
    return { pod, name: number(withoutHash(String(owner['name']))) };
  });
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  named.forEach(({ pod, name }, i) => {
    names.set(pod.metadata.name, name);
    if (isTree(pod['status'])) names.set(String(pod['status']['podIP']), `10.0.0.${i + 1}`);
  });
  return names;
};

/** "web-5f8659bc67" -> "web": a ReplicaSet is named for its Deployment and the hash of its template. */
const withoutHash = (text: string): string => text.replace(/-[0-9a-f]{8,10}$/, '');

/** One value without what is random; lists of addresses in the order of their new addresses. */
const calm = (value: unknown, names: ReadonlyMap<string, string>): unknown => {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value)) {
    const items = value.map((item) => calm(item, names));
    const addressed = items.every((item) => isTree(item) && ('addresses' in item || 'targetRef' in item));
    return addressed ? items.toSorted((a, b) => (words(a) < words(b) ? -1 : 1)) : items;
  }
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, field]) => !RANDOM.includes(key) && field !== null && !isClusterAddress(key, field))
      .map(([key, field]) => [key, calm(field, names)])
      .filter(([key, field]) => !(key === 'annotations' && isTree(field) && Object.keys(field).length === 0)),
  );
};

const isClusterAddress = (key: string, field: unknown): boolean =>
  (key === 'clusterIP' && field !== 'None') || (key === 'clusterIPs' && words(field) !== '["None"]');

/** Only what has a status that names it keeps its generation: addresses come in one write or in several. */
const reduced = (thing: Thing): Thing => {
  if (WRITTEN.includes(thing.kind)) return thing;
  const { fieldOwners: _fieldOwners, generation, ...metadata } = thing.metadata;
  const counted = words(thing['status']).includes('observedGeneration') ? { generation } : {};
  return { ...thing, metadata: { ...metadata, name: thing.metadata.name, ...counted } };
};

/** The text of `promwire snapshot` on a cluster of scenario A, alike at every start. */
export const demoClusterOf = (snapshot: string): string => {
  const [header, ...things] = parseAllDocuments(snapshot).map((document) => document.toJS() as Thing);
  const kept = things.filter((thing) => !isEveryClusters(thing)).map(reduced);
  const names = replacements(kept);
  const order = (thing: Thing): string =>
    [thing['apiVersion'], thing.kind, thing.metadata.namespace ?? '', thing.metadata.name].map(String).join(' ');
  const calmed = kept.map((thing) => calm(thing, names) as Thing);
  return toYamlStream([header, ...calmed.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))]);
};

/** src/generated/demo-cluster.ts with that text. */
export const demoModuleOf = (text: string): string =>
  `/** Written by the end-to-end test of scenario A (UPDATE_DEMO=1), never edited: a snapshot of its cluster. */
export const demoCluster = \`${text.replaceAll(/[\\`]|\$\{/g, (match) => `\\${match}`)}\`;
`;
