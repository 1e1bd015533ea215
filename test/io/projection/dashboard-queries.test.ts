import { describe, expect, it } from '@jest/globals';
import { dashboardQueries, libraryPanels } from '../../../src/io/projection/dashboard-queries.ts';

const panel = (expr: unknown, more: object = {}, target: object = {}) => ({
  title: 'P',
  targets: [{ expr, ...target }],
  ...more,
});

describe('the queries of a dashboard', () => {
  it('are those of panels, also in rows of both kinds, and of variables', () => {
    const dashboard = {
      panels: [panel('a'), { type: 'row', panels: [panel('b')] }],
      rows: [{ panels: [panel('c')] }],
      templating: {
        list: [
          { type: 'query', name: 'v', query: 'label_values(d{x="y, z"}, pod)' },
          { type: 'query', name: 'w', query: { query: 'query_result(max(e))' } },
          { type: 'query', name: 'x', query: 'label_values(pod)' },
          { type: 'custom', name: 'y', query: 'label_values(f, pod)' },
        ],
      },
    };
    expect(dashboardQueries(dashboard)).toEqual([
      { by: 'P', expr: 'a', at: 'panels.0.targets.0.expr' },
      { by: 'P', expr: 'b', at: 'panels.1.panels.0.targets.0.expr' },
      { by: 'P', expr: 'c', at: 'rows.0.panels.0.targets.0.expr' },
      { by: 'variable v', expr: 'd{x="y, z",pod=~".+"}', at: 'templating.list.0.query' },
      { by: 'variable w', expr: 'max(e)', at: 'templating.list.1.query' },
    ]);
  });

  it.each([
    ['of another datasource', panel('a', { datasource: { type: 'loki', uid: 'x' } })],
    ['of another datasource of the query', panel('a', {}, { datasource: { type: 'loki' } })],
    ['of a variable for another kind', panel('a', { datasource: '$loki' })],
    ['of such a variable in the old form', panel('a', { datasource: '[[loki]]' })],
    ['of such a variable with a format', panel('a', { datasource: { uid: '${loki:raw}' } })],
    ['that are hidden', panel('a', {}, { hide: true })],
    ['that are empty', panel('  ')],
    ['that are no text', panel(5)],
  ])('are not those %s', (_what, one) => {
    const templating = { list: [{ type: 'datasource', name: 'loki', query: 'loki' }] };
    expect(dashboardQueries({ panels: [one], templating })).toEqual([]);
  });

  it('are those whose datasource is a variable for Prometheus, or is not named', () => {
    const templating = { list: [{ type: 'datasource', name: 'ds', query: 'prometheus' }] };
    const panels = [
      panel('a', { datasource: { uid: '${ds}' } }),
      panel('b', { datasource: '$other' }),
      panel('c', { datasource: null }),
    ];
    expect(dashboardQueries({ panels, templating }).map(({ expr }) => expr)).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['label_values(up, pod)', 'up{pod=~".+"}'],
    ['label_values(up{job="a",}, pod )', 'up{job="a",pod=~".+"}'],
    ['label_values({__name__=~"a.*"}, pod)', '{__name__=~"a.*",pod=~".+"}'],
    ['label_values($metric{a="${b}"}, pod)', '$metric{a="${b}",pod=~".+"}'],
    ['label_values(rate(up[5m]), pod)', 'rate(up[5m])'],
    ['label_values(up, $label)', 'up'],
  ])('ask for series with the label of %s', (query, expr) => {
    const templating = { list: [{ type: 'query', name: 'v', query }] };
    expect(dashboardQueries({ templating }).map((each) => each.expr)).toEqual([expr]);
  });

  it('do not ask for the label of a variable that nobody sees', () => {
    const templating = { list: [{ type: 'query', name: 'v', query: 'label_values(up, cluster)', hide: 2 }] };
    expect(dashboardQueries({ templating }).map((each) => each.expr)).toEqual(['up']);
  });

  it('are not in the dashboard of panels of the library, which are named', () => {
    const panels = [
      { title: 'Mine', libraryPanel: { uid: 'a', name: 'Theirs' } },
      { libraryPanel: { name: 'Theirs' } },
    ];
    expect(dashboardQueries({ panels })).toEqual([]);
    expect(libraryPanels({ panels: [...panels, panel('a')] })).toEqual(['Mine', 'Theirs']);
  });

  it('are bounded, once each, and without credentials', () => {
    const panels = Array.from({ length: 800 }, (_, i) => panel(`a${i}`));
    expect(dashboardQueries({ panels })).toHaveLength(500);
    expect(dashboardQueries({ panels: [panel('a'), panel('a')] })).toHaveLength(1);
    expect(dashboardQueries({ panels: [panel('a'.repeat(6000))] })).toEqual([]);
    expect(JSON.stringify(dashboardQueries({ panels: [panel('a{url="https://me:hunter22@x"}')] }))).not.toContain(
      'hunter22',
    );
    expect(dashboardQueries('x')).toEqual([]);
  });
});
