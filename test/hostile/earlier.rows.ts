/** What attackers got through once, each by the command that they used. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../src/model/index.ts';
import {
  KUBERHEALTHY_2,
  mayDiscover,
  namespace,
  operator,
  prometheus,
  prometheusRule,
  serviceMonitor,
} from '../worlds.ts';
import type { Attack, Scene } from './harness.ts';
import { api } from './servers.ts';

const from =
  (files: Readonly<Record<string, string>>, then: (folder: string) => void = () => undefined) =>
  (scene: Scene): readonly string[] => {
    for (const [name, text] of Object.entries(files)) scene.write(`repo/${name}`, text);
    then(join(scene.folder, 'repo'));
    return ['--from', join(scene.folder, 'repo')];
  };

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: monitoring}
spec: {serviceMonitorSelector: {matchLabels: {release: a}}, serviceMonitorNamespaceSelector: {}, ruleSelector: {}}
`;
const monitor = (name: string, spec: string, meta = ''): string => `---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: ${name}, namespace: shop, labels: {release: a}${meta}}
spec: {selector: {matchLabels: {app: web}}, ${spec}}
`;
const installed = (home: string, chart: string, claims: string): string => `---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: ${home}-cm
  namespace: ${home}
  labels: {app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: cm, helm.sh/chart: ${chart}}
  annotations: {meta.helm.sh/release-name: cm, meta.helm.sh/release-namespace: ${claims}}
spec: {selector: {matchLabels: {app: cm}}, endpoints: [{port: http}]}
`;

const files: readonly Attack[] = [
  {
    name: 'a folder has a link to the whole disk',
    arrange: from({ 'a.yaml': STACK }, (folder) => symlinkSync('/', join(folder, 'all'))),
    argv: ['check'],
    code: [0, 3],
    says: ['all', 'not followed'],
    within: 20_000,
  },
  {
    name: 'a limit is the greatest number of 64 bits, which the API server takes',
    arrange: from({ 'a.yaml': STACK + monitor('web', 'sampleLimit: 9223372036854775807, endpoints: [{port: http}]') }),
    argv: ['check'],
    code: [0, 3],
    says: '0 errors',
    never: ['field-pruned'],
  },
  {
    name: 'a mistake of YAML is next to templates of alerts',
    arrange: from({
      'a.yaml': STACK,
      'b.yaml':
        'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: r}\nspec:\n  groups:\n  - name: a\n    rules:\n    - alert: A\n      expr: up\n      annotations:\n        summary: "{{ $value }} of {{ $labels.pod }}"\n       broken: [\n',
    }),
    argv: ['check'],
    code: [1, 3],
    says: ['b.yaml', 'could not be read'],
    never: ['Helm template'],
  },
  {
    name: 'an object elsewhere claims a release for a chart of charts',
    arrange: from({
      'a.yaml':
        STACK +
        installed('obs', 'cert-manager-v1.18.2', 'obs') +
        installed('tenant', 'kube-prometheus-stack-88.5.3', 'obs'),
    }),
    argv: ['check', 'servicemonitor/obs-cm', '-n', 'obs'],
    code: [0, 1, 3],
    says: 'helm upgrade cm',
    never: [
      'helm upgrade cm prometheus-community/kube-prometheus-stack',
      'helm upgrade cm prometheus-community/kube-prometheus-stack',
    ],
  },
  {
    name: 'one object costs too much to judge, and says nothing of others',
    arrange: from({
      'a.yaml': STACK + monitor('web', 'endpoints: [{port: http}]'),
      'b.yaml': `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: heavy, namespace: tenant, labels: {release: a}}\nspec: {selector: {}, endpoints: [${'{port: a},'.repeat(12_000)}]}\n`,
    }),
    argv: ['check', 'servicemonitor/web', '-n', 'shop'],
    code: [0, 3],
    says: 'takes 1 of',
    never: ['ServiceMonitor tenant/heavy'],
  },
];

const OURS = { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'kuberhealthy' };
const world: readonly KubeObject[] = [
  ...['kh', 'monitoring', 'tenant'].map((name) => namespace(name)),
  operator(),
  ...mayDiscover,
  ...KUBERHEALTHY_2,
  prometheus('monitoring/k8s', {
    serviceMonitorSelector: { matchLabels: { release: 'a' } },
    serviceMonitorNamespaceSelector: {},
    ruleSelector: { matchLabels: { release: 'a' } },
    ruleNamespaceSelector: {},
  }),
];
const grab = (labels: Readonly<Record<string, string>> = {}): KubeObject =>
  serviceMonitor(
    'tenant/grab',
    {
      selector: { matchLabels: { app: 'kuberhealthy' } },
      namespaceSelector: { matchNames: ['kh'] },
      endpoints: [{ port: 'http' }],
    },
    { labels },
  );

const clusters: readonly Attack[] = [
  {
    name: 'a monitor of a tenant leads to the application: it is not relabelled',
    arrange: api({ objects: [...world, grab()] }),
    argv: ['setup', '--dry-run'],
    code: [0, 1],
    says: 'ServiceMonitor kh/promwire-kuberhealthy',
    never: [/[~-] ServiceMonitor tenant\/grab/],
  },
  {
    name: 'a monitor of a tenant that is taken leads to the application: ours stays',
    arrange: api({
      objects: [
        ...world,
        grab({ release: 'a' }),
        serviceMonitor(
          'kh/promwire-kuberhealthy',
          { selector: { matchLabels: { app: 'kuberhealthy' } }, endpoints: [{ port: 'http' }] },
          { labels: { ...OURS, release: 'a' }, fieldOwners: [{ manager: 'promwire', operation: 'Apply', labels: [] }] },
        ),
      ],
    }),
    argv: ['setup', '--dry-run'],
    code: [0, 1],
    says: 'is there twice',
    never: [/- ServiceMonitor kh\/promwire-kuberhealthy/],
  },
  {
    name: 'rules of a tenant say that promwire wrote them: they do not choose the stack',
    arrange: api({
      objects: [
        ...world,
        prometheus('tenant/own', {
          serviceMonitorSelector: {},
          serviceMonitorNamespaceSelector: {},
          ruleSelector: {},
          ruleNamespaceSelector: {},
        }),
        prometheusRule(
          'tenant/promwire-kuberhealthy',
          { groups: [] },
          {
            labels: { ...OURS, release: 'b' },
            annotations: { 'promwire.dev/application-namespace': 'kh' },
            fieldOwners: [{ manager: 'kubectl', operation: 'Update', labels: [] }],
          },
        ),
      ],
    }),
    argv: ['diff'],
    code: 2,
    says: '--stack',
  },
];

export const rows: readonly Attack[] = [...files, ...clusters];
