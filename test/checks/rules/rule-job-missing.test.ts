import {
  mayDiscover,
  pod,
  podMonitor,
  probe,
  prometheus,
  prometheusRule,
  service,
  serviceMonitor,
} from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s', { probeSelector: {}, probeNamespaceSelector: {} }), ...mayDiscover];
const asks = (expr: string) =>
  prometheusRule('shop/web', { groups: [{ name: 'web', rules: [{ alert: 'WebDown', expr }] }] });
const byPod = (spec: Raw = {}) => [podMonitor('shop/web', spec), pod('shop/web-1')];
const honoring = { podMetricsEndpoints: [{ port: 'http', honorLabels: true }] };
const speaker = (spec: Raw) => [serviceMonitor('shop/web-speaker', spec), service('shop/lines')];

table('rule-job-missing', [
  {
    it: 'finds that absent() is true for ever',
    objects: [...base, ...byPod({ jobLabel: 'web' }), asks('absent(up{job="web"})')],
    expect: {
      severity: 'warning',
      evidence: {
        job: 'web',
        rules: ['WebDown'],
        absent: true,
        instead: ['shop/web'],
        monitors: ['PodMonitor shop/web'],
      },
    },
  },
  {
    it: 'names the label that has the job, where jobLabel was filled in with the job',
    objects: [
      ...base,
      podMonitor('shop/web', { jobLabel: 'web', selector: {} }),
      pod('shop/web-1', '10.0.0.1', {
        meta: { labels: { 'app.kubernetes.io/name': 'web', 'pod-template-hash': '1' } },
      }),
      asks('absent(up{job="web"})'),
    ],
    expect: {
      evidence: { labels: ['app.kubernetes.io/name'] },
    },
  },
  {
    it: 'names the label first that is there to name an application',
    objects: [
      ...base,
      podMonitor('shop/web', { jobLabel: 'web', selector: {} }),
      pod('shop/web-1', '10.0.0.1', {
        meta: { labels: { app: 'web', 'app.kubernetes.io/instance': 'web', 'app.kubernetes.io/name': 'web' } },
      }),
      asks('absent(up{job="web"})'),
    ],
    expect: { evidence: { labels: ['app.kubernetes.io/name', 'app', 'app.kubernetes.io/instance'] } },
  },
  {
    it: 'finds that the job is the name of the Service',
    objects: [...base, serviceMonitor('shop/web'), service('shop/web-metrics'), asks('up{job="web"} == 0')],
    expect: { evidence: { job: 'web', absent: false, instead: ['web-metrics'] } },
  },
  {
    it: 'is silent where the job is right',
    objects: [...base, ...byPod(), asks('absent(up{job="shop/web"})')],
    expect: 'nothing',
  },
  {
    it: 'is silent where another monitor gives the job',
    objects: [
      ...base,
      ...byPod(),
      serviceMonitor('bank/other', { selector: {} }),
      service('bank/web'),
      asks('absent(up{job="web"})'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where a recording rule gives its metric the job',
    objects: [
      ...base,
      ...byPod({ jobLabel: 'web' }),
      prometheusRule('shop/web', {
        groups: [
          {
            name: 'web',
            rules: [
              { alert: 'WebDown', expr: 'absent(web:up{job="web"})' },
              { record: 'web:up', expr: 'sum(up)', labels: { job: 'web' } },
            ],
          },
        ],
      }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where the exporter may give the job itself',
    objects: [...base, ...byPod({ jobLabel: 'web', ...honoring }), asks('absent(web_requests_total{job="web"})')],
    expect: 'nothing',
  },
  {
    it: 'knows that no exporter gives the job of up',
    objects: [...base, ...byPod({ jobLabel: 'web', ...honoring }), asks('absent(up{job="web"})')],
    expect: { evidence: { job: 'web', absent: true } },
  },
  {
    it: 'is silent where nothing is like the job',
    objects: [...base, ...byPod(), asks('absent(up{job="node"})')],
    expect: 'nothing',
  },
  {
    it: 'is silent about a pattern',
    objects: [...base, ...byPod(), asks('absent(up{job=~"web|shop/web"})')],
    expect: 'nothing',
  },
  {
    it: 'is silent where a Probe is called so',
    objects: [...base, ...byPod(), probe('shop/p', { jobName: 'web' }), asks('absent(up{job="web"})')],
    expect: 'nothing',
  },
  {
    it: 'is silent where a monitor of that name finds nothing yet',
    objects: [...base, ...byPod(), serviceMonitor('bank/web'), asks('absent(up{job="web"})')],
    expect: 'nothing',
  },
  {
    it: 'is silent where the stack has scrape configurations of its own',
    objects: [
      prometheus('monitoring/k8s', { additionalScrapeConfigs: { name: 'more', key: 'more.yaml' } }),
      ...mayDiscover,
      ...byPod(),
      asks('absent(up{job="web"})'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where a relabeling writes the job',
    objects: [
      ...base,
      ...byPod({ podMetricsEndpoints: [{ port: 'http', relabelings: [{ targetLabel: 'job', replacement: 'web' }] }] }),
      asks('absent(up{job="web"})'),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds that a jobLabel which is no label was to give the job',
    objects: [...base, ...speaker({ jobLabel: 'part' }), asks('up{job="shop"} == 0')],
    expect: { evidence: { job: 'shop', instead: ['lines'], monitors: ['ServiceMonitor shop/web-speaker'] } },
  },
  {
    it: 'finds it of an application whose monitors are called after it',
    objects: [...base, ...speaker({ jobLabel: 'part' }), asks('up{job="web"} == 0')],
    expect: { evidence: { job: 'web', instead: ['lines'] } },
  },
  {
    it: 'is silent about another application without a jobLabel',
    objects: [...base, ...speaker({}), asks('up{job="web"} == 0')],
    expect: 'nothing',
  },
  {
    it: 'is silent about a monitor of another namespace',
    objects: [
      ...base,
      ...speaker({ jobLabel: 'part' }),
      prometheusRule('bank/web', {
        groups: [{ name: 'web', rules: [{ alert: 'WebDown', expr: 'up{job="web"} == 0' }] }],
      }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where one of the monitors called so gives the job',
    objects: [...base, ...byPod(), serviceMonitor('bank/web', {}), service('bank/web'), asks('absent(up{job="web"})')],
    expect: 'nothing',
  },
  {
    it: 'is silent where a monitor whose name holds the job may give it',
    objects: [...base, ...byPod(), serviceMonitor('bank/web-extra'), asks('absent(up{job="web"})')],
    expect: 'nothing',
  },
  {
    it: 'is silent where a monitor whose name is within the job may give it',
    objects: [
      ...base,
      podMonitor('shop/web-front'),
      pod('shop/web-1'),
      serviceMonitor('bank/web'),
      asks('absent(up{job="web-front"})'),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds what only the jobLabel of a monitor names',
    objects: [...base, podMonitor('shop/till', { jobLabel: 'web' }), pod('shop/till-1'), asks('up{job="web"} == 0')],
    expect: { evidence: { job: 'web', instead: ['shop/till'] } },
  },
  {
    it: 'names two of many monitors and jobs, and that one of its rules fires for ever',
    objects: [
      ...base,
      ...['a', 'b', 'c'].flatMap((namespace) => [podMonitor(`${namespace}/web`), pod(`${namespace}/web-1`)]),
      prometheusRule('shop/web', {
        groups: [
          {
            name: 'web',
            rules: [
              { alert: 'WebDown', expr: 'up{job="web"} == 0' },
              { alert: 'WebAbsent', expr: 'absent(up{job="web"})' },
            ],
          },
        ],
      }),
    ],
    expect: {
      evidence: {
        rules: ['WebDown', 'WebAbsent'],
        absent: true,
        instead: ['a/web', 'b/web'],
        monitors: ['PodMonitor a/web', 'PodMonitor b/web'],
      },
    },
  },
  {
    it: 'is silent about rules that the stack does not take',
    objects: [
      prometheus('monitoring/k8s', { ruleSelector: { matchLabels: { team: 'bank' } } }),
      ...mayDiscover,
      ...byPod(),
      asks('absent(up{job="web"})'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where one gives the job, whatever another is hidden of',
    objects: [
      ...base,
      serviceMonitor('shop/web'),
      service('shop/web'),
      podMonitor('shop/web-more'),
      asks('absent(up{job="web"})'),
    ],
    sight: { hidden: ['Pod'] },
    expect: 'nothing',
  },
  {
    it: 'finds one beside another that is hidden',
    objects: [
      ...base,
      serviceMonitor('shop/web'),
      service('shop/web-metrics'),
      podMonitor('shop/till'),
      asks('up{job="web"} == 0 or up{job="till"} == 0'),
    ],
    sight: { hidden: ['Pod'] },
    expect: { evidence: { job: 'web' } },
  },
  {
    it: 'is silent where the pods are not among the files',
    objects: [...base, podMonitor('shop/web'), asks('absent(up{job="web"})')],
    sight: { source: 'files' },
    expect: 'nothing',
  },
  {
    it: 'is unknown where pods are hidden',
    objects: [...base, ...byPod({ jobLabel: 'web' }), asks('absent(up{job="web"})')],
    sight: { hidden: ['Pod'] },
    expect: 'unknown',
  },
]);
