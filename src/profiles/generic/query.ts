/** Names of other people's metrics in PromQL, legends and texts. */
import { isLabelName, isMetricName } from '../../lang/labels.ts';
import { quote } from '../../lang/go/string.ts';

/** Labels that the operator gives to every target: one of a metric with such a name is stored as `exported_…`. */
const OF_TARGETS: readonly string[] = ['container', 'endpoint', 'instance', 'job', 'namespace', 'pod', 'service'];

/** Has a target such a label, too? */
export const isOfTargets = (label: string): boolean => OF_TARGETS.includes(label);

/** The name under which Prometheus stores a label of the page, where the monitor does not honour labels. */
export const stored = (label: string): string => (isOfTargets(label) ? `exported_${label}` : label);

/** Words that PromQL reads as a number where a name could be. */
const NUMBERS = /^(?:inf|nan)$/i;

/** Words of the language where a name could be (promql/parser/lex.go of Prometheus v3.13), in any letters. */
const KEYWORDS =
  /^(?:and|or|unless|atan2|offset|by|without|on|ignoring|group_left|group_right|bool|smoothed|anchored|fill|fill_left|fill_right|start|end|step|sum|avg|count|min|max|group|stddev|stdvar|topk|bottomk|count_values|quantile|limitk|limit_ratio)$/i;

/** A label in a matcher or a `by`. From Prometheus 3.0 any text may be one, in quotes. */
export const labelIn = (label: string): string =>
  isLabelName(label, 'legacy') && !NUMBERS.test(label) ? label : quote(label);

/** `by (a, b)` of labels as they are stored. */
export const by = (labels: readonly string[]): string => `by (${labels.map(labelIn).join(', ')})`;

/** The series of a metric. Any text may be its name. */
export function series(name: string, matchers: readonly string[]): string {
  const plain = isMetricName(name, 'legacy') && !NUMBERS.test(name) && !KEYWORDS.test(name);
  return plain ? `${name}{${matchers.join(',')}}` : `{${[`__name__=${quote(name)}`, ...matchers].join(',')}}`;
}

/** `label="value"`. */
export const equals = (label: string, value: string): string => `${labelIn(label)}=${quote(value)}`;

/** Grafana's legend out of labels; it takes no quotes, and ends a name at a brace. */
export const legendOf = (labels: readonly string[]): string =>
  labels
    .filter((label) => !/[{}]/.test(label))
    .map((label) => `{{${label}}}`)
    .join(' ');

/** What Grafana, Prometheus or our own templates would fill in, wherever it is written. */
const FILLED = /<%|%>|\{\{|\}\}|\$|\[\[|\]\]/;

/** A name that can be asked for from a dashboard: in the others a variable would be filled in. */
export const isAskable = (name: string): boolean => name !== '' && !FILLED.test(name) && !/\p{Cc}/u.test(name);

const LONGEST = 300;

/**
 * A text of the application's page for a reader: as long as a reader takes, and nothing in it that Grafana, Prometheus or
 * our own templates would fill in.
 */
export function plain(text: string): string {
  const flat = text
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replaceAll(new RegExp(FILLED, 'g'), ' ')
    .replaceAll(/[<>[\]`]/g, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  return flat.length > LONGEST ? `${flat.slice(0, LONGEST - 1).trimEnd()}…` : flat;
}

/** "shop-api" -> "ShopApi", before the names of its alerts. */
export function camelCase(id: string): string {
  const words = id.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(name) ? name : `App${name}`;
}
