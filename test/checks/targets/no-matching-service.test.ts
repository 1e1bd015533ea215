import { pod, podMonitor, prometheus, service, serviceMonitor, workload } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const web = serviceMonitor('shop/web');
const labelled = (labels: Record<string, string>): { labels: Record<string, string> } => ({ labels });

const NAME = { 'app.kubernetes.io/name': 'web' };
const platform = { ...NAME, 'app.kubernetes.io/instance': 'platform' };
const ofRelease = { selector: { matchLabels: { ...NAME, 'app.kubernetes.io/instance': 'obs' } } };
const id = (kind: string): Record<string, string> => ({
  'argocd.argoproj.io/tracking-id': `platform:${kind}:shop/web`,
});
const overwritten = service('shop/web', {}, { labels: platform, annotations: id('/Service') });

const monitorOf = (matchLabels: Record<string, string>, port: string): ReturnType<typeof serviceMonitor> =>
  serviceMonitor('shop/web', { selector: { matchLabels }, endpoints: [{ port }] });

table('no-matching-service', [
  {
    it: 'finds that no Service has the labels, and shows those there are',
    objects: [
      k8s,
      web,
      service('shop/web', {}, labelled({ 'app.kubernetes.io/name': 'web' })),
      service('shop/db', {}, labelled({})),
    ],
    expect: {
      evidence: { kind: 'Service', podsMatch: false, count: 2 },
    },
  },
  {
    it: 'says so where there is no Service at all',
    objects: [k8s, web],
    expect: { evidence: { count: 0 } },
  },
  { it: 'is silent where one matches', objects: [k8s, web, service('shop/web')], expect: 'nothing' },
  {
    it: 'names two of many, the nearest first, with what differs',
    objects: [
      k8s,
      serviceMonitor('shop/web', { selector: { matchLabels: { app: 'web', tier: 'front' } } }),
      service('shop/bank', {}, labelled({ app: 'bank', tier: 'front' })),
      service('shop/cart', {}, labelled({ 'app.kubernetes.io/name': 'cart' })),
      service('shop/shop', {}, labelled({ app: 'web', tier: 'back' })),
      service('shop/web-metrics', {}, labelled({ 'app.kubernetes.io/name': 'web', tier: 'front' })),
    ],
    expect: {
      evidence: {
        count: 4,
        candidates: [
          {
            name: 'shop/web-metrics',
            differs: ['app=web: no label app, but app.kubernetes.io/name=web'],
          },
          { name: 'shop/shop', differs: ['tier=front: tier=back'] },
        ],
      },
      never: ['shop/bank', 'shop/cart'],
    },
  },
  {
    it: 'hints at the labels of the pods',
    objects: [k8s, web, service('shop/web', {}, labelled({})), pod('shop/web-1')],
    expect: { evidence: { podsMatch: true } },
  },
  {
    it: 'leaves Services elsewhere to namespace-selector-in-monitor',
    objects: [k8s, web, service('bank/web')],
    expect: 'nothing',
  },
  {
    it: 'finds that there is none for {}, whatever is elsewhere',
    objects: [k8s, serviceMonitor('shop/web', { selector: {} }), service('bank/web')],
    expect: {},
  },
  {
    it: 'looks everywhere where the monitor does',
    objects: [
      k8s,
      serviceMonitor('shop/web', { namespaceSelector: { any: true } }),
      service('bank/web', {}, labelled({})),
    ],
    expect: {},
  },
  {
    it: 'leaves an invalid selector with nothing',
    objects: [k8s, serviceMonitor('shop/web', { selector: { matchLabels: { app: 1 } } }), service('shop/web')],
    expect: {},
  },
  {
    it: 'knows the label over which Argo CD writes the name of its application, whatever the names are',
    objects: [k8s, serviceMonitor('shop/exporter', ofRelease, { labels: platform }), overwritten],
    expect: { evidence: { application: 'platform' } },
  },
  {
    it: 'knows an application of another namespace, after which no release can be named',
    objects: [
      k8s,
      serviceMonitor('shop/web', ofRelease, { labels: { ...platform, 'app.kubernetes.io/instance': 'team_web' } }),
      service(
        'shop/web',
        {},
        {
          labels: { ...platform, 'app.kubernetes.io/instance': 'team_web' },
          annotations: { 'argocd.argoproj.io/tracking-id': 'team_web:/Service:shop/web' },
        },
      ),
    ],
    expect: { evidence: { application: 'team_web' }, never: ['releaseName'] },
  },
  {
    it: 'says no such thing where Argo CD tracks by annotation, and the label is of another application',
    objects: [
      k8s,
      serviceMonitor('shop/web', ofRelease, { labels: platform }),
      service(
        'shop/web',
        {},
        { labels: platform, annotations: { 'argocd.argoproj.io/tracking-id': 'other:/Service:shop/web' } },
      ),
    ],
    expect: { never: ['Argo CD'] },
  },
  {
    it: 'suspects it where one chart gives both a name that its selector does not ask for, and nothing tells of Argo CD',
    objects: [
      k8s,
      serviceMonitor('shop/web', ofRelease, { labels: { ...platform, 'helm.sh/chart': 'web-1.0.0' } }),
      service('shop/web', {}, { labels: { ...platform, 'helm.sh/chart': 'web-1.0.0' } }),
    ],
    expect: { evidence: { application: null } },
  },
  {
    it: 'suspects no such thing of what Helm has installed itself',
    objects: [
      k8s,
      serviceMonitor('shop/web', ofRelease, {
        labels: { ...platform, 'helm.sh/chart': 'web-1.0.0' },
        annotations: { 'meta.helm.sh/release-name': 'platform' },
      }),
      service('shop/web', {}, { labels: { ...platform, 'helm.sh/chart': 'web-1.0.0' } }),
    ],
    expect: { never: ['Argo CD'] },
  },
  {
    it: 'says no such thing where the monitor is from elsewhere',
    objects: [k8s, serviceMonitor('shop/web', ofRelease), overwritten],
    expect: { never: ['Argo CD'] },
  },
  {
    it: 'says no such thing where another label is for tracking',
    objects: [
      k8s,
      serviceMonitor('shop/web', ofRelease, { labels: platform }),
      service('shop/web', {}, { labels: { ...platform, 'argocd.argoproj.io/instance': 'platform' } }),
    ],
    expect: { never: ['Argo CD'] },
  },
  {
    it: 'asks pods for a PodMonitor',
    objects: [k8s, podMonitor('shop/web'), service('shop/web')],
    expect: { evidence: { kind: 'Pod' } },
  },
  { it: 'is silent where a pod matches', objects: [k8s, podMonitor('shop/web'), pod('shop/web-1')], expect: 'nothing' },
  {
    it: 'is unknown where Services were not read',
    objects: [k8s, web],
    sight: { hidden: ['Service'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown where they were read elsewhere only',
    objects: [k8s, web],
    sight: { only: { Service: ['bank'] } },
    expect: 'unknown',
  },
  {
    it: 'is sure of the namespaces that were read, and says that others were not',
    objects: [k8s, web, service('bank/web')],
    sight: { only: { Service: ['shop'] } },
    expect: {},
  },
  {
    it: 'needs no pods: they are a hint',
    objects: [k8s, web],
    sight: { hidden: ['Pod'] },
    expect: {},
  },
  {
    it: 'is silent about a monitor without endpoints',
    objects: [k8s, serviceMonitor('shop/web', { endpoints: [] })],
    expect: 'nothing',
  },
  {
    it: 'names the Service beside the monitor where another one of its labels is in another namespace',
    objects: [
      prometheus('monitoring/k8s'),
      serviceMonitor('shop/web'),
      service('shop/web', {}, { labels: {} }),
      service('other/web'),
    ],
    sight: { source: 'files' },
    expect: { evidence: { near: { object: 'Service shop/web' } } },
  },
  {
    it: 'is unknown among files where the pods get the label that they lack while they run',
    objects: [
      prometheus('monitoring/k8s'),
      podMonitor('shop/db', { selector: { matchLabels: { app: 'db', role: 'master' } } }),
      workload('shop/db', 'x', { app: 'db' }, { ports: [{ name: 'http', containerPort: 80 }] }),
    ],
    sight: { source: 'files' },
    expect: 'unknown',
  },
  {
    it: 'names the Service beside it among files, though the port has no match either, where the label is a slip of the pen',
    objects: [k8s, monitorOf({ app: 'wbe' }, 'metric'), service('shop/web')],
    sight: { source: 'files' },
    expect: { evidence: { near: { object: 'Service shop/web' } } },
  },
  {
    it: 'and where it is called like the monitor and has the value in another label',
    objects: [k8s, monitorOf(NAME, '9100'), service('shop/web')],
    sight: { source: 'files' },
    expect: { evidence: { near: { object: 'Service shop/web' } } },
  },
  {
    it: 'and says no such thing where the one for metrics may be elsewhere',
    objects: [
      k8s,
      monitorOf({ app: 'web-metrics' }, 'metrics'),
      service('shop/web', { ports: [{ name: 'api', port: 80 }] }),
    ],
    sight: { source: 'files' },
    expect: 'unknown',
  },
  {
    it: 'nor where the Service beside it speaks no HTTP at all',
    objects: [k8s, monitorOf(NAME, 'metrics'), service('shop/web', { ports: [{ name: 'postgresql', port: 5432 }] })],
    sight: { source: 'files' },
    expect: 'unknown',
  },
]);
