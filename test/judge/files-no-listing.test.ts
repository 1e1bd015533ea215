/**
 * Files are not a listing: healthy things as charts render them, put together at random and with kinds, namespaces,
 * pods and single objects left out, are never an error; one fault that is planted among them is found, or is one that
 * what is there cannot decide.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { report } from '../../src/judge/report.ts';
import type { JsonObject, KubeObject, Report } from '../../src/model/index.ts';
import { reportOutcome } from '../../src/outcomes.ts';
import { clusterChecks } from '../../src/registry.ts';
import { seedOr } from '../seed.ts';
import { analysis } from '../worlds.ts';
import { openStack, releaseStack, SHAPES } from './shapes.ts';

const KINDS = [
  'Service',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Secret',
  'Endpoints',
  'Namespace',
  'Pod',
  'Job',
].concat([
  'ServiceMonitor',
  'PodMonitor',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'ExternalSecret',
  'Cluster',
]);
/** A single one of these that is missing is a fault, not half a world. */
const WHOLE = ['Prometheus', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];

const worlds = fc.record({
  stack: fc.constantFrom(releaseStack, openStack),
  apps: fc.uniqueArray(
    fc.record({ shape: fc.constantFrom(...Object.keys(SHAPES)), where: fc.constantFrom('shop', 'bank') }),
    {
      minLength: 1,
      maxLength: 6,
      selector: ({ shape, where }) => `${shape} ${where}`,
    },
  ),
  kinds: fc.subarray(KINDS, { maxLength: 3 }),
  places: fc.subarray(['default', 'kube-system', 'shop', 'bank'], { maxLength: 1 }),
  single: fc.uniqueArray(fc.nat(60), { maxLength: 4 }),
});
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

const NAMES = Object.keys(SHAPES);
const appsOf = ({ apps }: Pick<World, 'apps'>): readonly (readonly KubeObject[])[] =>
  apps.map(
    ({ shape, where }) => SHAPES[shape]?.(where, `app-${'abcdefghijklmnopq'.charAt(NAMES.indexOf(shape))}`) ?? [],
  );

function left(objects: readonly KubeObject[], { kinds, places, single }: World): readonly KubeObject[] {
  return objects
    .filter((object, i) => WHOLE.includes(object.kind) || !single.includes(i))
    .filter(({ kind, metadata }) => !kinds.includes(kind) && !places.includes(metadata.namespace ?? ''));
}

const judged = (objects: readonly KubeObject[]): Report =>
  report(analysis(objects, { source: 'files' }), clusterChecks);
const errors = ({ findings }: Report): readonly string[] =>
  findings.filter(({ severity }) => severity === 'error').map(({ check, summary }) => `${check}: ${summary}`);

describe('healthy things in files', () => {
  it.each(NAMES)('are no error and leave nothing open: %s', (shape) => {
    for (const stack of [releaseStack, openStack]) {
      const found = judged([...stack(), ...(SHAPES[shape]?.('shop', 'web') ?? [])]);
      expect(errors(found)).toEqual([]);
      expect(reportOutcome(found, 'error')).toBe('ok');
    }
  });

  it('are never an error, whatever of them is missing', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const found = judged(left([...world.stack(), ...appsOf(world).flat()], world));
        expect(errors(found)).toEqual([]);
        expect(reportOutcome(found, 'error')).toBe('ok');
      }),
      { seed: seedOr(10), numRuns: 300 },
    );
  });
});

/** As a file has an object that names no namespace, where nothing tells which it will be in. */
const unplaced = (object: KubeObject): KubeObject => {
  const { namespace, ...metadata } = object.metadata;
  return namespace === undefined ? object : { ...object, metadata, homeless: true };
};

describe('healthy things that name no namespace', () => {
  it.each(NAMES)('are no error beside a stack that does: %s', (shape) => {
    for (const stack of [releaseStack, openStack]) {
      const found = judged([...stack(), ...(SHAPES[shape]?.('shop', 'web') ?? []).map(unplaced)]);
      expect(errors(found)).toEqual([]);
      expect(reportOutcome(found, 'error')).toBe('ok');
    }
  });

  it('are never an error, whichever of them do, and whatever is missing', () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (world, without) => {
        const apps = appsOf(world)
          .flat()
          .map((object, i) => (without[i % without.length] === true ? unplaced(object) : object));
        const found = judged(left([...world.stack(), ...apps], world));
        expect(errors(found)).toEqual([]);
        expect(reportOutcome(found, 'error')).toBe('ok');
      }),
      { seed: seedOr(12), numRuns: 300 },
    );
  });
});

type Edit = (object: KubeObject) => KubeObject;

const edited =
  (kind: string, change: (spec: JsonObject) => JsonObject): Edit =>
  (object) =>
    object.kind === kind
      ? { ...object, body: { ...object.body, spec: change((object.body['spec'] ?? {}) as JsonObject) } }
      : object;
const labelled =
  (kind: string, labels: (of: Readonly<Record<string, string>>) => Readonly<Record<string, string>>): Edit =>
  (object) =>
    object.kind === kind
      ? { ...object, metadata: { ...object.metadata, labels: labels(object.metadata.labels) } }
      : object;

const without = <T>(fields: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(fields).filter(([each]) => each !== key));

const NAME = 'app.kubernetes.io/name';
/** One fault in a plain application or one of pods, and the check that names it. */
const FAULTS: Readonly<Record<string, { readonly in: string; readonly edit: Edit }>> = {
  'label-mismatch': { in: 'deployment', edit: labelled('ServiceMonitor', () => ({ release: 'prometheus' })) },
  'port-name-mismatch': {
    in: 'deployment',
    edit: edited('ServiceMonitor', (spec) => ({ ...spec, endpoints: [{ port: 'http-metrics' }] })),
  },
  'no-matching-service': { in: 'statefulset', edit: labelled('Service', (labels) => without(labels, NAME)) },
  'no-endpoints': {
    in: 'daemonset',
    edit: edited('Service', (spec) => ({
      ...spec,
      selector: { ...(spec['selector'] as JsonObject), namespace: 'shop' },
    })),
  },
  'target-port-undeclared': {
    in: 'pods',
    edit: edited('PodMonitor', (spec) => ({ ...spec, podMetricsEndpoints: [{ port: 'http-metrics' }] })),
  },
  'namespace-selector-in-monitor': {
    in: 'a Service that another namespace looks at',
    edit: edited('ServiceMonitor', (spec) => without(spec, 'namespaceSelector')),
  },
};

describe('one fault in what names no namespace', () => {
  it.each(Object.entries(FAULTS).filter(([check]) => check !== 'namespace-selector-in-monitor'))(
    'is found all the same: %s',
    (check, fault) => {
      const broken = (SHAPES[fault.in]?.('shop', 'web') ?? []).map(fault.edit).map(unplaced);
      expect(errors(judged([...releaseStack(), ...broken])).map((text) => text.split(':')[0])).toEqual([check]);
    },
  );
});

describe('one fault among them', () => {
  it.each(Object.entries(FAULTS))('is found, or cannot be decided: %s', (check, fault) => {
    fc.assert(
      fc.property(worlds, (world) => {
        const broken = (SHAPES[fault.in]?.('shop', 'web') ?? []).map(fault.edit);
        const whole = [...releaseStack(), ...broken];
        expect(errors(judged(whole)).map((text) => text.split(':')[0])).toEqual([check]);
        const found = judged(left([...whole, ...appsOf(world).flat()], world));
        // Nothing else is blamed, and no verdict that more files would overturn.
        expect(errors(found).filter((text) => !text.startsWith(`${check}:`))).toEqual([]);
        const gone = left(broken, { ...world, single: [] }).length < broken.length || world.single.length > 0;
        expect(errors(found).length > 0 || gone).toBe(true);
      }),
      { seed: seedOr(11), numRuns: 50 },
    );
  });
});
