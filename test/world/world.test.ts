import { describe, expect, it } from '@jest/globals';
import { buildWorld, changeWorld } from '../../src/world/world.ts';
import { namespace, pod, service, serviceMonitor, snapshot, world } from '../worlds.ts';

const ref = (kind: string, name: string): { apiVersion: string; kind: string; namespace: string; name: string } => ({
  apiVersion: 'v1',
  kind,
  namespace: 'shop',
  name,
});

describe('what is there', () => {
  const objects = [service('shop/web'), service('shop/api'), service('bank/web'), namespace('shop'), pod('shop/web-1')];

  it('is found by kind, namespace and name, in one order whatever the order it was read in', () => {
    for (const order of [objects, objects.toReversed()]) {
      const seen = world(order);
      expect(seen.all('', 'Service').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
        'bank/web',
        'shop/api',
        'shop/web',
      ]);
      expect(seen.inNamespace('', 'Service', 'shop')).toHaveLength(2);
      expect(seen.get(ref('Service', 'api'))?.metadata.name).toBe('api');
      expect(seen.get(ref('Service', 'gone'))).toBeUndefined();
      expect(seen.namespaces()).toEqual(['bank', 'shop']);
    }
  });

  it('is told apart by its API group', () => {
    const seen = world([service('shop/web')]);
    expect(seen.all('serving.knative.dev', 'Service')).toEqual([]);
    expect(seen.get({ ...ref('Service', 'web'), apiVersion: 'serving.knative.dev/v1' })).toBeUndefined();
  });

  it('is the last of two that are the same', () => {
    const seen = world([service('shop/web', { type: 'ClusterIP' }), service('shop/web', { type: 'NodePort' })]);
    expect(seen.all('', 'Service').map(({ body }) => body['spec'])).toEqual([
      expect.objectContaining({ type: 'NodePort' }),
    ]);
  });
});

describe('labels of a namespace', () => {
  it('are all known of one that was read, and its name is among them', () => {
    const seen = world([namespace('shop', { team: 'shop' })]);
    expect(seen.namespaceLabels('shop')).toEqual({
      labels: { 'kubernetes.io/metadata.name': 'shop', team: 'shop' },
      complete: true,
    });
  });

  it('are not those of a namespace that does not exist', () => {
    expect(world([]).namespaceLabels('shop')).toBeUndefined();
  });

  it('are open where namespaces were not read, but for the name', () => {
    const open = { labels: { 'kubernetes.io/metadata.name': 'shop' }, complete: false };
    expect(world([namespace('shop')], { hidden: ['Namespace'] }).namespaceLabels('shop')).toEqual(open);
    expect(world([namespace('shop')], { only: { Namespace: ['bank'] } }).namespaceLabels('shop')).toEqual(open);
    // Made between two lists: the object in it is seen, the namespace is not.
    expect(world([service('shop/web')]).namespaceLabels('shop')).toEqual(open);
    expect(world([service('shop/web')], { source: 'files' }).namespaceLabels('shop')).toEqual(open);
    expect(world([namespace('bank')], { source: 'files' }).namespaceLabels('shop')).toEqual(open);
  });
});

describe('gaps', () => {
  it('are none where the list was made', () => {
    expect(world([]).gaps('', 'Service')).toEqual([]);
    expect(world([]).gaps('', 'Service', 'shop')).toEqual([]);
  });

  it('are what was recorded where it was refused', () => {
    const seen = world([], { hidden: ['Service'] });
    expect(seen.gaps('', 'Service').map(({ reason }) => reason)).toEqual(['forbidden']);
    expect(seen.gaps('', 'Service', 'shop').map(({ reason }) => reason)).toEqual(['forbidden']);
    expect(seen.gaps('', 'Pod')).toEqual([]);
  });

  it('are none in the namespaces that were listed, and there are some elsewhere', () => {
    const seen = world([], { only: { Service: ['shop'] } });
    expect(seen.gaps('', 'Service', 'shop')).toEqual([]);
    expect(seen.gaps('', 'Service', 'bank')).toHaveLength(1);
    expect(seen.gaps('', 'Service')).toHaveLength(1);
  });

  it('are none for a kind that the API does not know: there is no such object', () => {
    expect(world([], { noCrd: ['ServiceMonitor'] }).gaps('monitoring.coreos.com', 'ServiceMonitor')).toEqual([]);
  });

  it('are made up for a kind that nobody thought of', () => {
    expect(world([]).gaps('example.com', 'Widget', 'shop')).toEqual([
      expect.objectContaining({
        reason: 'not-read',
        reads: { group: 'example.com', kind: 'Widget', namespace: 'shop' },
      }),
    ]);
  });

  it('are there for a list of which some could not be understood', () => {
    const read = snapshot([service('shop/web')]);
    const broken = buildWorld({
      ...read,
      coverage: read.coverage.map((entry) => (entry.kind === 'Service' ? { ...entry, complete: false } : entry)),
    });
    expect(broken.gaps('', 'Service', 'shop')).toHaveLength(1);
  });

  it('are there for every kind among files, of which an object is among them or not', () => {
    const seen = world([service('shop/web')], { source: 'files' });
    const reasons = (...kind: [string, string]): readonly string[] => seen.gaps(...kind).map(({ reason }) => reason);
    expect(reasons('', 'Service')).toEqual(['not-among-files']);
    expect(reasons('monitoring.coreos.com', 'Prometheus')).toEqual(['not-among-files']);
  });
});

describe('a broken document of a file', () => {
  const broken = buildWorld({
    ...snapshot([service('shop/web')], { source: 'files' }),
    gaps: [{ reason: 'invalid', reads: { group: '', kind: 'Service', namespace: 'bank' } }],
  });
  const reasons = (namespace?: string): readonly string[] =>
    broken.gaps('', 'Service', namespace).map(({ reason }) => reason);

  it('hides something in its own namespace, and nothing of all the others', () => {
    expect(reasons('bank')).toEqual(['invalid']);
    expect(reasons('shop')).toEqual(['not-among-files']);
    expect(reasons()).toEqual(['not-among-files']);
  });
});

describe('changeWorld', () => {
  it('puts in, replaces and takes out, and leaves the old world alone', () => {
    const before = world([serviceMonitor('shop/web'), serviceMonitor('shop/api')]);
    const changed = serviceMonitor('shop/web', {}, { labels: { release: 'prometheus' } });
    const api = { ...ref('ServiceMonitor', 'api'), apiVersion: 'monitoring.coreos.com/v1' };
    const after = changeWorld(before, [changed, serviceMonitor('shop/new')], [api]);
    const names = (of: typeof before): readonly string[] =>
      of
        .all('monitoring.coreos.com', 'ServiceMonitor')
        .map(({ metadata }) => `${metadata.name} ${metadata.labels['release'] ?? '-'}`);
    expect(names(after)).toEqual(['new -', 'web prometheus']);
    expect(names(before)).toEqual(['api -', 'web -']);
    expect(after.gaps('', 'Service')).toEqual([]);
  });
});

describe('one object that is not judged', () => {
  const gap = {
    reason: 'invalid',
    reads: { group: '', kind: 'Service', namespace: 'bank', name: 'huge' },
  } as const;
  const seen = buildWorld({ ...world([]).snapshot, gaps: [gap] });

  it.each<readonly [string, readonly string[], number]>([
    ['everything', [], 1],
    ['its namespace', ['bank'], 1],
    ['itself', ['bank', 'huge'], 1],
    ['its neighbour', ['bank', 'small'], 0],
    ['another namespace', ['shop'], 0],
  ])('leaves open or answers a question about %s', (_, [namespace, name], count) =>
    expect(seen.gaps('', 'Service', namespace, name)).toHaveLength(count),
  );
});
