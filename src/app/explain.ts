import { PromwireError } from '../errors.ts';
import { pages } from '../generated/pages.ts';
import { nearest } from '../kube/nearest.ts';
import { checks, clusterChecks } from '../registry.ts';
import { command } from '../kube/shell.ts';

/** What can be wrong. */
export interface Cause {
  /** Id of its check. */
  readonly id: string;
  readonly title: string;
  /** As Markdown: symptom, why, how to see it, how to fix it. */
  readonly page: string;
}

/** Every cause that the checks know, by id. */
export function causes(): readonly Cause[] {
  return [...checks, ...clusterChecks]
    .map(({ id, title }) => ({ id, title, page: pages[id] ?? '' }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Is it the id of a check? */
export function isCause(id: string): boolean {
  return causes().some((cause) => cause.id === id);
}

/** The page of a cause. Throws PromwireError 'usage'. */
export function explain(id: string): string {
  const page = causes().find((cause) => cause.id === id)?.page;
  if (page !== undefined) return page.endsWith('\n') ? page : `${page}\n`;
  const near = nearest(
    id,
    causes().map((cause) => cause.id),
  );
  throw new PromwireError(
    'usage',
    /\s/.test(id) ? 'no cause is known for these words' : `no check is called ${id}`,
    near === undefined
      ? 'promwire check looks for every cause; promwire explain lists them.'
      : `Did you mean ${command`promwire explain ${near}`}?`,
  );
}
