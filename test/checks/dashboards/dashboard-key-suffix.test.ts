import { dashboard, grafana, kube } from '../../worlds.ts';
import { table } from '../table.ts';

const sidecar = grafana('monitoring/grafana');
const map = (data: Readonly<Record<string, string>>) =>
  kube({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'shop', name: 'web', labels: { grafana_dashboard: '1' } },
    data,
  });

table('dashboard-key-suffix', [
  {
    it: 'finds a key without the ending',
    objects: [sidecar, dashboard('shop/web', {}, undefined, 'web')],
    expect: { about: 'ConfigMap shop/web' },
  },
  {
    it: 'finds capital letters',
    objects: [sidecar, dashboard('shop/web', {}, undefined, 'web.JSON')],
    expect: {},
  },
  {
    it: 'finds an address that is fetched into a file without it',
    objects: [sidecar, map({ 'web.url': 'https://shop.example/d.json' })],
    expect: {},
  },
  {
    it: 'is silent about .json and .json.url',
    objects: [sidecar, map({ 'a.json': '{"panels":[]}', 'b.json.url': 'https://shop.example/' })],
    expect: 'nothing',
  },
  {
    it: 'is silent about what is not a dashboard',
    objects: [sidecar, map({ 'README.md': 'text', 'a.json': '{"panels":[]}' })],
    expect: 'nothing',
  },
  {
    it: 'finds a ConfigMap without any dashboard in it',
    objects: [sidecar, map({ web: 'gnetId: 1860\nrevision: 21\n', notes: 'text' })],
    expect: { about: 'ConfigMap shop/web', evidence: { key: 'web', foreign: true } },
  },
  {
    it: 'is silent about what nobody takes',
    objects: [grafana('monitoring/grafana', { LABEL_VALUE: '2' }), dashboard('shop/web', {}, undefined, 'web')],
    expect: 'nothing',
  },
  {
    it: 'is unknown where ConfigMaps were not read',
    objects: [sidecar],
    sight: { hidden: ['ConfigMap'] },
    expect: 'unknown',
  },
]);
