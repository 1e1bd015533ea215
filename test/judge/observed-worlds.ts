/** Worlds whose stacks were asked what they do, and whose generated configurations were read. */
import fc from 'fast-check';
import { jobsOf } from '../../src/backends/prometheus-operator/running/jobs.ts';
import type { Analysis } from '../../src/judge/analysis.ts';
import { refOf } from '../../src/kube/refs.ts';
import type { Generated, KubeObject, Stack, StackObservation } from '../../src/model/index.ts';
import { instance, target } from '../checks/observed.ts';
import { analysis } from '../worlds.ts';
import type { Sight } from '../worlds.ts';

/** What running stacks say, and what was written for them; `none`: nobody asked. */
interface Observed {
  readonly live: 'none' | 'up' | 'down' | 'not loaded' | 'refused';
  readonly written: 'none' | 'all' | 'nothing';
}

export const OBSERVED: fc.Arbitrary<Observed> = fc.record({
  live: fc.constantFrom<Observed['live']>('none', 'none', 'up', 'down', 'not loaded', 'refused'),
  written: fc.constantFrom<Observed['written']>('none', 'none', 'all', 'nothing'),
});

export function observedWorld(objects: readonly KubeObject[], sight: Sight, { live, written }: Observed): Analysis {
  const first = analysis(objects, sight);
  return analysis(
    objects,
    sight,
    live === 'none' ? [] : first.stacks.map((stack) => observationOf(first, stack, live)),
    written === 'none' ? [] : first.stacks.map((stack) => writtenFor(first, stack, written)),
  );
}

interface Pool {
  readonly jobs: readonly string[];
  readonly targets: readonly { readonly job: string; readonly address: string }[];
}

/** The jobs of everything that the stack has in its configuration, and their targets. */
function poolsOf(first: Analysis, stack: Stack): readonly Pool[] {
  return first.subjects().flatMap((object) => {
    const monitor = first.monitor(object);
    const { configured, wires } = first.judgement(object, stack);
    if (!monitor || !configured) return [];
    const jobs = jobsOf(refOf(object), monitor.endpoints.length);
    const targets = wires.flatMap(({ endpoint, targets: found }) =>
      found.map(({ address, port }) => ({ job: jobs[endpoint] ?? '', address: `${address}:${port}` })),
    );
    return [{ jobs, targets }];
  });
}

function observationOf(first: Analysis, stack: Stack, live: Observed['live']): StackObservation {
  const pools = poolsOf(first, stack);
  const loaded = live === 'up' || live === 'down';
  const error = live === 'down' ? 'connection refused' : '';
  return {
    stack: stack.ref,
    capabilities: stack.capabilities,
    shards: 1,
    instances: [
      instance({
        name: `${stack.ref.name}-0`,
        reloaded: live !== 'refused',
        rules: [],
        jobs: loaded ? pools.flatMap(({ jobs }) => jobs) : [],
        targets: loaded
          ? pools.flatMap(({ targets }) => targets.map(({ job, address }) => target(error, job, address)))
          : [],
      }),
    ],
  };
}

function writtenFor(first: Analysis, stack: Stack, written: Observed['written']): Generated {
  const jobs = written === 'all' ? poolsOf(first, stack).flatMap((pool) => pool.jobs) : [];
  return { kind: 'ok', stack: stack.ref, jobs };
}
