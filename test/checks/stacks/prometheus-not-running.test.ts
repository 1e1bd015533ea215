import { prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const web = serviceMonitor('shop/web');
const available = (status: string, fields: object = {}) => ({ conditions: [{ type: 'Available', status, ...fields }] });

table('prometheus-not-running', [
  {
    it: 'finds a stack that is scaled to nothing',
    objects: [prometheus('monitoring/k8s', { replicas: 0 }), web],
    expect: {
      about: 'Prometheus monitoring/k8s',

      fix: { kind: 'patch', fields: [{ path: ['spec', 'replicas'], was: 0, becomes: 1 }] },
    },
  },
  {
    it: "tells the operator's word that no pod is ready",
    objects: [
      prometheus('monitoring/k8s', {}, {}, available('False', { reason: 'NoPodReady', message: 'pod 0: crash' })),
      web,
    ],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'is silent where it is only degraded',
    objects: [prometheus('monitoring/k8s', {}, {}, available('Degraded')), web],
    expect: 'nothing',
  },
  { it: 'is silent where nobody said anything', objects: [prometheus('monitoring/k8s'), web], expect: 'nothing' },
]);
