import { dashboard, grafana } from '../../worlds.ts';
import { table } from '../table.ts';

const sidecar = grafana('monitoring/grafana');
const same = (path: string, model = {}) => dashboard(path, { uid: 'web', title: 'Web', ...model });

table('dashboard-duplicate-uid-or-title', [
  {
    it: 'finds one uid twice',
    objects: [sidecar, same('shop/web'), same('bank/web', { title: 'Bank' })],
    expect: {
      times: 2,
      severity: 'error',
      about: 'ConfigMap bank/web',
    },
  },
  {
    it: 'finds one title twice in a folder, less severely',
    objects: [sidecar, same('shop/web', { uid: 'a' }), same('bank/web', { uid: 'b' })],
    expect: { times: 2, severity: 'warning', evidence: { field: 'title' } },
  },
  {
    it: 'names the uid alone where both are the same',
    objects: [sidecar, same('shop/web'), same('bank/web')],
    expect: { times: 2, evidence: { field: 'uid' } },
  },
  {
    it: 'is silent about one title in two folders',
    objects: [
      sidecar,
      same('shop/web', { uid: 'a' }),
      dashboard(
        'bank/web',
        { title: 'Web' },
        { labels: { grafana_dashboard: '1' }, annotations: { 'k8s-sidecar-target-directory': 'bank' } },
      ),
    ],
    expect: 'nothing',
  },
  {
    it: 'leaves files that overwrite each other to another check',
    objects: [
      sidecar,
      dashboard('shop/web', { uid: 'web' }, undefined, 'web.json'),
      dashboard('bank/web', { uid: 'web' }, undefined, 'web.json'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent about two dashboards',
    objects: [sidecar, dashboard('shop/web'), dashboard('bank/web')],
    expect: 'nothing',
  },
  {
    it: 'is silent about what is not taken',
    objects: [grafana('monitoring/grafana', { NAMESPACE: 'shop' }), same('shop/web'), same('bank/web')],
    expect: 'nothing',
  },
  {
    it: 'is silent about dashboards without a uid',
    objects: [sidecar, same('shop/web', { uid: '', title: 'a' }), same('bank/web', { uid: '', title: 'b' })],
    expect: 'nothing',
  },
  {
    it: 'is unknown where Secrets may hold the other',
    objects: [grafana('monitoring/grafana', { RESOURCE: 'both' }), same('shop/web')],
    expect: 'unknown',
  },
  {
    it: 'is unknown where ConfigMaps were read in one namespace',
    objects: [sidecar, same('shop/web'), same('bank/web')],
    sight: { only: { ConfigMap: ['shop'] } },
    expect: 'unknown',
  },
]);
