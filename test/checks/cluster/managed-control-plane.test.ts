import { describe, expect, it } from '@jest/globals';
import { report } from '../../../src/judge/report.ts';
import { clusterChecks } from '../../../src/registry.ts';
import { analysis, endpoints, mayDiscover, prometheus, service, serviceMonitor } from '../../worlds.ts';
import { instance, observed, target } from '../observed.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const monitor = (part: string, app = `kube-prometheus-stack-${part}`) =>
  serviceMonitor(
    `monitoring/stack-${part}`,
    {
      selector: { matchLabels: { app } },
      namespaceSelector: { matchNames: ['kube-system'] },
      endpoints: [{ port: 'http' }],
    },
    { labels: { app } },
  );
const behind = (part: string) =>
  service(`kube-system/stack-${part}`, {}, { labels: { app: `kube-prometheus-stack-${part}` } });
const parts = ['kube-etcd', 'kube-scheduler', 'kube-controller-manager', 'kube-proxy'];
const managed = [k8s, ...mayDiscover, ...parts.flatMap((part) => [monitor(part), behind(part)])];
const local = [
  k8s,
  ...mayDiscover,
  monitor('kube-scheduler'),
  behind('kube-scheduler'),
  endpoints('kube-system/stack-kube-scheduler', [['10.0.0.1']]),
];
const pool = 'serviceMonitor/monitoring/stack-kube-scheduler/0';

table('managed-control-plane', [
  {
    it: 'is one paragraph for all parts that are not there',
    objects: managed,
    expect: {
      severity: 'info',

      evidence: { refused: false },
    },
  },
  {
    it: 'knows those that listen on loopback only',
    objects: local,
    live: observed(instance({ targets: [target('dial tcp 10.0.0.1:10259: connect: connection refused', pool)] })),
    expect: { evidence: { refused: true } },
  },
  {
    it: 'is silent where they are scraped',
    objects: local,
    live: observed(instance({ targets: [target('', pool)] })),
    expect: 'nothing',
  },
  {
    it: 'is silent about what only has such a name',
    objects: [k8s, ...mayDiscover, monitor('kube-scheduler', 'mine'), behind('kube-scheduler')],
    expect: 'nothing',
  },
]);

describe('a report on a managed control plane', () => {
  it('has no other finding about these monitors', () => {
    const { findings } = report(analysis(managed), clusterChecks);
    expect(findings.map(({ check, severity }) => `${severity} ${check}`)).toEqual(['info managed-control-plane']);
  });

  it('has them where that check is left out', () => {
    const { findings } = report(analysis(managed), clusterChecks, { skip: ['managed-control-plane'] });
    expect(findings.map(({ check }) => check)).toContain('no-endpoints');
  });
});
