import { dashboard, grafana, kube } from '../../worlds.ts';
import { table } from '../table.ts';

const sidecar = grafana('monitoring/grafana');
const labelled = (labels: Readonly<Record<string, string>>) => dashboard('shop/web', {}, { labels });

table('grafana-sidecar-label-mismatch', [
  {
    it: 'takes no JSON for a dashboard that has nothing of one',
    objects: [
      sidecar,
      dashboard(
        'shop/web',
        { uid: undefined, schemaVersion: undefined, panels: undefined, list: ['b'] },
        { labels: {} },
        'config.json',
      ),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds a value that the sidecar does not ask for',
    objects: [sidecar, labelled({ grafana_dashboard: 'true' })],
    expect: {
      severity: 'error',
      about: 'ConfigMap shop/web',

      fix: { kind: 'labels', set: { grafana_dashboard: '1' } },
    },
  },
  {
    it: 'names what two Grafanas want, and does not choose',
    objects: [
      grafana('monitoring/first', { LABEL_VALUE: 'one' }),
      grafana('monitoring/second', { LABEL_VALUE: 'two' }, { kind: 'StatefulSet' }),
      labelled({ grafana_dashboard: 'three' }),
    ],
    expect: {
      evidence: {
        other: 'StatefulSet monitoring/second (container grafana-sc-dashboard) wants: grafana_dashboard=two',
      },
    },
  },
  {
    it: 'finds the usual label where the sidecar asks for another',
    objects: [
      grafana('monitoring/grafana', { LABEL: 'dash', LABEL_VALUE: undefined }),
      labelled({ grafana_dashboard: '1' }),
    ],
    expect: { severity: 'error' },
  },
  {
    it: 'knows a slip of the pen for the label, and puts it right',
    objects: [sidecar, labelled({ grafana_dashboards: '1' })],
    expect: {
      severity: 'error',
      evidence: { near: 'grafana_dashboards' },
      fix: { kind: 'labels', set: { grafana_dashboard: '1' }, remove: [] },
    },
  },
  {
    it: 'finds a map in place of the name, which no label can have: the sidecar takes nothing',
    objects: [
      grafana('monitoring/grafana', { LABEL: 'map[shown:panel]', LABEL_VALUE: undefined }),
      labelled({ shown: 'panel' }),
    ],
    expect: { severity: 'error', evidence: { refused: 'map[shown:panel]', has: 'shown=panel', key: '' } },
  },
  {
    it: 'takes no other label for one',
    objects: [sidecar, labelled({ dashboard: '1' })],
    expect: { severity: 'info', evidence: { wanted: false } },
  },
  {
    it: 'only tells of one that is switched off, or carries no label',
    objects: [sidecar, labelled({ grafana_dashboard: 'false' }), dashboard('shop/other', {}, { labels: {} })],
    expect: { times: 2, severity: 'info' },
  },
  {
    it: 'finds names that RESOURCE_NAME leaves out',
    objects: [
      grafana('monitoring/grafana', { RESOURCE_NAME: 'a,b', NAMESPACE: 'shop' }),
      labelled({ grafana_dashboard: '1' }),
    ],
    expect: {},
  },
  {
    it: 'finds a sidecar that takes Secrets only',
    objects: [grafana('monitoring/grafana', { RESOURCE: 'secret' }), labelled({ grafana_dashboard: '1' })],
    expect: {},
  },
  { it: 'is silent where it is taken', objects: [sidecar, dashboard('shop/web')], expect: 'nothing' },
  {
    it: 'is silent where any value will do',
    objects: [grafana('monitoring/grafana', { LABEL_VALUE: '' }), labelled({ grafana_dashboard: 'yes' })],
    expect: 'nothing',
  },
  {
    it: 'is silent where another Grafana takes it',
    objects: [
      sidecar,
      grafana('monitoring/two', { LABEL_VALUE: 'true' }, { kind: 'StatefulSet' }),
      labelled({ grafana_dashboard: 'true' }),
    ],
    expect: 'nothing',
  },
  {
    it: 'leaves the namespace to another check',
    objects: [grafana('monitoring/grafana', { NAMESPACE: 'bank' }), dashboard('shop/web')],
    expect: 'nothing',
  },
  { it: 'is silent without a sidecar', objects: [labelled({ grafana_dashboard: 'true' })], expect: 'nothing' },
  {
    it: 'is silent about what grafana-operator reads',
    objects: [
      sidecar,
      labelled({ grafana_dashboard: 'true' }),
      kube({
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'GrafanaDashboard',
        metadata: { namespace: 'shop', name: 'web' },
        spec: { configMapRef: { name: 'web', key: 'web.json' } },
      }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent about other ConfigMaps',
    objects: [
      sidecar,
      kube({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { namespace: 'shop', name: 'ca' },
        data: { 'ca.json': 'x' },
      }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is unknown where the label comes from elsewhere',
    objects: [
      grafana('monitoring/grafana', { LABEL_VALUE: { secretKeyRef: { name: 'a', key: 'b' } } }),
      labelled({ grafana_dashboard: 'true' }),
    ],
    expect: 'unknown',
  },
  {
    it: 'is unknown where ConfigMaps were not read',
    objects: [sidecar],
    sight: { hidden: ['ConfigMap'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown where another Grafana may run',
    objects: [sidecar, labelled({ grafana_dashboard: 'true' })],
    sight: { hidden: ['StatefulSet'] },
    expect: 'unknown',
  },
]);
