import { mayDiscover, pod, podMonitor, prometheus, service, serviceMonitor, workload } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const web = serviceMonitor('monitoring/web');

table('namespace-selector-in-monitor', [
  {
    it: 'finds the Service in a namespace that the monitor does not search',
    objects: [k8s, ...mayDiscover, web, service('shop/web')],
    expect: {
      fix: {
        kind: 'patch',
        fields: [{ path: ['spec', 'namespaceSelector'], was: null, becomes: { matchNames: ['shop'] } }],
      },
    },
  },
  {
    it: 'does not choose between Services of two namespaces',
    objects: [k8s, ...mayDiscover, web, service('a/web'), service('b/web')],
    expect: { evidence: { namespaces: ['a', 'b'] }, fix: { kind: 'advise' } },
  },
  {
    it: 'keeps what was there in the change',
    objects: [
      k8s,
      ...mayDiscover,
      serviceMonitor('monitoring/web', { namespaceSelector: { matchNames: ['shopp'] } }),
      service('shop/web'),
    ],
    expect: {
      fix: { fields: [{ was: { matchNames: ['shopp'] }, becomes: { matchNames: ['shop'] } }] },
    },
  },
  {
    it: 'is silent where the Service is beside the monitor',
    objects: [k8s, serviceMonitor('shop/web'), service('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'is silent where the names reach it',
    objects: [
      k8s,
      ...mayDiscover,
      serviceMonitor('monitoring/web', { namespaceSelector: { matchNames: ['shop'] } }),
      service('shop/web'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where one Service is in reach and another one is not',
    objects: [k8s, ...mayDiscover, serviceMonitor('shop/web'), service('shop/web'), service('bank/web')],
    expect: 'nothing',
  },
  {
    it: 'leaves a selector that nothing matches to no-matching-service',
    objects: [k8s, web, service('shop/web', {}, { labels: {} })],
    expect: 'nothing',
  },
  {
    it: 'says that the stack ignores what the monitor says',
    objects: [
      prometheus('monitoring/k8s', { ignoreNamespaceSelectors: true }),
      serviceMonitor('monitoring/web', { namespaceSelector: { any: true } }),
      service('shop/web'),
    ],
    expect: { evidence: { ignored: true } },
  },
  {
    it: 'finds pods elsewhere for a PodMonitor',
    objects: [k8s, podMonitor('monitoring/web'), pod('shop/web-1')],
    expect: {},
  },
  {
    it: 'does not say so where Services beside the monitor may be hidden',
    objects: [k8s, web, service('shop/web')],
    sight: { only: { Service: ['shop'] } },
    expect: 'unknown',
  },
  {
    it: 'leaves a Service beside the monitor that only lacks the label to no-matching-service',
    objects: [
      k8s,
      ...mayDiscover,
      serviceMonitor('shop/web'),
      service('shop/web', {}, { labels: {} }),
      service('other/web'),
    ],
    expect: 'nothing',
  },
  {
    it: 'leaves pods beside the monitor whose Service is missing to no-matching-service',
    objects: [k8s, ...mayDiscover, serviceMonitor('shop/web'), pod('shop/web-1'), service('other/web')],
    expect: 'nothing',
  },
  {
    it: 'leaves a workload beside the PodMonitor whose template lacks the label to no-matching-service, among files too',
    objects: [
      k8s,
      podMonitor('shop/web'),
      workload('shop/web', 'x', { name: 'web' }, { ports: [{ name: 'http', containerPort: 80 }] }),
      workload('other/web', 'x', { app: 'web' }, { ports: [{ name: 'http', containerPort: 80 }] }),
    ],
    sight: { source: 'files' },
    expect: 'nothing',
  },
  {
    it: 'changes nothing by itself where nothing tells that the Service is meant',
    objects: [k8s, ...mayDiscover, serviceMonitor('shop/front'), service('other/web')],
    expect: { evidence: { meant: false }, fix: { kind: 'advise' } },
  },
  {
    it: 'changes nothing by itself where another monitor takes the Service',
    objects: [k8s, ...mayDiscover, serviceMonitor('shop/web'), service('other/web'), serviceMonitor('other/web')],
    about: 'ServiceMonitor shop/web',
    expect: { evidence: { meant: false }, fix: { kind: 'advise' } },
  },
  {
    it: 'takes the one of its name',
    objects: [k8s, ...mayDiscover, serviceMonitor('shop/web'), service('other/web')],
    expect: { evidence: { meant: true }, fix: { kind: 'patch' } },
  },
]);
