import { describe, expect, it } from '@jest/globals';
import { refOf } from '../../src/kube/refs.ts';
import { amissIn, missingIn } from '../../src/verify/amiss.ts';
import { verify } from '../../src/verify/verify.ts';
import { mayChange, progressLine } from '../../src/verify/progress.ts';
import type { Expectation, KubeObject } from '../../src/model/index.ts';
import { instance, observed } from '../checks/observed.ts';
import { analysis, operator, prometheus, prometheusRule, serviceMonitor } from '../worlds.ts';

const k8s = prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'a' } } });
const stack = refOf(k8s);
const web = serviceMonitor('shop/web');
const rule = prometheusRule('shop/web');
const targetUp: Expectation = { kind: 'target-up', stack, monitor: refOf(web), endpoints: 1 };
const loaded = (name: string, expr = 'up == 0'): Expectation => ({
  kind: 'rule-loaded',
  stack,
  rule: refOf(rule),
  groups: ['web'],
  rules: { web: [{ name, expr }] },
});

/** One look at a Prometheus that runs nothing, with these objects in the cluster. */
function look(expectation: Expectation, object: KubeObject): readonly [string, string] {
  const context = analysis([k8s, operator(), object]);
  const [seen] = context.stacks;
  const [live] = observed(instance({ targets: [], jobs: [], rules: [] }));
  if (!seen || !live) throw new Error('nobody');
  const amiss = amissIn(context, seen, [expectation]);
  const [answer] = verify([expectation], { stacks: [{ ...live, amiss }], wires: [], objects: [] });
  return [answer?.outcome ?? '', `${answer?.detail ?? ''} ${answer?.waitingFor ?? ''}`];
}

describe('what no waiting mends', () => {
  it('is a monitor that lost its label', () => {
    const [outcome, detail] = look(targetUp, web);
    expect(outcome).toBe('not-met');
    expect(detail).toContain('does not take ServiceMonitor shop/web (label-mismatch)');
    expect(detail).toContain('promwire check servicemonitor/web -n shop');
    const labelled = serviceMonitor('shop/web', {}, { labels: { release: 'a' } });
    expect(look(targetUp, labelled)).toEqual(['pending', expect.stringContaining('the new configuration')]);
  });

  it('is a rule that somebody changed', () => {
    const [outcome, detail] = look(loaded('Other'), rule);
    expect(outcome).toBe('not-met');
    expect(detail).toContain('differs from what promwire makes (web)');
    expect(look(loaded('WebDown', 'up < 1'), rule)).toEqual(['not-met', expect.stringContaining('(web)')]);
    expect(look(loaded('WebDown'), rule)).toEqual(['pending', expect.stringContaining('to load the rules')]);
  });

  it('is not a rule that is written over several lines', () => {
    const written = { alert: 'WebDown', expr: 'up\n==\n  0\n' };
    const split = { ...rule, body: { spec: { groups: [{ name: 'web', rules: [written] }] } } };
    expect(look(loaded('WebDown'), split)).toEqual(['pending', expect.stringContaining('to load the rules')]);
  });
});

describe('series of an application that nothing scrapes', () => {
  it('wait for setup, in a sentence', () => {
    const series: Expectation = {
      kind: 'series-present',
      stack,
      query: 'up',
      title: 'up',
      pendingWhenEmpty: 'the first run of a check',
    };
    const live = observed(instance({ targets: [], queries: { up: [] } }));
    const missing = missingIn(analysis([k8s]), [targetUp, series]);
    expect(missing).toEqual([refOf(web)]);
    expect(missingIn(analysis([k8s, web]), [targetUp, series])).toEqual([]);
    const now = verify([targetUp, series], { stacks: live, wires: [], objects: [], missing });
    expect(progressLine(now)).toContain('waiting for promwire setup, which makes ServiceMonitor shop/web');
    expect(now).toMatchObject([
      {
        outcome: 'not-met',
        waitingOn: 'user',
        detail: 'ServiceMonitor shop/web is not there; promwire setup makes it',
      },
      { outcome: 'pending', waitingOn: 'user', detail: 'no series yet' },
    ]);
    expect(now.some((each) => mayChange(each))).toBe(false);
    expect(now.every((each) => mayChange(each, ['user']))).toBe(true);
  });
});
