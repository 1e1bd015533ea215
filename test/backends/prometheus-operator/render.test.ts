import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { renderRules } from '../../../src/backends/prometheus-operator/render.ts';
import { pretty } from '../../../src/lang/promql/pretty.ts';
import { sameExpression } from '../../../src/lang/promql/same.ts';
import { profiles } from '../../../src/profiles/index.ts';
import type { RuleGroup } from '../../../src/model/index.ts';

const PLACE = { name: 'rules', namespace: 'monitoring', labels: {} };
const groupsIn = (spec: unknown): readonly RuleGroup[] => (spec as { readonly groups: readonly RuleGroup[] }).groups;
const rendered = (expr: string): string | undefined =>
  groupsIn(renderRules([{ name: 'g', rules: [{ record: 'a:b:c', about: 'A.', expr }] }], PLACE)['spec'])[0]?.rules[0]
    ?.expr;

describe('renderRules', () => {
  it('lays expressions out', () => {
    const long = 'a_metric_with_a_name_that_fills_most_of_a_line_by_itself_and_leaves_no_room';
    expect(rendered('sum(a)by(b)')).toBe('sum by (b) (a)');
    expect(rendered(`${long} or ${long}`)).toBe(`(\n    ${long}\n  or\n    ${long}\n)\n`);
    expect(rendered(`max by (b) (max_over_time(${long}[1h]))`)).toBe(`max by (b) (\n  max_over_time(${long}[1h])\n)\n`);
    expect(rendered('not { a query')).toBe('not { a query');
  });

  it('keeps what the rules of a profile mean', () => {
    for (const { rules } of profiles.flatMap(({ variants }) => variants)) {
      const groups = groupsIn(renderRules(rules, PLACE)['spec']);
      expect(groups.map(({ name, interval }) => [name, interval])).toEqual(
        rules.map(({ name, interval }) => [name, interval]),
      );
      groups.forEach((group, at) => {
        group.rules.forEach((rule, index) => {
          const { expr, ...rest } = rule;
          const {
            expr: was,
            about: _,
            severity: _severity,
            ...wanted
          } = { about: '', severity: '', ...rules[at]!.rules[index]! };
          expect(rest).toEqual(wanted);
          expect([was, sameExpression(was, expr)]).toEqual([was, true]);
        });
      });
    }
  });
});

const FOLDER = new URL('../../../rules/', import.meta.url);
const files = readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const);

describe.each(files)('rules/%s', (_, text) => {
  const rules = groupsIn((parse(text) as { readonly spec: unknown }).spec).flatMap((group) => group.rules);

  it('is laid out as Prometheus does it, in blocks without an indentation indicator', () => {
    expect(text).not.toMatch(/[|>][0-9]/);
    expect(rules.filter(({ expr }) => pretty(expr) !== expr.trimEnd())).toEqual([]);
  });

  it('says of each recording rule what it is', () => {
    const lines = text.split('\n');
    const records = lines.flatMap((line, at) =>
      line.trimStart().startsWith('- record:') ? [lines[at - 1]?.trim()] : [],
    );
    expect(records.length).toBeGreaterThan(10);
    expect(records.filter((line) => !line?.startsWith('# '))).toEqual([]);
  });

  it('puts names of checks right in one place', () => {
    expect(rules.filter(({ expr }) => expr.includes('label_replace'))).toHaveLength(1);
  });
});
