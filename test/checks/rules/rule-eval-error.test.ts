import { prometheus, prometheusRule } from '../../worlds.ts';
import { instance, observed, ruleGroup } from '../observed.ts';
import { table } from '../table.ts';

const objects = [prometheus('monitoring/k8s'), prometheusRule('shop/web')];
const failing = (lastError: string) => instance({ rules: [ruleGroup([{ health: 'err', lastError }])] });

table('rule-eval-error', [
  {
    it: 'tells the error and what mends it',
    objects,
    live: observed(failing('found duplicate series for the match group {} on the right side of the operation')),
    expect: {
      evidence: { rule: 'WebDown', group: 'web' },
    },
  },
  {
    it: 'says a rule once, however many replicas fail',
    objects,
    live: observed(failing('x'), { ...failing('x'), instance: { name: 'prometheus-k8s-1', shard: 0, replica: 1 } }),
    expect: { times: 1 },
  },
  {
    it: 'is silent where it is healthy',
    objects,
    live: observed(instance({ rules: [ruleGroup([{}])] })),
    expect: 'nothing',
  },
  {
    it: 'is silent where it was not evaluated yet',
    objects,
    live: observed(instance({ rules: [ruleGroup([{ health: 'unknown' }])] })),
    expect: 'nothing',
  },
]);
