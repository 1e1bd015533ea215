import { describe, expect, it } from '@jest/globals';
import { report } from '../../src/judge/report.ts';
import type { StackObservation } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
import { instance, observed, target } from '../checks/observed.ts';
import type { Raw } from '../worlds.ts';
import {
  analysis,
  endpoints,
  kube,
  mayDiscover,
  operator,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
} from '../worlds.ts';

const world = [
  prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'a' } } }),
  operator(),
  ...mayDiscover,
  service('shop/web'),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
  pod('shop/web-1'),
];
const POOL = 'podMonitor/shop/cover/0';

/** How bad it is that ServiceMonitor shop/own is not taken, beside a PodMonitor of the same pods. */
function severityOf(own: Raw, cover: Raw, live: readonly StackObservation[] = []): string | undefined {
  const objects = [
    ...world,
    serviceMonitor('shop/own', { endpoints: [{ port: 'http', ...own }] }),
    podMonitor('shop/cover', { podMetricsEndpoints: [{ port: 'http', ...cover }] }),
  ];
  const { findings } = report(analysis(objects, {}, live), clusterChecks);
  return findings.find(({ object }) => object.name === 'own')?.severity;
}

const authorization = { credentials: { name: 'token', key: 'token' } };

describe('a monitor that nothing takes, beside one that reaches the same targets', () => {
  it('is idle where the other scrapes them in the same way', () => {
    expect(severityOf({}, {})).toBe('info');
    expect(severityOf({ scheme: 'http', bearerTokenSecret: { key: '' } }, {})).toBe('info');
    expect(severityOf({}, {}, observed(instance({ targets: [target('', POOL)] })))).toBe('info');
    expect(severityOf({ bearerTokenFile: '/var/run/token' }, {})).toBe('info');
  });

  it('is idle where promwire wired the targets into another Prometheus', () => {
    // The first Prometheus is the nearer one to the monitor that nobody takes.
    const far = { release: 'b', team: 'x' };
    const marked = { labels: { 'app.kubernetes.io/managed-by': 'promwire', ...far } };
    const reason = (meta: { readonly labels: Readonly<Record<string, string>> }): string => {
      const objects = [
        ...world,
        prometheus('monitoring/b', { serviceMonitorSelector: { matchLabels: far } }),
        serviceMonitor('shop/own'),
        serviceMonitor('shop/ours', {}, meta),
      ];
      const all = report(analysis(objects), clusterChecks).findings;
      const found = all.find(({ object, stack }) => object.name === 'own' && stack?.name === 'k8s');
      return `${found?.severity ?? ''} ${found?.because[0] ?? ''}`;
    };
    expect(reason(marked)).toBe(
      'info idle: Prometheus monitoring/b scrapes all its targets through ServiceMonitor shop/ours, which promwire made.',
    );
    expect(reason({ labels: far })).not.toContain('idle');
  });

  it('is missed where the other has other credentials, another scheme or other TLS settings', () => {
    expect(severityOf({ authorization }, {})).toBe('error');
    expect(severityOf({}, { authorization })).toBe('error');
    expect(severityOf({ scheme: 'https' }, {})).toBe('error');
    expect(severityOf({ tlsConfig: { serverName: 'web' } }, {})).toBe('error');
  });

  it('is missed where the other is known to be down, or not to have the target', () => {
    expect(severityOf({}, {}, observed(instance({ targets: [target('401 Unauthorized', POOL)] })))).toBe('error');
    expect(severityOf({}, {}, observed(instance({ targets: [] })))).toBe('error');
  });

  it.each<[string, Raw, string]>([
    ['waits for the same port of the same Service', {}, 'info'],
    ['waits for another path', { path: '/other' }, 'error'],
    ['waits for another port', { port: 'web' }, 'error'],
    ['has other credentials', { authorization }, 'error'],
  ])('is told by what waits where the application is scaled to 0: the other %s', (_, cover, severity) => {
    const asleep = kube({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { namespace: 'shop', name: 'web' },
      spec: { replicas: 0, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } } },
    });
    const [k8s, ...rest] = world;
    const objects = [
      k8s!,
      ...rest.filter(({ kind }) => kind !== 'Pod' && kind !== 'Endpoints'),
      endpoints('shop/web', []),
      asleep,
      serviceMonitor('shop/own', { endpoints: [{ port: 'http' }] }),
      serviceMonitor('shop/cover', { endpoints: [{ port: 'http', ...cover }] }, { labels: { release: 'a' } }),
    ];
    const { findings } = report(analysis(objects), clusterChecks);
    const found = findings.find(({ object, check }) => object.name === 'own' && check === 'label-mismatch');
    expect(found?.severity).toBe(severity);
    if (severity === 'info') {
      expect(found?.because[0]).toBe(
        'idle: Prometheus monitoring/k8s scrapes all its targets through ServiceMonitor shop/cover, once Deployment shop/web is scaled up.',
      );
      expect(findings[0]).toMatchObject({ check: 'no-endpoints', severity: 'warning' });
    }
  });
});

describe('a monitor among files, which hold no addresses', () => {
  const selected = { labels: { release: 'a' } };
  const severities = (other: Raw): readonly (string | undefined)[] => {
    const objects = [
      prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'a' } } }),
      service('shop/web'),
      serviceMonitor('shop/own'),
      serviceMonitor('shop/cover', other, selected),
    ];
    const { findings } = report(analysis(objects, { source: 'files' }), clusterChecks);
    return findings.map(({ check, severity }) => `${check} ${severity}`);
  };

  it('is idle beside one that waits for the same port of the same Service', () => {
    expect(severities({})).toEqual(['label-mismatch info']);
  });

  it('is not idle beside one of another port, or of no Service', () => {
    expect(severities({ endpoints: [{ port: 'admin' }] })).toContain('label-mismatch error');
    expect(severities({ selector: { matchLabels: { app: 'other' } } })).toContain('label-mismatch error');
  });
});
