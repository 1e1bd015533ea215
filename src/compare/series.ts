/** The jobs of targets: what rules and dashboards ask for by name, and what gets another name. */
import { jobsOfDashboards } from '../backends/grafana/find.ts';
import { jobsOfTargets } from '../backends/prometheus-operator/discovery/job-label.ts';
import { jobsAskedFor } from '../backends/prometheus-operator/running/rule-jobs.ts';
import { groupBy } from '../kube/group.ts';
import { onlySlip } from '../kube/nearest.ts';
import { keyOf, title } from '../kube/refs.ts';
import type { Facts, Item, Taker } from './facts.ts';

interface Jobs {
  readonly values: readonly string[];
  /** There may be others. */
  readonly open: boolean;
}

/** The jobs of the targets of each monitor that a stack takes, by keyOf. */
function jobsBy(facts: Facts, taker: Taker): ReadonlyMap<string, Jobs> {
  const { analysis } = facts.judged;
  const stack = analysis.stacks.find(({ ref }) => keyOf(ref) === taker.key);
  const jobs = new Map<string, Jobs>();
  if (!stack) return jobs;
  for (const [key, item] of facts.items) {
    const monitor = takenBy(item, taker) ? analysis.monitor(item.object) : undefined;
    if (!monitor) continue;
    const { values, gaps, open } = jobsOfTargets(analysis.world, monitor, stack);
    jobs.set(key, { values, open: open || gaps.length > 0 });
  }
  return jobs;
}

export interface RenamedJob {
  readonly from: string;
  readonly to: readonly string[];
  /** The monitor in HEAD. */
  readonly item: Item;
  /** Who asks for the old name: "alert WebDown of PrometheusRule shop/web". */
  readonly askedBy: readonly { readonly by: string; readonly item?: Item }[];
}

export interface AskedOtherwise {
  readonly rule: string;
  readonly item: Item;
  readonly from: string;
  readonly to: string;
  /** It is a slip of the pen away from a job that is there. */
  readonly isSlip: boolean;
}

/** Rules that asked for a job that there was, and ask for one that no monitor here gives. */
export function askedOtherwise({ was, is, items }: Sides, before: Taker, taker: Taker): readonly AskedOtherwise[] {
  const rules = [...was.items].filter(([, { object }]) => object.kind === 'PrometheusRule');
  const changed = rules.flatMap(([key, { object }]) => {
    const item = is.items.get(items.get(key) ?? '');
    if (!item || !takenBy(item, taker)) return [];
    const now = groupBy(jobsAskedFor(item.object), ({ rule }) => rule);
    return [...groupBy(jobsAskedFor(object), ({ rule }) => rule)].flatMap(([rule, asked]) => {
      const old = new Set(asked.map(({ job }) => job));
      const fresh = new Set((now.get(rule) ?? []).map(({ job }) => job));
      const [from] = [...old].filter((job) => !fresh.has(job));
      const [to] = [...fresh].filter((job) => !old.has(job));
      return from === undefined || to === undefined ? [] : [{ rule, item, from, to }];
    });
  });
  if (changed.length === 0) return [];
  const given = (facts: Facts, by: Taker): ReadonlySet<string> =>
    new Set([...jobsBy(facts, by).values()].flatMap(({ values }) => values));
  const old = given(was, before);
  const now = given(is, taker);
  return changed
    .filter(({ from, to }) => old.has(from) && !now.has(to))
    .map((each) => ({ ...each, isSlip: onlySlip(each.to, [...now]) !== undefined }));
}

interface Sides {
  readonly was: Facts;
  readonly is: Facts;
  readonly items: ReadonlyMap<string, string>;
}

function takenBy({ holds }: Item, taker: Taker): boolean {
  return holds.some((hold) => hold.taker.key === taker.key && hold.fate === 'taken');
}

/** Jobs that no target of the stack has any more, because those of the same monitor have another one. */
export function renamedJobs({ was, is, items }: Sides, before: Taker, taker: Taker): readonly RenamedJob[] {
  const old = jobsBy(was, before);
  const now = jobsBy(is, taker);
  const there = new Set([...now.values()].flatMap(({ values }) => values));
  const asked = askedIn(is, taker);
  const seen = new Set<string>();
  return [...old].flatMap(([key, { values, open }]) => {
    const other = items.get(key) ?? '';
    const [item, jobs] = [is.items.get(other), now.get(other)];
    if (open || !item || !jobs || jobs.open || jobs.values.length === 0) return [];
    const fresh = jobs.values.filter((job) => !values.includes(job));
    return values
      .filter((job) => !there.has(job) && !seen.has(job) && fresh.length > 0)
      .map((from): RenamedJob => {
        seen.add(from);
        return { from, to: fresh, item, askedBy: asked.get(from) ?? [] };
      });
  });
}

type Asking = RenamedJob['askedBy'][number];

/** What asks for each job by its whole name. */
function askedIn(facts: Facts, taker: Taker): ReadonlyMap<string, readonly Asking[]> {
  const rules = [...facts.items.values()].flatMap((item) =>
    item.object.kind === 'PrometheusRule' && takenBy(item, taker)
      ? jobsAskedFor(item.object).map(({ job, rule }) => ({ job, by: `${rule} of ${title(item.ref)}`, item }))
      : [],
  );
  const all: readonly (Asking & { readonly job: string })[] = [
    ...rules,
    ...jobsOfDashboards(facts.judged.analysis.world),
  ];
  const once = new Map(all.map((each) => [`${each.job} ${each.by}`, each]));
  return groupBy(once.values(), ({ job }) => job);
}
