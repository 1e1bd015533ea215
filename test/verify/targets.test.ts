import { jobsOf } from '../../src/backends/prometheus-operator/running/jobs.ts';
import { describe, expect, it } from '@jest/globals';
import { verify } from '../../src/verify/verify.ts';
import { mayChange } from '../../src/verify/progress.ts';
import type { Expectation, Observed, ScrapedTarget, Verification } from '../../src/model/index.ts';
import { instance, JOB, monitor, no, observed, stack, target, targetUp, wire } from './verify-worlds.ts';

function look(world: Observed, expectation: Expectation = targetUp): Verification {
  const [verification] = verify([expectation], world);
  if (!verification) throw new Error('no verification');
  return verification;
}

const both = [target(7), target(8)];

describe('jobsOf', () => {
  it.each([
    ['ServiceMonitor', 2, ['serviceMonitor/a/b/0', 'serviceMonitor/a/b/1']],
    ['PodMonitor', 1, ['podMonitor/a/b/0']],
    ['Probe', 1, ['probe/a/b']],
    ['ScrapeConfig', 1, ['scrapeConfig/a/b']],
  ] as const)('%s', (kind, endpoints, jobs) => {
    expect(jobsOf({ apiVersion: 'x/v1', kind, namespace: 'a', name: 'b' }, endpoints)).toEqual(jobs);
  });
});

describe('target-up', () => {
  it.each<[string, Observed, Partial<Verification>]>([
    ['all up', observed([instance({ targets: both })]), { outcome: 'met', detail: '2/2 targets up' }],
    [
      'two replicas see the same two: counted once',
      observed([instance({ targets: both }), instance({ replica: 1, targets: both })]),
      { outcome: 'met', detail: '2/2 targets up' },
    ],
    [
      'two shards see one each: united',
      observed([instance({ targets: [target(7)] }), instance({ shard: 1, targets: [target(8)], jobs: [JOB] })]),
      { outcome: 'met', detail: '2/2 targets up' },
    ],
    [
      'as many as the cluster calls for',
      observed([instance({ targets: both })], {}, [wire([7, 8])]),
      { outcome: 'met', detail: '2/2 targets up' },
    ],
    [
      'a pod that is not ready and answers all the same',
      observed([instance({ targets: both })], {}, [wire([7], [8])]),
      { outcome: 'met' },
    ],
    [
      'down, with its last error',
      observed([instance({ targets: [target(7), target(8, 'down', JOB, 'connection refused')] })], {}, [wire([7, 8])]),
      { outcome: 'not-met', detail: '1/2 targets up; 10.244.0.8:8080: connection refused' },
    ],
    [
      'up for one replica and down for the other: down',
      observed([
        instance({ targets: both }),
        instance({ replica: 1, targets: [target(7), target(8, 'down', JOB, 'i/o timeout')] }),
      ]),
      { outcome: 'not-met', detail: '1/2 targets up; 10.244.0.8:8080: i/o timeout' },
    ],
    [
      'down, and its pod is not ready: its own reason',
      observed([instance({ targets: [target(7), target(8, 'down', JOB, 'connection refused')] })], {}, [
        wire([7], [8]),
      ]),
      { outcome: 'pending', waitingOn: 'application', waitingFor: 'the pods to be ready' },
    ],
    [
      'two down, only one of them not ready',
      observed([instance({ targets: [target(7, 'down', JOB, 'HTTP 401'), target(8, 'down', JOB, 'refused')] })], {}, [
        wire([7], [8]),
      ]),
      { outcome: 'not-met', detail: '0/2 targets up; 10.244.0.7:8080: HTTP 401' },
    ],
    [
      'not scraped yet',
      observed([instance({ targets: [target(7), target(8, 'unknown')] })]),
      { outcome: 'pending', waitingOn: 'stack', waitingFor: 'the first scrape', detail: '1/2 targets up' },
    ],
    [
      'fewer than the cluster calls for',
      observed([instance({ targets: [target(7)] })], {}, [wire([7, 8])]),
      { outcome: 'pending', waitingOn: 'stack', detail: '1/2 targets up' },
    ],
    [
      'the second replica has not discovered them',
      observed([instance({ targets: both }), instance({ replica: 1, targets: [], jobs: [JOB] })]),
      { outcome: 'pending', waitingOn: 'stack', detail: '2/2 targets up, not all of them by monitoring/k8s-0-1' },
    ],
    [
      'the configuration is not loaded',
      observed([instance({ targets: [], jobs: ['serviceMonitor/a/b/0'] })]),
      { outcome: 'pending', waitingOn: 'stack', waitingFor: 'Prometheus to load the new configuration' },
    ],
    [
      'one replica runs the old configuration, and is named',
      observed([instance({ targets: both }), instance({ replica: 1, targets: [], jobs: [] })]),
      {
        outcome: 'pending',
        waitingFor: 'Prometheus to load the new configuration',
        detail: '2/2 targets up: not in the configuration of monitoring/k8s-0-1 yet',
      },
    ],
    [
      'the operator has not written it',
      observed([instance({ targets: [], jobs: [] })], { written: [{ object: monitor, written: false }] }),
      { outcome: 'pending', waitingFor: 'the operator to write the configuration' },
    ],
    [
      'loaded, nothing discovered',
      observed([instance({ targets: [], jobs: [JOB] })]),
      { outcome: 'pending', waitingOn: 'stack', detail: 'no targets; nothing was discovered' },
    ],
    [
      'loaded, everything dropped',
      observed([instance({ targets: [], jobs: [JOB], dropped: { [JOB]: 12 } })]),
      {
        outcome: 'pending',
        waitingOn: 'stack',
        detail: 'no targets; 12 addresses were discovered and dropped as not matching',
      },
    ],
    [
      'no pods yet',
      observed([instance({ targets: [], jobs: [JOB] })], {}, [wire([], [], { brokenAt: 'endpoints' })]),
      { outcome: 'pending', waitingOn: 'application', waitingFor: 'the pods to start' },
    ],
    [
      'no Service matches',
      observed([instance({ targets: [], jobs: [JOB] })], {}, [wire([], [], { brokenAt: 'service' })]),
      {
        outcome: 'not-met',
        detail: 'no targets: no Service matches ServiceMonitor kuberhealthy/promwire-kuberhealthy',
      },
    ],
    [
      'rights are lacking',
      observed([instance({ targets: [], jobs: [JOB] })], {}, [wire([7, 8], [], { brokenAt: 'rights' })]),
      { outcome: 'not-met' },
    ],
  ])('%s', (_name, world, expected) => {
    expect(look(world)).toMatchObject(expected);
  });

  it.each<[string, Observed, Partial<Verification>]>([
    ['the stack was not asked', { stacks: [], wires: [], objects: [] }, { outcome: 'unknown' }],
    [
      'no address',
      observed([], { problem: no('no-address', 'No running pod.') }),
      { outcome: 'unknown', waitingOn: 'user', detail: 'No running pod. Do something.' },
    ],
    [
      'it lacks the capability',
      observed([instance()], { capabilities: ['rules'] }),
      { outcome: 'unknown', detail: 'Prometheus monitoring/k8s has no targets to show.' },
    ],
    [
      'forbidden: waiting does not help',
      observed([instance({ targets: no('forbidden') })]),
      { outcome: 'unknown', waitingOn: 'user' },
    ],
    [
      'not ready',
      observed([instance({ targets: no('not-ready') })]),
      { outcome: 'pending', waitingOn: 'stack', waitingFor: 'Prometheus to be ready' },
    ],
    [
      'unreachable: may pass',
      observed([instance({ targets: no('unreachable') })]),
      { outcome: 'unknown', waitingOn: 'stack' },
    ],
    [
      'an address that never answered, and is not asked again',
      observed([instance({ targets: { ...no('unreachable'), silent: true } })]),
      { outcome: 'unknown', waitingOn: 'user' },
    ],
    [
      'one of two replicas is forbidden: what the other sees is not enough',
      observed([instance({ targets: both }), instance({ replica: 1, targets: no('forbidden') })]),
      { outcome: 'unknown', waitingOn: 'user', detail: '2/2 targets up; forbidden. Do something.' },
    ],
    [
      'one of two replicas is starting: the other is enough, and it is said',
      observed([instance({ targets: both }), instance({ replica: 1, targets: no('not-ready') })]),
      { outcome: 'met', detail: '2/2 targets up (monitoring/k8s-0-1: starting)' },
    ],
    [
      'one of two shards is starting: it may hold the rest',
      observed([instance({ targets: both }), instance({ shard: 1, targets: no('not-ready') })]),
      { outcome: 'pending', waitingOn: 'stack' },
    ],
    [
      'a shard that could not be asked, and no number to expect',
      observed([instance({ targets: both })], { shards: 2 }),
      { outcome: 'unknown', detail: '2/2 targets up, but 1 of 2 shards could not be asked. Give access to its pods.' },
    ],
    [
      'a shard that could not be asked may hold the missing one',
      observed([instance({ targets: [target(7)] })], { shards: 2 }, [wire([7, 8])]),
      { outcome: 'unknown' },
    ],
    [
      'a shard that could not be asked does not matter when all are up',
      observed([instance({ targets: both })], { shards: 2 }, [wire([7, 8])]),
      { outcome: 'met' },
    ],
  ])('never fine when it could not see: %s', (_name, world, expected) => {
    const verification = look(world);
    expect(verification).toMatchObject(expected);
    if (!('waitingOn' in expected)) expect(verification).not.toHaveProperty('waitingOn');
  });

  const everywhere: Expectation = { ...targetUp, everyShard: true };
  it.each<[string, Observed, Partial<Verification>]>([
    [
      'both shards have both',
      observed([instance({ targets: both }), instance({ shard: 1, targets: both })]),
      { outcome: 'met', detail: '2/2 targets up' },
    ],
    [
      'each has one',
      observed([
        instance({ targets: [target(7)], jobs: [JOB] }),
        instance({ shard: 1, targets: [target(8)], jobs: [JOB] }),
      ]),
      {
        outcome: 'pending',
        detail: '2/2 targets up, not all of them by monitoring/k8s-0-0, monitoring/k8s-1-0',
        waitingFor: 'every shard and replica to discover the targets',
      },
    ],
    [
      'one has none',
      observed([instance({ targets: both }), instance({ shard: 1, targets: [], jobs: [JOB] })], {}, [wire([7, 8])]),
      { outcome: 'pending', detail: '2/2 targets up, not all of them by monitoring/k8s-1-0' },
    ],
    [
      'the second replica of one has none',
      observed([
        instance({ targets: both }),
        instance({ shard: 1, targets: both }),
        instance({ shard: 1, replica: 1, targets: [], jobs: [JOB] }),
      ]),
      { outcome: 'pending', detail: '2/2 targets up, not all of them by monitoring/k8s-1-1' },
    ],
    [
      'one could not be asked, though all targets are up',
      observed([instance({ targets: both })], { shards: 2 }, [wire([7, 8])]),
      { outcome: 'unknown', detail: '2/2 targets up, but 1 of 2 shards could not be asked. Give access to its pods.' },
    ],
    [
      'the pod of a shard that was taken away scrapes nothing',
      observed(
        [
          instance({ targets: both }),
          instance({ shard: 1, targets: both }),
          instance({ shard: 2, targets: [], jobs: [JOB] }),
        ],
        { shards: 2 },
      ),
      { outcome: 'met' },
    ],
  ])('where every shard is to scrape them all: %s', (_name, world, expected) => {
    expect(verify([everywhere], world)[0]).toMatchObject(expected);
  });

  it('tells pods that nobody asked', () => {
    expect(look(observed([instance({ targets: both })], { replicas: 2 }))).toMatchObject({
      outcome: 'met',
      detail: '2/2 targets up (1 of 2 pods not asked)',
    });
    expect(
      look(observed([instance({ targets: both }), instance({ replica: 1, targets: both })], { replicas: 2 })).detail,
    ).toBe('2/2 targets up');
  });

  describe('where the application ran before, nobody who listens at the port of a ready pod is no reason to wait', () => {
    const refused = [target(7), target(8, 'down', JOB, 'dial tcp 10.244.0.8:8080: connect: connection refused')];
    const looked = (targets: readonly ScrapedTarget[], wires: Observed['wires'], settled = true): Verification =>
      look({ ...observed([instance({ targets })], {}, wires), settled });
    it('is told', () => {
      const seen = looked(refused, [wire([7, 8])]);
      expect([seen.outcome, mayChange(seen), seen.detail]).toEqual([
        'not-met',
        false,
        expect.stringMatching(
          /^1\/2 targets up; .*connection refused \(the pods are ready, and nothing listens there\)$/,
        ),
      ]);
    });
    it.each([
      ['it may just have started', looked(refused, [wire([7, 8])], false)],
      ['the target is one of before, which goes', looked(refused, [wire([7, 9])])],
      ['the pod is not ready', looked(refused, [wire([7], [8])])],
      ['another reason', looked([target(7), target(8, 'down', JOB, 'i/o timeout')], [wire([7, 8])])],
      ['one was not scraped yet', looked([target(7, 'unknown'), ...refused.slice(1)], [wire([7, 8])])],
    ])('but not where %s', (_, seen) => {
      expect(seen.detail).not.toContain('nothing listens');
    });
  });

  it('tells a target that is scraped twice, but not two paths of one address', () => {
    const other = { ...target(7), pool: 'serviceMonitor/kuberhealthy/kuberhealthy/0' };
    const path = { ...target(8), pool: 'serviceMonitor/x/y/0', url: 'http://10.244.0.8:8080/probe' };
    const verification = look(observed([instance({ targets: [...both, other, path] })]));
    expect(verification.duplicates).toEqual([
      { address: '10.244.0.7:8080', pools: ['serviceMonitor/kuberhealthy/kuberhealthy/0', JOB] },
    ]);
    // Every sum over the series is doubled, and no waiting mends it.
    expect(verification).toMatchObject({
      outcome: 'not-met',
      detail: '2/2 targets up; 1 scraped twice',
      waitingOn: 'user',
    });
    expect(look(observed([instance({ targets: both })]))).not.toHaveProperty('duplicates');
    const dead = { ...target(7, 'down'), pool: 'serviceMonitor/kuberhealthy/kuberhealthy/0' };
    expect(look(observed([instance({ targets: [...both, dead] })]))).not.toHaveProperty('duplicates');
  });

  it('waits for the pool of a monitor that is no longer selected, and for no other', () => {
    const old = { ...target(7), pool: 'serviceMonitor/kuberhealthy/kuberhealthy/0' };
    const twice = [instance({ targets: [...both, old] })];
    const leaving = look(observed(twice, { pools: [JOB] }));
    expect(leaving).toMatchObject({ outcome: 'pending', waitingOn: 'stack' });
    expect(leaving).not.toHaveProperty('duplicates');
    expect(look(observed(twice, { pools: [JOB, old.pool] }))).toMatchObject({
      outcome: 'not-met',
      duplicates: [{}],
    });
    const byHand = { ...old, pool: 'my-own-job' };
    expect(look(observed([instance({ targets: [...both, byHand] })], { pools: [JOB] }))).toMatchObject({
      outcome: 'not-met',
      duplicates: [{}],
    });
  });

  it('a number given by the expectation wins over the wires', () => {
    expect(
      look(observed([instance({ targets: both })], {}, [wire([7, 8])]), {
        kind: 'target-up',
        stack,
        monitor,
        endpoints: 1,
        expected: 3,
      }),
    ).toMatchObject({
      outcome: 'pending',
      detail: '2/3 targets up',
    });
  });

  it('many targets down: a few are named', () => {
    const down = Array.from({ length: 9 }, (_, index) => target(index, 'down', JOB, 'refused'));
    expect(look(observed([instance({ targets: down })])).detail).toMatch(/^0\/9 targets up; .*; and 6 more$/);
  });
});
