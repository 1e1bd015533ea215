import { operator, prometheus, scrapeConfig } from '../../worlds.ts';
import { table } from '../table.ts';

const running = (version: string | undefined): ReturnType<typeof prometheus> =>
  prometheus('monitoring/k8s', { version });
const config = scrapeConfig('shop/web');

table('scrapeconfig-old-prometheus', [
  {
    it: 'finds a Prometheus below 2.40, and names the discovery that the operator names',
    objects: [running('v2.39.2'), config],
    expect: {
      evidence: { version: '2.39.2', discovery: 'OVHCloud', minimum: '2.40.0' },

      fix: { kind: 'advise' },
    },
  },
  {
    it: 'names the first that is tested',
    objects: [running('2.30.0'), config],
    expect: { evidence: { discovery: 'PuppetDB' } },
  },
  { it: 'is silent from 2.40 on', objects: [running('v2.40.0'), config], expect: 'nothing' },
  {
    it: 'is silent where the version is the operator’s default',
    objects: [running(undefined), config],
    expect: 'nothing',
  },
  {
    it: 'is silent under an operator that asks only about what is used',
    objects: [running('v2.39.0'), operator([], { image: 'q/prometheus-operator:v0.74.0' }), config],
    expect: 'nothing',
  },
]);
