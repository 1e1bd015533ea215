import { isObject } from '../../kube/json.ts';
import type {
  Answer,
  Json,
  JsonObject,
  Labels,
  LoadedRule,
  LoadedRuleGroup,
  Sample,
  ScrapedTarget,
  TargetList,
  Unanswered,
} from '../../model/index.ts';
import { MASK } from '../../kube/mask.ts';
import { shownLabels } from '../projection/label-values.ts';
import { bareUrl, printable, unanswered } from './text.ts';

/*
 * `data` of each answer -> our nouns, by https://prometheus.io/docs/prometheus/latest/querying/api/.
 * A list of the wrong type makes the whole answer unknown, and so does an entry of the wrong type. Go's nil slices arrive as null and mean empty; a list that is not there at all was not answered.
 */

type Parsed<T> = Answer<T>;

function list(data: Json, field: string): readonly Json[] | undefined {
  const value = isObject(data) ? (data[field] === null ? [] : data[field]) : undefined;
  return Array.isArray(value) ? (value as readonly Json[]) : undefined;
}

function malformed(what: string): Answer<never> {
  return unanswered('bad-answer', `${what}: the answer does not have the documented shape.`, NOT_ITSELF);
}

const NOT_ITSELF = 'Give the address of Prometheus itself with --prometheus-url.';

function text(object: JsonObject, field: string): string {
  const value = object[field];
  return typeof value === 'string' ? value : '';
}

/** Only the string values: everything else is not a label. Those of credentials are masked. */
function labels(value: Json | undefined): Labels {
  if (!isObject(value)) return {};
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return shownLabels(Object.fromEntries(texts));
}

/** One that cannot be read may be any: what the others lack is then not known to be missing. */
function all<T>(
  entries: readonly Json[],
  read: (entry: JsonObject) => T | undefined,
  what: string,
): Answer<readonly T[]> {
  const value = entries.flatMap((entry) => (isObject(entry) ? (read(entry) ?? []) : []));
  const bad = entries.length - value.length;
  return bad === 0
    ? { kind: 'ok', value, warnings: [] }
    : unanswered('bad-answer', `${what}: ${bad} of ${entries.length} entries could not be read.`, NOT_ITSELF);
}

/** `data` of /api/v1/targets. */
export function parseTargets(data: Json, what: string): Parsed<TargetList> {
  const active = list(data, 'activeTargets');
  if (!active || !isObject(data)) return malformed(what);
  const targets = all(active, target, what);
  if (targets.kind === 'unknown') return targets;
  const counts = data['droppedTargetCounts'];
  const dropped = isObject(counts)
    ? Object.fromEntries(
        Object.entries(counts).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
      )
    : {};
  return { ...targets, value: { active: targets.value, dropped } };
}

function target(entry: JsonObject): ScrapedTarget | undefined {
  const pool = text(entry, 'scrapePool');
  const health = entry['health'];
  if (pool === '' || (health !== 'up' && health !== 'down' && health !== 'unknown')) return undefined;
  const scraped = text(entry, 'scrapeUrl');
  const address = URL.canParse(scraped) ? new URL(scraped).host : '';
  return {
    pool,
    url: targetUrl(scraped),
    address,
    labels: labels(entry['labels']),
    health,
    lastError: printable(text(entry, 'lastError')),
  };
}

/** Parameters stay (they tell two targets of one address apart), their values only where they cannot be a credential. */
function targetUrl(scraped: string): string {
  const bare = bareUrl(scraped);
  if (bare === undefined) return printable(scraped);
  const parameters = [...new URL(scraped).searchParams].map(([key, value]) => {
    const secret = /token|key|secret|pass|auth|sig/i.test(key);
    return `${encodeURIComponent(key)}=${secret ? MASK : encodeURIComponent(printable(value))}`;
  });
  return printable(parameters.length === 0 ? bare : `${bare}?${parameters.join('&')}`);
}

/** `data` of /api/v1/rules. */
export function parseRules(data: Json, what: string): Parsed<readonly LoadedRuleGroup[]> {
  const groups = list(data, 'groups');
  if (!groups) return malformed(what);
  let unread: Unanswered | undefined;
  const read = all(
    groups,
    (group): LoadedRuleGroup | undefined => {
      const entries = list(group, 'rules');
      if (!entries || text(group, 'name') === '') return undefined;
      const rules = all(entries, rule, `${what}, group ${printable(text(group, 'name'))}`);
      if (rules.kind === 'ok') return { name: text(group, 'name'), file: text(group, 'file'), rules: rules.value };
      unread ??= rules;
      return undefined;
    },
    what,
  );
  return unread ?? read;
}

function rule(entry: JsonObject): LoadedRule | undefined {
  const type = entry['type'];
  const health = entry['health'];
  const name = text(entry, 'name');
  if ((type !== 'alerting' && type !== 'recording') || name === '') return undefined;
  return {
    name,
    type,
    query: text(entry, 'query'),
    // Thanos and Mimir leave out what they do not know.
    health: health === 'ok' || health === 'err' ? health : 'unknown',
    lastError: printable(text(entry, 'lastError')),
  };
}

/** `data` of /api/v1/query: a vector's and a matrix' series, or one sample for a scalar or a string. */
export function parseSamples(data: Json, what: string): Parsed<readonly Sample[]> {
  const result = isObject(data) ? data['result'] : undefined;
  if (!isObject(data) || !Array.isArray(result)) return malformed(what);
  const entries = result as readonly Json[];
  if (data['resultType'] === 'scalar' || data['resultType'] === 'string') {
    const value = entries[1];
    return typeof value === 'string' ? { kind: 'ok', value: [{ labels: {}, value }], warnings: [] } : malformed(what);
  }
  return all(entries, sample, what);
}

function sample(entry: JsonObject): Sample | undefined {
  const pairs = Array.isArray(entry['values']) ? (entry['values'] as readonly Json[]) : [entry['value']];
  const last = pairs.at(-1);
  if (Array.isArray(last) && typeof last[1] === 'string') return { labels: labels(entry['metric']), value: last[1] };
  // A native histogram has no single number; that it exists is what counts.
  return entry['histogram'] !== undefined || entry['histograms'] !== undefined
    ? { labels: labels(entry['metric']), value: 'histogram' }
    : undefined;
}

/**
 * Job names of /api/v1/status/config. The YAML holds the whole configuration (secrets masked by Prometheus, URLs'
 * user names not): nothing but the names is kept. Prometheus prints it itself, so one form of line is enough; names that need quotes are
 * none of the operator's for monitors.
 */
export function parseJobs(data: Json, what: string): Parsed<readonly string[]> {
  const yaml = isObject(data) ? data['yaml'] : undefined;
  if (typeof yaml !== 'string') return malformed(what);
  const names = [...yaml.matchAll(/^(?:- |  )job_name: ["']?([^"'\n\r]+?)["']?\r?$/gm)].map((match) => match[1] ?? '');
  return { kind: 'ok', value: names, warnings: [] };
}

/** Names of the labels under `global.external_labels` in the same answer; their values are not kept. */
export function parseExternalLabels(data: Json, what: string): Parsed<readonly string[]> {
  const yaml = isObject(data) ? data['yaml'] : undefined;
  if (typeof yaml !== 'string') return malformed(what);
  const [block = ''] = /^  external_labels:\r?\n(?: {4}\S.*(?:\n|$))+/m.exec(yaml) ?? [];
  const names = [...block.matchAll(/^ {4}["']?([A-Za-z_]\w*)["']?: /gm)].map((match) => match[1] ?? '');
  return { kind: 'ok', value: names, warnings: [] };
}

/** `data` of /api/v1/status/runtimeinfo: did the last reload of the configuration succeed? */
export function parseReloaded(data: Json, what: string): Parsed<boolean> {
  const success = isObject(data) ? data['reloadConfigSuccess'] : undefined;
  return typeof success === 'boolean' ? { kind: 'ok', value: success, warnings: [] } : malformed(what);
}

/** `data` of /api/v1/label/NAME/values. */
export function parseTexts(data: Json, what: string): Parsed<readonly string[]> {
  // No value at all is Go's nil slice.
  const values = data === null ? [] : data;
  if (!Array.isArray(values)) return malformed(what);
  const texts = (values as readonly Json[]).filter((value): value is string => typeof value === 'string');
  return texts.length === values.length ? { kind: 'ok', value: texts, warnings: [] } : malformed(what);
}

/** `data` of /api/v1/metadata: the type of each family, '' where it has none. */
export function parseMetadata(data: Json, what: string): Parsed<Readonly<Record<string, string>>> {
  if (!isObject(data)) return malformed(what);
  const types = Object.entries(data).map(([family, entries]) => {
    const [first] = Array.isArray(entries) ? (entries as readonly Json[]) : [];
    return [family, isObject(first) ? text(first, 'type') : ''] as const;
  });
  return { kind: 'ok', value: Object.fromEntries(types), warnings: [] };
}
