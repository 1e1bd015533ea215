import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import { metricsPorts } from '../../src/plan/metrics-port.ts';
import { annotated } from '../../src/plan/scrape-annotations.ts';
import { wantedPods } from '../../src/plan/wanted-pods.ts';
import { pod, service, workload, world } from '../worlds.ts';

/*
 * Where other people's applications serve their metrics. Each world is made after a public report or chart, which it
 * names; the first port is the one that is asked first.
 */

type Port = Readonly<Record<string, unknown>>;
const labels = { app: 'web' };

const podWith = (
  ports: readonly Port[],
  more: { annotations?: Record<string, string>; others?: readonly unknown[] } = {},
) =>
  pod('shop/web-1', '10.0.0.1', {
    meta: { labels, annotations: more.annotations ?? {} },
    spec: { containers: [{ name: 'web', ports }, ...(more.others ?? [])] },
  });
const serviceWith = (
  ports: readonly Port[],
  meta: { labels?: Record<string, string>; annotations?: Record<string, string> } = {},
  spec = {},
) => service('shop/web', { ports, ...spec }, { labels, ...meta });

const ref = ({ apiVersion, kind, metadata: { namespace = '', name } }: KubeObject) => ({
  apiVersion,
  kind,
  namespace,
  name,
});
const portsOf = (objects: readonly KubeObject[]) => {
  const there = world(objects);
  const [first] = objects;
  const object = first && there.get(ref(first));
  return object ? metricsPorts(there, wantedPods(there, object)) : [];
};

describe('the port that is asked first', () => {
  it.each<readonly [string, readonly KubeObject[], Port]>([
    [
      'http-metrics before telemetry, as kube-state-metrics has them',
      [
        serviceWith([
          { name: 'http-metrics', port: 8080, targetPort: 'http-metrics' },
          { name: 'telemetry', port: 8081, targetPort: 'telemetry' },
        ]),
        podWith([
          { name: 'http-metrics', containerPort: 8080 },
          { name: 'telemetry', containerPort: 8081 },
        ]),
      ],
      { name: 'http-metrics', selection: { labels, namespace: 'shop', port: { name: 'http-metrics' } } },
    ],
    [
      'a management port that no Service has (sighupio/add-on-keycloak#18)',
      [
        serviceWith([{ name: 'http', port: 8080, targetPort: 8080 }]),
        podWith([
          { name: 'http', containerPort: 8080 },
          { name: 'management', containerPort: 9000 },
        ]),
      ],
      { number: 9000, selection: { labels, namespace: 'shop', port: { name: 'management' }, of: 'pods' } },
    ],
    [
      "an annotation's port that is the Service's, not the container's",
      [
        serviceWith(
          [
            { name: 'web', port: 80, targetPort: 8080 },
            { name: 'rest', port: 9999, targetPort: 9000 },
          ],
          {
            annotations: {
              'prometheus.io/scrape': 'true',
              'prometheus.io/port': '9999',
              'prometheus.io/path': 'stats',
            },
          },
        ),
        podWith([{ containerPort: 8080 }, { containerPort: 9000 }]),
      ],
      { number: 9000, path: '/stats', selection: { labels, namespace: 'shop', port: { name: 'rest' } } },
    ],
    [
      'its own port where Istio rewrote the annotations of its pods (istio/istio#39091)',
      [
        workload('shop/web', 'web', labels, {
          ports: [
            { name: 'web', containerPort: 8080 },
            { name: 'x', containerPort: 9 },
          ],
        }),
        podWith(
          [
            { name: 'x', containerPort: 9 },
            { name: 'web', containerPort: 8080 },
          ],
          {
            annotations: { 'prometheus.io/port': '15020', 'prometheus.io/path': '/stats/prometheus' },
            others: [{ name: 'istio-proxy', ports: [{ name: 'http-envoy-prom', containerPort: 15090 }] }],
          },
        ),
      ],
      { number: 8080, selection: { labels, namespace: 'shop', port: { name: 'web' }, of: 'pods' } },
    ],
    [
      'a port without a name and a target by name, as metrics-server has it',
      [
        serviceWith([{ port: 443, protocol: 'TCP', targetPort: 'main-port' }]),
        podWith([{ name: 'main-port', containerPort: 10250 }]),
      ],
      { number: 10250, scheme: 'https', selection: { labels, namespace: 'shop', port: { target: 'main-port' } } },
    ],
    [
      'a port by number only',
      [serviceWith([{ port: 9100 }]), podWith([{ containerPort: 9100 }])],
      { number: 9100, selection: { labels, namespace: 'shop', port: { target: 9100 } } },
    ],
    [
      'a headless Service next to one of the same labels (a database chart)',
      [
        serviceWith([{ name: 'metrics', port: 9187, targetPort: 'metrics' }]),
        service('shop/web-headless', { clusterIP: 'None', ports: [{ name: 'tcp', port: 5432 }] }, { labels }),
        podWith([{ name: 'metrics', containerPort: 9187 }]),
      ],
      { number: 9187, selection: { labels, namespace: 'shop', port: { name: 'metrics' }, of: 'pods' } },
    ],
    [
      'a Service without labels',
      [serviceWith([{ name: 'http', port: 80, targetPort: 8080 }], { labels: {} }), podWith([{ containerPort: 8080 }])],
      { number: 8080, selection: { labels, namespace: 'shop', port: { target: 8080 }, of: 'pods' } },
    ],
    [
      'a Service without a selector, for something outside of the cluster',
      [serviceWith([{ name: 'metrics', port: 9104, targetPort: 9104 }], {}, { selector: {} })],
      { number: 9104, selection: { labels, namespace: 'shop', port: { name: 'metrics' } } },
    ],
    [
      "Grafana's annotations, the port by its name",
      [
        serviceWith([
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'side', port: 81, targetPort: 8081 },
        ]),
        podWith([{ containerPort: 8080 }, { containerPort: 8081 }], {
          annotations: { 'k8s.grafana.com/metrics.portName': 'side', 'k8s.grafana.com/metrics.scheme': 'https' },
        }),
      ],
      { number: 8081, scheme: 'https' },
    ],
    [
      'two ports in one annotation (prometheus/prometheus#3756)',
      [
        serviceWith([{ name: 'a', port: 80, targetPort: 8080 }]),
        podWith([{ containerPort: 8080 }, { containerPort: 9101 }, { containerPort: 9102 }], {
          annotations: { 'prometheus.io/port': '9101,9102' },
        }),
      ],
      { number: 9101, selection: { labels, namespace: 'shop', port: { target: 9101 }, of: 'pods' } },
    ],
    [
      'a port that nothing declares, which no monitor finds',
      [
        serviceWith([{ name: 'http', port: 80, targetPort: 8080 }], { annotations: { 'prometheus.io/port': '9402' } }),
        podWith([{ containerPort: 8080 }]),
      ],
      { number: 9402, selection: undefined },
    ],
  ])('%s', (_, objects, expected) => {
    const [first] = portsOf(objects);
    for (const [field, value] of Object.entries(expected)) expect(first?.[field as 'number']).toEqual(value);
  });

  it('is never one of gRPC, UDP or a sidecar', () => {
    const ports = portsOf([
      serviceWith([
        { name: 'grpc', port: 9000, targetPort: 9000 },
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'x', port: 7, appProtocol: 'grpc' },
        { name: 'http', port: 80, targetPort: 8080 },
      ]),
      podWith([{ containerPort: 8080 }, { name: 'dns', containerPort: 53, protocol: 'UDP' }], {
        others: [{ name: 'linkerd-proxy', ports: [{ name: 'linkerd-admin', containerPort: 4191 }] }],
      }),
    ]);
    expect(ports.map(({ number }) => number)).toEqual([8080]);
  });

  it('knows merged metrics of Istio from those of the application', () => {
    const there = world([
      service('shop/web'),
      podWith([{ name: 'http', containerPort: 8080 }], {
        annotations: { 'prometheus.io/port': '15020', 'prometheus.io/path': '/stats/prometheus' },
      }),
    ]);
    const object = there.get({ apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' });
    expect(object && annotated(wantedPods(there, object))).toEqual({ numbers: [], names: [], from: '', merged: true });
  });
});
