import { prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const bound = (status: string, observedGeneration: number, name = 'k8s'): ReturnType<typeof serviceMonitor> =>
  serviceMonitor(
    'shop/web',
    {},
    { generation: 2 },
    {
      bindings: [
        {
          group: 'monitoring.coreos.com',
          resource: 'prometheuses',
          namespace: 'monitoring',
          name,
          conditions: [{ type: 'Accepted', status, message: 'endpoints[0]: no such secret', observedGeneration }],
        },
      ],
    },
  );

table('rejected-by-operator', [
  {
    it: 'repeats why the operator rejected it',
    objects: [k8s, bound('False', 2)],
    expect: {},
  },
  { it: 'does not repeat what was said of an older generation', objects: [k8s, bound('False', 1)], expect: 'nothing' },
  { it: 'is silent where it was accepted', objects: [k8s, bound('True', 2)], expect: 'nothing' },
  {
    it: 'is silent about a rejection by another Prometheus',
    objects: [k8s, bound('False', 2, 'other')],
    expect: 'nothing',
  },
  { it: 'is silent where the operator says nothing', objects: [k8s, serviceMonitor('shop/web')], expect: 'nothing' },
]);
