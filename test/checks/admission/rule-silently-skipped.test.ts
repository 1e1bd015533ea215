import { operator, prometheus, prometheusRule, thanosRuler } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const enforcing = (spec: Raw = {}): ReturnType<typeof prometheus> =>
  prometheus('monitoring/k8s', { enforcedNamespaceLabel: 'namespace', ...spec });
const rule = (expr: unknown): ReturnType<typeof prometheusRule> =>
  prometheusRule('shop/web', { groups: [{ name: 'web', rules: [{ alert: 'A', expr }] }] });
const experimental = rule('mad_over_time(up[5m]) > 0');
const except = (entry: Raw): Raw => ({
  excludedFromEnforcement: [{ group: 'monitoring.coreos.com', resource: 'prometheusrules', ...entry }],
});

table('rule-silently-skipped', [
  {
    it: 'finds experimental syntax, though the Prometheus knows it',
    objects: [enforcing({ enableFeatures: ['promql-experimental-functions'] }), experimental],
    expect: {
      fix: { kind: 'advise' },
    },
  },
  {
    it: 'finds what is not an expression at all',
    objects: [enforcing(), rule('rate(up)')],
    expect: { never: ['experimental'] },
  },
  { it: 'finds an empty one', objects: [enforcing(), rule('')], expect: {} },
  {
    it: 'finds it for a ThanosRuler',
    objects: [thanosRuler('monitoring/ruler', { enforcedNamespaceLabel: 'namespace' }), experimental],
    expect: {},
  },
  {
    it: 'is silent where no label is forced',
    objects: [prometheus('monitoring/k8s'), experimental],
    expect: 'nothing',
  },
  {
    it: 'is silent about a rule that is excepted by name',
    objects: [enforcing(except({ namespace: 'shop', name: 'web' })), experimental],
    expect: 'nothing',
  },
  {
    it: 'is silent about a namespace that is excepted',
    objects: [enforcing(except({ namespace: 'shop' })), experimental],
    expect: 'nothing',
  },
  {
    it: 'is silent about a rule that the older field excepts',
    objects: [
      enforcing({ prometheusRulesExcludedFromEnforce: [{ ruleNamespace: 'shop', ruleName: 'web' }] }),
      experimental,
    ],
    expect: 'nothing',
  },
  {
    it: 'finds it where something else is excepted',
    objects: [enforcing(except({ namespace: 'shop', resource: 'servicemonitors' })), experimental],
    expect: {},
  },
  { it: 'is silent about plain expressions and numbers', objects: [enforcing(), rule(1)], expect: 'nothing' },

  {
    it: 'finds what the parser of an older operator does not know',
    objects: [enforcing(), operator([], { image: 'q/prometheus-operator:v0.74.0' }), rule('up offset 5')],
    expect: {},
  },
]);
