import { operator, prometheus, prometheusRule, thanosRuler } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s', { version: 'v3.5.0' });
const rule = (...rules: readonly Raw[]): ReturnType<typeof prometheusRule> =>
  prometheusRule('shop/web', { groups: [{ name: 'web', rules }] });
const experimental = rule({ alert: 'A', expr: 'mad_over_time(up[5m]) > 0' });
const enabled = { version: 'v3.5.0', enableFeatures: ['promql-experimental-functions'] };

table('rule-invalid', [
  {
    it: 'finds an expression that does not parse, and says where',
    objects: [k8s, rule({ record: 'a', expr: 'up' }, { alert: 'WebDown', expr: 'rate(up)' })],
    expect: {
      fix: { kind: 'advise' },
    },
  },
  {
    it: 'takes out what a recording rule may not have',
    objects: [k8s, rule({ record: 'a:b', expr: 'up', for: '5m', annotations: { summary: 'x' } })],
    expect: {
      fix: {
        kind: 'patch',
        fields: [
          { path: ['spec', 'groups', '0', 'rules', '0', 'annotations'], was: { summary: 'x' }, becomes: null },
          { path: ['spec', 'groups', '0', 'rules', '0', 'for'], was: '5m', becomes: null },
        ],
      },
    },
  },
  {
    it: 'leaves what the API server refuses to field-pruned',
    objects: [
      k8s,
      {
        ...prometheusRule('shop/web', { groups: [{ name: 'web', rules: {} }] }),
        problems: [{ kind: 'invalid', path: ['spec', 'groups', '0', 'rules'], message: 'must be array' }],
      },
    ],
    expect: 'nothing',
  },
  {
    it: 'renames a group that is there twice',
    objects: [k8s, prometheusRule('shop/web', { groups: [{ name: 'web' }, { name: 'web' }] })],
    expect: {
      fix: { kind: 'patch', fields: [{ path: ['spec', 'groups', '1', 'name'], was: 'web', becomes: 'web-1' }] },
    },
  },
  {
    it: 'finds a template that does not parse',
    objects: [k8s, rule({ alert: 'A', expr: 'up', annotations: { summary: '{{ $labels.pod ' } })],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'finds a label name that needs Prometheus 3',
    objects: [
      prometheus('monitoring/k8s', { version: 'v2.55.0' }),
      rule({ alert: 'A', expr: 'up', labels: { 'app.kind': 'x' } }),
    ],
    expect: {},
  },
  {
    it: 'finds experimental syntax that is not switched on',
    objects: [k8s, experimental],
    expect: {},
  },
  {
    it: 'is silent where it is switched on',
    objects: [prometheus('monitoring/k8s', enabled), experimental],
    expect: 'nothing',
  },
  {
    it: 'finds it again under an operator that does not know of the switch',
    objects: [
      prometheus('monitoring/k8s', enabled),
      operator([], { image: 'q/prometheus-operator:v0.90.1' }),
      experimental,
    ],
    expect: {},
  },
  {
    it: 'finds it for a ThanosRuler, which has no such switch',
    objects: [thanosRuler('monitoring/ruler', { enableFeatures: ['promql-experimental-functions'] }), experimental],
    expect: {},
  },
  {
    it: 'leaves expressions to another check where a label is forced into them',
    objects: [
      prometheus('monitoring/k8s', { enforcedNamespaceLabel: 'namespace' }),
      rule({ alert: 'A', expr: 'rate(up)' }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent about what is legal',
    objects: [
      k8s,
      rule(
        { alert: 'A', expr: 'up == 0', for: '5m', keep_firing_for: '1h', labels: { 'app.kind': '{{ $value }}' } },
        { record: 'web:up:sum', expr: 'sum by (pod) (up)', labels: { a: 'b' } },
        { record: 'one', expr: 1 },
      ),
    ],
    expect: 'nothing',
  },

  ...[
    { alert: 'A', expr: 'up', annotations: { 'app.kind': 'x' } },
    { record: 'a.b', expr: 'up' },
  ].map((entry) => ({
    it: `finds a name of Prometheus 3 under an operator that does not know it: ${JSON.stringify(entry)}`,
    objects: [k8s, operator([], { image: 'q/prometheus-operator:v0.85.0' }), rule(entry)],
    expect: {},
  })),
  {
    it: 'is silent about a function that older operators know',
    objects: [
      k8s,
      operator([], { image: 'q/prometheus-operator:v0.78.2' }),
      rule({ alert: 'A', expr: 'holt_winters(up[5m], 0.5, 0.5)' }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent about a field that an older operator takes away from a ThanosRuler',
    objects: [
      thanosRuler('monitoring/ruler', { version: 'v0.39.2' }),
      operator([], { image: 'q/prometheus-operator:v0.85.0' }),
      prometheusRule('shop/web', {
        groups: [{ name: 'web', labels: { 'a.b': 'x' }, rules: [{ alert: 'A', expr: 'up' }] }],
      }),
    ],
    expect: 'nothing',
  },
]);
