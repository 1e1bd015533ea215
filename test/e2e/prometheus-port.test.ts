import { createServer, get } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reachOf } from '../../src/backends/prometheus-operator/running/addresses.ts';
import { findStacks } from '../../src/backends/prometheus-operator/stacks.ts';
import { mayChange, progressLine } from '../../src/verify/progress.ts';
import { wantedOf } from '../../src/verify/wanted.ts';
import { verify } from '../../src/verify/verify.ts';
import { buildWorld } from '../../src/world/world.ts';
import { openKube } from '../../src/io/kube/connect/open.ts';
import type { Kube } from '../../src/io/kube/connect/open.ts';
import { readSnapshot } from '../../src/io/kube/read-snapshot.ts';
import { openInCluster } from '../../src/io/prometheus/cluster.ts';
import { directPrometheus } from '../../src/io/prometheus/direct.ts';
import { prometheusOver } from '../../src/io/prometheus/index.ts';
import { observeStack } from '../../src/io/prometheus/observe-stack.ts';
import type { Prometheus } from '../../src/io/prometheus/index.ts';
import { deadlineIn } from '../../src/app/deadline.ts';
import { waitUntil } from '../../src/app/wait.ts';
import type { Expectation, Ref, Stack, Unanswered, Verification } from '../../src/model/index.ts';
import { startBed } from '../bed/bed.ts';
import type { Bed } from '../bed/bed.ts';
import type { Program } from '../bed/kubelet-standin.ts';
import type { KubeThing } from '../bed/object.ts';

/*
 * The port and the verification on real Prometheuses: one with a path prefix, two replicas with another port name, two
 * shards, an agent, and one behind TLS.
 */
const MONITORING = 'monitoring.coreos.com/v1';
const METRICS = readFileSync(join(import.meta.dirname, '../fixtures/metrics/v3/02-all-ok.prom'), 'utf8');

/** Serves the recording; a Pod labelled `broken` answers 500. */
const exporter: Program = async ({ pod, address }) => {
  const server = createServer((_request, response) => {
    if (pod.metadata.labels?.['broken'] === 'true') response.writeHead(500).end('broken on purpose');
    else response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(METRICS);
  });
  await new Promise<void>((resolve) => {
    server.listen(8080, address, resolve);
  });
  return {
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
};

/** TLS before the Prometheus `one`, with a certificate that nobody here trusts by name. */
const tlsFront: Program = async ({ address }) => {
  const one = await bed.prometheusUrl('monitoring', 'one');
  const tls = { cert: readFileSync(bed.certificates.serverCert), key: readFileSync(bed.certificates.serverKey) };
  const server = createTlsServer(tls, (request, response) => {
    get(`${new URL(one).origin}${request.url ?? '/'}`, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }).on('error', () => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(9443, address, resolve);
  });
  return {
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
};

const front: readonly KubeThing[] = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'front', namespace: 'monitoring' },
    spec: { containers: [{ name: 'front', image: 'demo/front:1', ports: [{ name: 'web', containerPort: 9443 }] }] },
  },
];

function application(
  name: string,
  replicas: number,
  labels: Readonly<Record<string, string>> = {},
): readonly KubeThing[] {
  const app = { app: name, ...labels };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'apps' },
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: app },
          spec: {
            containers: [{ name: 'demo', image: 'demo/exporter:1', ports: [{ name: 'http', containerPort: 8080 }] }],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'apps', labels: { app: name } },
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 8080, targetPort: 8080 }] },
    },
  ];
}

function monitorOf(name: string): KubeThing {
  return {
    apiVersion: MONITORING,
    kind: 'ServiceMonitor',
    metadata: { name, namespace: 'apps' },
    spec: { selector: { matchLabels: { app: name } }, endpoints: [{ port: 'http' }] },
  };
}

const RULE: KubeThing = {
  apiVersion: MONITORING,
  kind: 'PrometheusRule',
  metadata: { name: 'demo', namespace: 'apps' },
  spec: {
    groups: [
      {
        name: 'demo',
        rules: [
          { alert: 'DemoDown', expr: 'absent(kuberhealthy_cluster_state)', labels: { severity: 'critical' } },
          { record: 'demo:up', expr: 'sum(up)' },
        ],
      },
    ],
  },
};

const SELECT_ALL = {
  serviceAccountName: 'prometheus',
  serviceMonitorSelector: {},
  serviceMonitorNamespaceSelector: {},
  ruleSelector: {},
  ruleNamespaceSelector: {},
};

function prometheus(name: string, spec: Readonly<Record<string, unknown>>): KubeThing {
  return {
    apiVersion: MONITORING,
    kind: 'Prometheus',
    metadata: { name, namespace: 'monitoring' },
    spec: { ...SELECT_ALL, ...spec },
  };
}

const RIGHTS: readonly KubeThing[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'prometheus', namespace: 'monitoring' } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'prometheus' },
    rules: [{ apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: ['get', 'list', 'watch'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'prometheus' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'prometheus' },
    subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: 'monitoring' }],
  },
];

/** user-1 may reach Services only, user-2 nothing; both may look. */
function mayReach(user: string, resources: readonly string[]): readonly KubeThing[] {
  const rules = [
    { apiGroups: [''], resources: ['pods', 'services'], verbs: ['get', 'list'] },
    { apiGroups: ['monitoring.coreos.com'], resources: ['prometheuses'], verbs: ['get', 'list'] },
    ...(resources.length === 0 ? [] : [{ apiGroups: [''], resources, verbs: ['get'] }]),
  ];
  return [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: user }, rules },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: user },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: user },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
    },
  ];
}

const never = new AbortController().signal;
const closing: (() => void)[] = [];
let bed: Bed;

beforeAll(async () => {
  bed = await startBed({ images: { 'demo/exporter:': exporter, 'demo/front:': tlsFront } });
  await bed.apply([
    ...['monitoring', 'apps'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...RIGHTS,
    ...mayReach('user-1', ['services/proxy']),
    ...mayReach('user-2', []),
    ...application('demo', 2),
    prometheus('one', { routePrefix: '/one', externalUrl: 'http://prometheus.example.com/elsewhere' }),
    prometheus('two', { replicas: 2, portName: 'http-web' }),
    ...front,
    prometheus('split', { shards: 2 }),
    {
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'PrometheusAgent',
      metadata: { name: 'agent', namespace: 'monitoring' },
      spec: { serviceAccountName: 'prometheus', serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'one', namespace: 'monitoring' },
      spec: {
        selector: { 'operator.prometheus.io/name': 'one' },
        ports: [{ name: 'web', port: 9090, targetPort: 'web' }],
      },
    },
  ]);
  await bed.prometheusUrl('monitoring', 'one');
}, 120_000);

afterAll(async () => {
  for (const close of closing) close();
  await bed.stop();
}, 60_000);

async function kubeAs(user?: 'user-1' | 'user-2'): Promise<Kube> {
  const kube = await openKube({
    kubeconfig: user === undefined ? bed.kubeconfig : await bed.kubeconfigFor(user),
    env: {},
    backoffMs: 50,
  });
  closing.push(() => {
    kube.close();
  });
  return kube;
}

/** A stack and its instances, as a command finds them. */
async function find(
  kube: Kube,
  name: string,
): Promise<{ stack: Stack; instances: readonly Prometheus[] | Unanswered }> {
  const kinds = [
    ['', 'Pod'],
    ['', 'Service'],
    ['monitoring.coreos.com', 'Prometheus'],
    ['monitoring.coreos.com', 'PrometheusAgent'],
  ] as const;
  const reads = kinds.map(([group, kind]) => ({ group, kind, scope: 'namespace' as const }));
  const snapshot = await readSnapshot(kube, reads, { namespaces: ['monitoring'] });
  const stack = findStacks(buildWorld(snapshot)).find((candidate) => candidate.ref.name === name);
  if (!stack) throw new Error(`no stack ${name}`);
  return { stack, instances: await openInCluster(kube, reachOf(stack, snapshot.objects), never) };
}

const monitor: Ref = { apiVersion: MONITORING, kind: 'ServiceMonitor', namespace: 'apps', name: 'demo' };
function expected(stack: Ref): readonly Expectation[] {
  return [
    { kind: 'target-up', stack, monitor, endpoints: 1, expected: 2 },
    {
      kind: 'rule-loaded',
      stack,
      rule: { ...monitor, kind: 'PrometheusRule' },
      groups: ['demo'],
      rules: {
        demo: [
          { name: 'DemoDown', expr: 'absent (kuberhealthy_cluster_state)' },
          { name: 'demo:up', expr: 'sum(up)' },
        ],
      },
    },
    { kind: 'series-present', stack, query: 'kuberhealthy_check', title: 'Checks' },
  ];
}

async function waitFor(kube: Kube, name: string, timeoutMs = 60_000, onProgress?: (line: string) => void) {
  return await waitUntil(
    async (signal) => {
      const { stack, instances } = await find(kube, name);
      const expectations = expected(stack.ref);
      const observation = await observeStack(stack, instances, wantedOf(expectations, stack.ref), signal);
      return verify(expectations, { stacks: [observation], wires: [], objects: [] });
    },
    (verification) => mayChange(verification),
    {
      deadline: deadlineIn(timeoutMs),
      signal: never,
      onProgress: (verifications) => onProgress?.(progressLine(verifications)),
    },
  );
}

const outcomes = (verifications: readonly Verification[]): readonly string[] =>
  verifications.map(({ expectation, outcome, detail }) =>
    [outcome, ...(outcome === 'met' && 'title' in expectation ? [expectation.title] : []), detail].join(': '),
  );
const ALL_MET = [
  'met: 2/2 targets up',
  'met: 1/1 groups loaded, 2 rules healthy',
  expect.stringMatching(/^met: Checks: \d+ series$/),
];

describe('Prometheus, from nothing to verified', () => {
  it('tells the phases while the operator writes, Prometheus loads, discovers and scrapes', async () => {
    const kube = await kubeAs();
    const lines: string[] = [];
    const waiting = waitFor(kube, 'one', 90_000, (line) => lines.push(line));
    await bed.waitFor(() => lines.length > 0, { what: 'the first look' });
    expect(lines[0]).toContain('waiting for Prometheus to ');
    await bed.apply([monitorOf('demo'), RULE]);
    const verifications = await waiting;
    expect(outcomes(verifications)).toEqual(ALL_MET);
    expect(lines.length).toBeGreaterThan(1);
  }, 120_000);

  it('at its URL, with its path prefix', async () => {
    const direct = directPrometheus({ url: await bed.prometheusUrl('monitoring', 'one') });
    closing.push(direct.close);
    const one = prometheusOver({ name: direct.name }, direct.transport);
    expect(await one.version(never)).toMatchObject({ kind: 'ok', value: expect.stringMatching(/^\d+\.\d+/) });
    expect(await one.query('count(up{job="demo"} == 1)', never)).toMatchObject({
      kind: 'ok',
      value: [{ labels: {}, value: '2' }],
    });
    expect(await one.jobs(never)).toEqual({ kind: 'ok', value: ['serviceMonitor/apps/demo/0'], warnings: [] });
    expect(await one.query('rate(up)', never)).toMatchObject({
      kind: 'unknown',
      reason: 'refused',
      detail: expect.stringContaining('parse error'),
    });
    const root = directPrometheus({ url: new URL(direct.name).origin });
    closing.push(root.close);
    expect(await prometheusOver({ name: root.name }, root.transport).targets(never)).toMatchObject({
      kind: 'unknown',
      reason: 'not-found',
    });
  }, 60_000);

  it('both replicas, each by itself, with another port name', async () => {
    const kube = await kubeAs();
    const verifications = await waitFor(kube, 'two');
    expect(outcomes(verifications)).toEqual(ALL_MET);
    const { instances } = await find(kube, 'two');
    expect('kind' in instances ? [] : instances.map(({ instance }) => instance)).toEqual([
      { name: 'monitoring/prometheus-two-0', shard: 0, replica: 0 },
      { name: 'monitoring/prometheus-two-1', shard: 0, replica: 1 },
    ]);
  }, 90_000);

  it('two shards are united', async () => {
    const kube = await kubeAs();
    const verifications = await waitFor(kube, 'split');
    expect(outcomes(verifications)).toEqual(ALL_MET);
  }, 90_000);

  it('an agent shows targets, and is not asked for more', async () => {
    const kube = await kubeAs();
    const verifications = await waitFor(kube, 'agent');
    expect(outcomes(verifications)).toEqual([
      'met: 2/2 targets up',
      'unknown: PrometheusAgent monitoring/agent evaluates no rules.',
      'unknown: PrometheusAgent monitoring/agent cannot be queried.',
    ]);
    const { instances } = await find(kube, 'agent');
    const [agent] = 'kind' in instances ? [] : instances;
    expect(await agent?.query('up', never)).toMatchObject({
      kind: 'unknown',
      reason: 'not-found',
      detail: expect.stringContaining('Agent'),
    });
  }, 90_000);
});

describe('who may not', () => {
  it('reach pods: through the Service', async () => {
    const { instances } = await find(await kubeAs('user-1'), 'one');
    const [one] = 'kind' in instances ? [] : instances;
    expect(await one?.query('vector(1)', never)).toMatchObject({ kind: 'ok' });
  }, 60_000);

  it('reach anything: unknown, with the right that is missing', async () => {
    const { instances } = await find(await kubeAs('user-2'), 'one');
    const [one] = 'kind' in instances ? [] : instances;
    const answer = await one?.query('vector(1)', never);
    expect(answer).toMatchObject({
      kind: 'unknown',
      reason: 'forbidden',
      next: expect.stringContaining('--prometheus-url'),
    });
    expect(answer?.kind === 'unknown' && answer.detail).toMatch(/(services|pods)\/proxy/);
  }, 60_000);
});

describe('a server behind TLS', () => {
  it.each([
    ['https', { kind: 'ok' }],
    ['http', { kind: 'unknown' }],
  ] as const)(
    'through the API server, by the scheme of the address: %s',
    async (scheme, expected) => {
      const kube = await kubeAs();
      await bed.waitFor(
        async () => {
          const pod = await bed.read({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: 'front', namespace: 'monitoring' },
          });
          return JSON.stringify(pod?.['status'] ?? {}).includes('podIP');
        },
        { what: 'the front' },
      );
      const instance = { name: 'monitoring/front', shard: 0, replica: 0 };
      const address = {
        instance,
        via: 'pods',
        namespace: 'monitoring',
        name: 'front',
        port: 9443,
        scheme,
        prefix: '/one',
        localOnly: false,
      } as const;
      const opened = await openInCluster(kube, { instances: [{ instance, addresses: [address] }] }, never);
      const [one] = 'kind' in opened ? [] : opened;
      expect(await one?.query('vector(1)', never)).toMatchObject(expected);
    },
    60_000,
  );

  it('is trusted with its CA, and not without', async () => {
    const trusted = directPrometheus({ url: bed.url, caFile: bed.certificates.ca });
    const strange = directPrometheus({ url: bed.url });
    closing.push(trusted.close, strange.close);
    expect(await prometheusOver({ name: trusted.name }, trusted.transport).targets(never)).toMatchObject({
      reason: 'forbidden',
    });
    expect(await prometheusOver({ name: strange.name }, strange.transport).targets(never)).toMatchObject({
      reason: 'bad-answer',
      next: expect.stringContaining('--prometheus-ca'),
    });
  }, 60_000);

  it("asked by http says so in Go's words", async () => {
    const plain = directPrometheus({ url: bed.url.replace('https:', 'http:') });
    closing.push(plain.close);
    expect(await prometheusOver({ name: plain.name }, plain.transport).targets(never)).toMatchObject({
      reason: 'bad-answer',
      detail: expect.stringContaining('wants https'),
    });
  }, 60_000);
});

describe('what goes wrong', () => {
  it('a target that is down: not met, with its last error', async () => {
    await bed.apply([...application('broken', 1, { broken: 'true' }), monitorOf('broken')]);
    const kube = await kubeAs();
    const { stack, instances } = await find(kube, 'one');
    const expectation: Expectation = {
      kind: 'target-up',
      stack: stack.ref,
      monitor: { ...monitor, name: 'broken' },
      endpoints: 1,
    };
    const found = await bed.waitFor(
      async () => {
        const observation = await observeStack(stack, instances, wantedOf([expectation], stack.ref), never);
        const [verification] = verify([expectation], { stacks: [observation], wires: [], objects: [] });
        return verification?.outcome === 'not-met' ? verification : undefined;
      },
      { what: 'the failing target' },
    );
    expect(found.detail).toMatch(/^0\/1 targets up; 10\.\S+:8080: server returned HTTP status 500/);
  }, 60_000);

  it('one target in two pools is told', async () => {
    await bed.apply([{ ...monitorOf('demo'), metadata: { name: 'demo-again', namespace: 'apps' } }]);
    const kube = await kubeAs();
    const { stack, instances } = await find(kube, 'one');
    const [expectation] = expected(stack.ref);
    if (!expectation) throw new Error('nothing expected');
    const found = await bed.waitFor(
      async () => {
        const observation = await observeStack(stack, instances, wantedOf([expectation], stack.ref), never);
        const [verification] = verify([expectation], { stacks: [observation], wires: [], objects: [] });
        return verification?.duplicates?.length === 2 ? verification : undefined;
      },
      { what: 'the duplicates' },
    );
    expect(found.duplicates?.[0]?.pools).toEqual(['serviceMonitor/apps/demo-again/0', 'serviceMonitor/apps/demo/0']);
  }, 60_000);
});
