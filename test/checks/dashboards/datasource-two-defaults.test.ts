import { grafana, holder } from '../../worlds.ts';
import { table } from '../table.ts';

const sidecar = grafana('monitoring/grafana', {
  LABEL: 'grafana_datasource',
  LABEL_VALUE: undefined,
  FOLDER: '/etc/grafana/provisioning/datasources',
});
const source = (path: string, entry: string, labels: Readonly<Record<string, string>> = { grafana_datasource: '1' }) =>
  holder('ConfigMap', path, { 'ds.yaml': `apiVersion: 1\ndatasources:\n- ${entry}\n` }, { labels });
const own = source('monitoring/grafana', '{ name: Prometheus, isDefault: true }', {});

table('datasource-two-defaults', [
  {
    it: 'finds two defaults in two ConfigMaps',
    objects: [
      sidecar,
      source('monitoring/a', '{ name: A, isDefault: true, url: "http://u:pass@x" }'),
      source('shop/b', '{ name: B, isDefault: true }'),
    ],
    expect: { about: 'ConfigMap monitoring/a', evidence: { count: 2, org: 1 }, never: ['pass'] },
  },
  {
    it: 'counts the one that the chart mounts',
    objects: [sidecar, own, source('shop/b', '{ name: B, isDefault: true, orgId: 1 }')],
    expect: {},
  },
  {
    it: 'is silent about another organisation',
    objects: [sidecar, own, source('shop/b', '{ name: B, isDefault: true, orgId: 2 }')],
    expect: 'nothing',
  },
  {
    it: 'is silent about one that is no default',
    objects: [sidecar, own, source('shop/b', '{ name: B, isDefault: false }')],
    expect: 'nothing',
  },
  {
    it: 'is silent about what the sidecar does not take',
    objects: [sidecar, own, source('shop/b', '{ name: B, isDefault: true }', {})],
    expect: 'nothing',
  },
]);
