/** Names in sentences. */

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
