import { operator, podMonitor, prometheus, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const selecting = (...matchExpressions: readonly Raw[]): ReturnType<typeof serviceMonitor> =>
  serviceMonitor('shop/web', { selector: { matchExpressions } });

table('rejected-selector', [
  {
    it: 'finds values where none may be, and takes them out',
    objects: [k8s, selecting({ key: 'app', operator: 'Exists', values: ['web'] })],
    expect: {
      fix: {
        kind: 'patch',
        fields: [{ path: ['spec', 'selector', 'matchExpressions', '0', 'values'], was: ['web'], becomes: null }],
      },
    },
  },
  {
    it: 'finds In without values, which only the author can mend',
    objects: [k8s, selecting({ key: 'app', operator: 'In', values: [] })],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'finds an operator that there is not',
    objects: [k8s, selecting({ key: 'app', operator: 'Gt', values: ['1'] })],
    expect: {},
  },
  {
    it: 'finds it in a PodMonitor',
    objects: [k8s, podMonitor('shop/web', { selector: { matchLabels: { app: 'a value' } } })],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'is silent about the empty selector',
    objects: [k8s, serviceMonitor('shop/web', { selector: {} })],
    expect: 'nothing',
  },
  {
    it: 'is silent about every legal operator',
    objects: [
      k8s,
      selecting(
        { key: 'a', operator: 'In', values: [''] },
        { key: 'b/c', operator: 'NotIn', values: ['x', 'y'] },
        { key: 'd', operator: 'Exists' },
        { key: 'e', operator: 'DoesNotExist', values: [] },
      ),
    ],
    expect: 'nothing',
  },

  {
    it: 'is silent under an operator that does not look at it',
    objects: [
      k8s,
      operator([], { image: 'q/prometheus-operator:v0.79.1' }),
      selecting({ key: 'app', operator: 'In', values: [] }),
    ],
    expect: 'nothing',
  },
]);
