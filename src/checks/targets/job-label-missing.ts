import { defineCheck } from '../check.ts';
import { jobsOfTargets } from '../../backends/prometheus-operator/discovery/job-label.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { at, own } from '../../kube/json.ts';
import { DASHBOARDS, DISCOVERY, SELECTION } from '../../world/reads.ts';
import { jobsOfDashboards } from '../../backends/grafana/find.ts';
import { providersOf } from '../rules/job-providers.ts';
import type { TargetContext } from '../../world/context.ts';
import type { Monitor, Stack } from '../../model/index.ts';
import { refOf, title } from '../../kube/refs.ts';

/** spec.jobLabel names a label, and is often filled in with a value: the job is then the default. */
export const jobLabelMissing = defineCheck({
  id: 'job-label-missing',
  title: 'The jobLabel of a monitor is no label of its Services or pods',
  stage: 'targets',
  kinds: SCRAPE_KINDS.filter((kind) => kind === 'ServiceMonitor' || kind === 'PodMonitor'),
  reads: [...SELECTION, ...DISCOVERY, ...DASHBOARDS],
  find: ({ object, stack }, context) => {
    const monitor = context.monitor(object);
    if (!monitor || !context.selected(object, stack)) return [];
    const { jobLabel, sources, values, gaps, open } = jobsOfTargets(context.world, monitor, stack);
    if (jobLabel === undefined || sources.some(({ metadata }) => own(metadata.labels, jobLabel))) return [];
    if (gaps.some(({ reason }) => reason !== 'not-read')) return { unknown: gaps };
    if (open || sources.length === 0) return [];
    const keys = sources.map(({ metadata }) =>
      Object.entries(metadata.labels).flatMap(([key, value]) => (value === jobLabel ? [key] : [])),
    );
    // The label that all of them have with that value is what was meant.
    const meant = (keys[0] ?? []).filter((key) => keys.every((other) => other.includes(key)));
    return [
      {
        jobLabel,
        jobs: values.slice(0, 3),
        of: object.kind === 'PodMonitor' ? 'pod' : 'Service',
        ...(meant[0] === undefined ? {} : { meant: meant.toSorted(byUse)[0] ?? meant[0] }),
        ...askedFor(context, monitor, stack),
      },
    ];
  },
  explain: ({ jobLabel, jobs, of, meant, dashboards = [] }, { object }) => ({
    severity: 'info',
    summary: `jobLabel: ${jobLabel} of ${title(refOf(object))} is no label of its ${of}s, so the job is ${jobs.join(', ')}.`,
    because: [
      // Of an info the first reason alone is printed.
      ...dashboards.map(({ job, by }) => `${by} asks for job="${job}", which no target has: its panels are empty.`),
      `jobLabel is the name of a label whose value becomes the job; without it the job is ${of === 'pod' ? 'namespace/name of the PodMonitor' : 'the name of the Service'}.`,
      ...(meant === undefined ? [] : [`The label with that value is ${meant}.`]),
    ],
    remedy:
      meant === undefined
        ? `Name a label of the ${of}s in spec.jobLabel, or ask for job="${jobs[0] ?? ''}".`
        : `Set spec.jobLabel: ${meant}, or ask for job="${jobs[0] ?? ''}".`,
    fix:
      meant === undefined
        ? {
            kind: 'advise',
            steps: [`Name a label of the ${of}s in spec.jobLabel.`],
            whyNotAutomatic: 'Which label is meant is not known.',
          }
        : {
            kind: 'patch',
            object: refOf(object),
            fields: [{ path: ['spec', 'jobLabel'], was: jobLabel, becomes: meant }],
            risk: 'The series get another job: what asks for the present one finds nothing new.',
          },
  }),
});

/** Dashboards that ask for a job which was to come of this monitor, and that nothing gives. */
function askedFor(
  context: TargetContext,
  monitor: Monitor,
  stack: Stack,
): { readonly dashboards?: readonly { readonly job: string; readonly by: string }[] } {
  const { name, namespace = '' } = monitor.ref;
  const isOwn = (job: string): boolean =>
    job === namespace || name === job || name.startsWith(`${job}-`) || name.endsWith(`-${job}`);
  if (at(stack.object.body, 'spec', 'additionalScrapeConfigs') !== undefined) return {};
  const asked = jobsOfDashboards(context.world).filter(({ job }) => isOwn(job));
  const dashboards = asked.filter(({ job }) =>
    providersOf(context, stack).every((each) => !each.jobs().values.includes(job) && !each.names.includes(job)),
  );
  return dashboards.length > 0 ? { dashboards: dashboards.slice(0, 3) } : {};
}

/** The recommended label first. */
function byUse(a: string, b: string): number {
  return Number(b === 'app.kubernetes.io/name') - Number(a === 'app.kubernetes.io/name');
}
