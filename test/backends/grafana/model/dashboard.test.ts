import { describe, expect, it } from '@jest/globals';
import type { DashboardSpec, JsonObject } from '../../../../src/model/index.ts';
import { profiles } from '../../../../src/profiles/index.ts';
import { dashboardQueries } from '../../../../src/backends/grafana/model/dashboard-queries.ts';
import { renderDashboard } from '../../../../src/backends/grafana/model/dashboard.ts';

const specs: readonly DashboardSpec[] = profiles.flatMap(({ variants }) =>
  variants.flatMap(({ dashboards }) => dashboards),
);

interface GridPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: unknown;
  readonly targets?: readonly JsonObject[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: JsonObject };
}
const panelsOf = (spec: DashboardSpec) => renderDashboard(spec)['panels'] as unknown as readonly GridPanel[];
const drawn = (spec: DashboardSpec) => panelsOf(spec).filter(({ type }) => type !== 'row');

/** Every key anywhere below, with its path's last two steps. */
function keys(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keys);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keys(inner)]);
}

describe.each(specs)('the dashboard "$title"', (spec) => {
  const json = renderDashboard(spec);

  it('has a stable uid and title, the schema of Grafana 11, no id, version or inputs', () => {
    expect(json).toMatchObject({ id: null, uid: spec.uid, title: spec.title, schemaVersion: 39, editable: false });
    expect(JSON.stringify(json)).not.toMatch(/__inputs|__requires|DS_PROMETHEUS/);
    expect(json['version']).toBeUndefined();
    expect(renderDashboard(structuredClone(spec))).toEqual(json);
  });

  it('uses no field that came after schemaVersion 39', () => {
    const newer = [
      'allowCustomValue',
      'perPage',
      'frozenColumns',
      'regexApplyTo',
      'staticOptions',
      'preload',
      'placementY',
      'origin',
      'showTypeIcons',
      'wideLayout',
    ];
    expect(keys(json).filter((key) => newer.includes(key))).toEqual([]);
  });

  it('asks the datasource variable everywhere', () => {
    const templating = json['templating'] as { list: readonly JsonObject[] };
    expect(templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    for (const panel of drawn(spec)) {
      expect(panel.datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
      for (const target of panel.targets!) expect(target['datasource']).toEqual(panel.datasource);
    }
  });

  it('says in each panel what it shows, in which unit, and what no data means', () => {
    for (const panel of drawn(spec)) {
      expect(panel.title).toBeTruthy();
      expect(panel.description!.length).toBeGreaterThan(20);
      expect(panel.fieldConfig!.defaults['unit']).toBeTruthy();
      expect(panel.fieldConfig!.defaults['noValue']).not.toBe('No data');
    }
  });

  it('draws only panels that Grafana 12 still has', () => {
    expect(['stat', 'table', 'timeseries', 'state-timeline']).toEqual(
      expect.arrayContaining([...new Set(drawn(spec).map(({ type }) => type))]),
    );
  });

  it('uses only colours that colour-blind readers tell apart', () => {
    const colours = new Set(JSON.stringify(json).match(/"color":"[^"]+"/g));
    for (const colour of colours) expect(colour).toMatch(/#(009E73|E69F00|D55E00|999999)/);
  });

  it('lays its panels out without overlap, within 24 columns, with ids of their own', () => {
    const panels = panelsOf(spec);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x},${y}`)).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
    }
  });

  it('uses only variables that it has', () => {
    const known = new Set([...spec.variables.map(({ name }) => name), '__range', '__rate_interval', '1']);
    for (const panel of drawn(spec)) {
      for (const target of panel.targets!) {
        for (const [, name] of (target['expr'] as string).matchAll(/\$\{?(\w+)/g)) expect(known).toContain(name);
      }
    }
    for (const { expr } of dashboardQueries(spec)) expect(expr).not.toMatch(/\$[a-z_]/);
  });
});

describe('a table', () => {
  const spec: DashboardSpec = {
    uid: 'u',
    title: 't',
    description: 'd',
    tags: [],
    variables: [],
    rows: [
      {
        title: 'r',
        panels: [
          {
            title: 'p',
            description: 'd',
            kind: 'table',
            queries: [
              { expr: 'a', instant: true },
              { expr: 'b', instant: true },
            ],
            columns: [
              { from: { query: 1 }, title: 'B', unit: 's' },
              { from: { label: 'pod' }, title: 'Pod' },
            ],
            sortBy: { title: 'B', descending: true },
            width: 12,
            height: 4,
          },
        ],
      },
    ],
  };

  it('joins its queries and shows the columns asked for, in their order and under their titles', () => {
    const [, panel] = panelsOf(spec) as readonly (GridPanel & Record<string, unknown>)[];
    expect(panel!['transformations']).toEqual([
      { id: 'merge', options: {} },
      { id: 'filterFieldsByName', options: { include: { names: ['Value #B', 'pod'] } } },
      {
        id: 'organize',
        options: {
          excludeByName: {},
          indexByName: { 'Value #B': 0, pod: 1 },
          renameByName: { 'Value #B': 'B', pod: 'Pod' },
        },
      },
    ]);
    expect(panel!.targets!.map((target) => [target['refId'], target['format'], target['instant']])).toEqual([
      ['A', 'table', true],
      ['B', 'table', true],
    ]);
    expect(panel!['options']).toMatchObject({ sortBy: [{ displayName: 'B', desc: true }] });
  });
});

describe('panels', () => {
  it('that do not fit go on a line of their own', () => {
    const panel = { description: 'd', kind: 'stat', queries: [{ expr: 'a' }], height: 4 } as const;
    const spec: DashboardSpec = {
      uid: 'u',
      title: 't',
      description: '',
      tags: [],
      variables: [],
      rows: [
        {
          title: '1',
          panels: [
            { ...panel, title: 'a', width: 16 },
            { ...panel, title: 'b', width: 12, height: 6 },
          ],
        },
        { title: '2', panels: [{ ...panel, title: 'c', width: 4 }] },
      ],
    };
    expect(panelsOf(spec).map(({ title, gridPos: { x, y } }) => [title, x, y])).toEqual([
      ['1', 0, 0],
      ['a', 0, 1],
      ['b', 0, 5],
      ['2', 0, 11],
      ['c', 0, 12],
    ]);
  });

  it('of a folded row are inside it, at their places below it', () => {
    const panel = { title: 'a', description: 'd', kind: 'heatmap', queries: [{ expr: 'sum by (le) (x)' }] } as const;
    const spec: DashboardSpec = {
      uid: 'u',
      title: 't',
      description: '',
      tags: [],
      variables: [],
      rows: [
        { title: '1', collapsed: true, panels: [{ ...panel, width: 12, height: 8 }] },
        { title: '2', panels: [{ ...panel, width: 12, height: 8 }] },
      ],
    };
    const [folded, open, last] = panelsOf(spec) as unknown as readonly Readonly<Record<string, unknown>>[];
    expect(folded).toMatchObject({ id: 1, type: 'row', collapsed: true, panels: [{ id: 2, gridPos: { x: 0, y: 1 } }] });
    expect(open).toMatchObject({ id: 3, type: 'row', collapsed: false, panels: [], gridPos: { y: 9 } });
    expect(last).toMatchObject({
      id: 4,
      type: 'heatmap',
      gridPos: { y: 10 },
      // Grafana reads buckets as such only in this format.
      targets: [{ format: 'heatmap' }],
      options: { calculate: false },
    });
  });
});
