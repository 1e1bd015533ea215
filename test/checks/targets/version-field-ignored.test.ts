import { podMonitor, prometheus, prometheusRule, scrapeConfig, serviceMonitor, thanosRuler } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const running = (version: string | undefined, spec: Raw = {}): ReturnType<typeof prometheus> =>
  prometheus('monitoring/k8s', { version, ...spec });
const protocol = serviceMonitor('shop/web', { fallbackScrapeProtocol: 'PrometheusText0.0.4' });
const keep = prometheusRule('shop/web', {
  groups: [{ name: 'web', limit: 5, rules: [{ alert: 'A', expr: 'up', keep_firing_for: '5m' }] }],
});

table('version-field-ignored', [
  {
    it: 'finds a field of a monitor',
    objects: [running('v2.55.1'), protocol],
    expect: {
      severity: 'warning',

      fix: { kind: 'advise' },
    },
  },
  {
    it: 'says that the image is newer than the version',
    objects: [running('v2.55.1', { image: 'quay.io/prometheus/prometheus:v3.5.0' }), protocol],
    expect: {},
  },
  {
    it: 'finds fields of endpoints and of their TLS',
    objects: [
      running('v2.30.0'),
      podMonitor('shop/web', {
        podMetricsEndpoints: [{ enableHttp2: false, tlsConfig: { maxVersion: 'TLS13' } }],
        attachMetadata: { node: true },
      }),
    ],
    expect: {},
  },
  {
    it: 'finds fields of rules',
    objects: [running('v2.30.0'), keep],
    expect: {},
  },
  {
    it: 'counts Thanos by its own versions',
    objects: [thanosRuler('monitoring/ruler', { version: 'v0.30.0' }), keep],
    expect: { evidence: { fields: [{ field: 'spec.groups[0].rules[0].keep_firing_for', since: '0.34.0' }] } },
  },
  {
    it: 'finds a field of a ScrapeConfig',
    objects: [running('v2.45.0'), scrapeConfig('shop/web', { enableCompression: false })],
    expect: {},
  },
  { it: 'is silent where the version is new enough', objects: [running('v3.0.0'), protocol], expect: 'nothing' },
  {
    it: 'is silent where the version is the operator’s default',
    objects: [running(undefined), protocol],
    expect: 'nothing',
  },
  {
    it: 'is silent about what says nothing',
    objects: [
      running('v2.10.0'),
      serviceMonitor('shop/web', {
        attachMetadata: { node: false },
        fallbackScrapeProtocol: null,
        scrapeProtocols: [],
      }),
    ],
    expect: 'nothing',
  },
]);
