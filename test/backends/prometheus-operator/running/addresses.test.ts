import { describe, expect, it } from '@jest/globals';
import { reachOf } from '../../../../src/backends/prometheus-operator/running/addresses.ts';
import { findStacks } from '../../../../src/backends/prometheus-operator/stacks.ts';
import { buildWorld } from '../../../../src/world/world.ts';
import { project } from '../../../../src/io/projection/index.ts';
import type { InstanceReach, Json, KubeObject } from '../../../../src/model/index.ts';

function read(raw: unknown): KubeObject {
  const object = project(raw, { source: 'cluster' });
  if ('invalid' in object) throw new Error(object.invalid);
  return object;
}

type Record_ = Readonly<Record<string, Json>>;

function stackObject(spec: Record_ = {}, name = 'k8s', kind = 'Prometheus'): KubeObject {
  return read({
    apiVersion: kind === 'PrometheusAgent' ? 'monitoring.coreos.com/v1alpha1' : 'monitoring.coreos.com/v1',
    kind,
    metadata: { name, namespace: 'monitoring' },
    spec,
  });
}

function pod(
  name: string,
  labels: Readonly<Record<string, string>> = {},
  rest: { ip?: string | null; phase?: string; port?: Record_ } = {},
): KubeObject {
  const { ip = '10.244.0.9', phase = 'Running', port = { name: 'web', containerPort: 9090 } } = rest;
  return read({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'monitoring', labels },
    spec: { containers: [{ name: 'prometheus', image: 'prometheus', ports: [port] }] },
    status: { phase, ...(ip === null ? {} : { podIP: ip }) },
  });
}

/** With the labels that the operator sets. */
function labelled(name: string, stack = 'k8s', shard = '0', mode = 'server'): KubeObject {
  return pod(name, {
    'operator.prometheus.io/name': stack,
    'operator.prometheus.io/shard': shard,
    'operator.prometheus.io/mode': mode,
    'app.kubernetes.io/name': 'prometheus',
  });
}

function service(name: string, selector: Readonly<Record<string, string>>, port = 'web'): KubeObject {
  return read({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'monitoring' },
    spec: { selector, ports: [{ name: port, port: 9090 }] },
  });
}

const operated = service('prometheus-operated', { 'app.kubernetes.io/name': 'prometheus' });

function reach(objects: readonly KubeObject[], name = 'k8s'): InstanceReach {
  const stacks = findStacks(buildWorld({ source: 'cluster', objects, coverage: [], gaps: [] }));
  const stack = stacks.find((candidate) => candidate.ref.name === name);
  if (!stack) throw new Error('no stack');
  return reachOf(stack, objects);
}

function ways(found: InstanceReach): readonly (readonly string[])[] {
  return found.instances.map(({ instance, addresses }) => [
    `${instance.name} ${instance.shard ?? '?'}/${instance.replica ?? '?'}`,
    ...addresses.map(({ via, name, port, scheme, prefix }) => `${scheme}:${via}/${name}:${port}${prefix}`),
  ]);
}

describe('reachOf', () => {
  it('one replica: the Service, else the pod', () => {
    expect(ways(reach([stackObject(), labelled('prometheus-k8s-0'), operated]))).toEqual([
      ['monitoring/prometheus-k8s-0 0/0', 'http:services/prometheus-operated:web', 'http:pods/prometheus-k8s-0:9090'],
    ]);
  });

  it('two replicas: each pod, because a Service picks one at random; the Service is kept for those without the right', () => {
    const found = reach([
      stackObject({ replicas: 2 }),
      labelled('prometheus-k8s-1'),
      labelled('prometheus-k8s-0'),
      operated,
    ]);
    expect(ways(found)).toEqual([
      ['monitoring/prometheus-k8s-0 0/0', 'http:pods/prometheus-k8s-0:9090'],
      ['monitoring/prometheus-k8s-1 0/1', 'http:pods/prometheus-k8s-1:9090'],
    ]);
    expect(found.shared).toMatchObject({
      via: 'services',
      name: 'prometheus-operated',
      instance: { name: 'service monitoring/prometheus-operated' },
    });
  });

  it('two shards, one pod of which is there: each pod, never the Service', () => {
    expect(
      ways(reach([stackObject({ shards: 2 }), labelled('prometheus-k8s-shard-1-0', 'k8s', '1'), operated])),
    ).toEqual([['monitoring/prometheus-k8s-shard-1-0 1/0', 'http:pods/prometheus-k8s-shard-1-0:9090']]);
  });

  it('pods without labels are told by name, also where one name starts like another', () => {
    const objects = [
      stackObject(),
      stackObject({}, 'k8s-2'),
      pod('prometheus-k8s-0'),
      pod('prometheus-k8s-2-0'),
      pod('prometheus-k8s-shard-1-0'),
    ];
    expect(ways(reach(objects)).map(([name]) => name)).toEqual([
      'monitoring/prometheus-k8s-0 0/0',
      'monitoring/prometheus-k8s-shard-1-0 1/0',
    ]);
    expect(ways(reach(objects, 'k8s-2')).map(([name]) => name)).toEqual(['monitoring/prometheus-k8s-2-0 0/0']);
  });

  it('an agent and a server of one name keep to their own pods', () => {
    const objects = [
      stackObject({}, 'k8s', 'PrometheusAgent'),
      labelled('prom-agent-k8s-0', 'k8s', '0', 'agent'),
      labelled('prometheus-k8s-0'),
    ];
    expect(ways(reach(objects)).map(([name]) => name)).toEqual(['monitoring/prom-agent-k8s-0 0/0']);
  });

  it.each<[string, Record_, string]>([
    ['at the root', { routePrefix: '/' }, 'http:pods/prometheus-k8s-0:9090'],
    ['routePrefix', { routePrefix: '/prom/' }, 'http:pods/prometheus-k8s-0:9090/prom'],
    [
      'externalUrl alone moves nothing',
      { externalUrl: 'https://x.example.com/prom' },
      'http:pods/prometheus-k8s-0:9090',
    ],
    ['TLS', { web: { tlsConfig: { cert: { secret: { name: 'c', key: 'k' } } } } }, 'https:pods/prometheus-k8s-0:9090'],
    ['web without TLS', { web: { pageTitle: 'x' } }, 'http:pods/prometheus-k8s-0:9090'],
  ])('%s', (_name, spec, expected) => {
    expect(ways(reach([stackObject(spec), labelled('prometheus-k8s-0')]))[0]).toContain(expected);
  });

  it('portName: by name for the Service, by its number for the pod', () => {
    const named = pod(
      'prometheus-k8s-0',
      { 'operator.prometheus.io/name': 'k8s' },
      { port: { name: 'http-web', containerPort: 9191 } },
    );
    const http = service('prometheus-operated', { 'operator.prometheus.io/name': 'k8s' }, 'http-web');
    expect(ways(reach([stackObject({ portName: 'http-web' }), named, http]))).toEqual([
      [
        'monitoring/prometheus-k8s-0 0/0',
        'http:services/prometheus-operated:http-web',
        'http:pods/prometheus-k8s-0:9191',
      ],
    ]);
  });

  it('listenLocal is said', () => {
    expect(
      reach([stackObject({ listenLocal: true }), labelled('prometheus-k8s-0')]).instances[0]?.addresses[0],
    ).toMatchObject({ localOnly: true });
  });

  it('two Prometheuses in one namespace: prometheus-operated leads to both, and is not used', () => {
    const objects = [
      stackObject(),
      stackObject({}, 'other'),
      labelled('prometheus-k8s-0'),
      labelled('prometheus-other-0', 'other'),
      operated,
    ];
    expect(ways(reach(objects))).toEqual([['monitoring/prometheus-k8s-0 0/0', 'http:pods/prometheus-k8s-0:9090']]);
    const own = service('other', { 'operator.prometheus.io/name': 'other' });
    expect(reach([...objects, own], 'other').shared).toMatchObject({ name: 'other' });
  });

  it('pods that cannot be listed: the Service alone', () => {
    const found = reach([stackObject({ replicas: 2 }), operated]);
    expect(found).toMatchObject({ instances: [], shared: { name: 'prometheus-operated' } });
    expect(found).not.toHaveProperty('problem');
    // Nobody will come behind it.
    const asleep = reach([stackObject({ replicas: 0 }), operated]);
    expect(asleep.problem?.detail).toMatch(/0 replicas/);
  });

  it('a pod without an address is starting; pods that ended or end do not count', () => {
    const waiting = pod('prometheus-k8s-0', {}, { ip: null, phase: 'Pending' });
    const found = reach([stackObject(), waiting, pod('prometheus-k8s-1', {}, { phase: 'Failed' })]);
    expect(found.instances).toMatchObject([{ addresses: [], problem: { reason: 'not-ready' } }]);
  });

  it.each<[string, Record_, RegExp]>([
    ['nothing there', {}, /No running pod and no Service of Prometheus monitoring\/k8s/],
    ['scaled to zero', { replicas: 0 }, /0 replicas/],
  ])('%s', (_name, spec, detail) => {
    const { problem } = reach([stackObject(spec)]);
    expect(problem).toMatchObject({ reason: 'no-address', next: expect.stringContaining('--prometheus-url') });
    expect(problem?.detail).toMatch(detail);
  });

  it('a ThanosRuler', () => {
    const objects = [
      stackObject({}, 'r', 'ThanosRuler'),
      pod('thanos-ruler-r-0', { 'thanos-ruler': 'r' }, { port: { name: 'web', containerPort: 10902 } }),
    ];
    expect(ways(reach(objects, 'r'))).toEqual([
      ['monitoring/thanos-ruler-r-0 0/0', 'http:pods/thanos-ruler-r-0:10902'],
    ]);
  });
});
