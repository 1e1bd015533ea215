/** Small random worlds of one Prometheus, for what a policy is held to: what the engine says of them. */
import fc from 'fast-check';
import { satisfy } from '../src/kube/selector.ts';
import type { KubeObject } from '../src/model/index.ts';
import { analysis, namespace, operator, prometheus, serviceMonitor } from './worlds.ts';
import type { Raw } from './worlds.ts';

/** A Prometheus with these selectors of ServiceMonitors and no others of them. */
export const selecting = (path: string, spec: Raw): KubeObject =>
  prometheus(path, { serviceMonitorSelector: undefined, serviceMonitorNamespaceSelector: undefined, ...spec });

const key = fc.constantFrom('release', 'team', 'example.com/tier');
const value = fc.constantFrom('a', 'b', '');
const labelling = fc.dictionary(key, value, { maxKeys: 3 });
const expression = fc.oneof(
  {
    arbitrary: fc.record({
      ...{ key, operator: fc.constantFrom('In', 'NotIn') },
      values: fc.array(value, { minLength: 1, maxLength: 2 }),
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }), weight: 6 },
  // What Kubernetes refuses as a selector the CRD lets in.
  {
    arbitrary: fc.constantFrom<Raw>(
      { key: 'release', operator: 'In' },
      { key: 'release', operator: 'Exists', values: ['a'] },
      { key: 'not a key', operator: 'DoesNotExist' },
      { key: 'release', operator: 'NotIn', values: ['a', 'not a value'] },
    ),
    weight: 1,
  },
);
const matching = fc.record(
  { matchLabels: fc.dictionary(key, value, { maxKeys: 1 }), matchExpressions: fc.array(expression, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const selector = fc.oneof(
  { arbitrary: fc.constantFrom<Raw | undefined>(undefined, {}, {}), weight: 1 },
  { arbitrary: matching, weight: 3 },
);
const flags = fc.constantFrom<readonly ('a' | 'b')[]>([], [], [], ['a'], ['b']);
const PLACES = ['a', 'b', 'c'] as const;
/** In each place: few, since it is the selectors that differ. */
const OBJECTS = 2;
const situation = fc.record({
  spec: fc.record({ serviceMonitorSelector: selector, serviceMonitorNamespaceSelector: selector }),
  labels: fc.tuple(labelling, labelling, labelling),
  objects: fc.array(labelling, { minLength: OBJECTS, maxLength: OBJECTS }),
  denied: flags,
  allowed: flags,
});

export interface Situation {
  readonly i: number;
  readonly stack: KubeObject;
  readonly spaces: readonly KubeObject[];
  readonly deployment: KubeObject;
  readonly objects: readonly KubeObject[];
}

/** So many pairs of object and Prometheus; the names of a situation are its own. */
export function randomSituations(pairs: number, seed: number): readonly Situation[] {
  const count = Math.ceil(pairs / (PLACES.length * OBJECTS));
  return fc.sample(situation, { seed, numRuns: count }).map((each, i) => {
    const space = (place: string): string => `w${i}${place}`;
    const stack = selecting(`${space('a')}/k8s`, each.spec);
    const spaces = PLACES.map((place, n) => namespace(space(place), each.labels[n]));
    const named = (flag: string, places: readonly string[]): readonly string[] =>
      places.length === 0 ? [] : [`--${flag}=${places.map(space).join(',')}`];
    const deployment = operator([...named('namespaces', each.allowed), ...named('deny-namespaces', each.denied)]);
    const objects = PLACES.flatMap((place) =>
      each.objects.map((labels, n) => serviceMonitor(`${space(place)}/m${n}`, {}, { labels })),
    );
    return { i, stack, spaces, deployment, objects };
  });
}

export function judged({ stack, spaces, deployment, objects }: Situation): ReturnType<typeof analysis> {
  return analysis([stack, ...spaces, deployment, ...objects]);
}

/** Does the Prometheus take each of the objects? */
export function taken(each: Situation): readonly boolean[] {
  const known = judged(each);
  return each.objects.map((object) =>
    known.stacks.some((stack) => {
      // What is wrong with a selector itself is found in the stack, and not in each object that it would take.
      const { objects, namespaces } = stack.selections['ServiceMonitor'] ?? {};
      if (objects?.kind === 'invalid' || namespaces?.kind === 'invalid') return false;
      return ['selected', 'unknown'].includes(known.admission(object, stack).verdict);
    }),
  );
}

/** The labels of each object once those are there with which it is taken. */
export function labelled(each: Situation, replace: boolean): readonly Raw[] {
  const { stacks } = judged(each);
  const before = taken(each);
  // Which of several values is meant is not known, so none is added.
  if (satisfy(stacks[0]?.selections['ServiceMonitor']?.objects ?? { kind: 'nothing' }, {})?.choices) {
    return each.objects.map(({ metadata }) => metadata.labels);
  }
  return each.objects.map((object, n) => {
    const { labels } = object.metadata;
    const change = satisfy(stacks[0]?.selections['ServiceMonitor']?.objects ?? { kind: 'nothing' }, labels);
    if (before[n] === true || !change) return labels;
    const isChanged = change.remove.length > 0 || Object.keys(change.set).some((name) => name in labels);
    if (isChanged && !replace) return labels;
    const kept = Object.entries(labels).filter(([name]) => !change.remove.includes(name));
    const becomes = { ...Object.fromEntries(kept), ...change.set };
    const after: KubeObject = { ...object, metadata: { ...object.metadata, labels: becomes } };
    return taken({ ...each, objects: [after] })[0] === true ? becomes : labels;
  });
}
