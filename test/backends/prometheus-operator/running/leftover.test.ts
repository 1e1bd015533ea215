import { describe, expect, it } from '@jest/globals';
import { trailOf, ageQuery } from '../../../../src/judge/metric-trail.ts';
import { isLeftOver } from '../../../../src/backends/prometheus-operator/running/leftover.ts';
import { verify } from '../../../../src/verify/verify.ts';
import { mayChange } from '../../../../src/verify/progress.ts';
import type { Labels, Ref, StackObservation } from '../../../../src/model/index.ts';
import { instance, observed, target } from '../../../checks/observed.ts';
import { analysis, prometheus } from '../../../worlds.ts';

const from = (host: string): Labels => ({ job: 'web', instance: `${host}:8080` });
const sample = (host: string) => ({ labels: { __name__: 'web_total', ...from(host) }, value: '1' });

/** One Prometheus with series of web_total from `series`, and targets `targets`. */
function stack(series: readonly string[], targets: readonly string[]): StackObservation {
  const [only] = observed(
    instance({
      targets: targets.map((host) => ({ ...target(), labels: from(host) })),
      queries: {
        web_total: series.map(sample),
        [ageQuery('web_total')]: [{ labels: {}, value: '161.2' }],
      },
    }),
  );
  if (!only) throw new Error('nobody');
  return only;
}

describe('series that no target gives any more', () => {
  it('are told from those that one still gives', () => {
    expect(isLeftOver([sample('a')], stack([], []))).toBe(true);
    expect(isLeftOver([sample('a')], stack([], ['b']))).toBe(true);
    expect(isLeftOver([sample('a'), sample('b')], stack([], ['b']))).toBe(false);
    expect(isLeftOver([{ labels: {}, value: '1' }], stack([], []))).toBe(false);
    expect(isLeftOver([sample('a')], { ...stack([], []), shards: 2 })).toBe(false);
    expect(isLeftOver([sample('a')], { ...stack([], []), instances: [instance({})] })).toBe(false);
  });

  it('do not satisfy verify', () => {
    const { stack: ref } = stack([], []);
    const expectation = { kind: 'series-present', stack: ref, query: 'web_total', title: 'Web' } as const;
    const outcome = (seen: StackObservation) =>
      verify([expectation], { stacks: [seen], wires: [], objects: [] }).map(({ outcome: is, detail }) => [is, detail]);
    expect(outcome(stack(['a'], []))).toEqual([['not-met', '1 series are left over, and no target gives them now']]);
    expect(outcome(stack(['a'], ['a']))).toEqual([['met', '1 series']]);
  });

  it('are waited for, unless the monitor is not there: no new ones come by themselves', () => {
    const { stack: ref } = stack([], []);
    const monitor = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', namespace: 'shop', name: 'web' };
    const up = { kind: 'target-up', stack: ref, monitor, endpoints: 1 } as const;
    const series = { kind: 'series-present', stack: ref, query: 'web_total', title: 'Web' } as const;
    const waits = (missing: readonly Ref[]) =>
      verify([up, series], { stacks: [stack(['a'], [])], wires: [], objects: [], missing })
        .filter(({ expectation: { kind } }) => kind === 'series-present')
        .map((each) => mayChange(each));
    expect([waits([]), waits([monitor])]).toEqual([[true], [false]]);
  });

  it('are not where a metric is, and their age is told', () => {
    const context = (seen: StackObservation) => analysis([prometheus('monitoring/k8s')], {}, [seen]);
    const gone = trailOf(context(stack(['a'], [])), 'web_total');
    expect(gone.found).toBe(false);
    expect(gone.steps[0]).toBe(
      'prometheus-k8s-0: 1 series, last sample 161 s ago; no target of this Prometheus gives them now',
    );
    expect(trailOf(context(stack(['a'], ['a'])), 'web_total').found).toBe(true);
  });
});
