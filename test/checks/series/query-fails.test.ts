import { dashboard, prometheus, prometheusRule } from '../../worlds.ts';
import { table } from '../table.ts';
import { instance, observed } from '../observed.ts';
import { stores, storing } from './stored.ts';

const k8s = prometheus('monitoring/k8s');
const EXPR = 'web_up / on (job) web_ready > 2';
const rule = prometheusRule('shop/web', { groups: [{ name: 'g', rules: [{ alert: 'A', expr: EXPR }] }] });
const panels = (...exprs: readonly string[]) =>
  dashboard('shop/web', { panels: exprs.map((expr, i) => ({ title: `P${i}`, targets: [{ expr }] })) });
const NAMES = ['web_up', 'web_ready'];
const MANY =
  'found duplicate series for the match group {job="web"} on the right hand-side of the operation: [{pod="a"}, {pod="b"}];many-to-many matching not allowed: matching labels must be unique on one side';
const failing = (...exprs: readonly string[]) =>
  observed({
    ...instance({ rules: [] }),
    series: {
      ...stores({ names: NAMES, present: { '{__name__="web_up"}': true, '{__name__="web_ready"}': true } }),
      failures: Object.fromEntries(exprs.map((expr) => [expr, MANY])),
    },
  });

table('query-fails', [
  {
    it: 'tells which rule cannot be evaluated, and why',
    objects: [k8s, rule],
    live: failing(EXPR),
    expect: { severity: 'warning', about: 'PrometheusRule shop/web', evidence: { by: ['A'], error: MANY } },
  },
  {
    it: 'tells panels that fail alike once, with times filled in',
    objects: [k8s, panels('web_up / on (job) web_ready', 'rate(web_up[$__rate_interval]) * on (job) web_ready')],
    live: failing('web_up / on (job) web_ready', 'rate(web_up[5m]) * on (job) web_ready'),
    expect: { times: 1, evidence: { by: ['P0', 'P1'] } },
  },
  {
    it: 'is silent where another Prometheus can',
    objects: [prometheus('monitoring/a'), prometheus('monitoring/b'), panels('web_up / on (job) web_ready')],
    live: ['a', 'b'].flatMap((name) =>
      (name === 'a' ? failing('web_up / on (job) web_ready') : storing({ names: NAMES })).map((each) => ({
        ...each,
        stack: { ...each.stack, name },
      })),
    ),
    expect: 'nothing',
  },
  { it: 'is silent where it was evaluated', objects: [k8s, rule], live: failing(), expect: 'nothing' },
  {
    it: 'is silent of a rule that is evaluated with the namespace in each selector',
    objects: [prometheus('monitoring/k8s', { enforcedNamespaceLabel: 'namespace' }), rule],
    live: failing(EXPR),
    expect: 'nothing',
  },
  {
    it: 'is not known where there were too many to ask',
    objects: [k8s, rule],
    live: failing().map((each) => ({
      ...each,
      instances: each.instances.map((one) => ({
        ...one,
        ...(one.series ? { series: { ...one.series, unevaluated: 7 } } : {}),
      })),
    })),
    expect: 'unknown',
  },
  { it: 'is silent where nobody was asked', objects: [k8s, rule], expect: 'nothing' },
]);
