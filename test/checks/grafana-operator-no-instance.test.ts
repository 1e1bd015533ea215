import { kube } from '../worlds.ts';
import { table } from './table.ts';

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
const right = { dashboards: 'grafana' };

table('grafana-operator-no-instance', [
  {
    it: 'finds labels that no Grafana has',
    objects: [wanting(), instance({ app: 'x' })],
    expect: { about: 'GrafanaDashboard shop/web', says: ['wants: dashboards=grafana', 'Grafana shop/main has: app=x'] },
  },
  {
    it: 'finds that there is none at all',
    objects: [wanting()],
    expect: { says: ['There is no Grafana object in namespace shop'] },
  },
  {
    it: 'finds one in another namespace',
    objects: [wanting(), instance(right, 'monitoring')],
    expect: { says: ['is in another namespace', 'allowCrossNamespaceImport'] },
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
