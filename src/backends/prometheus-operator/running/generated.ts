import { groupBy } from '../../../kube/group.ts';
import { title } from '../../../kube/refs.ts';
import type { Generated, GeneratedJobs, Ref, Stack } from '../../../model/index.ts';
import { jobsOf } from './jobs.ts';

/* What the operator wrote into the generated configuration. Only with --read-secrets. */

/** The jobs of a configuration by their object: "serviceMonitor/shop/web". */
export type JobsByObject = ReadonlyMap<string, readonly string[]>;

/** The operator wrote "scrapeconfig/" before 0.70. */
export function jobsByObject(generated: Extract<Generated, { kind: 'ok' }>): JobsByObject {
  const jobs = generated.jobs.map((job) => job.replace(/^scrapeconfig\//, 'scrapeConfig/'));
  return groupBy(jobs, (job) => job.split('/').slice(0, 3).join('/'));
}

/** What a configuration has of a monitor (`endpoints`: how many it has). */
export function generatedJobs(written: JobsByObject, monitor: Ref, endpoints: number): GeneratedJobs {
  const wanted = jobsOf(monitor, endpoints);
  const [any = ''] = jobsOf(monitor, 1);
  const has = written.get(any.split('/').slice(0, 3).join('/')) ?? [];
  return { has, lacks: wanted.filter((job) => !has.includes(job)) };
}

/** "has job serviceMonitor/shop/web/0", "has not job …", or both. */
export function generatedText({ has, lacks }: GeneratedJobs): string {
  const part = (words: string, jobs: readonly string[]): readonly string[] =>
    jobs.length === 0
      ? []
      : [`${words} job${jobs.length === 1 ? '' : 's'} ${jobs.slice(0, 3).join(', ')}${jobs.length > 3 ? ', …' : ''}`];
  const parts = [...part('has', has), ...part('has not', lacks)];
  return parts.length === 0 ? 'has no job of it' : parts.join(', and ');
}

/** Does the generated configuration have all, some or none of the jobs? */
export function generatedWord({ has, lacks }: GeneratedJobs): 'has' | 'has some' | 'has not' {
  return has.length === 0 ? 'has not' : lacks.length === 0 ? 'has' : 'has some';
}

/** Why other jobs are written than so many as there should be. `stale`: the operator has not looked at the object since it changed. */
export function whyOtherJobs(
  stack: Stack,
  { has, lacks }: GeneratedJobs,
  wanted: number,
  stale: boolean,
): string | undefined {
  if (has.length === wanted && (wanted === 0 || lacks.length === 0)) return undefined;
  if (stack.restrictions.paused) return `${title(stack.ref)} is paused: the configuration is from before the pause.`;
  if (stack.reconciled?.status === 'False')
    return `${title(stack.ref)} could not be reconciled: the configuration is of the last time that it could.`;
  if (stale) return 'The object has changed since, and the operator has not looked at it again.';
  return 'The operator has not come to it yet, or one of us is wrong.';
}
