import { dashboard, grafana } from '../../worlds.ts';
import { table } from '../table.ts';

const one = dashboard('shop/web', { title: 'a' }, undefined, 'web.json');
const two = dashboard('bank/web', { title: 'b' }, undefined, 'web.json');
const moved = dashboard(
  'bank/web',
  {},
  { labels: { grafana_dashboard: '1' }, annotations: { 'k8s-sidecar-target-directory': 'bank' } },
  'web.json',
);

table('dashboard-key-collision', [
  {
    it: 'finds one key in two namespaces',
    objects: [grafana('monitoring/grafana'), one, two],
    expect: { times: 2, about: 'ConfigMap bank/web' },
  },
  {
    it: 'is silent with UNIQUE_FILENAMES',
    objects: [grafana('monitoring/grafana', { UNIQUE_FILENAMES: 'true' }), one, two],
    expect: 'nothing',
  },
  { it: 'is silent about other folders', objects: [grafana('monitoring/grafana'), one, moved], expect: 'nothing' },
  {
    it: 'is silent about what the sidecar does not take',
    objects: [grafana('monitoring/grafana', { NAMESPACE: 'shop' }), one, two],
    expect: 'nothing',
  },
  {
    it: 'is silent about two Grafanas',
    objects: [grafana('shop/grafana', { NAMESPACE: 'shop' }), grafana('bank/grafana', { NAMESPACE: 'bank' }), one, two],
    expect: 'nothing',
  },
  {
    it: 'is unknown where Secrets may hold one more',
    objects: [grafana('monitoring/grafana', { RESOURCE: 'both' }), one],
    expect: 'unknown',
  },
  {
    it: 'is unknown where ConfigMaps were read in one namespace',
    objects: [grafana('monitoring/grafana'), one, two],
    sight: { only: { ConfigMap: ['shop'] } },
    expect: 'unknown',
  },
  {
    it: 'is unknown where the settings are',
    objects: [grafana('monitoring/grafana', { NAMESPACE: { fieldRef: {} } }), one, two],
    expect: 'unknown',
  },
]);
