import { describe, expect, it } from '@jest/globals';
import { refOf } from '../../src/kube/refs.ts';
import { amissIn } from '../../src/verify/amiss.ts';
import { verify } from '../../src/verify/verify.ts';
import { mayChange } from '../../src/verify/progress.ts';
import type { Expectation, KubeObject, Verification } from '../../src/model/index.ts';
import { verificationOutcome } from '../../src/outcomes.ts';
import { instance, observed, POOL } from '../checks/observed.ts';
import {
  analysis,
  endpoints,
  kube,
  mayDiscover,
  operator,
  pod,
  prometheus,
  service,
  serviceMonitor,
} from '../worlds.ts';
import type { Sight } from '../worlds.ts';

const k8s = prometheus('monitoring/k8s');
const web = serviceMonitor('shop/web');
const targetUp: Expectation = { kind: 'target-up', stack: refOf(k8s), monitor: refOf(web), endpoints: 1 };
const series: Expectation = {
  kind: 'series-present',
  stack: refOf(k8s),
  query: 'up',
  title: 'Runs',
  pendingWhenEmpty: 'the first run of a check',
};

const runs = (kind: string, replicas: number | undefined, name = 'web', app = 'web'): KubeObject =>
  kube({
    apiVersion: 'apps/v1',
    kind,
    metadata: { namespace: 'shop', name },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      template: { metadata: { labels: { app } }, spec: { containers: [{ name: 'main', image: 'web' }] } },
    },
  });

function look(objects: readonly KubeObject[], sight?: Sight): readonly Verification[] {
  const around = [k8s, operator(), ...mayDiscover, service('shop/web'), endpoints('shop/web', []), web];
  const context = analysis([...around, ...objects], sight);
  const [stack] = context.stacks;
  const [live] = observed(instance({ targets: [], jobs: [POOL], queries: { up: [] } }));
  if (!stack || !live) throw new Error('nobody');
  const expectations = [targetUp, series];
  const amiss = amissIn(context, stack, expectations);
  return verify(expectations, { stacks: [{ ...live, amiss }], wires: context.wires(web, stack), objects: [] });
}

describe('an application that is scaled to 0', () => {
  it.each([['Deployment'], ['StatefulSet']])('%s: not met, and no waiting helps', (kind) => {
    const verifications = look([runs(kind, 0)]);
    expect(verifications[0]).toMatchObject({
      outcome: 'not-met',
      detail: `0/0 targets up: ${kind} shop/web is scaled to 0`,
    });
    expect(verifications[1]).toMatchObject({ outcome: 'pending', waitingOn: 'application' });
    expect(verifications.filter((each) => mayChange(each))).toEqual([]);
    expect(verifications.map((verification) => verificationOutcome(verification, false))).toContain('findings');
  });

  it.each<readonly [string, readonly KubeObject[], Sight?]>([
    ['replicas 1, pods not there yet', [runs('Deployment', 1)]],
    ['no field: the API server takes 1', [runs('Deployment', undefined)]],
    ['one of two has replicas', [runs('Deployment', 0), runs('StatefulSet', 1, 'web-canary')]],
    ['a workload of something else', [runs('Deployment', 0, 'other', 'other')]],
    ['no workload is known', []],
    ['a pod starts', [runs('Deployment', 0), pod('shop/web-1', '')]],
    ['StatefulSets could not be read', [runs('Deployment', 0)], { hidden: ['StatefulSet'] }],
  ])('is not one with %s', (_, objects, sight: Sight = {}) => {
    const verifications = look(objects, sight);
    expect(verifications[0]).toMatchObject({
      outcome: 'pending',
      waitingOn: 'application',
      waitingFor: 'the pods to start',
    });
    expect(verifications.map((verification) => verificationOutcome(verification, false))).toEqual(['ok', 'ok']);
  });

  it('is not taken for one whose last pods are leaving', () => {
    const leaving = kube({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'shop', name: 'web-1', labels: { app: 'web' }, deletionTimestamp: '2026-01-01T00:00:00Z' },
    });
    expect(look([runs('Deployment', 0), leaving])[0]?.outcome).toBe('not-met');
  });
});
