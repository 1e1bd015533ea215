import { mayDiscover, prometheus, serviceMonitor } from '../worlds.ts';
import { instance, observed, POOL, target, unreachable } from './observed.ts';
import { table } from './table.ts';

const objects = [prometheus('monitoring/k8s'), ...mayDiscover, serviceMonitor('shop/web')];

table('config-not-loaded', [
  {
    it: 'says that the reload failed',
    objects,
    live: observed(instance({ targets: [], jobs: ['other'], reloaded: false })),
    expect: {
      severity: 'error',
      evidence: { jobs: [POOL], reload: false },
      says: ['refused its new configuration', 'prometheus-k8s-0'],
    },
  },
  {
    it: 'only warns where it may still come',
    objects,
    live: observed(instance({ targets: [], jobs: [], reloaded: true })),
    expect: { severity: 'warning', says: ['yet'] },
  },
  {
    it: 'does not claim a failed reload that nobody told of',
    objects,
    live: observed(instance({ targets: [], jobs: [] })),
    expect: { severity: 'warning', evidence: { reload: null }, says: [] },
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
