/** Why a selector has no series: told apart are a slip of the pen, an exporter that nobody scrapes, and what only waits. */
import { MASK } from '../../../kube/mask.ts';
import { memo } from '../../../kube/memo.ts';
import { indexing, indexOfNames, nearMetric, nearWord, resembling } from '../../../lang/promql/near-name.ts';
import type { NameIndex } from '../../../lang/promql/near-name.ts';
import { anchoredTest } from '../../../lang/re2/index.ts';
import type { AskedLabel, AskedSeries } from '../../../model/index.ts';
import { asksOf, bare } from './asks.ts';
import type { Ask } from './asks.ts';
import type { Stored } from './stored.ts';

export type Missing = { readonly metric: string } & (
  | { readonly kind: 'misspelt'; readonly meant: string }
  /** `sign`: what no target has (`job="kubelet"`), or what no metric begins with (`node_`). */
  | { readonly kind: 'not-scraped'; readonly sign: string }
  /** By its colons a recording rule makes it, and none here does. */
  | { readonly kind: 'not-recorded' }
  /** No exporter that is scraped declares it, and nothing tells whether one would later. */
  | { readonly kind: 'not-declared'; readonly near?: readonly string[] }
  /** An exporter declares it, and has no series of it yet. */
  | { readonly kind: 'quiet'; readonly type: string }
  /** It is stored, and has no series of the last hour. */
  | { readonly kind: 'past' }
  /** No series of the metric has the label. */
  | {
      readonly kind: 'label';
      readonly label: string;
      readonly labels?: readonly string[];
      readonly meant?: string;
      /** Prometheus adds it only to what leaves it. */
      readonly external?: true;
    }
  | {
      readonly kind: 'value';
      readonly label: string;
      /** With its operator: `="a"`. */
      readonly wanted: string;
      readonly values: readonly string[];
      readonly meant?: string;
      /** It is a job that no target has. */
      readonly noTarget?: true;
    }
  /** Each label is there, and no series has all of them. */
  | { readonly kind: 'together'; readonly selector: string }
);

/** `open`: not known. */
export type Presence = 'there' | 'open' | Missing;

/** Metric -> expressions of the rules that record it. */
export type Recordings = ReadonlyMap<string, readonly string[]>;

/** Recording rules that rest on one another are followed so far. */
const DEEPEST = 8;

/** Whether an ask has series, and if not, why. */
export function presenceOf(ask: Ask, stored: Stored, recordings: Recordings, depth = 0): Presence {
  const { metric, selector, labels } = ask;
  if (metric === undefined) return patternPresence(ask, stored);
  if (!stored.names.has(metric)) return nameMissing(ask, metric, { stored, recordings, depth });
  // What a recording rule rests on is looked for by its name alone.
  if (depth > 0) return 'there';
  const present = stored.isPresent(selector);
  if (present !== false) return present === true ? 'there' : 'open';
  if (labels.length === 0 || stored.isPresent(bare(metric)) === false) return { kind: 'past', metric };
  const found = labels.map((label) => labelMissing(metric, label, stored));
  const missing = found.find((each) => typeof each === 'object');
  if (missing) return missing;
  return found.includes('open') ? 'open' : { kind: 'together', metric, selector };
}

/** `{__name__=~"…"}`: of the names that match, any may have what else is asked. */
function patternPresence({ selector }: Ask, stored: Stored): Presence {
  const present = stored.isPresent(selector);
  if (present === undefined) return 'open';
  return present ? 'there' : { kind: 'together', metric: selector, selector };
}

/** The job that is asked for, as a matcher, where no target has it. */
function jobGone(labels: readonly AskedLabel[], stored: Stored): string | undefined {
  const found = labels.find((label) => isGoneJob(label, stored));
  return found && `job${found.op}${JSON.stringify(found.value)}`;
}

function isGoneJob({ name, op, value }: AskedLabel, stored: Stored): boolean {
  const jobs = stored.values('up', 'job');
  const test = name === 'job' && (op === '=' || op === '=~') ? testOf(op, value) : undefined;
  return test !== undefined && !test('') && jobs !== undefined && jobs.length < ALL && !jobs.some(test);
}

interface Around {
  readonly stored: Stored;
  readonly recordings: Recordings;
  readonly depth: number;
}

function nameMissing({ labels }: Ask, metric: string, { stored, recordings, depth }: Around): Presence {
  const recorded = recordings.get(metric);
  if (recorded !== undefined) {
    if (depth >= DEEPEST) return 'open';
    // It comes with the first evaluation, if what it rests on is there.
    const asks = recorded.flatMap((expr) => asksOf(expr, metric)).filter(({ role }) => role === 'needed');
    const found = asks.map((ask) => presenceOf(ask, stored, recordings, depth + 1));
    return found.find((each) => typeof each !== 'string') ?? found.find((each) => each === 'open') ?? 'there';
  }
  const type = declared(metric, stored);
  if (type !== undefined) {
    const siblings = siblingsOf(metric, stored);
    const total = `${metric}_total`;
    if (type === 'counter' && siblings.includes(total))
      // Where both are families, one exporter may call it so and another otherwise, or one speaks OpenMetrics to some.
      return stored.metadata?.has(total)
        ? { kind: 'not-declared', metric, near: [total] }
        : { kind: 'misspelt', metric, meant: total };
    if (siblings.length === 0 || isOf(type, metric, stored)) return { kind: 'quiet', metric, type };
    return { kind: 'not-declared', metric, near: siblings };
  }
  const among = recordings.size === 0 ? [indexOf(stored)] : [indexOf(stored), indexOfNames(recordings.keys())];
  const [meant] = among.flatMap((index) => nearMetric(metric, index) ?? []);
  if (meant !== undefined)
    return isOfOtherSystem(metric, meant)
      ? { kind: 'not-declared', metric, near: [meant] }
      : { kind: 'misspelt', metric, meant };
  // Colons are for recording rules (Prometheus' naming conventions).
  if (metric.includes(':')) return { kind: 'not-recorded', metric };
  const gone = jobGone(labels, stored);
  if (gone !== undefined) return { kind: 'not-scraped', metric, sign: gone };
  const prefix = prefixOf(metric);
  if (isAlone(prefix, stored) && metric !== 'up' && !OF_ANY.test(metric))
    return { kind: 'not-scraped', metric, sign: prefix };
  if (stored.metadata === undefined) return 'open';
  const near = among.flatMap((index) => resembling(metric, index));
  return { kind: 'not-declared', metric, ...(near.length > 0 ? { near } : {}) };
}

/**
 * Names that one exporter writes in other letters' cases on another operating system, for which rules ask besides. Source:
 * node_exporter v1.10 collector/meminfo_linux.go and meminfo_darwin.go, netstat_linux.go and netstat_freebsd.go.
 */
function isOfOtherSystem(metric: string, meant: string): boolean {
  return /^node_(?:memory|netstat)_/.test(metric) && metric.toLowerCase() === meant.toLowerCase();
}

/** The index, once it is made. */
const kept = memo((_stored: Stored): { index?: NameIndex } => ({}));

function indexOf(stored: Stored): NameIndex {
  return (kept(stored).index ??= indexOfNames(stored.names));
}

/** What is known of the names of a Prometheus is made ready in steps, where one of the metrics is not among them. */
export function* preparing(stored: Stored, asked: readonly AskedSeries[]): Generator<undefined, void> {
  if (asked.some(({ metric }) => metric !== undefined && !stored.names.has(metric)))
    kept(stored).index ??= yield* indexing(stored.names);
}

/** Beginnings that libraries and conventions give the metrics of any application: they tell of no exporter. */
const OF_ANY = /^(?:process|go|python|jvm|nodejs|ruby|dotnet|promhttp|scrape|http|grpc)_/;

const prefixOf = (metric: string): string => /^:?[^_:]+[_:]?/.exec(metric)?.[0] ?? metric;
const prefixesOf = memo(({ names }: Stored): ReadonlySet<string> => new Set([...names].map(prefixOf)));

/** Begins no metric like this one? */
function isAlone(prefix: string, stored: Stored): boolean {
  const all = prefixesOf(stored);
  if (/[_:]$/.test(prefix)) return !all.has(prefix);
  for (const each of all) if (each.startsWith(prefix)) return false;
  return true;
}

/** Endings of the series of a family, but for its own name (text format 0.0.4 and OpenMetrics). */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['_count', '_sum', '_created'],
  counter: ['_total', '_created'],
  gauge: [],
  info: ['_info'],
};

/** Has a family of this type such a series? Of a histogram none has its own name, unless it is a native one. */
function isOf(type: string, metric: string, { metadata }: Stored): boolean {
  if (metadata?.has(metric)) return type !== 'histogram';
  return ENDINGS[type]?.includes(OF_FAMILY.exec(metric)?.[0] ?? '') ?? true;
}

/** The series of the same family that there are. */
function siblingsOf(metric: string, { names }: Stored): readonly string[] {
  const family = metric.replace(OF_FAMILY, '');
  const all = ['', '_total', '_bucket', '_count', '_sum', '_info'].map((ending) => `${family}${ending}`);
  return all.filter((name) => name !== metric && names.has(name));
}

const OF_FAMILY = /_(?:total|created|bucket|count|sum|info|gcount|gsum)$/;

/** The type that exporters declare for the family of a metric; undefined: none does. */
export function declared(metric: string, { metadata }: Stored): string | undefined {
  return metadata?.get(metric) ?? metadata?.get(metric.replace(OF_FAMILY, ''));
}

/** More values than these are not all told. */
const ALL = 5000;
const TOLD = 10;
/** Of a job that no target has, a slip is likelier than another word. */
const SHORTEST_JOB = 3;
/** A label with more values has them of any form. */
const FEW = 20;

function labelMissing(metric: string, label: AskedLabel, stored: Stored): Missing | 'open' | undefined {
  const { name, op, value } = label;
  const test = testOf(op, value);
  // One without the label matches, too, and there may be one.
  if (test === undefined || test('')) return undefined;
  const values = stored.values(metric, name);
  if (values === undefined || values.length >= ALL || values.includes(MASK)) return 'open';
  if (values.length === 0) {
    const labels = stored.labels(metric).filter((each) => each !== '__name__');
    const external = stored.external.has(name);
    const meant = external ? undefined : nearWord(name, labels);
    return {
      kind: 'label',
      metric,
      label: name,
      ...(labels.length > 0 ? { labels: labels.slice(0, TOLD) } : {}),
      ...(meant === undefined ? {} : { meant }),
      ...(external ? { external } : {}),
    };
  }
  if (values.some(test)) return undefined;
  const wanted = op === '=' ? [value] : op === '=~' && /^[\w|-]+$/.test(value) ? value.split('|') : [];
  const noTarget = isGoneJob(label, stored);
  const meant = wanted
    .map(
      (each) =>
        sameNumber(each, values) ??
        (noTarget || values.length <= FEW ? nearWord(each, values, noTarget ? SHORTEST_JOB : undefined) : undefined),
    )
    .find((each) => each !== undefined);
  return {
    kind: 'value',
    metric,
    label: name,
    wanted: `${op}${JSON.stringify(value)}`,
    values: values.slice(0, TOLD),
    ...(meant === undefined ? {} : { meant }),
    ...(noTarget ? { noTarget: true as const } : {}),
  };
}

/** Prometheus 3 writes the numbers of `le` and `quantile` as floats: "1.0" in place of "1". */
function sameNumber(value: string, values: readonly string[]): string | undefined {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return values.find((each) => each.trim() !== '' && Number(each) === number);
}

/** undefined: the pattern cannot be judged. */
function testOf(op: AskedLabel['op'], value: string): ((text: string) => boolean) | undefined {
  if (op === '=') return (text) => text === value;
  if (op === '!=') return (text) => text !== value;
  const pattern = anchoredTest(value);
  if (pattern.kind !== 'ok') return undefined;
  return op === '=~' ? pattern.matches : (text) => !pattern.matches(text);
}
