import { describe, expect, it } from '@jest/globals';
import { report } from '../../src/judge/report.ts';
import { title } from '../../src/kube/refs.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { isStackCheck } from '../../src/checks/check.ts';
import { checks, clusterChecks } from '../../src/registry.ts';
import { alertmanager, analysis, operator, prometheus, serviceMonitor } from '../worlds.ts';

const OF_STACKS: ReadonlySet<string> = new Set(checks.filter(isStackCheck).map(({ id }) => id));

// A stack is asked about by itself: what is wrong with it does not wait for an object that it would take.
const found = (objects: readonly KubeObject[]): readonly string[] =>
  report(analysis(objects), clusterChecks)
    .findings.filter(({ check, severity }) => severity === 'error' && OF_STACKS.has(check))
    .map(({ check, object, stack }) => `${check}: ${title(object)} (${stack ? title(stack) : ''})`);

const failed = {
  conditions: [
    { type: 'Reconciled', status: 'False', reason: 'ReconciliationFailed', message: 'undefined receiver "null"' },
  ],
};
const takesNothing = { serviceMonitorSelector: null, podMonitorSelector: null, ruleSelector: null };

describe('a stack that takes nothing', () => {
  it.each<[string, readonly KubeObject[], readonly string[]]>([
    ['is not remarked on while it is well', [prometheus('monitoring/k8s'), operator()], []],
    [
      'is reported when it is paused',
      [prometheus('monitoring/k8s', { paused: true }), operator()],
      ['prometheus-paused: Prometheus monitoring/k8s (Prometheus monitoring/k8s)'],
    ],
    [
      'is reported once, by the object, where it takes one',
      [prometheus('monitoring/k8s', { paused: true }), operator(), serviceMonitor('shop/web')],
      ['prometheus-paused: ServiceMonitor shop/web (Prometheus monitoring/k8s)'],
    ],
    [
      'is reported when it is an Alertmanager that cannot be reconciled',
      [prometheus('monitoring/k8s'), alertmanager('monitoring/main', {}, {}, failed), operator()],
      ['reconcile-failed: Alertmanager monitoring/main (Alertmanager monitoring/main)'],
    ],
    [
      'is reported when its operator does not run',
      [prometheus('monitoring/k8s'), operator([], { available: 0 })],
      ['operator-not-running: Prometheus monitoring/k8s (Prometheus monitoring/k8s)'],
    ],
  ])('%s', (_case, objects, expected) => {
    expect(found(objects)).toEqual(expected);
  });

  it('is named in its own line, and where an alert on its way is asked about', () => {
    const world = analysis([
      prometheus('monitoring/k8s', { paused: true }),
      alertmanager('monitoring/main', {}, {}, failed),
      operator(),
    ]);
    const { troubles, findings } = report(world, clusterChecks, {
      objects: [],
      alone: world.stacks.filter(({ ref }) => ref.kind === 'Alertmanager').map(({ ref }) => ref),
    });
    expect(troubles?.map(({ stack, says }) => `${title(stack)} ${says.join(', ')}`)).toEqual([
      'Prometheus monitoring/k8s is paused',
      'Alertmanager monitoring/main cannot be reconciled: undefined receiver "null"',
    ]);
    expect(findings.map(({ check, object }) => `${check} ${title(object)}`)).toEqual([
      'reconcile-failed Alertmanager monitoring/main',
    ]);
  });

  it('is not spoken of where one object is asked about', () => {
    const world = analysis([
      prometheus('monitoring/k8s'),
      prometheus('other/k8s', { ...takesNothing, paused: true }),
      operator(),
      serviceMonitor('shop/web'),
    ]);
    const [monitor] = world.subjects();
    const { findings } = report(world, clusterChecks, {
      objects: [{ apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', namespace: 'shop', name: 'web' }],
    });
    expect(monitor).toBeDefined();
    expect(findings.map(({ check }) => check)).not.toContain('prometheus-paused');
  });
});
