import { operator, prometheus, prometheusRule } from '../../worlds.ts';
import { instance, observed, refused, ruleGroup } from '../observed.ts';
import { table } from '../table.ts';

const objects = [operator(), prometheus('monitoring/k8s'), prometheusRule('shop/web')];

table('rule-not-loaded', [
  {
    it: 'names the group and the instance',
    objects,
    live: observed(instance({ targets: [], rules: [], reloaded: true })),
    expect: { severity: 'warning', evidence: { groups: ['web'] } },
  },
  {
    it: 'is an error where the reload failed',
    objects,
    live: observed(instance({ targets: [], rules: [], reloaded: false })),
    expect: { severity: 'error' },
  },
  {
    it: 'is not content with a group of another object of that name',
    objects,
    live: observed(instance({ targets: [], rules: [{ ...ruleGroup([{}]), file: '/rules/bank-web-1.yaml' }] })),
    expect: {},
  },
  {
    it: 'is silent where it is loaded',
    objects,
    live: observed(instance({ targets: [], rules: [ruleGroup([{}])] })),
    expect: 'nothing',
  },
  {
    it: 'is silent where the rules could not be asked for',
    objects,
    live: observed({ ...instance({ targets: [] }), rules: refused }),
    expect: 'nothing',
  },
  {
    it: 'asks for no group without a rule',
    objects: [
      operator(),
      prometheus('monitoring/k8s'),
      prometheusRule('shop/web', { groups: [{ name: 'web', rules: [] }] }),
    ],
    live: observed(instance({ targets: [], rules: [] })),
    expect: 'nothing',
  },
]);
