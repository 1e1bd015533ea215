import { describe, expect, it } from '@jest/globals';
import { queriesAbout } from '../../../src/backends/prometheus-operator/running/queries.ts';
import { analysis, prometheus, prometheusRule } from '../../worlds.ts';
import { instance, observed } from '../observed.ts';
import { table } from '../table.ts';

const rule = (...rules: readonly object[]) => prometheusRule('shop/web', { groups: [{ name: 'web', rules }] });
const alert = (expr: string) => rule({ alert: 'Web', expr });
const k8s = prometheus('monitoring/k8s');
const PRESENT = 'count(last_over_time({job="web",__name__="web_up"}[1h]))';
const METRIC = 'count(last_over_time({__name__="web_up"}[1h]))';
const asked = [k8s, alert('web_up{job="web"} == 0')];
const one = [{ labels: {}, value: '3' }];

table('rule-selects-nothing', [
  {
    it: 'warns of a metric that is not there',
    objects: asked,
    live: observed(instance({ rules: [], queries: { [PRESENT]: [], [METRIC]: [] } })),
    expect: {
      severity: 'warning',
      evidence: { known: false },
    },
  },
  {
    it: 'only tells of a label that is not there',
    objects: asked,
    live: observed(instance({ rules: [], queries: { [PRESENT]: [], [METRIC]: one } })),
    expect: { severity: 'info' },
  },
  {
    it: 'is silent where there is a series',
    objects: asked,
    live: observed(instance({ rules: [], queries: { [PRESENT]: one, [METRIC]: one } })),
    expect: 'nothing',
  },
  {
    it: 'is silent where it was not asked for',
    objects: asked,
    live: observed(instance({ rules: [] })),
    expect: 'nothing',
  },
]);

describe('queries about a rule', () => {
  const queries = (...objects: Parameters<typeof analysis>[0]): readonly string[] => {
    const context = analysis(objects);
    const [object] = context.subjects();
    const [stack] = context.stacks;
    return object && stack ? queriesAbout(context, object, stack) : [];
  };

  it('are one for each selector, and one for its metric', () => {
    expect(queries(k8s, alert('web_up{job="web"} == 0'))).toEqual([PRESENT, METRIC]);
  });

  it.each([
    ['absence that is asked for', alert('absent(web_up)')],
    [
      'what the same object records',
      rule({ record: 'web:up', expr: 'vector(1)' }, { alert: 'Web', expr: 'web:up == 0' }),
    ],
    ['an expression that is not valid', alert('web_up{')],
  ])('leave out %s', (_what, object) => {
    expect(queries(k8s, object)).toEqual([]);
  });

  it('are bounded', () => {
    const many = Array.from({ length: 500 }, (_, i) => ({ alert: 'Web', expr: `m${i}{a="b"} == 0` }));
    expect(queries(k8s, rule(...many))).toHaveLength(40);
  });

  it('are none for a rule that is not selected', () => {
    expect(queries(prometheus('monitoring/k8s', { ruleSelector: undefined }), alert('up == 0'))).toEqual([]);
  });
});
