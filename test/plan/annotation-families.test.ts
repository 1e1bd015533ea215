import { describe, expect, it } from '@jest/globals';
import { ANNOTATION_FAMILIES } from '../../src/kube/annotation-families.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { metricsPorts } from '../../src/plan/metrics-port.ts';
import type { MetricsPort } from '../../src/plan/metrics-port.ts';
import { annotated } from '../../src/plan/scrape-annotations.ts';
import { wantedPods } from '../../src/plan/wanted-pods.ts';
import { pod, service, world } from '../worlds.ts';

const there = (annotations: Readonly<Record<string, string>>): readonly KubeObject[] => [
  service('shop/web', {}, { labels: { app: 'web' }, annotations }),
  pod('shop/web-1', '10.0.0.1', {
    spec: {
      containers: [
        {
          name: 'web',
          ports: [
            { name: 'http', containerPort: 8080 },
            { name: 'side', containerPort: 8081 },
          ],
        },
      ],
    },
  }),
];
function portOf(annotations: Readonly<Record<string, string>>): MetricsPort | undefined {
  const known = world(there(annotations));
  const found = known.get({ apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' });
  return found && metricsPorts(known, wantedPods(known, found))[0];
}
const remarksOf = (annotations: Readonly<Record<string, string>>): string => {
  const known = world(there(annotations));
  const found = known.get({ apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' });
  return (found ? (annotated(wantedPods(known, found)).remarks ?? []) : []).join();
};

describe.each(ANNOTATION_FAMILIES.map((family) => [family.prefix, family] as const))('%s*', (prefix, family) => {
  const of = (field: string | undefined, value: string): Readonly<Record<string, string>> =>
    field === undefined ? {} : { [`${prefix}${field}`]: value };

  it('says which port, path and scheme', () => {
    const annotations = {
      ...of(family.port, '8081'),
      ...of(family.path, '/all'),
      ...of(family.scheme, 'HTTPS'),
      ...of(family.secure, 'true'),
    };
    expect(portOf(annotations)).toMatchObject({ number: 8081, path: '/all', scheme: 'https', told: true });
  });

  it('has nothing that is not looked at', () => {
    const { portName, param, slow, interval, timeout, scrape } = family;
    if (portName !== undefined) expect(portOf(of(portName, 'side'))?.number).toBe(8081);
    if (param !== undefined) {
      expect(remarksOf(of(`${param}target`, 'a'))).toContain(`annotation ${prefix}${param}target of`);
      expect(remarksOf(of(`${param}target`, 'a'))).toContain('give it by --path, such as /metrics?target=VALUE');
    }
    if (slow !== undefined) {
      expect(portOf(of(slow, 'true'))?.rhythm).toMatchObject({ interval: '5m', timeout: '30s' });
      expect(portOf(of(slow, 'false'))?.rhythm).toBeUndefined();
    }
    if (interval !== undefined) {
      expect(portOf({ ...of(interval, '2m'), ...of(timeout, '20s') })?.rhythm).toMatchObject({
        interval: '2m',
        timeout: '20s',
      });
      // What the operator would refuse.
      expect(portOf({ ...of(interval, '10s'), ...of(timeout, '20s') })?.rhythm).not.toHaveProperty('timeout');
      expect(portOf(of(interval, 'often'))?.rhythm).toBeUndefined();
    }
    if (scrape !== undefined) expect(remarksOf(of(scrape, 'false'))).toContain(`annotation ${prefix}${scrape} of`);
    if (family.port !== undefined) expect(remarksOf(of(family.port, '70000'))).toContain('70000 is no port');
  });
});

it('takes what the first family says, and the rest of another', () => {
  const annotations = {
    'k8s.grafana.com/metrics.portNumber': '8080',
    'k8s.grafana.com/metrics.path': '/grafana',
    'prometheus.io/port': '8081',
  };
  expect(portOf(annotations)).toMatchObject({ number: 8081, path: '/grafana' });
});
