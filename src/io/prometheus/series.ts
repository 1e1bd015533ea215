/** Which of the series that rules and dashboards ask for a running Prometheus has. */
import type { Answer, AskedSeries, Labels, SeriesAnswers } from '../../model/index.ts';
import { secretValue } from '../projection/label-values.ts';
import type { Prometheus } from './index.ts';

/** Longest query of several selectors: it is part of an URL, which proxies cut at 8 KiB. */
const LONGEST = 3000;
/** Most selectors that are looked for at once, and of how many labels the values, of how many metrics the labels, are asked, and how many expressions are evaluated. */
const MOST = { selectors: 1500, values: 400, labelled: 100, evaluated: 60, atOnce: 4 };
/** Of values that are told. */
const MOST_VALUES = 5000;

/** Label by which the answers about several selectors in one query are told apart. */
const NUMBER = 'promwire_number';

/**
 * Asks in few questions: the names, the metadata, every selector in queries of many, those that have no series now once
 * more about the last hour, and then the values of the labels that those ask for.
 */
export async function askSeries(
  prometheus: Prometheus,
  asked: readonly AskedSeries[],
  signal: AbortSignal,
): Promise<SeriesAnswers> {
  const once = [...new Map(asked.map((each) => [each.selector, each])).values()].slice(0, MOST.selectors);
  const [names, metadata] = await Promise.all([
    prometheus.labelValues('__name__', undefined, signal),
    prometheus.metadata(signal),
  ]);
  if (names.kind === 'unknown') return { names, metadata, present: {}, values: {} };
  const stored = new Set(names.value);
  // Of a metric that is not stored at all no selector has a series.
  const open = once.filter(({ metric }) => metric === undefined || stored.has(metric));
  const now = await ask(prometheus, open, (selector) => `count(${selector})`, signal);
  const absent = open.filter(({ selector }) => !isPresent(now.get(selector)));
  const lately = await ask(prometheus, absent, (selector) => `count(last_over_time(${selector}[1h]))`, signal);
  // Has the metric series at all, with other labels?
  const bare = absent.flatMap(({ metric, labels, selector }) =>
    metric === undefined || labels.length === 0 || isPresent(lately.get(selector))
      ? []
      : [{ selector: `{__name__=${JSON.stringify(metric)}}`, metric, labels: [] }],
  );
  const alone = await ask(prometheus, bare, (selector) => `count(last_over_time(${selector}[1h]))`, signal);
  const pairs = absent.flatMap(({ selector, metric, labels }) =>
    isPresent(lately.get(selector))
      ? []
      : labels.flatMap(({ name }) => (metric === undefined ? [] : [{ metric, name }])),
  );
  const pairOf = new Map(pairs.map((each) => [`${each.metric} ${each.name}`, each]));
  const wanted = [...pairOf].slice(0, MOST.values);
  const values = await inTurns(
    [...wanted, ['up job', { metric: 'up', name: 'job' }] as const],
    async ([key, { metric, name }]) => {
      const answer = await prometheus.labelValues(name, `{__name__=${JSON.stringify(metric)}}`, signal);
      return [key, shown(name, answer)] as const;
    },
  );
  const empty = values.flatMap(([key, answer]) => {
    const metric = answer.kind === 'ok' && answer.value.length === 0 ? pairOf.get(key)?.metric : undefined;
    return metric === undefined ? [] : [metric];
  });
  const labels = await inTurns([...new Set(empty)].slice(0, MOST.labelled), async (metric) => {
    const answer = await prometheus.labelNames(`{__name__=${JSON.stringify(metric)}}`, signal);
    return [metric, answer.kind === 'ok' ? { ...answer, value: answer.value.slice(0, MOST_VALUES) } : answer] as const;
  });
  const external = empty.length > 0 ? await prometheus.externalLabels(signal) : undefined;
  // Where a side has no series nothing is matched: those that can fail come first.
  const ordered = [...asked.filter(({ selector }) => isPresent(now.get(selector))), ...asked];
  const expressions = [...new Set(ordered.flatMap(({ evaluate }) => evaluate ?? []))];
  const evaluated = expressions.filter((each) => encodeURIComponent(each).length <= LONGEST).slice(0, MOST.evaluated);
  const failures = await failuresOf(prometheus, evaluated, signal);
  const unevaluated = expressions.length - evaluated.length;
  return {
    names,
    metadata,
    present: Object.fromEntries([...now, ...lately, ...alone]),
    values: Object.fromEntries(values),
    labels: Object.fromEntries(labels),
    ...(external?.kind === 'ok' && external.value.length > 0 ? { external: external.value } : {}),
    ...(failures.length > 0 ? { failures: Object.fromEntries(failures) } : {}),
    ...(unevaluated > 0 ? { unevaluated } : {}),
  };
}

/** Characters of an error: it quotes the labels of series. */
const LONGEST_ERROR = 400;

/** Expressions of which the evaluation ends in an error, with that; one sample is all that comes back. */
async function failuresOf(
  prometheus: Prometheus,
  expressions: readonly string[],
  signal: AbortSignal,
): Promise<readonly (readonly [string, string])[]> {
  const subject = `query of ${prometheus.instance.name}: `;
  const answers = await inTurns(
    expressions,
    async (each) => [each, await prometheus.query(`count(${each}\n)`, signal)] as const,
  );
  return answers.flatMap(([each, answer]) => {
    if (answer.kind === 'ok' || answer.reason !== 'refused' || !EVALUATION.test(answer.detail)) return [];
    const error = answer.detail.startsWith(subject) ? answer.detail.slice(subject.length) : answer.detail;
    return [[each, error.slice(0, LONGEST_ERROR)] as const];
  });
}

/** Of errors those of which the series are the reason, not the version or a limit (promql/engine.go). */
const EVALUATION = /many-to-many|duplicate series|multiple matches|same labelset/;

const isPresent = (answer: Answer<boolean> | undefined): boolean => answer?.kind === 'ok' && answer.value;

function shown(label: string, answer: Answer<readonly string[]>): Answer<readonly string[]> {
  if (answer.kind === 'unknown') return answer;
  return { ...answer, value: answer.value.slice(0, MOST_VALUES).map((value) => secretValue(label, value)) };
}

/** By selector, in queries of many; one that is refused is asked again in halves. */
async function ask(
  prometheus: Prometheus,
  asked: readonly AskedSeries[],
  queryOf: (selector: string) => string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Answer<boolean>>> {
  const found = await inTurns(
    batches(
      asked.map(({ selector }) => selector),
      queryOf,
    ),
    async (batch) => await tell(batch),
  );
  return new Map(found.flat());

  async function tell(batch: readonly string[]): Promise<readonly (readonly [string, Answer<boolean>])[]> {
    const answer = await prometheus.query(
      batch.map((selector, i) => numbered(queryOf(selector), i)).join(' or '),
      signal,
    );
    if (answer.kind === 'ok') {
      const numbers = new Set(answer.value.map(({ labels }: { readonly labels: Labels }) => labels[NUMBER]));
      return batch.map((selector, i) => [selector, { kind: 'ok', value: numbers.has(String(i)), warnings: [] }]);
    }
    if (batch.length === 1 || answer.reason !== 'refused') return batch.map((selector) => [selector, answer]);
    const half = Math.ceil(batch.length / 2);
    return [...(await tell(batch.slice(0, half))), ...(await tell(batch.slice(half)))];
  }
}

const numbered = (query: string, i: number): string => `label_replace(${query},"${NUMBER}","${i}","","")`;

function batches(selectors: readonly string[], queryOf: (selector: string) => string): readonly (readonly string[])[] {
  const found: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const selector of selectors) {
    const more = encodeURIComponent(numbered(queryOf(selector), 100)).length + 8;
    if (length + more > LONGEST) {
      found.push([]);
      length = 0;
    }
    found.at(-1)?.push(selector);
    length += more;
  }
  return found;
}

async function inTurns<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += MOST.atOnce)
    results.push(...(await Promise.all(items.slice(start, start + MOST.atOnce).map(run))));
  return results;
}
