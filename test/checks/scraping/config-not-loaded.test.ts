import { mayDiscover, prometheus, serviceMonitor } from '../../worlds.ts';
import { instance, observed, POOL, target, unreachable, unreadable, wrote } from '../observed.ts';
import { table } from '../table.ts';

const objects = [prometheus('monitoring/k8s'), ...mayDiscover, serviceMonitor('shop/web')];

table('config-not-loaded', [
  {
    it: 'says that the reload failed',
    objects,
    live: observed(instance({ targets: [], jobs: ['other'], reloaded: false })),
    expect: {
      severity: 'error',
      evidence: { jobs: [POOL], reload: false },
    },
  },
  {
    it: 'only warns where it may still come',
    objects,
    live: observed(instance({ targets: [], jobs: [], reloaded: true })),
    expect: { severity: 'warning' },
  },
  {
    it: 'does not claim a failed reload that nobody told of',
    objects,
    live: observed(instance({ targets: [], jobs: [] })),
    expect: { severity: 'warning', evidence: { reload: null } },
  },
  {
    it: 'is sure that Prometheus is the side that hangs, where the operator wrote the job',
    objects,
    live: observed(instance({ targets: [], jobs: [], reloaded: true })),
    generated: wrote(POOL),
    expect: {
      severity: 'warning',
      evidence: { jobs: [POOL], written: true },

      never: ['yet'],
    },
  },
  {
    it: 'is sure of it where the stack could not be reconciled since, too',
    objects: [
      prometheus('monitoring/k8s', {}, undefined, { conditions: [{ type: 'Reconciled', status: 'False' }] }),
      ...mayDiscover,
      serviceMonitor('shop/web'),
    ],
    live: observed(instance({ targets: [], jobs: [], reloaded: false })),
    generated: wrote(POOL),
    expect: { severity: 'error' },
  },
  {
    it: 'does not blame Prometheus for what the operator did not write',
    objects,
    live: observed(instance({ targets: [], jobs: [], reloaded: false })),
    generated: wrote('serviceMonitor/shop/other/0'),
    expect: 'nothing',
  },
  {
    it: 'speaks of the jobs that are written, and of no other',
    objects: [
      prometheus('monitoring/k8s'),
      ...mayDiscover,
      serviceMonitor('shop/web', { endpoints: [{ port: 'http' }, { port: 'more' }] }),
    ],
    live: observed(instance({ targets: [], jobs: [] })),
    generated: wrote(POOL),
    expect: { evidence: { jobs: [POOL] } },
  },
  {
    it: 'knows as much as before where what the operator wrote could not be read',
    objects,
    live: observed(instance({ targets: [], jobs: [], reloaded: true })),
    generated: unreadable(),
    expect: { severity: 'warning', evidence: { written: null } },
  },
  {
    it: 'is silent where the job is there',
    objects,
    live: observed(instance({ targets: [], jobs: [POOL] })),
    expect: 'nothing',
  },
  {
    it: 'is silent where its targets are',
    objects,
    live: observed(instance({ targets: [target()], jobs: [] })),
    expect: 'nothing',
  },
  {
    it: 'is silent where the configuration was not asked for',
    objects,
    live: observed(instance({ targets: [] })),
    expect: 'nothing',
  },
  { it: 'is silent where nobody could be asked', objects, live: unreachable(), expect: 'nothing' },
  {
    it: 'leaves a paused stack to prometheus-paused',
    objects: [prometheus('monitoring/k8s', { paused: true }), serviceMonitor('shop/web')],
    live: observed(instance({ targets: [], jobs: [] })),
    expect: 'nothing',
  },
  {
    it: 'is silent about what is not selected',
    objects: [
      prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { a: 'b' } } }),
      serviceMonitor('shop/web'),
    ],
    live: observed(instance({ targets: [], jobs: [] })),
    expect: 'nothing',
  },
]);
