import { allocator, collector } from '../../reader-worlds.ts';
import { podMonitor, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

table('allocator-selects-nothing', [
  {
    it: 'finds a collector whose allocator has no selector at all',
    objects: [collector({ enabled: true })],
    expect: {
      severity: 'error',
      about: 'OpenTelemetryCollector otel/main',
      fix: {
        kind: 'patch',
        fields: [{ path: ['spec', 'targetAllocator', 'prometheusCR', 'serviceMonitorSelector'] }, {}],
      },
    },
  },
  {
    it: 'finds it among files, too, whatever else there may be',
    objects: [collector({ enabled: true }), serviceMonitor('shop/web')],
    sight: { source: 'files' },
    expect: { severity: 'error' },
  },
  {
    it: 'warns of the one kind that is there and not selected',
    objects: [allocator({ enabled: true, serviceMonitorSelector: {} }), podMonitor('shop/web')],
    expect: { severity: 'warning', about: 'TargetAllocator otel/alone', evidence: { all: false } },
  },
  {
    it: 'is silent where no object of that kind is there',
    objects: [allocator({ enabled: true, serviceMonitorSelector: {} })],
    expect: 'nothing',
  },
  {
    it: 'is silent where it is off',
    objects: [collector({ enabled: false }), serviceMonitor('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'is silent in v1alpha1, where an absent selector takes all',
    objects: [collector({ enabled: true }, 'v1alpha1'), serviceMonitor('shop/web')],
    expect: 'nothing',
  },
]);
