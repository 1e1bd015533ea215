import { endpoints, mayDiscover, prometheus, service, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), ...mayDiscover];
const web = serviceMonitor('shop/web', { selectorMechanism: 'RoleSelector' });
const without = endpoints('shop/web', [['10.0.0.1']], {}, { labels: {} });

table('role-selector-labels', [
  {
    it: 'finds Endpoints without the labels of their Service',
    objects: [...base, web, service('shop/web'), without],
    expect: {
      evidence: { source: 'Endpoints', services: ['shop/web'] },

      fix: { kind: 'patch', fields: [{ path: ['spec', 'selectorMechanism'], becomes: 'RelabelConfig' }] },
    },
  },
  {
    it: 'is silent where the Endpoints have them',
    objects: [...base, web, service('shop/web'), endpoints('shop/web', [['10.0.0.1']])],
    expect: 'nothing',
  },
  {
    it: 'is silent with the usual mechanism',
    objects: [...base, serviceMonitor('shop/web'), service('shop/web'), without],
    expect: 'nothing',
  },
  {
    it: 'is silent where there is no address in any case',
    objects: [...base, web, service('shop/web'), endpoints('shop/web', [], {}, { labels: {} })],
    expect: 'nothing',
  },
]);
