import { mayDiscover, prometheus, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { instance, observed, POOL, target } from '../observed.ts';
import { table } from '../table.ts';

const of = (monitor: Raw, stack: Raw = {}) => [
  prometheus('monitoring/k8s', stack),
  ...mayDiscover,
  serviceMonitor('shop/web', monitor),
];
const down = (error: string) => observed(instance({ targets: [target(error)] }));

table('limit-exceeded', [
  {
    it: "takes the monitor's own limit away",
    objects: of({ sampleLimit: 10 }),
    live: down('sample limit exceeded'),
    expect: {
      evidence: { own: 'sampleLimit', limit: 10, cap: null },

      fix: { kind: 'patch', fields: [{ path: ['spec', 'sampleLimit'], was: 10, becomes: null }] },
    },
  },
  {
    it: 'knows that an enforced limit is not ours to raise',
    objects: of({ sampleLimit: 10 }, { enforcedSampleLimit: 5 }),
    live: down('sample limit exceeded'),
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: "names the stack's limit where the monitor has none",
    objects: of({}, { targetLimit: 1 }),
    live: down('target_limit exceeded (number of targets: 3, limit: 1)'),
    expect: { evidence: { own: 'targetLimit' }, fix: { kind: 'advise' } },
  },
  {
    it: 'tells the limits of labels apart',
    objects: of({ labelNameLengthLimit: 3 }),
    live: down('label_name_length_limit exceeded (metric: up, label name: namespace, length: 9, limit: 3)'),
    expect: { evidence: { own: 'labelNameLengthLimit' } },
  },
  {
    it: 'knows the size of the body',
    objects: of({ bodySizeLimit: '1KB' }),
    live: down('body size limit exceeded'),
    expect: { evidence: { own: 'bodySizeLimit', limit: '1KB' } },
  },
  {
    it: 'is one finding about the stack where three monitors share it',
    objects: of({}, { enforcedSampleLimit: 5 }),
    live: observed(
      instance({
        targets: [POOL, 'serviceMonitor/a/b/0', 'podMonitor/a/c/0'].map((pool) =>
          target('sample limit exceeded', pool),
        ),
      }),
    ),
    expect: { about: 'Prometheus monitoring/k8s' },
  },
  { it: 'is silent about other errors', objects: of({ sampleLimit: 10 }), live: down('EOF'), expect: 'nothing' },
]);
