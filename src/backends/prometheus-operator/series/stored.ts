import { memo } from '../../../kube/memo.ts';
import type { Answer, LoadedRule, SeriesAnswers, StackObservation, Unanswered } from '../../../model/index.ts';
import { byCurrentShard, unseen } from '../running/merge.ts';

/** What all shards of a Prometheus have together. undefined: one that may have it gave no answer. */
export interface Stored {
  readonly names: ReadonlySet<string>;
  /** Type by family; undefined: not known of every shard. */
  readonly metadata: ReadonlyMap<string, string> | undefined;
  readonly isPresent: (selector: string) => boolean | undefined;
  readonly values: (metric: string, label: string) => readonly string[] | undefined;
  /** Empty: not asked. */
  readonly labels: (metric: string) => readonly string[];
  /** Labels that are added only to what leaves it. */
  readonly external: ReadonlySet<string>;
  /** The error with which the evaluation of an expression ended. */
  readonly failure: (expression: string) => string | undefined;
  /** How many expressions were not evaluated. */
  readonly unevaluated: number;
  /** Recording rules that are loaded. */
  readonly recordings: readonly Pick<LoadedRule, 'name' | 'query'>[];
}

/** undefined: it was not asked for series. Where the names of one shard are not known, nothing is known to be missing. */
export const storedIn = memo((live: StackObservation): Stored | Unanswered | undefined => {
  const shards = byCurrentShard(live).map((replicas) => replicas.flatMap(({ series }) => series ?? [])[0]);
  const asked = shards.filter((series) => series !== undefined);
  if (asked.length === 0) return undefined;
  const silent = asked.find(({ names }) => names.kind === 'unknown')?.names;
  if (silent?.kind === 'unknown') return silent;
  const hidden = unseen(live) ?? (asked.length < shards.length ? 'not every shard was asked' : undefined);
  if (hidden !== undefined)
    return { kind: 'unknown', reason: 'no-address', detail: `${hidden}.`, next: 'Give access to its pods.' };
  const names = new Set(asked.flatMap((each) => values(each.names)));
  if (names.size === 0)
    return {
      kind: 'unknown',
      reason: 'bad-answer',
      detail: 'it stores no metric at all, as when it has just started, or when another tenant is asked.',
      next: 'Ask again when it has scraped its targets, or give the tenant with --prometheus-header.',
    };
  const rules = live.instances.flatMap((each) => (each.rules?.kind === 'ok' ? each.rules.value : []));
  return {
    names,
    metadata: metadataOf(asked),
    isPresent: (selector) => presentIn(asked, selector),
    labels: (metric) => [...new Set(asked.flatMap(({ labels }) => (labels?.[metric] ? values(labels[metric]) : [])))],
    values: (metric, label) => valuesIn(asked, `${metric} ${label}`),
    external: new Set(asked.flatMap(({ external = [] }) => external)),
    failure: (expression) => asked.map(({ failures }) => failures?.[expression]).find((each) => each !== undefined),
    unevaluated: Math.max(0, ...asked.map(({ unevaluated = 0 }) => unevaluated)),
    recordings: rules.flatMap((group) => group.rules.filter(({ type }) => type === 'recording')),
  };
});

const values = <T>(answer: Answer<readonly T[]>): readonly T[] => (answer.kind === 'ok' ? answer.value : []);

function metadataOf(asked: readonly SeriesAnswers[]): Stored['metadata'] {
  const all = asked.flatMap(({ metadata }) => (metadata.kind === 'ok' ? [metadata.value] : []));
  return all.length < asked.length ? undefined : new Map(all.flatMap((each) => Object.entries(each)));
}

/** What is not in `present` is of a metric that is not stored there. */
function presentIn(asked: readonly SeriesAnswers[], selector: string): boolean | undefined {
  const answers = asked.flatMap(({ present }) => present[selector] ?? []);
  if (answers.some((answer) => answer.kind === 'ok' && answer.value)) return true;
  return answers.length === 0 || answers.some(({ kind }) => kind === 'unknown') ? undefined : false;
}

function valuesIn(asked: readonly SeriesAnswers[], key: string): readonly string[] | undefined {
  const answers = asked.flatMap((each) => each.values[key] ?? []);
  if (answers.length === 0 || answers.some(({ kind }) => kind === 'unknown')) return undefined;
  return [...new Set(answers.flatMap(values))];
}
