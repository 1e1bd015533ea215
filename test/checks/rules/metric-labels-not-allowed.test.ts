import { prometheus, prometheusRule, workload } from '../../worlds.ts';
import { table } from '../table.ts';

const rule = (expr: string) => prometheusRule('shop/web', { groups: [{ name: 'g', rules: [{ alert: 'Old', expr }] }] });
const exporter = (...args: readonly string[]) =>
  workload('monitoring/ksm', 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.17.0', { app: 'ksm' }, { args });
const world = (expr: string, ...args: readonly string[]) => [
  prometheus('monitoring/k8s'),
  rule(expr),
  exporter(...args),
];
const asks = 'kube_job_labels{label_team="shop"} > 0';

table('metric-labels-not-allowed', [
  {
    it: 'finds a resource that the allowlist does not name',
    objects: world(asks, '--metric-labels-allowlist=pods=[*]', '--token=abc'),
    expect: {
      severity: 'warning',
      evidence: { metrics: ['kube_job_labels{label_team}'], flag: '--metric-labels-allowlist=jobs=[*]' },
      never: ['abc'],
    },
  },
  {
    it: 'finds a label that it does not name, and annotations',
    objects: world(
      'kube_ingress_annotations{annotation_a_b="x"} or kube_job_labels{label_team="x"}',
      '--metric-labels-allowlist',
      'jobs=[app,other]',
    ),
    expect: { evidence: { flag: '--metric-annotations-allowlist=ingresses=[*]' } },
  },
  {
    it: 'is silent about a label that it names',
    objects: world(asks, '--metric-labels-allowlist=jobs=[a,team]'),
    expect: 'nothing',
  },
  { it: 'is silent about all resources', objects: world(asks, '--metric-labels-allowlist=*=[*]'), expect: 'nothing' },
  { it: 'is silent about a file', objects: world(asks, '--config=/etc/ksm.yaml'), expect: 'nothing' },
  { it: 'is silent without the label', objects: world('kube_job_labels{namespace="a"} > 0'), expect: 'nothing' },
  { it: 'is silent where it need not be there', objects: world('kube_job_labels{label_team!="a"}'), expect: 'nothing' },
  {
    it: 'is silent where kube-state-metrics is not seen',
    objects: [prometheus('monitoring/k8s'), rule(asks)],
    expect: 'nothing',
  },
]);
