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
    it: 'is unknown where pods are hidden',
    objects: [...base, ...byPod({ jobLabel: 'web' }), asks('absent(up{job="web"})')],
    sight: { hidden: ['Pod'] },
    expect: 'unknown',
  },
]);
