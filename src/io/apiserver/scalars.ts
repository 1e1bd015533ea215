/** Strings and numbers against a schema. */
import { memo } from '../../kube/memo.ts';
import type { SchemaNode } from '../../model/schema.ts';

type Say = (message: string) => void;

/** Beyond this length a pattern whose time grows with the square of the text could take seconds. */
const LONG = 10_000;
/** Those are the ones that are not held at the beginning, and that of a semantic version. */
const SLOW = /^[^^]|\(\?:\\\.\(/;
const regexOf = memo(({ pattern = '' }: SchemaNode) => new RegExp(pattern));

function matches(node: SchemaNode, text: string): boolean {
  return !(text.length > LONG && SLOW.test(node.pattern ?? '')) && regexOf(node).test(text);
}

/** Characters as Go counts them. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** Is a string that follows the pattern of Prometheus's durations asked for? */
export const isDuration = ({ pattern = '' }: SchemaNode): boolean => pattern.includes('([0-9]+)ms');

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(?:s|secs?|seconds?)?$/i, 's'],
  [/^(?:m|mins?|minutes?)$/i, 'm'],
  [/^(?:h|hrs?|hours?)$/i, 'h'],
  [/^(?:d|days?)$/i, 'd'],
  [/^(?:w|weeks?)$/i, 'w'],
  [/^(?:ms|msecs?|milliseconds?)$/i, 'ms'],
];

/** What is said of a value that is none; Prometheus counts in seconds where no unit is said. */
export function durationProblem(value: string | number): string {
  const [, number = '', word = ''] = /^\s*(\d{1,9})\s*([a-z]{0,12})\s*$/i.exec(String(value)) ?? [];
  const unit = number === '' ? undefined : UNITS.find(([words]) => words.test(word))?.[1];
  return `must be a duration, as ${unit === undefined ? '30s or 5m' : `${number}${unit}`}`;
}

/** Go's time.RFC3339. */
const TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;
const QUANTITY = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

export const STRINGS = (text: string, node: SchemaNode, say: Say): void => {
  const { minLength = 0, maxLength, pattern, format, type } = node;
  if (text.length < minLength || (minLength > 0 && lengthOf(text) < minLength))
    say(`must NOT have fewer than ${minLength} characters`);
  if (maxLength !== undefined && lengthOf(text) > maxLength) say(`must NOT have more than ${maxLength} characters`);
  if (pattern !== undefined && !matches(node, text))
    say(isDuration(node) ? durationProblem(text) : `must match pattern "${pattern}"`);
  if (format === 'date-time' && !TIME.test(text)) say('must be a time like 2026-01-31T09:30:00Z');
  if (format === 'byte' && !BASE64.test(text.replaceAll(/[\r\n]/g, ''))) say('must be base64');
  if (type === 'quantity' && text !== '' && !QUANTITY.test(text)) say('must be a quantity like 100m or 1Gi');
};

export const NUMBERS = (value: number, { minimum, maximum, format, type, go }: SchemaNode, say: Say): void => {
  if (minimum !== undefined && value < minimum) say(`must be >= ${minimum}`);
  if (maximum !== undefined && value > maximum) say(`must be <= ${maximum}`);
  const small = format === 'int32' || (go === true && type === 'int-or-string');
  if (small && (value > 2 ** 31 - 1 || value < -(2 ** 31))) say('must fit into 32 bits');
};
