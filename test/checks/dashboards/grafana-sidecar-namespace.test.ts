import { dashboard, grafana, mayReadMaps, role, binding } from '../../worlds.ts';
import { table } from '../table.ts';

const map = dashboard('shop/web');

table('grafana-sidecar-namespace', [
  {
    it: 'finds a ConfigMap outside the list of namespaces',
    objects: [grafana('monitoring/grafana', { NAMESPACE: 'bank, pay' }), ...mayReadMaps, map],
    expect: { about: 'ConfigMap shop/web' },
  },
  {
    it: "finds one outside Grafana's own namespace, where none is set",
    objects: [grafana('monitoring/grafana', { NAMESPACE: undefined }), ...mayReadMaps, map],
    expect: {},
  },
  {
    it: 'finds a sidecar that may not read what it looks into',
    objects: [
      grafana('monitoring/grafana'),
      role('monitoring/grafana', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }]),
      binding('monitoring/grafana', 'Role/grafana', {
        kind: 'ServiceAccount',
        namespace: 'monitoring',
        name: 'grafana',
      }),
      map,
    ],
    expect: {
      about: 'Deployment monitoring/grafana',
    },
  },
  {
    it: 'is silent where it looks everywhere',
    objects: [grafana('monitoring/grafana'), ...mayReadMaps, map],
    expect: 'nothing',
  },
  {
    it: 'is silent where the list has it',
    objects: [grafana('monitoring/grafana', { NAMESPACE: 'bank,shop' }), ...mayReadMaps, map],
    expect: 'nothing',
  },
  {
    it: 'leaves the label to another check',
    objects: [
      grafana('monitoring/grafana', { NAMESPACE: 'bank' }),
      ...mayReadMaps,
      dashboard('shop/web', {}, { labels: { grafana_dashboard: 'x' } }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is unknown where NAMESPACE comes from elsewhere, for a ConfigMap that nobody takes',
    objects: [
      grafana('monitoring/grafana', { NAMESPACE: 'bank' }),
      grafana('bank/grafana', { NAMESPACE: { configMapKeyRef: { name: 'a', key: 'b' } } }),
      ...mayReadMaps,
      map,
    ],
    expect: 'unknown',
  },
  {
    it: 'is unknown where roles were not read',
    objects: [grafana('monitoring/grafana'), map],
    sight: { hidden: ['ClusterRoleBinding'] },
    expect: 'unknown',
  },
  {
    it: 'does not miss roles among files',
    objects: [grafana('monitoring/grafana'), map],
    sight: { source: 'files' },
    expect: 'nothing',
  },
]);
