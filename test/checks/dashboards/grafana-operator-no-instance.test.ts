import { kube } from '../../worlds.ts';
import { table } from '../table.ts';

const GROUP = 'grafana.integreatly.org/v1beta1';
const wanting = (spec: object = {}, namespace = 'shop') =>
  kube({
    apiVersion: GROUP,
    kind: 'GrafanaDashboard',
    metadata: { namespace, name: 'web' },
    spec: { instanceSelector: { matchLabels: { dashboards: 'grafana' } }, ...spec },
  });
const instance = (labels: Readonly<Record<string, string>>, namespace = 'shop') =>
  kube({ apiVersion: GROUP, kind: 'Grafana', metadata: { namespace, name: 'main', labels }, spec: {} });
const operator = (env: readonly object[], more: object = {}) =>
  kube({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'grafana', name: 'grafana-operator' },
    spec: {
      template: {
        spec: { containers: [{ name: 'manager', image: 'ghcr.io/grafana/grafana-operator:v5.24.0', env, ...more }] },
      },
    },
  });
const watching = (name: string, value: string) => operator([{ name, value }]);
const space = (name: string, labels: Readonly<Record<string, string>>) =>
  kube({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
const right = { dashboards: 'grafana' };

table('grafana-operator-no-instance', [
  {
    it: 'finds labels that no Grafana has',
    objects: [wanting(), instance({ app: 'x' })],
    expect: { about: 'GrafanaDashboard shop/web' },
  },
  {
    it: 'finds that there is none at all',
    objects: [wanting()],
    expect: {},
  },
  {
    it: 'finds one in another namespace',
    objects: [wanting(), instance(right, 'monitoring')],
    expect: {},
  },
  { it: 'is silent where one matches', objects: [wanting(), instance(right)], expect: 'nothing' },
  {
    it: 'is silent across namespaces where that is allowed',
    objects: [wanting({ allowCrossNamespaceImport: true }), instance(right, 'monitoring')],
    expect: 'nothing',
  },
  { it: 'is silent where any will do', objects: [wanting({ instanceSelector: {} }), instance({})], expect: 'nothing' },
  { it: 'is silent where it is suspended', objects: [wanting({ suspend: true })], expect: 'nothing' },
  {
    it: 'is silent without grafana-operator',
    objects: [],
    sight: { noCrd: ['GrafanaDashboard', 'Grafana'] },
    expect: 'nothing',
  },
  {
    it: 'finds that the operator does not look there',
    objects: [wanting(), instance(right), watching('WATCH_NAMESPACE', 'grafana,monitoring')],
    expect: {
      about: 'GrafanaDashboard shop/web',
    },
  },
  {
    it: 'finds that it looks at its own namespace only',
    objects: [
      wanting(),
      instance(right),
      operator([{ name: 'WATCH_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }]),
    ],
    expect: {},
  },
  {
    it: 'finds that it does not look where the Grafana is',
    objects: [
      wanting({ allowCrossNamespaceImport: true }),
      instance(right, 'monitoring'),
      watching('WATCH_NAMESPACE', 'shop'),
    ],
    expect: {},
  },
  {
    it: 'finds that the namespace lacks the label',
    objects: [
      wanting(),
      instance(right),
      watching('WATCH_NAMESPACE_SELECTOR', 'team: a'),
      space('shop', { team: 'b' }),
    ],
    expect: {},
  },
  {
    it: 'finds that the object lacks the label of the shard',
    objects: [wanting(), instance({ ...right, shard: 'a' }), watching('WATCH_LABEL_SELECTORS', 'shard in (a, b)')],
    expect: {},
  },
  {
    it: 'is silent where it looks there',
    objects: [wanting(), instance(right), watching('WATCH_NAMESPACE', 'grafana,shop')],
    expect: 'nothing',
  },
  {
    it: 'is silent where one of two does',
    objects: [
      wanting(),
      instance(right),
      watching('WATCH_NAMESPACE', 'grafana'),
      kube({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { namespace: 'second', name: 'grafana-operator' },
        spec: { template: { spec: { containers: [{ name: 'x', image: 'grafana-operator@sha256:0' }] } } },
      }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where the namespace has the label',
    objects: [wanting(), instance(right), watching('WATCH_NAMESPACE_SELECTOR', 'team:a'), space('shop', { team: 'a' })],
    expect: 'nothing',
  },
  {
    it: 'is silent where the selector has no colon, which the operator passes over',
    objects: [wanting(), instance(right), watching('WATCH_NAMESPACE_SELECTOR', 'team=a')],
    expect: 'nothing',
  },
  {
    it: 'is unknown where it is set by reference',
    objects: [
      wanting(),
      instance(right),
      operator([{ name: 'WATCH_NAMESPACE', valueFrom: { configMapKeyRef: { name: 'x', key: 'y' } } }]),
    ],
    expect: 'unknown',
  },
  {
    it: 'is unknown where any variable may be set by reference',
    objects: [wanting(), instance(right), operator([], { envFrom: [{ configMapRef: { name: 'x' } }] })],
    expect: 'unknown',
  },
  {
    it: 'is unknown where the labels of the namespace were not read',
    objects: [wanting(), instance(right), watching('WATCH_NAMESPACE_SELECTOR', 'team:a')],
    expect: 'unknown',
  },
  {
    it: 'is unknown where the operators that run are hidden',
    objects: [wanting(), instance(right)],
    sight: { hidden: ['Deployment'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown where Grafanas were not read',
    objects: [wanting()],
    sight: { hidden: ['Grafana'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown where the dashboards were not',
    objects: [instance(right)],
    sight: { hidden: ['GrafanaDashboard'] },
    expect: 'unknown',
  },
]);
