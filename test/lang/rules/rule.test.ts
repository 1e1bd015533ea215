import { describe, expect, it } from '@jest/globals';
import type { LintOptions } from '../../../src/lang/rules/rule.ts';
import { lintRule, lintRuleSpec, MAX_RULE_BYTES } from '../../../src/lang/rules/rule.ts';
import type { Json } from '../../../src/model/index.ts';

const NEW: LintOptions = { evaluator: 'prometheus', version: '3.13.1' };
const OLD: LintOptions = { evaluator: 'prometheus', version: '2.30.0' };
const GOOD = {
  alert: 'Down',
  expr: 'up == 0',
  for: '5m',
  labels: { severity: 'critical' },
  annotations: { text: '{{ $value }}' },
};

const told = (rule: Json, options: LintOptions = NEW): readonly string[] =>
  lintRule(rule, options).problems.map(
    ({ path, about, by, message }) => `${path.join('.')} ${about} ${by}: ${message}`,
  );

describe('lintRule', () => {
  it('says nothing about a good rule', () => {
    expect(told(GOOD)).toEqual([]);
    expect(told({ record: 'job:up:sum', expr: 5 })).toEqual([]);
  });

  it.each<[string, Json, string]>([
    [
      'both kinds',
      { alert: 'A', record: 'a', expr: 'up' },
      " kind operator: only one of 'record' and 'alert' must be set",
    ],
    ['no kind', { expr: 'up' }, " kind operator: one of 'record' or 'alert' must be set"],
    ['no expression', { alert: 'A', expr: '' }, "expr expr operator: field 'expr' must be set in rule"],
    [
      'a bad expression',
      { alert: 'A', expr: 'rate(up)' },
      'expr expr operator: could not parse expression: expected type',
    ],
    ['a bad duration', { ...GOOD, for: '5 m' }, 'for type schema:'],
    ['a long duration', { ...GOOD, for: '293y' }, 'for duration operator: for: duration out of range'],
    ['for in a record', { record: 'a', expr: 'up', for: '1m' }, "for record-field operator: invalid field 'for'"],
    ['a bad record', { record: 'a{b="c"}', expr: 'up' }, 'record record-name operator: braces present'],
    ['__name__', { ...GOOD, labels: { __name__: 'x' } }, 'labels.__name__ label-name operator: invalid label name'],
    [
      'a bad template',
      { ...GOOD, annotations: { a: '{{ x }}' } },
      'annotations.a template operator: function "x" not defined',
    ],
    [
      'a control character',
      { ...GOOD, annotations: { a: 'b\u007f' } },
      'annotations.a characters operator: failed to marshal',
    ],
    ['a number as label', { ...GOOD, labels: { a: 1 } }, 'labels.a type schema: labels.a must be a string'],
    ['no object', 'up == 0', ' type schema: spec must be an object'],
  ])('finds %s', (_name, rule, expected) => {
    expect(told(rule)).toEqual([expect.stringContaining(expected)]);
  });

  it('knows what the version knows', () => {
    expect(told({ ...GOOD, labels: { 'a-b': 'x' } })).toEqual([]);
    expect(told({ ...GOOD, labels: { 'a-b': 'x' } }, OLD)).toEqual([
      'labels.a-b label-name operator: invalid label name: a-b',
    ]);
    expect(told({ record: 'a', expr: 'up', keep_firing_for: '1m' }, OLD)).toEqual([]);
    expect(told({ record: 'a', expr: 'up', keep_firing_for: '1m' })).toHaveLength(1);
  });
});

describe('lintRuleSpec', () => {
  const spec = (...groups: Json[]): Json => ({ groups });

  it('says nothing about nothing', () => {
    expect(lintRuleSpec({}, NEW)).toEqual({ problems: [], unknown: [] });
    expect(lintRuleSpec(spec({ name: 'a', rules: [GOOD] }), NEW)).toEqual({ problems: [], unknown: [] });
  });

  it('tells where', () => {
    const { problems } = lintRuleSpec(
      spec({ name: 'a' }, { name: 'a', query_offset: '', rules: [GOOD, { alert: 'A', expr: '{}' }] }),
      NEW,
    );
    expect(problems.map(({ path, about }) => [path.join('.'), about])).toEqual([
      ['groups.1.name', 'group-name'],
      ['groups.1.query_offset', 'duration'],
      ['groups.1.rules.1.expr', 'expr'],
    ]);
  });

  it.each<[Json]>([
    [null],
    [5],
    ['x'],
    [[]],
    [{ groups: 5 }],
    [{ groups: [null] }],
    [{ groups: [{ name: 'a', rules: 'x' }] }],
  ])('survives %j', (value) => {
    expect(lintRuleSpec(value, NEW).problems.every(({ by }) => by === 'schema')).toBe(true);
    expect(lintRuleSpec(value, NEW).problems).not.toEqual([]);
  });

  it('measures, and does not claim what it cannot measure', () => {
    const sized = (bytes: number): Json =>
      spec({ name: 'a', rules: [{ ...GOOD, annotations: { text: 'x'.repeat(bytes) } }] });
    expect(lintRuleSpec(sized(MAX_RULE_BYTES / 2), NEW)).toEqual({ problems: [], unknown: [] });
    expect(lintRuleSpec(sized(MAX_RULE_BYTES - 200), NEW).unknown).toHaveLength(1);
    expect(lintRuleSpec(sized(MAX_RULE_BYTES + 50), NEW).problems).toMatchObject([{ about: 'size' }]);
  });
});
