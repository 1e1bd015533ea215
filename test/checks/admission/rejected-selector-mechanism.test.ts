import { podMonitor, prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const running = (version: string | undefined): ReturnType<typeof prometheus> =>
  prometheus('monitoring/k8s', { version });
const monitor = serviceMonitor('shop/web', { selectorMechanism: 'RoleSelector' });

table('rejected-selector-mechanism', [
  {
    it: 'finds an old Prometheus, and leaves the mechanism out',
    objects: [running('v2.16.0'), monitor],
    expect: {
      evidence: { version: '2.16.0', minimum: '2.17.0' },

      fix: { kind: 'patch', fields: [{ path: ['spec', 'selectorMechanism'], was: 'RoleSelector', becomes: null }] },
    },
  },
  {
    it: 'finds it for a PodMonitor',
    objects: [running('2.0.0'), podMonitor('shop/web', { selectorMechanism: 'RoleSelector' })],
    expect: {},
  },
  { it: 'is silent from 2.17 on', objects: [running('v2.17.0'), monitor], expect: 'nothing' },
  {
    it: 'is silent where the version is the operator’s default',
    objects: [running(undefined), monitor],
    expect: 'nothing',
  },
  {
    it: 'is silent about relabelings',
    objects: [running('v2.16.0'), serviceMonitor('shop/web', { selectorMechanism: 'RelabelConfig' })],
    expect: 'nothing',
  },
]);
