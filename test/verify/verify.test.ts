import { isFileOf } from '../../src/backends/prometheus-operator/running/jobs.ts';
import { describe, expect, it } from '@jest/globals';
import { mayChange, progressLine } from '../../src/verify/progress.ts';
import { wantedOf } from '../../src/verify/wanted.ts';
import { verify } from '../../src/verify/verify.ts';
import type { Expectation, Observed, Verification } from '../../src/model/index.ts';
import {
  group,
  instance,
  JOB,
  loaded,
  no,
  observed,
  rule,
  ruleLoaded,
  series,
  stack,
  target,
  targetUp,
  UID,
  wire,
} from './verify-worlds.ts';

function look(expectation: Expectation, world: Observed): Verification {
  const [verification] = verify([expectation], world);
  if (!verification) throw new Error('no verification');
  return verification;
}

describe('isFileOf', () => {
  it.each([
    [`/etc/prometheus/rules/x-0/kuberhealthy-promwire-kuberhealthy-${UID}.yaml`, true],
    [`kuberhealthy-promwire-kuberhealthy-${UID}.yaml`, true],
    [`/r/kuberhealthy-promwire-kuberhealthy-v2-${UID}.yaml`, false],
    ['/r/kuberhealthy-promwire-kuberhealthy.yaml', false],
    [`/r/other-promwire-kuberhealthy-${UID}.yaml`, false],
  ])('%s: %s', (file, expected) => {
    expect(isFileOf(rule, file)).toBe(expected);
  });
});

const UNSEEN = '1/1 groups loaded, 2 rules healthy, but 1 of 2 shards could not be asked. Give access to its pods.';

describe('rule-loaded', () => {
  const good = [group([loaded('KuberhealthyDown'), loaded('CheckFailing')])];
  it.each<[string, Observed, Partial<Verification>]>([
    [
      'loaded and healthy',
      observed([instance({ rules: good })]),
      { outcome: 'met', detail: '1/1 groups loaded, 2 rules healthy' },
    ],
    [
      'not loaded',
      observed([instance({ rules: [] })]),
      { outcome: 'pending', waitingOn: 'stack', waitingFor: 'Prometheus to load the rules' },
    ],
    [
      'one replica lacks it, and is named',
      observed([instance({ rules: good }), instance({ replica: 1, rules: [] })]),
      { outcome: 'pending', detail: '0/1 groups loaded: monitoring/k8s-0-1 lacks kuberhealthy' },
    ],
    [
      'one shard lacks it',
      observed([instance({ rules: good }), instance({ shard: 1, rules: [] })]),
      { outcome: 'pending' },
    ],
    [
      'not evaluated yet',
      observed([instance({ rules: [group([loaded('A'), loaded('B', 'unknown')])] })]),
      {
        outcome: 'pending',
        waitingFor: 'the first evaluation of the rules',
        detail: '1/1 groups loaded; 1 not evaluated yet',
      },
    ],
    [
      'a rule that fails',
      observed([instance({ rules: [group([loaded('A', 'err', 'many-to-many')])] })]),
      { outcome: 'not-met', detail: '1/1 groups loaded; A fails: many-to-many' },
    ],
    [
      'somebody else has a group of that name',
      observed([instance({ rules: [group([loaded('A')], 'kuberhealthy', '/etc/prometheus/rules/hand.yaml')] })]),
      { outcome: 'pending', waitingFor: 'Prometheus to load the rules' },
    ],
    [
      'the operator has not taken it up',
      observed([instance({ rules: [] })], { written: [{ object: rule, written: false }] }),
      { outcome: 'pending', waitingFor: 'the operator to write the rules' },
    ],
    [
      'an agent',
      observed([instance()], { capabilities: ['targets'] }),
      { outcome: 'unknown', detail: 'Prometheus monitoring/k8s evaluates no rules.' },
    ],
    [
      'one shard could not be asked',
      observed([instance({ rules: good })], { shards: 2 }),
      { outcome: 'unknown', detail: UNSEEN },
    ],
    ['forbidden', observed([instance({ rules: no('forbidden') })]), { outcome: 'unknown' }],
    ['not asked', observed([instance()]), { outcome: 'unknown' }],
  ])('%s', (_name, world, expected) => {
    expect(look(ruleLoaded, world)).toMatchObject(expected);
  });

  it('tells the new content from an earlier version that is still loaded', () => {
    const expectation: Expectation = {
      ...ruleLoaded,
      rules: { kuberhealthy: ['KuberhealthyDown', 'CheckFailing'].map((name) => ({ name, expr: 'up' })) },
    };
    expect(look(expectation, observed([instance({ rules: good })]))).toMatchObject({ outcome: 'met' });
    expect(look(expectation, observed([instance({ rules: [group([loaded('KuberhealthyDown')])] })]))).toMatchObject({
      outcome: 'pending',
    });
    const longer = [group([loaded('KuberhealthyDown'), loaded('CheckFailing'), loaded('Dropped')])];
    expect(look(expectation, observed([instance({ rules: longer })]))).toMatchObject({ outcome: 'pending' });
    const changed = { ...expectation, rules: { kuberhealthy: [{ name: 'KuberhealthyDown', expr: 'up == 0' }] } };
    const one = observed([instance({ rules: [group([loaded('KuberhealthyDown')])] })]);
    expect(look(changed, one)).toMatchObject({ outcome: 'pending', waitingFor: 'Prometheus to load the rules' });
    // Where the operator writes a namespace into every expression, names are all there is to go by.
    expect(look({ ...changed, rewritten: true }, one)).toMatchObject({ outcome: 'met' });
  });
});

describe('series-present', () => {
  it.each<[string, Observed, Partial<Verification>]>([
    ['present', observed([instance({ checks: 3 })]), { outcome: 'met', detail: '3 series' }],
    [
      'in one of two shards',
      observed([instance({ checks: 0 }), instance({ shard: 1, checks: 2 })]),
      { outcome: 'met', detail: '2 series' },
    ],
    [
      'in one of two replicas',
      observed([instance({ checks: 0 }), instance({ replica: 1, checks: 2 })]),
      { outcome: 'pending', waitingOn: 'stack' },
    ],
    [
      'empty without a reason',
      observed([instance({ checks: 0 })]),
      { outcome: 'not-met', detail: 'the query works, but finds no series' },
    ],
    ['empty, with a shard unseen', observed([instance({ checks: 0 })], { shards: 2 }), { outcome: 'unknown' }],
    [
      'refused',
      observed([instance({ checks: no('refused', 'parse error.') })]),
      { outcome: 'not-met', detail: 'parse error.' },
    ],
    ['forbidden', observed([instance({ checks: no('forbidden') })]), { outcome: 'unknown' }],
    ['not asked', observed([instance()]), { outcome: 'unknown' }],
    [
      'an agent',
      observed([instance()], { capabilities: ['targets'] }),
      { outcome: 'unknown', detail: 'Prometheus monitoring/k8s cannot be queried.' },
    ],
  ])('%s', (_name, world, expected) => {
    expect(look(series, world)).toMatchObject(expected);
  });

  const everywhere: Expectation = { ...series, everyShard: true };
  it.each<[string, Observed, Partial<Verification>]>([
    [
      'in both shards: the same ones',
      observed([instance({ checks: 2 }), instance({ shard: 1, checks: 2 })]),
      { outcome: 'met', detail: '2 series' },
    ],
    [
      'in one of two shards',
      observed([instance({ checks: 0 }), instance({ shard: 1, checks: 2 })]),
      { outcome: 'pending', waitingFor: 'every shard and replica to have scraped' },
    ],
    ['with a shard unseen', observed([instance({ checks: 2 })], { shards: 2 }), { outcome: 'unknown' }],
    [
      'a shard that was taken away has none',
      observed([instance({ checks: 2 }), instance({ shard: 1, checks: 0 })], { shards: 1 }),
      { outcome: 'met' },
    ],
  ])('where every shard is to scrape them all: %s', (_name, world, expected) => {
    expect(look(everywhere, world)).toMatchObject(expected);
  });

  const pending: Expectation = { ...series, pendingWhenEmpty: 'the first run of a check' };
  it('empty with a reason of the application: pending', () => {
    expect(look(pending, observed([instance({ checks: 0 })]))).toMatchObject({
      outcome: 'pending',
      waitingOn: 'application',
      waitingFor: 'the first run of a check',
    });
  });

  it('that reason is not given before the targets are up: it would be a guess', () => {
    const world = observed([instance({ checks: 0, targets: [], jobs: [] })]);
    expect(verify([targetUp, pending], world)[1]).toMatchObject({
      waitingOn: 'stack',
      waitingFor: 'Prometheus to load the new configuration',
    });
  });

  it('pods that are not ready are the reason for empty series too', () => {
    const world = observed([instance({ checks: 0, targets: [target(7, 'down', JOB, 'refused')] })], {}, [
      wire([], [7]),
    ]);
    expect(verify([targetUp, series], world).map(({ outcome, waitingOn }) => [outcome, waitingOn])).toEqual([
      ['pending', 'application'],
      ['pending', 'application'],
    ]);
  });

  it('a stack whose targets cannot be seen does not make its series wait for ever', () => {
    const world = observed([instance({ checks: 0, targets: no('not-found') })]);
    expect(verify([targetUp, series], world)[1]).toMatchObject({ outcome: 'not-met' });
  });
});

describe('queries-succeed', () => {
  const queries: Expectation = { kind: 'queries-succeed', stack, title: 'Overview', queries: ['kuberhealthy_check'] };
  it.each<[string, Observed, Partial<Verification>]>([
    [
      'answered by both shards, by one of them with data',
      observed([instance({ checks: 0 }), instance({ shard: 1, checks: 2 })]),
      { outcome: 'met', detail: '1 queries succeed, 1 with data' },
    ],
    [
      'refused by one of two shards',
      observed([instance({ checks: 2 }), instance({ shard: 1, checks: no('refused', 'parse error.') })]),
      { outcome: 'not-met', detail: 'kuberhealthy_check: parse error.' },
    ],
    [
      'refused by one of two replicas',
      observed([instance({ checks: 2 }), instance({ replica: 1, checks: no('refused', 'parse error.') })]),
      { outcome: 'not-met' },
    ],
    [
      'not asked of one of two replicas',
      observed([instance({ checks: 2 }), instance({ replica: 1 })]),
      { outcome: 'unknown' },
    ],
    ['one shard could not be asked', observed([instance({ checks: 2 })], { shards: 2 }), { outcome: 'unknown' }],
  ])('%s', (_name, world, expected) => {
    expect(look(queries, world)).toMatchObject(expected);
  });
});

describe('dashboard-present', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kuberhealthy', name: 'promwire-kuberhealthy' };
  it.each([
    ['present', 'met'],
    ['absent', 'not-met'],
    ['unknown', 'unknown'],
  ] as const)('%s: %s', (seen, outcome) => {
    expect(
      look({ kind: 'dashboard-present', object }, { stacks: [], wires: [], objects: [{ object, seen }] }),
    ).toMatchObject({ outcome });
  });
  it.each([
    [{ a: '1', b: '2' }, 'met'],
    [{ b: '2' }, 'not-met'],
    [{ a: '2' }, 'not-met'],
    // Who observed did not look at the labels.
    [undefined, 'met'],
  ] as const)('labels %j: %s', (labels, outcome) => {
    const entry = { object, seen: 'present', ...(labels ? { labels } : {}) } as const;
    expect(
      look({ kind: 'dashboard-present', object, labels: { a: '1' } }, { stacks: [], wires: [], objects: [entry] }),
    ).toMatchObject({ outcome });
  });
  it.each([
    [['x.json', 'y.json'], 'met'],
    [['x.json'], 'not-met'],
    [[], 'not-met'],
    // Who observed did not look at the data.
    [undefined, 'met'],
  ] as const)('keys %j: %s', (keys, outcome) => {
    const entry = { object, seen: 'present', ...(keys ? { keys } : {}) } as const;
    const wanted = { kind: 'dashboard-present', object, keys: ['x.json', 'y.json'] } as const;
    expect(look(wanted, { stacks: [], wires: [], objects: [entry] })).toMatchObject({ outcome });
  });
  it('that a Grafana scaled to 0 would show: not met, and no waiting helps', () => {
    const asleep = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'monitoring', name: 'grafana' };
    const entry = { object, seen: 'present', labels: {}, asleep } as const;
    expect(look({ kind: 'dashboard-present', object }, { stacks: [], wires: [], objects: [entry] })).toMatchObject({
      outcome: 'not-met',
      waitingOn: 'user',
      detail: expect.stringContaining('Deployment monitoring/grafana, whose sidecar takes it up, is scaled to 0'),
    });
  });
  it('not looked at: unknown', () => {
    expect(look({ kind: 'dashboard-present', object }, { stacks: [], wires: [], objects: [] })).toMatchObject({
      outcome: 'unknown',
    });
  });
});

describe('what is asked, and what is said while waiting', () => {
  it('wants each thing once, of this stack only', () => {
    const other = { ...stack, name: 'other' };
    expect(wantedOf([targetUp, ruleLoaded, series, series, { ...series, stack: other, query: 'x' }], stack)).toEqual({
      jobs: [JOB],
      targets: true,
      rules: true,
      queries: ['kuberhealthy_check'],
    });
    expect(wantedOf([series], other)).toEqual({ jobs: [], targets: false, rules: false, queries: [] });
  });

  it.each<[Partial<Verification>, boolean]>([
    [{ outcome: 'met' }, false],
    [{ outcome: 'not-met' }, true],
    [{ outcome: 'pending', waitingOn: 'stack' }, true],
    [{ outcome: 'pending', waitingOn: 'application' }, false],
    [{ outcome: 'unknown' }, false],
    [{ outcome: 'unknown', waitingOn: 'stack' }, true],
  ])('%j may change: %s', (part, expected) => {
    expect(mayChange({ expectation: targetUp, outcome: 'met', detail: '', ...part })).toBe(expected);
  });

  it('one line tells the phase', () => {
    const world = observed(
      [instance({ checks: 0, rules: [group([loaded('A')])], targets: [target(7)], jobs: [] })],
      {},
      [wire([7, 8])],
    );
    expect(progressLine(verify([ruleLoaded, targetUp, series], world))).toBe(
      '1/3 verified, waiting for Prometheus to discover all targets (1/2 targets up)',
    );
  });
});
