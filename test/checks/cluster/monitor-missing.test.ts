import { kube, podMonitor, prometheus, service, serviceMonitor, thanosRuler, workload } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const app = { app: 'kuberhealthy' };
const meta = { labels: app };
const v3 = workload('kuberhealthy/kuberhealthy', 'docker.io/kuberhealthy/kuberhealthy:v3.0.1', app);
const its = service('kuberhealthy/kuberhealthy', { selector: app }, meta);
const monitor = (path: string, spec = {}): ReturnType<typeof serviceMonitor> =>
  serviceMonitor(path, { selector: { matchLabels: app }, ...spec });

table('monitor-missing', [
  {
    it: 'finds an application that nothing monitors, and names its Service',
    objects: [k8s, v3, its],
    expect: {
      about: 'Service kuberhealthy/kuberhealthy',
      evidence: { variant: 'v3', service: 'kuberhealthy/kuberhealthy', port: 'http' },
    },
  },
  {
    it: 'is an info about one that is scaled to 0',
    objects: [k8s, { ...v3, body: { spec: { ...(v3.body['spec'] as object), replicas: 0 } } }, its],
    expect: { severity: 'info', evidence: { asleep: true } },
  },
  {
    it: 'finds it among files without a single monitor',
    objects: [k8s, v3, its],
    sight: { source: 'files' },
    expect: { about: 'Service kuberhealthy/kuberhealthy' },
  },
  {
    it: 'is unknown among files that have its Deployment alone',
    objects: [k8s, v3],
    sight: { source: 'files' },
    expect: 'unknown',
  },
  {
    it: 'is silent where a ServiceMonitor reaches it',
    objects: [k8s, v3, its, monitor('kuberhealthy/k')],
    expect: 'nothing',
  },
  {
    it: 'is silent where one reaches it from elsewhere',
    objects: [k8s, v3, its, monitor('monitoring/k', { namespaceSelector: { matchNames: ['kuberhealthy'] } })],
    expect: 'nothing',
  },
  {
    it: 'finds it where the monitor looks elsewhere',
    objects: [k8s, v3, its, monitor('monitoring/k')],
    expect: {},
  },
  {
    it: 'takes a monitor that no stack selects for one: that is another cause',
    objects: [
      prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { a: 'b' } } }),
      v3,
      its,
      monitor('kuberhealthy/k'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where a PodMonitor takes its pods',
    objects: [k8s, v3, its, podMonitor('kuberhealthy/k', { selector: { matchLabels: app } })],
    expect: 'nothing',
  },
  {
    it: 'finds it where a PodMonitor takes other pods, or looks elsewhere',
    objects: [
      k8s,
      v3,
      its,
      podMonitor('kuberhealthy/k'),
      podMonitor('monitoring/k', { selector: { matchLabels: app } }),
    ],
    expect: {},
  },
  {
    it: 'finds an application without any Service',
    objects: [k8s, v3],
    expect: {
      about: 'Deployment kuberhealthy/kuberhealthy',
      evidence: { service: null },
    },
  },
  {
    it: 'leaves a monitor for it that finds no Service to no-matching-service',
    objects: [
      k8s,
      v3,
      its,
      serviceMonitor('kuberhealthy/k', { selector: { matchLabels: { app: 'kuberhealthy', x: 'y' } } }),
    ],
    expect: 'nothing',
  },
  {
    it: 'says it next to one that the stack does not take',
    objects: [
      prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { team: 'a' } } }),
      v3,
      its,
      serviceMonitor('kuberhealthy/k', { selector: { matchLabels: { app: 'kuberhealthy', x: 'y' } } }),
    ],
    expect: {},
  },
  {
    it: 'says it next to a broken monitor of another application',
    objects: [k8s, v3, its, serviceMonitor('kuberhealthy/web', { selector: { matchLabels: { app: 'web' } } })],
    expect: {},
  },
  {
    it: 'does not say that there is no Service where they were not read',
    objects: [k8s, v3, its],
    sight: { hidden: ['Service'] },
    expect: 'unknown',
  },
  {
    it: 'knows no other application',
    objects: [k8s, workload('shop/web', 'nginx:1', { app: 'web' }), service('shop/web')],
    expect: 'nothing',
  },
  { it: 'leaves a cluster without a stack to no-prometheus', objects: [v3, its], expect: 'nothing' },
  {
    it: 'is unknown where monitors were not read',
    objects: [k8s, v3, its],
    sight: { hidden: ['ServiceMonitor'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown where they were read in one namespace only',
    objects: [k8s, v3, its],
    sight: { only: { PodMonitor: ['kuberhealthy'] } },
    expect: 'unknown',
  },
  {
    it: 'is sure where the kind does not exist',
    objects: [k8s, v3, its],
    sight: { noCrd: ['PodMonitor'] },
    expect: {},
  },
  {
    it: 'finds the application by its CRD and Service where the image says nothing',
    objects: [
      k8s,
      its,
      kube({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'khchecks.comcast.github.io' },
        spec: {},
      }),
    ],
    expect: { evidence: { variant: 'v2' } },
  },
  {
    it: 'leaves a cluster with a ThanosRuler alone to no-prometheus too',
    objects: [thanosRuler('monitoring/t'), v3, its],
    expect: 'nothing',
  },
]);
