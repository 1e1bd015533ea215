/** Values as they are written into a YAML or JSON text that others wrote. */
import type { Json } from '../../../model/index.ts';
import { resolvePlain } from '../scalar.ts';

/** How text around a value is written. */
export interface Style {
  /** Keys and strings are in double quotes, as JSON has them. */
  readonly json: boolean;
  /** Columns from a map to the one inside it. */
  readonly step: number;
  /** How its lines end. */
  readonly eol: string;
}

export type Quotes = 'PLAIN' | 'QUOTE_SINGLE' | 'QUOTE_DOUBLE';

/** Letters, digits and what never means anything to YAML behind the first of them. */
const PLAIN = /^[A-Za-z0-9_/](?:[\w./-]|:(?=[\w/.-]))*$/;

/** One scalar, quoted as `was` where that can hold it. */
export function printScalar(value: string | number | boolean | null, style: Style, was: Quotes = 'PLAIN'): string {
  if (typeof value !== 'string') return String(value);
  if (style.json || was === 'QUOTE_DOUBLE') return JSON.stringify(value);
  // oxlint-disable-next-line no-control-regex -- what single quotes cannot hold
  if (was === 'QUOTE_SINGLE' && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value))
    return `'${value.replaceAll("'", "''")}'`;
  const resolved = resolvePlain(value);
  // What begins with a digit may be a date or a base 60 number to other readers of YAML 1.1.
  if (/^\d.*[-:]/.test(value)) return JSON.stringify(value);
  return PLAIN.test(value) && 'value' in resolved && resolved.value === value ? value : JSON.stringify(value);
}

/** A value within brackets, on one line. */
export function printFlow(value: Json, style: Style): string {
  if (value === null || typeof value !== 'object') return printScalar(value, style);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map((item) => printFlow(item, style)).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${printScalar(key, style)}: ${printFlow(item, style)}`);
  return `{${pairs.join(', ')}}`;
}

/** The lines of `key: value` in a block, without their common indentation. */
export function printPair(key: string, value: Json, style: Style): readonly string[] {
  const name = printScalar(key, style);
  if (value === null || typeof value !== 'object' || Array.isArray(value) || Object.keys(value).length === 0)
    return [`${name}: ${printFlow(value, style)}`];
  const inner = Object.entries(value).flatMap(([each, item]) => printPair(each, item, style));
  return [`${name}:`, ...inner.map((line) => ' '.repeat(style.step) + line)];
}
