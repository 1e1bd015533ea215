import { defineCheck } from '../check.ts';
import { groupBy } from '../../kube/group.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { jobsAskedFor, recordedJobs } from '../../backends/prometheus-operator/running/rule-jobs.ts';
import { providersOf } from './job-providers.ts';
import type { Provider } from './job-providers.ts';
import { at } from '../../kube/json.ts';
import { once } from '../../kube/memo.ts';
import type { Gap } from '../../model/index.ts';

/** A rule asks for a job by name, no monitor of the stack gives it, and one gives another that was surely meant. */
export const ruleJobMissing = defineCheck({
  id: 'rule-job-missing',
  title: 'A rule asks for a job that no target has',
  stage: 'targets',
  kinds: ['PrometheusRule'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, context) => {
    if (!context.selected(object, stack)) return [];
    // Of these nothing is known but that they are there.
    if (at(stack.object.body, 'spec', 'additionalScrapeConfigs') !== undefined) return [];
    const recorded = once(() => context.selectedBy(stack, 'PrometheusRule').flatMap(recordedJobs));
    const answers = [...groupBy(jobsAskedFor(object), ({ job }) => job)].map(([job, all]) => {
      const scraped = missing(job, providersOf(context, stack), object.metadata.namespace ?? '');
      const uses = all.filter(
        ({ metric, ofTarget }) =>
          (ofTarget || !scraped.honored) && !recorded().some((each) => each.metric === metric && each.job === job),
      );
      const found = uses.length === 0 ? {} : scraped;
      const rules = [...new Set(uses.map(({ rule }) => rule))];
      return { ...found, evidence: { job, rules, absent: uses.some(({ absent }) => absent) } };
    });
    const hits = answers.flatMap(({ evidence, meant }) => (meant ? [{ ...evidence, ...meant }] : []));
    const gaps = answers.flatMap((answer) => answer.gaps ?? []);
    return hits.length === 0 && gaps.length > 0 ? { unknown: gaps } : hits;
  },
  explain: ({ job, rules, absent, instead, monitors, labels }, { object, stack }) => ({
    severity: 'warning',
    summary: `${rules.slice(0, 3).join(', ')} of ${title(refOf(object))} ${rules.length === 1 ? 'asks' : 'ask'} for job="${job}", which no target of ${title(stack.ref)} has: the job is ${instead.join(', ')}.`,
    because: [
      `targets of ${monitors.join(', ')}: job="${instead[0] ?? ''}"`,
      absent
        ? 'absent() of what is never there holds for ever, so the alert fires whatever the application does.'
        : 'An expression without series yields nothing, so the rule never does anything.',
    ],
    remedy: `Ask for job="${instead[0] ?? ''}", or ${labels?.[0] === undefined ? `have spec.jobLabel of ${monitors[0] ?? ''} name a label whose value is ${job}` : `set spec.jobLabel: ${labels[0]} of ${monitors[0] ?? ''}, a label with the value ${job}`}.`,
    fix: {
      kind: 'advise',
      steps: [`Ask for job="${instead[0] ?? ''}" in ${title(refOf(object))}.`],
      whyNotAutomatic: 'Dashboards may rest on the job as it is.',
    },
  }),
});

interface Missing {
  /** An exporter may give its metrics the job. */
  readonly honored?: boolean;
  /** The monitors that were meant, and the jobs that they give instead. */
  readonly meant?: {
    readonly instead: readonly string[];
    readonly monitors: readonly string[];
    readonly labels?: readonly string[];
  };
  readonly gaps?: readonly Gap[];
}

/** Does nobody give the job, though monitors are meant by it? Only then the others are looked at. */
function missing(job: string, providers: readonly Provider[], namespace: string): Missing {
  const called = providers.filter(({ names }) => names.includes(job));
  const named = called.length > 0 ? called : providers.filter((provider) => isOwn(provider, job, namespace));
  if (named.length === 0) return {};
  const gives = (provider: Provider): boolean => provider.jobs().values.includes(job);
  if (named.some(gives)) return {};
  const alike = providers.filter(({ names }) => names.some((name) => name.includes(job) || job.includes(name)));
  const gaps = alike.flatMap((provider) => provider.jobs().gaps).filter(({ reason }) => reason !== 'not-read');
  if (gaps.length > 0) return { gaps };
  if (alike.some((provider) => provider.jobs().open) || providers.some(gives)) return {};
  const labels = named[0]?.jobs().labelled(job) ?? [];
  return {
    honored: providers.some(({ honors }) => honors),
    meant: {
      instead: [...new Set(named.flatMap((provider) => provider.jobs().values))].slice(0, 2),
      monitors: named.map(({ ref }) => title(ref)).slice(0, 2),
      ...(labels.length > 0 ? { labels } : {}),
    },
  };
}

/** A monitor in the namespace of the rule that was to take its job from a label, which is not there, of an application called so. */
function isOwn({ ref, jobs }: Provider, job: string, namespace: string): boolean {
  if (ref.namespace !== namespace || !(ref.name.startsWith(`${job}-`) || namespace === job)) return false;
  return jobs().unlabelled;
}
