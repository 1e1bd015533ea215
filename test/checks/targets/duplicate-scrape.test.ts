import {
  endpoints,
  mayDiscover,
  operator,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
} from '../../worlds.ts';
import type { KubeObject } from '../../../src/model/index.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), operator(), ...mayDiscover];
const at = (path: string): readonly KubeObject[] => [service(path), endpoints(path, [['10.0.0.1', 'shop/web-1']])];
const running = pod('shop/web-1');

table('duplicate-scrape', [
  {
    it: 'finds two monitors of one target, and names both',
    objects: [...base, serviceMonitor('shop/a'), serviceMonitor('shop/b'), ...at('shop/web'), running],
    about: 'ServiceMonitor shop/a',
    expect: {
      severity: 'warning',
      evidence: { other: 'ServiceMonitor shop/b', inside: false, count: 1 },
    },
  },
  {
    it: 'says the same from the other side',
    objects: [...base, serviceMonitor('shop/a'), serviceMonitor('shop/b'), ...at('shop/web'), running],
    about: 'ServiceMonitor shop/b',
    expect: {
      about: 'ServiceMonitor shop/a',
      evidence: { other: 'ServiceMonitor shop/b', inside: false, count: 1 },
    },
  },
  {
    it: 'names the one that promwire made',
    objects: [
      ...base,
      serviceMonitor('shop/a', {}, { labels: { 'app.kubernetes.io/managed-by': 'promwire' } }),
      serviceMonitor('shop/b'),
      ...at('shop/web'),
      running,
    ],
    expect: { evidence: { ours: 'ServiceMonitor shop/a' } },
  },
  {
    it: 'names the command that made it',
    objects: [
      ...base,
      serviceMonitor(
        'shop/a',
        {},
        { labels: { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'service-web' } },
      ),
      serviceMonitor('shop/b'),
      ...at('shop/web'),
      running,
    ],
    expect: { evidence: { setup: 'promwire setup service/web -n shop' } },
  },
  {
    it: 'is about endpoints and Pods where a PodMonitor does it alone',
    objects: [...base, podMonitor('shop/a', { podMetricsEndpoints: [{ port: 'http' }, { port: 'http' }] }), running],
    expect: { about: 'PodMonitor shop/a', evidence: { inside: true }, never: ['Service'] },
  },
  {
    it: 'finds a ServiceMonitor and a PodMonitor of one pod',
    objects: [...base, serviceMonitor('shop/a'), podMonitor('shop/a'), ...at('shop/web'), running],
    expect: { about: 'PodMonitor shop/a', evidence: { other: 'ServiceMonitor shop/a' } },
  },
  {
    it: 'finds two Services of the same pods in one monitor',
    objects: [...base, serviceMonitor('shop/a'), ...at('shop/web'), ...at('shop/web-headless'), running],
    expect: { evidence: { inside: true, count: 1 } },
  },
  {
    it: 'names the Services, and the label that one of them alone has',
    objects: [
      ...base,
      serviceMonitor('shop/a'),
      ...at('shop/web'),
      service('shop/web-client', {}, { labels: { app: 'web', 'app.kubernetes.io/version': '2', scrape: 'yes' } }),
      endpoints('shop/web-client', [['10.0.0.1', 'shop/web-1']], {}, { labels: { app: 'web', scrape: 'yes' } }),
      running,
    ],
    expect: {
      evidence: {
        through: ['shop/web', 'shop/web-client'],
        apart: { label: 'scrape: "yes"', service: 'shop/web-client' },
      },
    },
  },
  {
    it: 'asks for no label more where that costs the targets of another Service',
    objects: [
      ...base,
      serviceMonitor('shop/a'),
      ...at('shop/web'),
      service('shop/web-client', {}, { labels: { app: 'web', scrape: 'yes' } }),
      endpoints('shop/web-client', [['10.0.0.1', 'shop/web-1']], {}, { labels: { app: 'web', scrape: 'yes' } }),
      service('shop/other'),
      endpoints('shop/other', [['10.0.0.2']]),
      running,
    ],
    expect: { evidence: { through: ['shop/web', 'shop/web-client'] }, never: ['alone has'] },
  },
  {
    it: 'finds two endpoints of one port in one monitor',
    objects: [
      ...base,
      serviceMonitor('shop/a', { endpoints: [{ port: 'http' }, { targetPort: 8080 }] }),
      ...at('shop/web'),
      running,
    ],
    expect: { evidence: { inside: true } },
  },
  {
    it: 'is silent about one monitor',
    objects: [...base, serviceMonitor('shop/a'), ...at('shop/web'), running],
    expect: 'nothing',
  },
  {
    it: 'is silent about two paths of one port',
    objects: [
      ...base,
      serviceMonitor('shop/a', { endpoints: [{ port: 'http' }, { port: 'http', path: '/more' }] }),
      ...at('shop/web'),
      running,
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where parameters tell two endpoints apart',
    objects: [
      ...base,
      serviceMonitor('shop/a', {
        endpoints: [
          { port: 'http', params: { target: ['a'] } },
          { port: 'http', params: { target: ['b'] } },
        ],
      }),
      ...at('shop/web'),
      running,
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where each of two monitors drops what the other keeps',
    objects: [
      ...base,
      serviceMonitor('shop/a', {
        endpoints: [{ port: 'http', relabelings: [{ action: 'keep', sourceLabels: ['pod'], regex: 'a' }] }],
      }),
      serviceMonitor('shop/b', {
        endpoints: [{ port: 'http', relabelings: [{ action: 'drop', sourceLabels: ['pod'], regex: 'a' }] }],
      }),
      ...at('shop/web'),
      running,
    ],
    about: 'ServiceMonitor shop/a',
    expect: 'nothing',
  },
  {
    it: 'does not count a monitor that is not selected',
    objects: [
      prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'x' } } }),
      operator(),
      ...mayDiscover,
      serviceMonitor('shop/a', {}, { labels: { release: 'x' } }),
      serviceMonitor('shop/b'),
      ...at('shop/web'),
      running,
    ],
    about: 'ServiceMonitor shop/a',
    expect: 'nothing',
  },
  {
    it: 'is unknown where pods were not read: they may have finished',
    objects: [...base, serviceMonitor('shop/a'), serviceMonitor('shop/b'), ...at('shop/web'), running],
    about: 'ServiceMonitor shop/a',
    sight: { hidden: ['Pod'] },
    expect: 'unknown',
  },
  {
    it: 'finds two monitors of one port of one Service among files, which hold no addresses',
    objects: [...base, serviceMonitor('shop/a'), serviceMonitor('shop/b'), service('shop/web')],
    sight: { source: 'files' },
    about: 'ServiceMonitor shop/a',
    expect: { evidence: { services: true, count: 1 } },
  },
  {
    it: 'does not find that of two ports',
    objects: [
      ...base,
      serviceMonitor('shop/a'),
      serviceMonitor('shop/b', { endpoints: [{ port: 'admin' }] }),
      service('shop/web', {
        ports: [
          { name: 'http', port: 80 },
          { name: 'admin', port: 81 },
        ],
      }),
    ],
    sight: { source: 'files' },
    about: 'ServiceMonitor shop/a',
    expect: 'unknown',
  },
  {
    it: 'does not count another stack: two may scrape the same',
    objects: [
      prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { s: 'a' } } }),
      prometheus('monitoring/other', { serviceMonitorSelector: { matchLabels: { s: 'b' } } }),
      operator(),
      ...mayDiscover,
      serviceMonitor('shop/a', {}, { labels: { s: 'a' } }),
      serviceMonitor('shop/b', {}, { labels: { s: 'b' } }),
      ...at('shop/web'),
      running,
    ],
    about: 'ServiceMonitor shop/a',
    expect: 'nothing',
  },
]);
