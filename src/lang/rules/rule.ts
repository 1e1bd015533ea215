import type { Json } from '../../model/index.ts';
import { CRD_DURATION, parseDuration } from '../go/duration.ts';
import type { NameScheme } from '../labels.ts';
import { isLabelName, isMetricName } from '../labels.ts';
import type { Features } from '../promql/index.ts';
import { featuresOf, parseExpression } from '../promql/index.ts';
import { ruleSize } from './size.ts';
import { breaksKey, NOT_WRITABLE, stored } from './text.ts';
import { checkTemplate } from '../template/index.ts';
import type { Evaluator } from '../versions.ts';
import { isAtLeast, nameScheme } from '../versions.ts';

/** One thing that is wrong in a rule. `path` leads to it from where the lint began: ["groups", 0, "rules", 1, "expr"]. */
export interface RuleProblem {
  readonly path: readonly (string | number)[];
  readonly about:
    | 'type'
    | 'kind'
    | 'group-name'
    | 'record-name'
    | 'record-field'
    | 'expr'
    | 'duration'
    | 'label-name'
    | 'annotation-name'
    | 'template'
    | 'characters'
    | 'size';
  /** The API server's schema does not let it in, or the operator rejects the whole object. */
  readonly by: 'schema' | 'operator';
  readonly message: string;
}

export interface RuleLint {
  /** Empty: the operator takes it. */
  readonly problems: readonly RuleProblem[];
  /** What could not be decided: nested too deeply, or near the limit of size. */
  readonly unknown: readonly RuleProblem[];
}

export interface LintOptions {
  readonly evaluator: Evaluator;
  /** spec.version of the Prometheus or ThanosRuler; absent: the operator's default. */
  readonly version?: string;
  /** Version of the operator; absent: the newest. */
  readonly operator?: string;
  /** Of the Prometheus' spec.enableFeatures; ThanosRuler has none. */
  readonly features?: Features;
}

type Path = readonly (string | number)[];
type JsonObject = Readonly<Record<string, Json>>;

interface Lint {
  readonly options: LintOptions;
  readonly problems: RuleProblem[];
  readonly unknown: RuleProblem[];
}

/** Which version knows a field; before it the operator takes the field away (pkg/operator/rules.go:157-204 of v0.93.0). */
const SINCE: Readonly<Record<string, Readonly<Record<Evaluator, string>>>> = {
  query_offset: { prometheus: '2.53.0', thanos: '0.38.0' },
  labels: { prometheus: '3.0.0', thanos: '0.39.0' },
  keep_firing_for: { prometheus: '2.42.0', thanos: '0.34.0' },
};

/**
 * Judges the spec of a PrometheusRule as the API server and prometheus-operator v0.93.0 do for one Prometheus or
 * ThanosRuler (the CRD, pkg/operator/rules.go, model/rulefmt of Prometheus v0.313.1). One problem rejects the whole object.
 */
export function lintRuleSpec(spec: Json, options: LintOptions): RuleLint {
  const lint = begin(options);
  const object = objectAt(lint, spec, []);
  // What is refused for its size is not worth the time that its expressions may take.
  if (object !== undefined) lintSize(lint, object);
  if (lint.problems.length > 0) return { problems: lint.problems, unknown: [] };
  const groups = object === undefined ? [] : listAt(lint, object['groups'], ['groups']);
  const seen = new Set<string>();
  groups.forEach((group, i) => lintGroup(lint, group, ['groups', i], seen));
  return { problems: lint.problems, unknown: lint.problems.length > 0 ? withoutSize(lint.unknown) : lint.unknown };
}

const withoutSize = (unknown: readonly RuleProblem[]): readonly RuleProblem[] =>
  unknown.filter(({ about }) => about !== 'size');

/** Judges one rule of a group; paths begin at the rule. */
export function lintRule(rule: Json, options: LintOptions): RuleLint {
  const lint = begin(options);
  lintOne(lint, rule, []);
  return { problems: lint.problems, unknown: lint.unknown };
}

const namesIn = ({ options: { evaluator, version, operator } }: Lint): NameScheme =>
  nameScheme(evaluator, version, operator);

const begin = (options: LintOptions): Lint => ({ options, problems: [], unknown: [] });

function report(lint: Lint, path: Path, about: RuleProblem['about'], message: string): void {
  lint.problems.push({ path, about, by: about === 'type' || about === 'group-name' ? 'schema' : 'operator', message });
}

/** Before these operators no ThanosRuler knew the field (rules.go of v0.70.0, v0.72.0, v0.85.0 and v0.88.0). */
const THANOS_SINCE: Readonly<Record<string, string>> = {
  keep_firing_for: '0.72.0',
  query_offset: '0.86.0',
  labels: '0.86.0',
};

const known = ({ options: { evaluator, version, operator } }: Lint, field: string): boolean =>
  isAtLeast(version, SINCE[field]?.[evaluator] ?? '0.0.0') &&
  (evaluator === 'prometheus' || isAtLeast(operator, THANOS_SINCE[field] ?? '0.0.0'));

function show(path: Path): string {
  const last = path.at(-1) ?? 'spec';
  return typeof last === 'number' ? `entry ${last + 1}` : last;
}

/** The value as an object; anything else is reported, except absence. */
function objectAt(lint: Lint, value: Json | undefined, path: Path): JsonObject | undefined {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
  if (value !== null && value !== undefined) report(lint, path, 'type', `${show(path)} must be an object`);
  else if (typeof path.at(-1) !== 'string') report(lint, path, 'type', `${show(path)} must not be null`);
  return undefined;
}

function listAt(lint: Lint, value: Json | undefined, path: Path): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  if (value !== null && value !== undefined) report(lint, path, 'type', `${show(path)} must be a list`);
  return [];
}

function textAt(lint: Lint, object: JsonObject, field: string, path: Path): string | undefined {
  const value = object[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'string') return writable(lint, value, [...path, field]);
  report(lint, [...path, field], 'type', `${field} must be a string`);
  return undefined;
}

/** The text as it stands once the operator has written it out; characters that cannot be written are reported. */
function writable(lint: Lint, text: string, path: Path): string {
  if (NOT_WRITABLE.test(text))
    report(lint, path, 'characters', 'failed to marshal content: yaml: control characters are not allowed');
  return stored(text);
}

/** Labels or annotations; their values must be strings. */
function mapAt(lint: Lint, object: JsonObject, field: string, path: Path): readonly (readonly [string, string])[] {
  const entries = Object.entries(objectAt(lint, object[field], [...path, field]) ?? {});
  return entries.flatMap(([key, value]) => {
    const at = [...path, field, key];
    if (NOT_WRITABLE.test(key) || breaksKey(key))
      report(lint, at, 'characters', 'failed to marshal content: the name holds a control character');
    if (typeof value === 'string') return [[key, writable(lint, value, at)] as const];
    report(lint, at, 'type', `${field}.${key} must be a string`);
    return [];
  });
}

function lintGroup(lint: Lint, value: Json, path: Path, seen: Set<string>): void {
  const group = objectAt(lint, value, path);
  if (group === undefined) return;
  const name = textAt(lint, group, 'name', path) ?? '';
  if (name === '') report(lint, [...path, 'name'], 'type', 'Groupname must not be empty');
  if (seen.has(name))
    report(lint, [...path, 'name'], 'group-name', `groupname: "${name}" is repeated in the same file`);
  seen.add(name);
  if (group['limit'] !== undefined && group['limit'] !== null && !Number.isInteger(group['limit']))
    report(lint, [...path, 'limit'], 'type', 'limit must be an integer');
  lintDuration(lint, group, 'interval', path);
  lintDuration(lint, group, 'query_offset', path);
  if (known(lint, 'labels')) lintLabelNames(lint, mapAt(lint, group, 'labels', path), path);
  listAt(lint, group['rules'], [...path, 'rules']).forEach((rule, i) => lintOne(lint, rule, [...path, 'rules', i]));
}

/** Milliseconds; 0 where it is absent, invalid, or a field that this version does not know. */
function lintDuration(lint: Lint, object: JsonObject, field: string, path: Path): number {
  const text = textAt(lint, object, field, path);
  if (text === undefined) return 0;
  const at = [...path, field];
  if (!CRD_DURATION.test(text) || (text === '' && field === 'keep_firing_for')) {
    report(lint, at, 'type', `${field}: ${JSON.stringify(text)} is not a duration such as 30s or 1h30m`);
    return 0;
  }
  // The operator leaves these two out when they are empty, but not query_offset.
  if (!known(lint, field) || (text === '' && field !== 'query_offset')) return 0;
  const duration = parseDuration(text);
  if (duration.kind === 'ok') return duration.milliseconds;
  report(lint, at, 'duration', `${field}: ${duration.message}`);
  return 0;
}

function lintLabelNames(lint: Lint, labels: readonly (readonly [string, string])[], path: Path): void {
  const names = namesIn(lint);
  for (const [key] of labels)
    if (!isLabelName(key, names) || key === '__name__')
      report(lint, [...path, 'labels', key], 'label-name', `invalid label name: ${key}`);
}

function lintOne(lint: Lint, value: Json, path: Path): void {
  const rule = objectAt(lint, value, path);
  if (rule === undefined) return;
  const record = textAt(lint, rule, 'record', path) ?? '';
  const alert = textAt(lint, rule, 'alert', path) ?? '';
  if (record !== '' && alert !== '') report(lint, path, 'kind', "only one of 'record' and 'alert' must be set");
  if (record === '' && alert === '') report(lint, path, 'kind', "one of 'record' or 'alert' must be set");
  lintExpression(lint, rule, path);
  const delay = lintDuration(lint, rule, 'for', path);
  const keep = lintDuration(lint, rule, 'keep_firing_for', path);
  const labels = mapAt(lint, rule, 'labels', path);
  const annotations = mapAt(lint, rule, 'annotations', path);
  if (record !== '') {
    const absent = { annotations: annotations.length === 0, for: delay === 0, keep_firing_for: keep === 0 };
    for (const [field, fine] of Object.entries(absent))
      if (!fine) report(lint, [...path, field], 'record-field', `invalid field '${field}' in recording rule`);
    lintRecordName(lint, record, path);
  }
  lintLabelNames(lint, labels, path);
  const names = namesIn(lint);
  for (const [key] of annotations)
    if (!isLabelName(key, names))
      report(lint, [...path, 'annotations', key], 'annotation-name', `invalid annotation name: ${key}`);
  if (alert === '') return;
  for (const [key, text] of labels) lintTemplate(lint, text, alert, [...path, 'labels', key]);
  for (const [key, text] of annotations) lintTemplate(lint, text, alert, [...path, 'annotations', key]);
}

function lintRecordName(lint: Lint, record: string, path: Path): void {
  const at = [...path, 'record'];
  if (!isMetricName(record, namesIn(lint))) report(lint, at, 'record-name', `invalid recording rule name: ${record}`);
  if (/[{}]/.test(record))
    report(lint, at, 'record-name', `braces present in the recording rule name; should it be in expr?: ${record}`);
}

function lintExpression(lint: Lint, rule: JsonObject, path: Path): void {
  const at = [...path, 'expr'];
  const value = rule['expr'] ?? undefined;
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isInteger(value))) {
    report(lint, at, 'type', 'expr must be a string or an integer');
    return;
  }
  const text = typeof value === 'string' ? writable(lint, value, at) : String(value);
  if (text === '') {
    report(lint, at, 'expr', "field 'expr' must be set in rule");
    return;
  }
  const { evaluator, operator, features = featuresOf([], operator) } = lint.options;
  const answer = parseExpression(text, evaluator === 'thanos' ? featuresOf([], operator) : features);
  if (answer.kind === 'invalid') report(lint, at, 'expr', `could not parse expression: ${answer.message}`);
  if (answer.kind === 'unknown')
    lint.unknown.push({ path: at, about: 'expr', by: 'operator', message: answer.message });
}

function lintTemplate(lint: Lint, text: string, alert: string, path: Path): void {
  const answer = checkTemplate(text, alert);
  if (answer.kind === 'invalid') report(lint, path, 'template', answer.message);
  if (answer.kind === 'unknown')
    lint.unknown.push({ path, about: 'template', by: 'operator', message: answer.message });
}

/** Half of what a Secret may hold: what the operator lets into one ConfigMap. */
export const MAX_RULE_BYTES = 524_288;

function lintSize(lint: Lint, spec: JsonObject): void {
  const { least, most } = ruleSize(spec);
  if (most <= MAX_RULE_BYTES) return;
  const problem: RuleProblem = {
    path: [],
    about: 'size',
    by: 'operator',
    message: `rendered it has ${least} to ${most} bytes, and the limit is ${MAX_RULE_BYTES}`,
  };
  (least > MAX_RULE_BYTES ? lint.problems : lint.unknown).push(problem);
}
