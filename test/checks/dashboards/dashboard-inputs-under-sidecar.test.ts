import { dashboard, grafana } from '../../worlds.ts';
import { table } from '../table.ts';

const sidecar = grafana('monitoring/grafana');
const inputs = {
  __inputs: [
    { name: 'DS_PROMETHEUS', type: 'datasource' },
    { name: 'VAR_X', type: 'constant' },
  ],
};
const panels = [{ type: 'stat', datasource: { type: 'prometheus', uid: '${DS_PROMETHEUS}' } }];

table('dashboard-inputs-under-sidecar', [
  {
    it: 'finds inputs that the panels refer to',
    objects: [sidecar, dashboard('shop/web', { ...inputs, panels })],
    expect: {
      about: 'ConfigMap shop/web',
      evidence: { inputs: ['DS_PROMETHEUS'] },
    },
  },
  {
    it: 'does not speak of a datasource where the input is a constant',
    objects: [
      sidecar,
      dashboard('shop/web', {
        ...inputs,
        templating: { list: [{ name: 'x', type: 'constant', query: '${VAR_X}' }] },
      }),
    ],
    expect: { evidence: { inputs: ['VAR_X'] }, never: ['Datasource', 'datasource}'] },
  },
  {
    it: 'is silent about inputs that nothing refers to',
    objects: [sidecar, dashboard('shop/web', inputs)],
    expect: 'nothing',
  },
  {
    it: 'is silent about an input of which a variable has the name',
    objects: [
      sidecar,
      dashboard('shop/web', {
        ...inputs,
        panels,
        templating: { list: [{ name: 'DS_PROMETHEUS', type: 'datasource', query: 'prometheus' }] },
      }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent about queries whose panel names a datasource',
    objects: [
      sidecar,
      dashboard('shop/web', {
        ...inputs,
        panels: [{ type: 'stat', datasource: { uid: '${datasource}' }, targets: panels }],
      }),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds inputs of queries where the panel is mixed, or names none',
    objects: [
      sidecar,
      dashboard('shop/web', { ...inputs, panels: [{ datasource: { uid: '-- Mixed --' }, targets: panels }] }),
      dashboard('shop/till', { ...inputs, panels: [{ targets: panels }] }),
    ],
    expect: { times: 2 },
  },
  {
    it: 'is silent without inputs',
    objects: [sidecar, dashboard('shop/web', { panels: [{ datasource: { uid: '${datasource}' } }] })],
    expect: 'nothing',
  },
  {
    it: 'is silent about what nobody takes',
    objects: [grafana('monitoring/grafana', { NAMESPACE: 'bank' }), dashboard('shop/web', { ...inputs, panels })],
    expect: 'nothing',
  },
  {
    it: 'is unknown where ConfigMaps were not read',
    objects: [sidecar],
    sight: { hidden: ['ConfigMap'] },
    expect: 'unknown',
  },
]);
