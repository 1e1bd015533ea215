import { dashboard, grafana, mayDiscover, pod, podMonitor, prometheus, service, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), ...mayDiscover];
const labels = { app: 'web', 'app.kubernetes.io/name': 'web' };

table('job-label-missing', [
  {
    it: 'tells the job of a PodMonitor, and the label that was meant',
    objects: [
      ...base,
      podMonitor('shop/web', { jobLabel: 'web' }),
      pod('shop/web-1', '10.0.0.1', { meta: { labels } }),
    ],
    expect: {
      severity: 'info',
      evidence: { jobLabel: 'web', jobs: ['shop/web'], meant: 'app.kubernetes.io/name' },
      fix: { kind: 'patch', fields: [{ path: ['spec', 'jobLabel'], was: 'web', becomes: 'app.kubernetes.io/name' }] },
    },
  },
  {
    it: 'tells the job of a ServiceMonitor',
    objects: [...base, serviceMonitor('shop/web', { jobLabel: 'component' }), service('shop/web-metrics')],
    expect: { evidence: { jobs: ['web-metrics'] }, fix: { kind: 'advise' } },
  },
  {
    it: 'names the dashboards that ask for another job',
    objects: [
      ...base,
      serviceMonitor('shop/till-web', { jobLabel: 'component' }),
      service('shop/web-metrics'),
      grafana('monitoring/grafana'),
      dashboard('shop/web', {
        panels: [
          { targets: [{ expr: 'sum(up{job="web", instance=~"$instance"})' }, { expr: 'up{exported_job="shop"}' }] },
          { targets: [{ expr: 'up{job=~"shop"} or up{job!="shop"}' }] },
        ],
      }),
      dashboard('shop/other', { panels: [{ targets: [{ expr: 'up{job="node"} or up{job="web-metrics"}' }] }] }),
    ],
    expect: { evidence: { dashboards: [{ job: 'web', by: 'shop.web.json of ConfigMap shop/web' }] } },
  },
  {
    it: 'names no dashboard whose job another monitor gives',
    objects: [
      ...base,
      serviceMonitor('shop/till-web', { jobLabel: 'component' }),
      service('shop/web-metrics'),
      serviceMonitor('bank/any', { selector: { matchLabels: { app: 'bank' } } }),
      service('bank/web', {}, { labels: { app: 'bank' } }),
      grafana('monitoring/grafana'),
      dashboard('shop/web', { panels: [{ targets: [{ expr: 'up{job="web"}' }] }] }),
    ],
    expect: { never: ['ConfigMap'] },
  },
  {
    it: 'is silent where the label is there',
    objects: [...base, serviceMonitor('shop/web', { jobLabel: 'app' }), service('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'is silent where one of two Services has it',
    objects: [
      ...base,
      serviceMonitor('shop/web', { jobLabel: 'component' }),
      service('shop/web'),
      service('shop/web-2', {}, { labels: { app: 'web', component: 'web' } }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent without jobLabel',
    objects: [...base, serviceMonitor('shop/web'), service('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'is silent where a relabeling writes the job',
    objects: [
      ...base,
      serviceMonitor('shop/web', {
        jobLabel: 'component',
        endpoints: [{ port: 'http', relabelings: [{ targetLabel: 'job', replacement: 'web' }] }],
      }),
      service('shop/web'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where nothing is found',
    objects: [...base, serviceMonitor('shop/web', { jobLabel: 'component' })],
    expect: 'nothing',
  },
  {
    it: 'is unknown where Services are hidden',
    objects: [...base, serviceMonitor('shop/web', { jobLabel: 'component' })],
    sight: { hidden: ['Service'] },
    expect: 'unknown',
  },
]);
