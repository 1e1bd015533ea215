import { dashboard, grafana, mayReadMaps, pod } from '../../worlds.ts';
import { table } from '../table.ts';

const at = (creationTimestamp: string) => ({ creationTimestamp, labels: { grafana_dashboard: '1' } });
const map = dashboard('shop/web', {}, at('2026-01-02T00:00:00Z'));
const old = dashboard('shop/web', {}, at('2026-01-01T00:00:00Z'));
const its = (restartCount = 0) =>
  pod('monitoring/grafana-1', '10.0.0.9', {
    meta: { labels: { app: 'grafana' }, creationTimestamp: '2026-01-01T12:00:00Z' },
    status: { containerStatuses: [{ name: 'grafana-sc-dashboard', restartCount }] },
  });

table('grafana-sidecar-stale', [
  {
    it: 'finds a ConfigMap that came after an init container ran',
    objects: [...mayReadMaps, grafana('monitoring/grafana', {}, { init: true }), its(), map],
    expect: {
      severity: 'warning',
      about: 'ConfigMap shop/web',
    },
  },
  {
    it: 'finds it with METHOD LIST',
    objects: [...mayReadMaps, grafana('monitoring/grafana', { METHOD: 'LIST' }), its(), map],
    expect: {},
  },
  {
    it: 'is silent where it watches',
    objects: [...mayReadMaps, grafana('monitoring/grafana'), its(), map],
    expect: 'nothing',
  },
  {
    it: 'is silent where it polls',
    objects: [...mayReadMaps, grafana('monitoring/grafana', { METHOD: 'SLEEP' }), its(), map],
    expect: 'nothing',
  },
  {
    it: 'is silent about what was there before',
    objects: [...mayReadMaps, grafana('monitoring/grafana', { METHOD: 'LIST' }), its(), old],
    expect: 'nothing',
  },
  {
    it: 'is silent where the container started again',
    objects: [...mayReadMaps, grafana('monitoring/grafana', { METHOD: 'LIST' }), its(2), map],
    expect: 'nothing',
  },
  {
    it: 'is silent about a sidecar of a neighbour, which may not read where it looks',
    objects: [
      ...[grafana('monitoring/grafana'), ...mayReadMaps, its(), grafana('tenant/grafana', { METHOD: 'LIST' })],
      ...[
        pod('tenant/grafana-1', '10.0.0.8', {
          meta: { labels: { app: 'grafana' }, creationTimestamp: '2020-01-01T00:00:00Z' },
        }),
        map,
      ],
    ],
    expect: 'nothing',
  },
  {
    it: 'is unknown where pods were not read',
    objects: [...mayReadMaps, grafana('monitoring/grafana', { METHOD: 'LIST' }), its(), map],
    sight: { hidden: ['Pod'] },
    expect: 'unknown',
  },
]);
