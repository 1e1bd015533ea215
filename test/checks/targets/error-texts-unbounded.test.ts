import { boundedErrorText } from '../../../src/profiles/kuberhealthy/scrape.ts';
import {
  endpoints,
  mayDiscover,
  pod,
  podMonitor,
  prometheus,
  scrapeConfig,
  service,
  serviceMonitor,
  workload,
  type Raw,
} from '../../worlds.ts';
import { table } from '../table.ts';

const labels = { app: 'kuberhealthy' };
const installed = (tag: string, spec: Raw = {}) => [
  prometheus('monitoring/k8s', spec),
  ...mayDiscover,
  workload('kh/kuberhealthy', `docker.io/kuberhealthy/kuberhealthy:${tag}`, labels),
  service('kh/kuberhealthy', { selector: labels }, { labels }),
  endpoints('kh/kuberhealthy', [['10.0.0.1'], ['10.0.0.2']]),
];
const monitor = (endpoint: Raw) =>
  serviceMonitor('kh/kuberhealthy', { selector: { matchLabels: labels }, endpoints: [{ port: 'http', ...endpoint }] });

table('error-texts-unbounded', [
  ...['v2.7.1', 'v3.0.13'].map((tag) => ({
    it: `finds upstream’s own monitor of ${tag}`,
    objects: [...installed(tag), monitor({})],
    expect: {
      severity: 'warning' as const,
      evidence: { endpoint: 0, label: 'error', has: [] },
      fix: { kind: 'patch', fields: [{ path: ['spec', 'endpoints', '0', 'metricRelabelings'], was: null }] },
    },
  })),
  {
    it: 'finds one whose relabelings do something else, and keeps those',
    objects: [...installed('v3.0.13'), monitor({ metricRelabelings: [{ action: 'labeldrop', regex: 'pod' }] })],
    expect: { evidence: { has: [{ action: 'labeldrop', regex: 'pod' }] } },
  },
  {
    it: 'is silent about promwire’s relabelings',
    objects: [...installed('v3.0.13'), monitor({ metricRelabelings: boundedErrorText() })],
    expect: 'nothing',
  },
  {
    it: 'is silent where the label is left out',
    objects: [...installed('v3.0.13'), monitor({ metricRelabelings: [{ action: 'labeldrop', regex: 'error' }] })],
    expect: 'nothing',
  },
  ...[
    ['its pods', { matchLabels: labels }, { port: 'http' }, true],
    [
      'its pods, and bounds the texts',
      { matchLabels: labels },
      { port: 'http', metricRelabelings: boundedErrorText() },
      false,
    ],
    ['other pods', { matchLabels: { app: 'web' } }, { port: 'http' }, false],
  ].map(([what, selector, endpoint, found]) => ({
    it: `looks at a PodMonitor of ${JSON.stringify(what)}`,
    objects: [
      ...installed('v3.0.13'),
      pod('kh/kh-1', '10.0.0.1', { meta: { labels } }),
      podMonitor('kh/kuberhealthy', { selector, podMetricsEndpoints: [endpoint] }),
    ],
    expect: found
      ? {
          evidence: { endpoint: 0 },
          fix: { kind: 'patch', fields: [{ path: ['spec', 'podMetricsEndpoints', '0', 'metricRelabelings'] }] },
        }
      : ('nothing' as const),
  })),
  ...[
    [{ staticConfigs: [{ targets: ['kuberhealthy.kh.svc:80'] }] }, true],
    [{ staticConfigs: [{ targets: ['kuberhealthy.kh'] }] }, true],
    [{ staticConfigs: [{ targets: ['kuberhealthy.kh.svc:80'] }], metricRelabelings: boundedErrorText() }, false],
    [{ staticConfigs: [{ targets: ['kuberhealthy.other.svc:80'] }] }, false],
  ].map(([spec, found]) => ({
    it: `looks at the targets of a ScrapeConfig: ${JSON.stringify(spec).slice(0, 90)}`,
    objects: [
      ...installed('v3.0.13', { scrapeConfigSelector: {}, scrapeConfigNamespaceSelector: {} }),
      scrapeConfig('kh/kuberhealthy', spec as Raw),
    ],
    expect: found
      ? { fix: { kind: 'patch', fields: [{ path: ['spec', 'metricRelabelings'], was: null }] } }
      : ('nothing' as const),
  })),
  {
    it: 'is silent about another application',
    objects: [
      prometheus('monitoring/k8s'),
      ...mayDiscover,
      serviceMonitor('shop/web'),
      service('shop/web'),
      endpoints('shop/web', [['10.0.0.1']]),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where the stack does not take the monitor',
    objects: [...installed('v3.0.13', { serviceMonitorSelector: { matchLabels: { team: 'a' } } }), monitor({})],
    expect: 'nothing',
  },
  {
    it: 'is unknown where what it leads to is hidden',
    objects: [...installed('v3.0.13').filter(({ kind }) => kind !== 'Service'), monitor({})],
    sight: { hidden: ['Service'] },
    expect: 'unknown',
  },
]);
