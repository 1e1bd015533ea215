import { alertmanager, alertmanagerConfig, prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const web = serviceMonitor('shop/web');
const reconciled = (status: string, message = ''): ReturnType<typeof prometheus> =>
  prometheus(
    'monitoring/k8s',
    {},
    { generation: 1 },
    {
      conditions: [{ type: 'Reconciled', status, reason: 'ReconciliationFailed', message, observedGeneration: 1 }],
    },
  );

table('reconcile-failed', [
  {
    it: 'repeats what the operator says',
    objects: [reconciled('False', 'secret "rw" not found'), web],
    expect: {
      evidence: { message: 'secret "rw" not found' },
    },
  },
  {
    it: 'gives the reason where there is no message',
    objects: [reconciled('False'), web],
    expect: {},
  },
  {
    it: 'knows what to do about a receiver that no configuration defines, and that no pod was ever made',
    objects: [
      alertmanager(
        'monitoring/main',
        {},
        {},
        {
          conditions: [
            { type: 'Available', status: 'False', reason: 'StatefulSetNotFound' },
            {
              type: 'Reconciled',
              status: 'False',
              reason: 'ReconciliationFailed',
              message:
                'provision alertmanager configuration: failed to initialize from secret: undefined receiver "pager" used in route',
            },
          ],
        },
      ),
      alertmanagerConfig('shop/team'),
    ],
    expect: { evidence: { neverMade: true }, never: ['old configuration'] },
  },
  { it: 'is silent where it is reconciled', objects: [reconciled('True'), web], expect: 'nothing' },
  { it: 'is silent where nothing is said', objects: [prometheus('monitoring/k8s'), web], expect: 'nothing' },
  { it: 'is silent where the operator does not know', objects: [reconciled('Unknown'), web], expect: 'nothing' },
  {
    it: 'finds an invalid selector by itself',
    objects: [
      prometheus('monitoring/k8s', {
        serviceMonitorSelector: { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] },
      }),
      web,
    ],
    expect: {},
  },
  {
    it: 'finds an invalid selector of another kind: it stops all of them',
    objects: [prometheus('monitoring/k8s', { probeSelector: { matchLabels: { '!': 'x' } } }), web],
    expect: {},
  },
  {
    it: 'finds an invalid selector of namespaces',
    objects: [prometheus('monitoring/k8s', { serviceMonitorNamespaceSelector: { matchLabels: { a: 'b c' } } }), web],
    expect: {},
  },
]);
