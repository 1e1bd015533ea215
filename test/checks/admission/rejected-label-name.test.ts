import { operator, probe, prometheus, scrapeConfig } from '../../worlds.ts';
import { table } from '../table.ts';

const v2 = prometheus('monitoring/k8s', { version: 'v2.55.1' });
const v3 = prometheus('monitoring/k8s', { version: 'v3.0.0' });
const probing = (labels: Readonly<Record<string, string>>): ReturnType<typeof probe> =>
  probe('shop/web', { targets: { staticConfig: { static: ['a'], labels } } });

table('rejected-label-name', [
  {
    it: 'finds a dot before Prometheus 3, and renames the label',
    objects: [v2, probing({ 'app.kind': 'shop', team: 'x' })],
    expect: {
      fix: {
        kind: 'patch',
        fields: [
          { path: ['spec', 'targets', 'staticConfig', 'labels', 'app.kind'], was: 'shop', becomes: null },
          { path: ['spec', 'targets', 'staticConfig', 'labels', 'app_kind'], was: null, becomes: 'shop' },
        ],
      },
    },
  },
  {
    it: 'finds every one of a ScrapeConfig',
    objects: [
      v2,
      scrapeConfig('shop/web', {
        staticConfigs: [{ targets: ['a'] }, { targets: ['b'], labels: { '1a': 'x', é: 'y' } }],
      }),
    ],
    expect: {},
  },
  { it: 'is silent from Prometheus 3 on', objects: [v3, probing({ 'app.kind': 'shop' })], expect: 'nothing' },
  {
    it: 'finds the empty name even there',
    objects: [v3, probing({ '': 'x' })],
    expect: {},
  },
  { it: 'is silent about plain names', objects: [v2, probing({ app_kind: 'shop', __tmp: 'x' })], expect: 'nothing' },

  {
    it: 'finds a name of Prometheus 3 under an operator that does not know it',
    objects: [
      v3,
      operator([], { image: 'q/prometheus-operator:v0.85.0' }),
      scrapeConfig('shop/web', { staticConfigs: [{ targets: ['a'], labels: { 'a-b': 'x' } }] }),
    ],
    expect: {},
  },
  {
    it: 'is silent about a Probe under an operator that does not look at it',
    objects: [v2, operator([], { image: 'q/prometheus-operator:v0.91.0' }), probing({ 'app.kind': 'shop' })],
    expect: 'nothing',
  },
  {
    it: 'is silent about a ScrapeConfig under an operator that does not look at it',
    objects: [
      v2,
      operator([], { image: 'q/prometheus-operator:v0.77.2' }),
      scrapeConfig('shop/web', { staticConfigs: [{ targets: ['a'], labels: { 'a-b': 'x' } }] }),
    ],
    expect: 'nothing',
  },
]);
