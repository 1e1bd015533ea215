import { shipped } from '../../src/lang/holes/template.ts';
import { formatted, hole } from '../../src/lang/holes/value.ts';
import type { Profile, RuleSetting } from '../../src/model/index.ts';

/** An application that does not exist: whatever works for it asks only profiles what an application is. */

const settings: readonly RuleSetting[] = [
  { name: 'boilingFor', form: 'duration', help: 'how long it boils', value: 300, standard: '5m', least: 60 },
];

export const kettle: Profile = {
  id: 'kettle',
  title: 'Kettle',
  namespace: 'kitchen',
  metricPrefixes: ['kettle_'],
  kinds: [
    {
      group: 'kettle.example.com',
      kind: 'Pot',
      api: { versions: ['v1'], plural: 'pots', namespaced: true },
      fields: { spec: ['volume'], status: ['boils'] },
    },
    // More than a profile may have: what is kept of these is not for it to say.
    { group: '', kind: 'Secret', fields: { data: ['password'] } },
    { group: 'monitoring.coreos.com', kind: 'Prometheus', fields: { spec: ['remoteWrite'] } },
  ],
  reads: [{ group: 'kettle.example.com', kind: 'Pot', scope: 'cluster', when: 'pots.kettle.example.com' }],
  environment: [{ image: 'kettle/kettle', names: ['KETTLE_LIMIT'] }],
  settings,
  variants: [
    shipped(
      {
        id: 'v1',
        title: 'Kettle 1',
        detect: [
          { by: 'crd', name: 'pots.kettle.example.com' },
          { by: 'workload', image: 'kettle/kettle', tag: 'v1(\\..*)?' },
        ],
        keyedByName: { group: 'kettle.example.com', kind: 'Pot' },
        scrape: {
          name: 'promwire-kettle',
          serviceLabels: { app: 'kettle' },
          port: { name: 'steam', number: 8080 },
          path: '/metrics',
          interval: '20s',
          metricRelabelings: [],
        },
        rules: [
          {
            name: 'kettle',
            rules: [
              { record: 'kitchen:boiling:max', about: 'Whether a pot boils.', expr: 'max by (pot) (kettle_boiling)' },
              {
                alert: 'KettleBoilsOver',
                expr: 'kitchen:boiling:max == 1',
                for: formatted(hole('boilingFor'), 'duration'),
                severity: 'warning',
                labels: { severity: '<%severity%>' },
                annotations: { summary: 'Pot {{ $labels.pot }} boils over.' },
              },
            ],
          },
        ],
        dashboards: [
          {
            uid: 'promwire-kettle',
            title: 'Kettle 1 / Overview',
            description: 'Pots.',
            tags: ['kettle'],
            variables: [],
            rows: [
              {
                title: 'Pots',
                panels: [
                  {
                    title: 'Boiling',
                    description: 'Pots that boil.',
                    kind: 'stat',
                    queries: [{ expr: 'sum(kettle_boiling)' }],
                    width: 6,
                    height: 4,
                  },
                ],
              },
            ],
          },
        ],
        expectations: [
          { kind: 'target-up' },
          { kind: 'rule-loaded' },
          { kind: 'series-present', query: 'kettle_boiling' },
        ],
      },
      settings,
    ),
  ],
};
