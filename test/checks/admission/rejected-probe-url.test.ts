import { operator, probe, prometheus } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const through = (url: string, prober: Raw = {}): ReturnType<typeof probe> =>
  probe('shop/web', { prober: { url, ...prober } });

table('rejected-probe-url', [
  {
    it: 'finds a URL, and takes it apart',
    objects: [k8s, through('https://blackbox.monitoring:9115/probe')],
    expect: {
      fix: {
        kind: 'patch',
        fields: [
          { path: ['spec', 'prober', 'url'], becomes: 'blackbox.monitoring:9115' },
          { path: ['spec', 'prober', 'scheme'], becomes: 'https' },
          { path: ['spec', 'prober', 'path'], becomes: '/probe' },
        ],
      },
    },
  },
  {
    it: 'finds a path behind the port, which is not a port',
    objects: [k8s, through('blackbox:9115/probe')],
    expect: { fix: { kind: 'advise' } },
  },
  { it: 'finds a port that is too large', objects: [k8s, through('blackbox:65536')], expect: {} },
  { it: 'finds an empty address', objects: [k8s, through('')], expect: {} },
  {
    it: 'finds a Probe without targets',
    objects: [k8s, probe('shop/web', { targets: {} })],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'leaves an empty list of targets, which is accepted',
    objects: [k8s, probe('shop/web', { targets: { staticConfig: {} } })],
    expect: 'nothing',
  },
  ...['blackbox', 'blackbox:9115', '10.0.0.1:9115', 'blackbox_a.monitoring.svc.', '::1', '[::1]:9115'].map((url) => ({
    it: `is silent about ${url}`,
    objects: [k8s, through(url)],
    expect: 'nothing' as const,
  })),

  ...['::1', '[::1]:9115'].map((url) => ({
    it: `finds ${url} under an operator that knows no such address`,
    objects: [k8s, operator([], { image: 'q/prometheus-operator:v0.88.0' }), through(url)],
    expect: {},
  })),
]);
