import { describe, expect, it } from '@jest/globals';
import { dashboardQueries } from '../../../src/io/projection/dashboard-queries.ts';

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
      { by: 'P', expr: 'a' },
      { by: 'P', expr: 'b' },
      { by: 'P', expr: 'c' },
      { by: 'variable v', expr: 'd{x="y, z"}' },
      { by: 'variable w', expr: 'max(e)' },
    ]);
  });

  it.each([
    ['of another datasource', panel('a', { datasource: { type: 'loki', uid: 'x' } })],
    ['of another datasource of the query', panel('a', {}, { datasource: { type: 'loki' } })],
    ['of a variable for another kind', panel('a', { datasource: '$loki' })],
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
