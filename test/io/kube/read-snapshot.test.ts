import { afterEach, describe, expect, it } from '@jest/globals';
import { readSnapshot } from '../../../src/io/kube/read-snapshot.ts';
import type { Reads } from '../../../src/model/index.ts';
import { openStandIn, status } from './api-stand-in.ts';
import type { OpenStandIn, Reply, Seen } from './api-stand-in.ts';

const OPERATOR = 'monitoring.coreos.com';
const ending: OpenStandIn[] = [];
afterEach(async () => {
  for (const one of ending.splice(0)) await one.stop();
});

/** A cluster: path (without the query) -> reply; anything else is a kind that is not there. */
async function scene(
  replies: Readonly<Record<string, Reply | ((seen: Seen) => Reply)>>,
  namespace?: string,
): Promise<OpenStandIn> {
  const opened = await openStandIn(
    (seen) => {
      const reply = replies[seen.url.split('?')[0] ?? ''];
      if (reply === undefined) return { status: 404, body: '404 page not found' };
      return typeof reply === 'function' ? reply(seen) : reply;
    },
    namespace === undefined ? {} : { context: { namespace } },
  );
  ending.push(opened);
  return opened;
}
const items = (...objects: readonly object[]): Reply => ({ body: { metadata: {}, items: objects } });
const object = (namespace: string, name: string, more: object = {}): object => ({
  metadata: { namespace, name },
  ...more,
});
const no = status(403, 'Forbidden', 'User "bob" cannot list');
const read = (kind: string, group = '', more: Partial<Reads> = {}): Reads => ({
  group,
  kind,
  scope: 'cluster',
  ...more,
});
const MONITORS = '/apis/monitoring.coreos.com/v1/servicemonitors';

describe('readSnapshot', () => {
  it('leaves one object open that would take too long to judge, and nothing else of the list', async () => {
    const costly = { endpoints: [{ metricRelabelings: [{ regex: 'x{9999}'.repeat(60) }] }] };
    const { kube } = await scene({
      [MONITORS]: items(object('tenant', 'tiny', { spec: costly }), object('web', 'healthy')),
      '/apis/monitoring.coreos.com/v1/prometheuses': items(
        object('tenant', 'p', { spec: { paused: 'x{9999}'.repeat(60) } }),
      ),
    });
    const snapshot = await readSnapshot(kube, [read('ServiceMonitor', OPERATOR), read('Prometheus', OPERATOR)]);
    expect(snapshot.objects.map(({ metadata }) => metadata.name)).toEqual(['healthy']);
    expect(snapshot.coverage.map(({ kind, complete }) => [kind, complete])).toEqual([
      ['ServiceMonitor', true],
      ['Prometheus', true],
    ]);
    expect(snapshot.gaps).toMatchObject([
      {
        reason: 'invalid',
        reads: { group: OPERATOR, kind: 'ServiceMonitor', namespace: 'tenant', name: 'tiny' },
        sentence: expect.stringContaining(
          'Split the object or shorten spec.endpoints; promwire judges a ServiceMonitor of up to 10000 values.',
        ),
      },
      { reason: 'invalid', reads: { group: OPERATOR, kind: 'Prometheus', namespace: 'tenant', name: 'p' } },
    ]);
  });

  it('makes one list per kind, in the order asked for, and reports as they end', async () => {
    const { kube, api } = await scene({
      '/version': { body: { gitVersion: 'v1.36.3' } },
      '/api/v1/services': items(object('a', 's1'), object('b', 's2', { spec: { selector: { app: 'x' } } })),
      [MONITORS]: items(object('a', 'm')),
    });
    const steps: string[] = [];
    const reads = [read('ServiceMonitor', OPERATOR), read('Service'), read('Service', '', { scope: 'namespace' })];
    const snapshot = await readSnapshot(kube, reads, {
      progress: ({ done, total, kind }) => steps.push(`${done}/${total} ${kind}`),
    });
    expect(snapshot).toMatchObject({
      source: 'cluster',
      kubernetes: 'v1.36.3',
      coverage: [
        { group: OPERATOR, kind: 'ServiceMonitor', namespaces: 'all', complete: true },
        { group: '', kind: 'Service', namespaces: 'all', complete: true },
      ],
      gaps: [],
    });
    expect(snapshot.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ServiceMonitor m',
      'Service s1',
      'Service s2',
    ]);
    expect(snapshot.objects[2]?.body).toEqual({ spec: { selector: { app: 'x' } } });
    expect(steps.toSorted().map((step) => step.slice(0, 3))).toEqual(['1/2', '2/2']);
    expect(api.seen).toHaveLength(3);
  });

  it('never lets the contents of a Secret travel, and leaves their facts unread', async () => {
    const { kube, api } = await scene({
      '/api/v1/secrets': ({ headers }) =>
        headers.accept?.includes('as=PartialObjectMetadataList') === true
          ? items({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', ...object('a', 's') })
          : items(object('a', 's', { data: { token: 'aHVzaA==' } })),
    });
    const lean = await readSnapshot(kube, [read('Secret')]);
    expect(lean.objects).toMatchObject([{ apiVersion: 'v1', kind: 'Secret' }]);
    expect(lean.objects[0]?.body).toEqual({});
    expect(api.seen.find(({ url }) => url.includes('secrets'))?.headers.accept).toContain('PartialObjectMetadataList');
    const full = await readSnapshot(kube, [read('Secret')], { contents: ['Secret'] });
    expect(full.objects[0]?.body['facts']).toMatchObject({ keys: { token: { present: true } } });
    expect(JSON.stringify(full)).not.toMatch(/aHVzaA|hush/);
  });

  it('reads only the namespaces asked about, but cluster-wide what is needed so', async () => {
    const { kube, api } = await scene({
      '/api/v1/namespaces/a/services': items(object('a', 's')),
      '/api/v1/namespaces/b/services': no,
      [MONITORS]: items(),
    });
    const reads = [read('Service', '', { scope: 'namespace' }), read('ServiceMonitor', OPERATOR)];
    const snapshot = await readSnapshot(kube, reads, { namespaces: ['a', 'b'] });
    expect(snapshot.coverage).toEqual([
      { group: '', kind: 'Service', namespaces: ['a'], complete: true },
      { group: OPERATOR, kind: 'ServiceMonitor', namespaces: 'all', complete: true },
    ]);
    expect(snapshot.gaps).toMatchObject([{ reason: 'forbidden', reads: { kind: 'Service', namespace: 'b' } }]);
    expect(api.seen.map(({ url }) => url)).not.toContain('/api/v1/services?limit=2000');
  });

  it("falls back to the context's namespace where the whole is forbidden, and says both", async () => {
    const { kube } = await scene(
      {
        '/api/v1/services': no,
        '/api/v1/namespaces/team/services': items(object('team', 's')),
        '/api/v1/pods': no,
        '/api/v1/namespaces/team/pods': no,
        '/api/v1/namespaces': no,
        '/api/v1/namespaces/team': { body: { metadata: { name: 'team', labels: { tier: 'x' } } } },
        '/apis/rbac.authorization.k8s.io/v1/clusterroles': no,
      },
      'team',
    );
    const reads = [read('Service'), read('Pod'), read('Namespace'), read('ClusterRole', 'rbac.authorization.k8s.io')];
    const snapshot = await readSnapshot(kube, reads);
    expect(snapshot.coverage).toEqual([
      { group: '', kind: 'Service', namespaces: ['team'], complete: true },
      { group: '', kind: 'Namespace', namespaces: ['team'], complete: true },
    ]);
    expect(snapshot.gaps.map(({ reason, reads }) => [reason, reads])).toEqual([
      ['forbidden', { group: '', kind: 'Service' }],
      ['forbidden', { group: '', kind: 'Pod' }],
      ['forbidden', { group: '', kind: 'Namespace' }],
      ['forbidden', { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' }],
    ]);
    expect(snapshot.gaps[0]?.readInstead).toEqual(['team']);
    expect(snapshot.gaps[1]).not.toHaveProperty('readInstead');
    expect(snapshot.objects.map(({ kind }) => kind)).toEqual(['Service', 'Namespace']);
  });

  it('reads a kind only when the kind it serves is there, or may be', async () => {
    const replies = (prometheuses: Reply): Record<string, Reply> => ({
      '/apis/monitoring.coreos.com/v1': { body: { resources: [{ name: 'prometheuses' }] } },
      '/apis/monitoring.coreos.com/v1/prometheuses': prometheuses,
      '/apis/apps/v1/deployments': items(),
    });
    const reads = [read('Deployment', 'apps', { when: 'Prometheus' }), read('Prometheus', OPERATOR)];
    const kinds = async (prometheuses: Reply): Promise<readonly string[]> => {
      const { kube } = await scene(replies(prometheuses));
      return (await readSnapshot(kube, reads)).coverage.map(({ kind }) => kind);
    };
    expect(await kinds(items(object('a', 'p')))).toEqual(['Deployment', 'Prometheus']);
    expect(await kinds(items())).toEqual(['Prometheus']);
    expect(await kinds(no)).toEqual(['Deployment']);
    expect(await kinds({ status: 404, body: '404 page not found\n' })).toEqual([]);
  });

  it('lists a kind that depends on a CRD where that one may be there', async () => {
    const own = { group: 'kuberhealthy.github.io', kind: 'HealthCheck' };
    const reads = [
      read(own.kind, own.group, { when: 'healthchecks.kuberhealthy.github.io' }),
      read('CustomResourceDefinition', 'apiextensions.k8s.io'),
    ];
    const crd = (name: string): object => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name },
    });
    const lists = async (crds: Reply): Promise<readonly string[]> => {
      const { kube } = await scene({
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': crds,
        '/apis/kuberhealthy.github.io/v2/healthchecks': items(),
      });
      return (await readSnapshot(kube, reads)).coverage.map(({ kind }) => kind);
    };
    expect(await lists(items(crd('prometheuses.monitoring.coreos.com')))).toEqual(['CustomResourceDefinition']);
    expect(await lists(items(crd('healthchecks.kuberhealthy.github.io')))).toEqual([
      'HealthCheck',
      'CustomResourceDefinition',
    ]);
    expect(await lists(no)).toEqual(['HealthCheck']);
  });

  it('keeps what it understood of a list, and calls it incomplete', async () => {
    const { kube } = await scene({ '/api/v1/services': items(object('a', 's'), { metadata: { name: 7 } }) });
    const snapshot = await readSnapshot(kube, [read('Service'), read('Widget', 'acme.test')]);
    expect(snapshot.objects).toHaveLength(1);
    expect(snapshot.coverage).toEqual([{ group: '', kind: 'Service', namespaces: 'all', complete: false }]);
    expect(snapshot.gaps.map(({ reason, reads }) => `${reason} ${reads.kind}`)).toEqual([
      'invalid Service',
      'not-read Widget',
    ]);
  });

  it('stays within six requests in flight', async () => {
    let [now, most] = [0, 0];
    const namespaces = Array.from({ length: 30 }, (_none, index) => `n${index}`);
    const { kube, api } = await scene(
      Object.fromEntries(namespaces.map((name) => [`/api/v1/namespaces/${name}/services`, items(object(name, 's'))])),
    );
    api.server.prependListener('request', (_request, response: { on: (name: string, f: () => void) => void }) => {
      now += 1;
      most = Math.max(most, now);
      response.on('close', () => (now -= 1));
    });
    const snapshot = await readSnapshot(kube, [read('Service', '', { scope: 'namespace' })], { namespaces });
    expect(snapshot.objects).toHaveLength(30);
    expect(most).toBeLessThanOrEqual(6);
    expect(api.connections()).toBeLessThanOrEqual(6);
  });

  it('ends with the first error that ends everything, and on Ctrl-C', async () => {
    const { kube } = await scene({
      '/api/v1/services': { silent: true },
      '/api/v1/pods': status(401, 'Unauthorized', ''),
    });
    await expect(readSnapshot(kube, [read('Service'), read('Pod')])).rejects.toMatchObject({ code: 'forbidden' });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 30);
    const interrupted = readSnapshot(kube, [read('Service')], { signal: stop.signal });
    await expect(interrupted).rejects.toMatchObject({ code: 'interrupted', outcome: 'interrupted' });
  });
});
