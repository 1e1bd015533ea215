import { gapText } from '../kube/gap-text.ts';
import { jobsOf } from '../backends/prometheus-operator/running/jobs.ts';
import type { Context } from '../world/context.ts';
import type { Finding, Generated, GeneratedJobs, KubeObject, Match, Stack, Unknown } from '../model/index.ts';
import { groupBy } from '../kube/group.ts';
import { SCRAPE_KINDS } from '../kube/kinds.ts';
import { keyOf, refOf, title } from '../kube/refs.ts';

/* What the operator wrote into the generated configuration, beside what we say of it. Only with --read-secrets. */

/** Id of the check that tells where the two differ. */
const DISAGREES = 'binding-disagrees';

const written = new WeakMap<Generated, ReadonlyMap<string, readonly string[]>>();

/** "serviceMonitor/shop/web" -> its jobs. The operator wrote "scrapeconfig/" before 0.70. */
function jobsByObject(generated: Extract<Generated, { kind: 'ok' }>): ReadonlyMap<string, readonly string[]> {
  const known = written.get(generated);
  if (known) return known;
  const jobs = generated.jobs.map((job) => job.replace(/^scrapeconfig\//, 'scrapeConfig/'));
  const answer = groupBy(jobs, (job) => job.split('/').slice(0, 3).join('/'));
  written.set(generated, answer);
  return answer;
}

/** What the generated configuration has of an object; undefined: it was not read, or holds no such objects. */
export function generatedJobs(
  { generated, monitor }: Pick<Context, 'generated' | 'monitor'>,
  object: KubeObject,
  stack: Stack,
): GeneratedJobs | undefined {
  const read = generated(stack);
  if (read?.kind !== 'ok' || !SCRAPE_KINDS.includes(object.kind) || !stack.consumes.includes(object.kind))
    return undefined;
  const wanted = jobsOf(refOf(object), monitor(object)?.endpoints.length ?? 0);
  const [any = ''] = jobsOf(refOf(object), 1);
  const has = jobsByObject(read).get(any.split('/').slice(0, 3).join('/')) ?? [];
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

/**
 * Why other jobs are written than those of our verdict; undefined: they are not, or what is without effect is so for a
 * reason of its own.
 */
export function otherJobs(
  { match, monitor, binding }: Pick<Context, 'match' | 'monitor' | 'binding'>,
  object: KubeObject,
  stack: Stack,
  { has, lacks }: GeneratedJobs,
): string | undefined {
  const { verdict, effective } = match(object, stack);
  if (verdict === 'unknown' || (verdict === 'selected' && !effective)) return undefined;
  const wanted = verdict === 'selected' ? jobsOf(refOf(object), monitor(object)?.endpoints.length ?? 0).length : 0;
  if (has.length === wanted && (wanted === 0 || lacks.length === 0)) return undefined;
  if (stack.restrictions.paused) return `${title(stack.ref)} is paused: the configuration is from before the pause.`;
  if (stack.reconciled?.status === 'False')
    return `${title(stack.ref)} could not be reconciled: the configuration is of the last time that it could.`;
  if (binding(object, stack)?.current === false)
    return 'The object has changed since, and the operator has not looked at it again.';
  return 'The operator has not come to it yet, or one of us is wrong.';
}

/** The verdict with the jobs beside it. An object that is taken, and has no job at all, is without effect. */
export function withGenerated(
  context: Pick<Context, 'generated' | 'monitor'>,
  object: KubeObject,
  stack: Stack | undefined,
  match: Match,
): Match {
  const generated = stack && generatedJobs(context, object, stack);
  if (!generated) return match;
  const missing = match.effective && generated.has.length === 0 && generated.lacks.length > 0;
  return missing
    ? { ...match, effective: false, checks: [...match.checks, DISAGREES], generated }
    : { ...match, generated };
}

/** A finding about an object and a stack says what the generated configuration has of it. */
export function withJobs(
  context: Pick<Context, 'generated' | 'monitor'>,
  object: KubeObject,
  stack: Stack,
  finding: Finding,
): Finding {
  const generated = keyOf(finding.object) === keyOf(refOf(object)) && generatedJobs(context, object, stack);
  if (!generated) return finding;
  return {
    ...finding,
    because: [...finding.because, `generated configuration: ${generatedText(generated)}`],
    // Without the names: many objects with one cause stay one paragraph.
    evidence: { ...finding.evidence, generated: generatedWord(generated) },
  };
}

/** Configurations that were to be read and could not be. The answer hangs on one where a monitor was looked at for it. */
export function unreadGenerated(
  { generated }: Pick<Context, 'generated'>,
  stacks: readonly Stack[],
  matches: readonly Match[],
): readonly Unknown[] {
  return stacks.flatMap((stack) => {
    const read = generated(stack);
    if (read?.kind !== 'unknown') return [];
    const touches = matches.some(
      ({ object, stack: taker }) => SCRAPE_KINDS.includes(object.kind) && keyOf(taker) === keyOf(stack.ref),
    );
    const sentence = `What the operator wrote for ${title(stack.ref)} is not known. ${gapText(read.gap)}`;
    return [{ gap: { ...read.gap, sentence }, touches }];
  });
}
