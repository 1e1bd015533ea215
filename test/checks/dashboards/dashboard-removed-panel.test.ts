import { dashboard, grafana } from '../../worlds.ts';
import { table } from '../table.ts';

const sidecar = grafana('monitoring/grafana');

table('dashboard-removed-panel', [
  {
    it: 'tells of panels that are gone, also in rows',
    objects: [
      sidecar,
      dashboard('shop/web', { panels: [{ type: 'singlestat' }, { type: 'row', panels: [{ type: 'graph' }] }] }),
    ],
    expect: {
      severity: 'info',
      about: 'ConfigMap shop/web',
      evidence: { removed: ['graph', 'singlestat'] },
    },
  },
  {
    it: 'reads the rows of old dashboards',
    objects: [sidecar, dashboard('shop/web', { panels: [], rows: [{ panels: [{ type: 'table-old' }] }] })],
    expect: {},
  },
  {
    it: "is silent about today's panels",
    objects: [sidecar, dashboard('shop/web', { panels: [{ type: 'stat' }, { type: 'timeseries' }] })],
    expect: 'nothing',
  },
  {
    it: 'is silent about types elsewhere',
    objects: [sidecar, dashboard('shop/web', { links: [{ type: 'graph' }] })],
    expect: 'nothing',
  },
  {
    it: 'is unknown where ConfigMaps were not read',
    objects: [sidecar],
    sight: { hidden: ['ConfigMap'] },
    expect: 'unknown',
  },
]);
