import { dashboard, grafana, holder } from '../../worlds.ts';
import { table } from '../table.ts';

const sidecar = grafana('monitoring/grafana');
const sources = (list: string) =>
  holder('ConfigMap', 'monitoring/grafana-datasource', { 'datasource.yaml': `apiVersion: 1\ndatasources:\n${list}` });
const prometheus = sources('- name: Prometheus\n  uid: prometheus\n  type: prometheus\n  url: http://user:pass@x/\n');
const naming = (datasource: unknown) => dashboard('shop/web', { panels: [{ type: 'stat', datasource }] });

table('dashboard-datasource-missing', [
  {
    it: 'finds a uid that is not there',
    objects: [sidecar, prometheus, naming({ type: 'prometheus', uid: 'P1809F7CD0C75ACF3' })],
    expect: {
      severity: 'warning',
      about: 'ConfigMap shop/web',

      never: ['pass'],
    },
  },
  {
    it: 'finds a name in other letters',
    objects: [sidecar, prometheus, naming('PROMETHEUS')],
    expect: {},
  },
  { it: 'is silent about the name', objects: [sidecar, prometheus, naming('Prometheus')], expect: 'nothing' },
  { it: 'is silent about the uid', objects: [sidecar, prometheus, naming({ uid: 'prometheus' })], expect: 'nothing' },
  {
    it: 'is silent about variables',
    objects: [sidecar, prometheus, naming({ uid: '${datasource}' })],
    expect: 'nothing',
  },
  {
    it: "is silent about Grafana's own",
    objects: [sidecar, prometheus, naming({ uid: '-- Mixed --' })],
    expect: 'nothing',
  },
  {
    it: 'is silent about a uid that Grafana may have made of a name',
    objects: [sidecar, sources('- name: prometheus\n'), naming({ uid: 'P1809F7CD0C75ACF3' })],
    expect: 'nothing',
  },
  {
    it: 'is unknown where no datasource is seen',
    objects: [sidecar, naming({ uid: 'prometheus' })],
    expect: 'unknown',
  },
  { it: 'is silent where nothing names one', objects: [sidecar, dashboard('shop/web')], expect: 'nothing' },
]);
