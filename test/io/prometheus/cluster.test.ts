import * as http from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { PromwireError } from '../../../src/errors.ts';
import { openInCluster } from '../../../src/io/prometheus/cluster.ts';
import type { Kube } from '../../../src/io/kube/connect/open.ts';
import type { Prometheus } from '../../../src/io/prometheus/index.ts';
import type { InstanceAddress, InstanceReach } from '../../../src/model/index.ts';
import { always, startStandIn, success } from './prometheus-standin.ts';

interface Said {
  readonly status: number;
  readonly body: string;
}

const empty: Said = { status: 200, body: success({ resultType: 'vector', result: [] }) };
function status(code: number, message: string): Said {
  return { status: code, body: JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }) };
}
const forbidden = status(403, 'pods "x" is forbidden: User "u" cannot get resource "pods/proxy"');
const refused = status(503, 'error trying to reach service: dial tcp 10.244.0.9:9090: connect: connection refused');

/** An API server of which only the proxy is there; `asked` are the paths, port-forwards as "forward …". */
function fakeKube(answer: (path: string) => Said): { kube: Kube; asked: string[] } {
  const asked: string[] = [];
  const kube: Kube = {
    server: 'https://127.0.0.1:6443',
    context: 'test',
    namespace: 'default',
    request: async ({ path }) => {
      asked.push(path);
      return await Promise.resolve({ ...answer(path), headers: {} });
    },
    dial: async (path) => {
      asked.push(`forward ${path}`);
      return await Promise.reject(new PromwireError('unreachable', 'No WebSocket here.', 'None.'));
    },
    close: () => undefined,
  };
  return { kube, asked };
}

const service: InstanceAddress = {
  instance: { name: 'service monitoring/prometheus-operated' },
  via: 'services',
  namespace: 'monitoring',
  name: 'prometheus-operated',
  port: 'web',
  scheme: 'http',
  prefix: '',
  localOnly: false,
};

function podAddress(replica: number, rest: Partial<InstanceAddress> = {}): InstanceAddress {
  const name = `prometheus-k8s-${replica}`;
  return {
    ...service,
    instance: { name: `monitoring/${name}`, shard: 0, replica },
    via: 'pods',
    name,
    port: 9090,
    ...rest,
  };
}

function pods(...addresses: readonly InstanceAddress[]): InstanceReach['instances'] {
  return addresses.map((address) => ({ instance: address.instance, addresses: [address] }));
}

const never = new AbortController().signal;

async function open(kube: Kube, reach: InstanceReach): Promise<readonly Prometheus[]> {
  const opened = await openInCluster(kube, reach, never);
  if ('kind' in opened) throw new Error(opened.detail);
  return opened;
}

const PROXY = '/api/v1/namespaces/monitoring';

describe('openInCluster', () => {
  it('asks each pod by itself', async () => {
    const { kube, asked } = fakeKube(() => empty);
    const instances = await open(kube, { instances: pods(podAddress(0), podAddress(1)) });
    for (const prometheus of instances)
      expect(await prometheus.query('up{a="b"}', never)).toMatchObject({ kind: 'ok' });
    expect(asked).toEqual([
      `${PROXY}/pods/prometheus-k8s-0%3A9090/proxy/api/v1/query?query=up%7Ba%3D%22b%22%7D`,
      `${PROXY}/pods/prometheus-k8s-1%3A9090/proxy/api/v1/query?query=up%7Ba%3D%22b%22%7D`,
    ]);
  });

  it('respects path prefix and TLS', async () => {
    const { kube, asked } = fakeKube(() => empty);
    const [prometheus] = await open(kube, { instances: pods(podAddress(0, { scheme: 'https', prefix: '/prom' })) });
    await prometheus?.rules(never);
    expect(asked).toEqual([`${PROXY}/pods/https%3Aprometheus-k8s-0%3A9090/proxy/prom/api/v1/rules`]);
  });

  it('without the right to reach pods: the Service, as one instance of unknown replica', async () => {
    const gate = await startStandIn(always(403, forbidden.body));
    const { kube, asked } = fakeKube((path) => (path.includes('/pods/') ? forbidden : empty));
    const agent = new http.Agent();
    const dial: Kube['dial'] = async (path) =>
      await Promise.resolve({
        url: gate.url + path,
        headers: {},
        agent,
        hide: (text) => text,
        explain: () => new PromwireError('failed', 'Broken.', 'None.'),
      });
    try {
      const instances = await open(
        { ...kube, dial },
        { instances: pods(podAddress(0), podAddress(1)), shared: service },
      );
      expect(instances.map(({ instance }) => instance)).toEqual([{ name: 'service monitoring/prometheus-operated' }]);
      expect(await instances[0]?.query('up', never)).toMatchObject({ kind: 'ok' });
      expect(gate.seen.map(({ path }) => path)).toEqual([`${PROXY}/pods/prometheus-k8s-0/portforward`]);
      expect(asked.at(-1)).toContain('/services/prometheus-operated%3Aweb/');
    } finally {
      agent.destroy();
      await gate.stop();
    }
  });

  it('a Service that leads nowhere: the pod behind it, and from then on the pod at once', async () => {
    const { kube, asked } = fakeKube((path) =>
      path.includes('/services/') ? status(503, 'no endpoints available for service') : empty,
    );
    const [prometheus] = await open(kube, {
      instances: [{ instance: podAddress(0).instance, addresses: [service, podAddress(0)] }],
    });
    expect(await prometheus?.query('up', never)).toMatchObject({ kind: 'ok' });
    expect(await prometheus?.query('up', never)).toMatchObject({ kind: 'ok' });
    expect(asked.map((path) => path.split('/')[5])).toEqual(['services', 'pods', 'pods']);
  });

  it("Prometheus' own refusal is an answer, and no other way is tried", async () => {
    const bad: Said = {
      status: 400,
      body: JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'parse error' }),
    };
    const { kube, asked } = fakeKube(() => bad);
    const [prometheus] = await open(kube, { instances: pods(podAddress(0)) });
    expect(await prometheus?.query('(', never)).toMatchObject({ kind: 'unknown', reason: 'refused' });
    expect(asked).toHaveLength(1);
  });

  it('a pod that refuses the connection is not ready, whatever the port-forward says', async () => {
    const { kube } = fakeKube(() => refused);
    const [prometheus] = await open(kube, { instances: pods(podAddress(0)) });
    expect(await prometheus?.query('up', never)).toMatchObject({
      reason: 'not-ready',
      detail: expect.stringContaining('connection refused'),
    });
  });

  it('listenLocal: only by port-forward', async () => {
    const { kube, asked } = fakeKube(() => empty);
    const [prometheus] = await open(kube, { instances: pods(podAddress(0, { localOnly: true })) });
    expect(await prometheus?.query('up', never)).toMatchObject({ reason: 'unreachable', detail: 'No WebSocket here.' });
    expect(asked).toEqual([`forward ${PROXY}/pods/prometheus-k8s-0/portforward?ports=9090`]);
  });

  it('a pod without an address says so, without a request', async () => {
    const problem = { kind: 'unknown', reason: 'not-ready', detail: 'Pod has no address yet.', next: 'Wait.' } as const;
    const { kube, asked } = fakeKube(() => empty);
    const [prometheus] = await open(kube, {
      instances: [{ instance: { name: 'x' }, addresses: [], problem }],
      shared: service,
    });
    expect(await prometheus?.query('up', never)).toEqual(problem);
    expect(asked).toEqual([]);
  });

  it('pods that could not be listed: the Service alone', async () => {
    const { kube, asked } = fakeKube(() => empty);
    const instances = await open(kube, { instances: [], shared: service });
    expect(instances.map(({ instance }) => instance)).toEqual([{ name: 'service monitoring/prometheus-operated' }]);
    expect(await instances[0]?.query('up', never)).toMatchObject({ kind: 'ok' });
    expect(asked).toEqual([`${PROXY}/services/prometheus-operated%3Aweb/proxy/api/v1/query?query=up`]);
  });

  it('nothing to ask: the reason comes back', async () => {
    const problem = {
      kind: 'unknown',
      reason: 'no-address',
      detail: 'No pod.',
      next: 'Give --prometheus-url.',
    } as const;
    expect(await openInCluster(fakeKube(() => empty).kube, { instances: [], problem }, never)).toEqual(problem);
  });

  it('an expired login ends the command', async () => {
    const { kube } = fakeKube(() => empty);
    const expired: Kube = {
      ...kube,
      request: async () => await Promise.reject(new PromwireError('forbidden', 'Expired.', 'Log in.')),
    };
    const [prometheus] = await open(expired, { instances: pods(podAddress(0)) });
    await expect(prometheus?.query('up', never)).rejects.toThrow('Expired');
  });
});
