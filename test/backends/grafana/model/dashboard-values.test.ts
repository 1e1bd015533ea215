import { describe, expect, it } from '@jest/globals';
import type { Answer, DashboardSpec, PanelSpec, Sample } from '../../../../src/model/index.ts';
import { dashboardQueries, fillIn, variableQuery } from '../../../../src/backends/grafana/model/dashboard-queries.ts';
import { previewText } from '../../../../src/render/text/dashboard.ts';
import { dashboardNow } from '../../../../src/backends/grafana/model/dashboard-values.ts';
import { plain } from '../../../../src/render/text/style.ts';

const NOW = Date.UTC(2026, 0, 2);

const panel = (more: Partial<PanelSpec>): PanelSpec => ({
  title: 'Panel',
  description: 'What it shows, in a sentence.',
  kind: 'stat',
  queries: [{ expr: 'a' }],
  width: 4,
  height: 4,
  ...more,
});

const dashboard = (...panels: readonly PanelSpec[]): DashboardSpec => ({
  uid: 'u',
  title: 'Application / Overview',
  description: '',
  tags: [],
  variables: [
    { name: 'cluster', label: 'Cluster', query: 'label_values(a, cluster)', multi: false, hidden: true },
    { name: 'namespace', label: 'Namespace', query: 'label_values(a{cluster=~"$cluster"}, ns)', multi: true },
    { name: 'check', label: 'Check', query: 'label_values(a{ns=~"$namespace"}, check)', multi: false, required: true },
  ],
  rows: [{ title: 'Now', panels }],
});

const sample = (value: string, labels: Sample['labels'] = {}): Sample => ({ labels, value });

/** Prometheus' answers by expression; an expression that is not here has no data. */
const saying =
  (answers: Readonly<Record<string, readonly Sample[] | 'fails'>>) =>
  (expr: string): Answer<readonly Sample[]> => {
    const answer = answers[expr] ?? [];
    return answer === 'fails'
      ? { kind: 'unknown', reason: 'refused', detail: 'query of p: parse error', next: 'Correct the expression.' }
      : { kind: 'ok', value: answer, warnings: [] };
  };

const contentOf = (one: PanelSpec, answers: Parameters<typeof saying>[0]) =>
  dashboardNow(dashboard(one), {}, saying(answers), NOW).rows[0]!.panels[0]!.content;

describe('a dashboard’s variables', () => {
  const spec = dashboard(panel({ queries: [{ expr: 'a{ns=~"$namespace",check=~"${check}"}[$__range]' }] }));

  it('are filled in as Grafana fills them: All is .*, a value is escaped for RE2 inside a string', () => {
    expect(dashboardQueries(spec)).toEqual([{ panel: 'Panel', expr: 'a{ns=~".*",check=~".*"}[1h]' }]);
    expect(dashboardQueries(spec, { values: { namespace: 'a.b', check: 'web.shop"' }, range: '6h' })).toEqual([
      // A variable of exactly one value is not a regular expression.
      { panel: 'Panel', expr: 'a{ns=~"a\\\\.b",check=~"web.shop\\""}[6h]' },
    ]);
    expect(fillIn('x{y="$strange"}', spec, {})).toBe('x{y="$strange"}');
    // One check is to be chosen, and none is: any.
    expect(fillIn('x{check="$check"}', spec, {})).toBe('x{check=~".*"}');
    expect(fillIn('x{check="$check"}', spec, { values: { check: 'a' } })).toBe('x{check="a"}');
  });

  it('have a query of their own, in which those before them are chosen', () => {
    expect(variableQuery(spec.variables[2]!, spec, { values: { namespace: 'shop' } })).toEqual({
      expr: 'group by (check) (a{ns=~"shop"})',
      label: 'check',
    });
  });

  it('are told, hidden ones only where they were chosen', () => {
    expect(dashboardNow(spec, { values: { check: 'web' } }, saying({}), NOW).variables).toEqual({
      namespace: 'All',
      check: 'web',
    });
    expect(dashboardNow(spec, { values: { cluster: 'eu' } }, saying({}), NOW).variables).toMatchObject({
      cluster: 'eu',
    });
  });
});

describe('a panel', () => {
  it.each<[string, Partial<PanelSpec>, string, string, string | undefined]>([
    ['a mapping', { mappings: [{ value: '0', text: 'Failing', meaning: 'bad' }] }, '0', 'Failing', 'bad'],
    ['a share', { unit: 'percentunit' }, '0.98765', '98.77 %', undefined],
    ['hours', { unit: 's' }, '5400', '1.5 h', undefined],
    ['milliseconds', { unit: 's' }, '0.0123', '12.3 ms', undefined],
    ['no time at all', { unit: 's' }, '0', '0 s', undefined],
    ['a moment', { unit: 'dateTimeFromNow' }, String(NOW - 120_000), '2 min ago', undefined],
    [
      'a threshold',
      {
        thresholds: [
          { from: null, meaning: 'good' },
          { from: 1, meaning: 'bad' },
        ],
      },
      '3',
      '3',
      'bad',
    ],
    ['not a number', {}, 'NaN', 'NaN', undefined],
  ])('shows %s', (_, more, value, text, meaning) => {
    expect(contentOf(panel(more), { a: [sample(value)] })).toEqual({
      shows: 'values',
      values: [{ name: '', value, text, ...(meaning === undefined ? {} : { meaning }) }],
    });
  });

  it('says what no data means', () => {
    expect(contentOf(panel({ noValue: 'No check has run yet' }), {})).toEqual({
      shows: 'nothing',
      text: 'No check has run yet',
    });
  });

  it('is unknown where one of its queries was not answered', () => {
    expect(contentOf(panel({ queries: [{ expr: 'a' }, { expr: 'b' }] }), { a: [sample('1')], b: 'fails' })).toEqual({
      shows: 'unknown',
      detail: 'query of p: parse error',
      next: 'Correct the expression.',
    });
  });

  it('names its series by their legend', () => {
    const two = panel({ kind: 'timeseries', queries: [{ expr: 'a', legend: '{{ns}}/{{check}}' }] });
    expect(contentOf(two, { a: [sample('2', { ns: 's', check: 'b' }), sample('1', { ns: 's', check: 'a' })] })).toEqual(
      {
        shows: 'values',
        values: [
          { name: 's/a', value: '1', text: '1' },
          { name: 's/b', value: '2', text: '2' },
        ],
      },
    );
  });
});

const table = panel({
  kind: 'table',
  queries: [{ expr: 'state' }, { expr: 'took' }],
  columns: [
    { from: { query: 0 }, title: 'State', mappings: [{ value: '0', text: 'Failing', meaning: 'bad' }] },
    { from: { label: 'check' }, title: 'Check' },
    { from: { label: 'error' }, title: 'Error' },
    { from: { query: 1 }, title: 'Took', unit: 's' },
  ],
  sortBy: { title: 'State', descending: false },
});
const rows = {
  state: [sample('1', { check: 'a' }), sample('0', { check: 'b', error: 'x\u001b[31m' })],
  took: [sample('3', { check: 'b' }), sample('4', { check: 'c' })],
};

describe('a table', () => {
  it('joins the rows of its queries on the labels that both have, sorted by its column', () => {
    const content = contentOf(table, rows);
    expect(content.shows === 'rows' && content.rows.map((row) => row.map((cell) => cell?.text ?? null))).toEqual([
      [null, 'c', null, '4 s'],
      ['Failing', 'b', 'x\u001b[31m', '3 s'],
      ['1', 'a', null, null],
    ]);
  });

  it('is printed in columns, foreign text made harmless', () => {
    expect(previewText(dashboardNow(dashboard(table), {}, saying(rows), NOW), plain)).toBe(
      [
        'Application / Overview',
        'namespace=All  check=All',
        '',
        'Now',
        '  Panel',
        '    State    Check  Error        Took',
        '             c                   4 s',
        '    Failing  b      x\\u001b[31m  3 s',
        '    1        a',
        '',
      ].join('\n'),
    );
  });

  it('is cut where it is long, and says so', () => {
    const many = Array.from({ length: 200 }, (_, i) => sample('0', { check: `check-${i}` }));
    const text = previewText(dashboardNow(dashboard(table), {}, saying({ state: many }), NOW), plain);
    expect(text).toContain('and 180 more (-o json prints all)');
    expect(text.split('\n').length).toBeLessThan(30);
  });
});
