/** Names in sentences. */
import type { Lack } from './lack.ts';

/** "a, b and 3 more". */
export function listed(names: readonly string[], most: number): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ');
}

const JOB = /^job=/;

/** Why an exporter is known not to be scraped: the jobs that no target has, and how no metric begins. */
export function notScraped(signs: readonly string[]): string {
  const jobs = signs.filter((sign) => JOB.test(sign));
  const prefixes = signs.filter((sign) => !JOB.test(sign));
  const parts = [
    ...(jobs.length > 0 ? [`no target has ${listed(jobs, 5)}`] : []),
    ...(prefixes.length > 0 ? [`nothing that is asked for and begins with ${listed(prefixes, 5)} is there`] : []),
  ];
  return `In it ${parts.join(', and ')}.`;
}

/** What is known of a value that no series has, and what to do. */
export function otherValue({
  label = '',
  values = [],
  meant,
  noTarget,
}: { readonly [K in 'label' | 'values' | 'meant' | 'noTarget']: Lack[K] | undefined }): {
  readonly because: readonly string[];
  readonly remedy: string;
} {
  const there = `values of ${label} there: ${values.map((each) => JSON.stringify(each)).join(', ')}`;
  const other = noTarget
    ? 'Ask for a job that is there, or find out why its exporter is not scraped: promwire check service/NAME.'
    : 'Ask for a value that is there, unless this one comes only with an event.';
  return {
    because: [there, ...(noTarget ? ['No target has this job.'] : [])],
    remedy: meant === undefined ? other : `Did you mean ${label}="${meant}"? Then ask for that.`,
  };
}

/** Of a label that is in external_labels. */
export function ofExternal(
  label: string,
  names: string,
  prometheus: string,
): { readonly what: string; readonly because: readonly string[]; readonly remedy: string } {
  return {
    what: `the label ${label} of ${names}, which ${prometheus} adds only to what leaves it.`,
    because: [
      `${label} is in external_labels: alerts that fire, remote write, federation and Thanos have it, and the series that rules and queries here read do not.`,
    ],
    remedy: `Leave the matcher on ${label} out, or ask where the series of all clusters are.`,
  };
}
