/** Expressions with variables of Grafana's in them, made readable without their values. */
import { askedSelectors } from './asked.ts';
import type { AskedSelector } from './asked.ts';

/** In the place of a variable in a string or name: what holds it may be anything. */
const OPEN = 'promwire_any_value';

/** `$name`, `${name}`, `${name:format}`, `${name.field}`, `[[name]]`, `[[name:format]]`. */
const VARIABLE = /\$\{\w+(?:[.:][^}]*)?\}|\[\[\w+(?::[^\]]*)?\]\]|\$\w+/g;

/** Grafana's own, which stand for a time. */
const TIMES: Readonly<Record<string, string>> = {
  __rate_interval: '5m',
  __interval: '1m',
  __range: '1h',
  __interval_ms: '60000',
  __range_s: '3600',
  __range_ms: '3600000',
};

/** The expression with times filled in; undefined where it has other variables, of which the values are not known. */
export function withTimes(expr: string): string | undefined {
  const text = expr.replace(VARIABLE, (whole) => TIMES[/\w+/.exec(whole)?.[0] ?? ''] ?? whole);
  return text.search(VARIABLE) === -1 ? text : undefined;
}

/**
 * The selectors of an expression of a dashboard; undefined where it cannot be read. A matcher with a variable in it is left
 * out, and so is a selector whose metric has one.
 */
export function askedByPanel(expr: string): readonly AskedSelector[] | undefined {
  const parts = split(expr);
  for (const value of ['1', OPEN, '5m']) {
    const text = parts.map((part) => (part.variable ? inPlace(part, value) : part.text)).join('');
    const asked = askedSelectors(text);
    if (asked)
      return asked
        .filter(({ metric }) => metric !== undefined && !metric.includes(OPEN))
        .map((each) => ({
          ...each,
          matchers: each.matchers.filter((one) => !`${one.name}${one.value}`.includes(OPEN)),
        }));
  }
  return undefined;
}

interface Part {
  readonly text: string;
  readonly variable?: true;
  /** In a string or a part of a name, or where a duration belongs. */
  readonly in?: 'text' | 'duration';
}

function inPlace(part: Part, other: string): string {
  if (part.in === 'text') return OPEN;
  return part.in === 'duration' ? '5m' : other;
}

function split(expr: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  let quote = '';
  let brackets = 0;
  for (const match of expr.matchAll(VARIABLE)) {
    const before = expr.slice(at, match.index);
    for (let i = 0; i < before.length; i += 1) {
      const letter = before[i] ?? '';
      if (quote !== '') {
        if (letter === '\\' && quote !== '`') i += 1;
        else if (letter === quote) quote = '';
      } else if (letter === '"' || letter === "'" || letter === '`') quote = letter;
      else if (letter === '[') brackets += 1;
      else if (letter === ']') brackets -= 1;
    }
    const after = expr[match.index + match[0].length] ?? '';
    const isDuration = brackets > 0 || /\boffset\s+-?$/.test(before);
    const isText = quote !== '' || (!isDuration && (/[\w:]$/.test(before) || /[\w:{]/.test(after)));
    const place = isText ? 'text' : isDuration ? 'duration' : undefined;
    parts.push({ text: before });
    parts.push({ text: match[0], variable: true, ...(place === undefined ? {} : { in: place }) });
    at = match.index + match[0].length;
  }
  return [...parts, { text: expr.slice(at) }];
}
