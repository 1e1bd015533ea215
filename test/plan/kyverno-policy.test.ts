import process from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { policies } from '../../src/app/policy.ts';
import { decodeSelector, selects } from '../../src/kube/selector.ts';
import type { Json, KubeObject, Labels } from '../../src/model/index.ts';
import { judged, labelled, randomSituations, taken } from '../policy-worlds.ts';
import type { Situation } from '../policy-worlds.ts';
import { seedOr } from '../seed.ts';
import { alertmanager, analysis, prometheus } from '../worlds.ts';

/*
 * Not Kyverno but our own reading of its policies: selectors are Kubernetes', filters of match and exclude are one or the
 * other. Kyverno's own command line is asked by test/differential/kyverno.ts.
 */
interface Filter {
  readonly resources: {
    readonly kinds: readonly string[];
    readonly names?: readonly string[];
    readonly namespaces?: readonly string[];
    readonly selector?: Json;
    readonly namespaceSelector?: Json;
  };
}
interface Rule {
  readonly name: string;
  readonly match: { readonly any: readonly Filter[] };
  readonly exclude?: { readonly any: readonly Filter[] };
  readonly mutate?: { readonly patchStrategicMerge: { readonly metadata: { readonly labels: Labels } } };
  readonly validate?: { readonly message: string };
}

const rulesOf = (known: ReturnType<typeof analysis>, options: Parameters<typeof policies>[1]): readonly Rule[] =>
  policies(known, { form: 'kyverno', kinds: ['ServiceMonitor'], ...options }).manifests.flatMap(
    ({ spec }) => (spec as { readonly rules: readonly Rule[] }).rules,
  );
const fits =
  (object: KubeObject, space: Labels) =>
  ({ resources: { names, namespaces, selector, namespaceSelector } }: Filter): boolean =>
    (names?.includes(object.metadata.name) ?? true) &&
    (namespaces?.includes(object.metadata.namespace ?? '') ?? true) &&
    (selector === undefined || selects(decodeSelector(selector, 'nothing'), object.metadata.labels)) &&
    (namespaceSelector === undefined || selects(decodeSelector(namespaceSelector, 'nothing'), space));
const concerns = ({ match, exclude }: Rule, object: KubeObject, space: Labels): boolean =>
  match.any.some(fits(object, space)) && !(exclude?.any ?? []).some(fits(object, space));

/** What the policies make of each object of a situation. */
function read(each: Situation): readonly { readonly taken: boolean; readonly labels: Labels }[] {
  const known = judged(each);
  const rules = rulesOf(known, { addLabels: true });
  const isTaken = rulesOf(known, {}).find(({ name }) => name === 'is-taken');
  const adding = rules.find(({ name }) => name === 'add-labels');
  return each.objects.map((object) => {
    const space =
      each.spaces.find(({ metadata }) => metadata.name === object.metadata.namespace)?.metadata.labels ?? {};
    const added = adding && concerns(adding, object, space) ? adding.mutate?.patchStrategicMerge.metadata.labels : {};
    const missing = Object.entries(added ?? {}).map(([key, value]) => [key.slice(2, -1), value] as const);
    return {
      taken: isTaken === undefined || !concerns(isTaken, object, space),
      labels: { ...Object.fromEntries(missing), ...object.metadata.labels },
    };
  });
}

describe('policies of Kyverno, as we read them', () => {
  it('take, and label, what the engine says', () => {
    for (const each of randomSituations(Number(process.env['PROMWIRE_PAIRS'] ?? 900), seedOr(5))) {
      const labels = labelled(each, false);
      expect({ spec: each.stack.body, read: read(each) }).toEqual({
        spec: each.stack.body,
        read: taken(each).map((is, n) => ({ taken: is, labels: labels[n] })),
      });
    }
  });

  const k8s = prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'kps' } } });

  it.each([
    ['warn', { failurePolicy: 'Ignore', validationFailureAction: 'Audit', emitWarning: true }],
    ['audit', { failurePolicy: 'Ignore', validationFailureAction: 'Audit' }],
    ['deny', { failurePolicy: 'Fail', validationFailureAction: 'Enforce' }],
  ] as const)('%s', (action, wanted) => {
    const { manifests } = policies(analysis([k8s]), { form: 'kyverno', kinds: ['ServiceMonitor'], action });
    expect(manifests).toMatchObject([{ kind: 'ClusterPolicy', spec: wanted }]);
    const spec = manifests[0]?.['spec'] ?? {};
    expect(spec).toHaveProperty('rules.0.validate.message', expect.stringContaining('release=kps'));
    expect(Object.hasOwn(spec, 'emitWarning')).toBe(action === 'warn');
  });

  it('are for the namespaces that are named, and let the one pass that an Alertmanager names', () => {
    const main = alertmanager('monitoring/main', {
      alertmanagerConfigSelector: { matchLabels: { team: 'a' } },
      alertmanagerConfiguration: { name: 'global' },
    });
    const [rule] = rulesOf(analysis([main]), { kinds: ['AlertmanagerConfig'], namespaces: ['shop'] });
    expect(rule?.match.any[0]?.resources.namespaces).toEqual(['shop']);
    expect(rule?.exclude?.any.at(-1)?.resources).toMatchObject({ names: ['global'], namespaces: ['monitoring'] });
  });

  it('replace nothing', () => {
    expect(() => policies(analysis([k8s]), { form: 'kyverno', addLabels: true, replaceLabels: true })).toThrow(
      'not made',
    );
  });
});
