import { describe, expect, it } from '@jest/globals';
import { fieldDiff } from '../../src/plan/field-diff.ts';
import type { Json } from '../../src/model/index.ts';
import { fieldLines } from '../../src/render/text/plan.ts';
import { plain } from '../../src/render/text/style.ts';

const alert = (name: string, expr = 'up == 0'): Json => ({ alert: name, expr });
const groups = (...rules: readonly Json[]): Json => ({ spec: { groups: [{ name: 'web', rules }] } });
const lines = (was: Json, becomes: Json): readonly string[] =>
  fieldLines(fieldDiff(was, becomes), plain).map((l) => l.trim());
const RULES = 'spec.groups[web].rules';

describe('entries with names', () => {
  it('one that goes renames none after it', () => {
    const [was, becomes] = [groups(alert('A'), alert('B'), alert('C')), groups(alert('A'), alert('C', 'up < 1'))];
    expect(lines(was, becomes)).toEqual([`${RULES}[C].expr: up == 0 → up < 1`, `${RULES}[B]: removed`]);
    expect(lines(becomes, was)).toEqual([`${RULES}[B]: added`, `${RULES}[C].expr: up < 1 → up == 0`]);
  });

  it('a record is known by its name, beside alerts', () => {
    const record = { record: 'a:b', expr: 'x' };
    expect(lines(groups(alert('A')), groups(record, alert('A')))).toEqual([`${RULES}[a:b]: added`]);
  });

  it('in another order are one line, and still a difference', () => {
    const [was, becomes] = [groups(alert('A'), alert('B'), alert('C')), groups(alert('C'), alert('A'), alert('B'))];
    expect(lines(was, becomes)).toEqual([`${RULES}: the same in another order`]);
    expect(lines(was, was)).toEqual([]);
  });
});

describe('entries that no name tells apart', () => {
  it.each([
    ['twice the same name', groups(alert('A', 'x'), alert('A', 'y')), groups(alert('A', 'x'), alert('A', 'z'))],
    ['no name', groups({ expr: 'x' }, { expr: 'y' }), groups({ expr: 'x' }, { expr: 'z' })],
    ['an empty name', groups(alert('A'), alert('', 'y')), groups(alert('A'), alert('', 'z'))],
  ])('%s: by index', (_, was, becomes) => {
    expect(lines(was, becomes)).toEqual([`${RULES}[1].expr: y → z`]);
  });

  it('names of other types and plain values: by index', () => {
    expect(lines({ a: [{ name: 1, x: 1 }] }, { a: [{ name: 1, x: 2 }] })).toEqual(['a[0].x: 1 → 2']);
    expect(lines({ a: ['x', 'y'] }, { a: ['y'] })).toEqual(['a[0]: x → y', 'a[1]: y → (none)']);
  });
});

describe('a long value', () => {
  const long = 'sum by (namespace, name) (rate(a_metric_with_a_long_name_total{job="web"}[5m]))';
  it.each([
    ['both long', `${long} > 5 and on () vector(1)`, `${long} > 7 and on () vector(1)`, '> 5', '> 7'],
    ['one grown beyond the line', long.slice(0, 60), `${long.slice(0, 60)} UNLESS x`, '', 'UNLESS x'],
  ])('is cut to the place that differs: %s', (_, was, becomes, before, after) => {
    const [from = '', to = ''] = lines({ expr: was }, { expr: becomes }).join(' ').split(' → ');
    expect(from).toContain(before);
    expect(to).toContain(after);
    expect(from).toMatch(/^expr: …/);
    expect(to).toMatch(/^…/);
  });
});
