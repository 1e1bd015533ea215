/**
 * The rules that grafana/dashboard-linter documents, in strict mode (a warning fails, too): one assertion each, under
 * the linter's own names. Its Go module cannot be had where these tests run, so they stand in for it. What is excluded
 * is in dashboards/.lint in the linter's own form, with a reason, and only where the rule would really fail.
 * https://github.com/grafana/dashboard-linter/blob/main/docs/index.md
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseExpression } from '../../../../src/lang/promql/index.ts';
import { profiles } from '../../../../src/profiles/index.ts';
import { fillIn, variableQuery } from '../../../../src/backends/grafana/model/dashboard-queries.ts';
import { renderDashboard } from '../../../../src/backends/grafana/model/dashboard.ts';

interface Variable {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly query: unknown;
  readonly refresh?: number;
  readonly datasource?: { readonly uid: string };
}
interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}
interface Dashboard {
  readonly title: string;
  readonly editable: boolean;
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
}

const specs = profiles.flatMap(({ variants }) => variants.flatMap(({ dashboards }) => dashboards));
/** The linter looks at these; a row has neither data nor description. */
const DRAWN = ['stat', 'table', 'timeseries', 'gauge', 'state-timeline'];
/** Those of its list that are of use here. */
const UNITS = ['none', 'short', 's', 'percentunit', 'dateTimeFromNow'];
const ON_TIME_RANGE_CHANGE = 2;

interface Place {
  readonly dashboard?: string;
  readonly panel?: string;
}
interface Exclusion {
  readonly reason: string;
  readonly entries?: readonly Place[];
}
const { exclusions } = parse(readFileSync(new URL('../../../../dashboards/.lint', import.meta.url), 'utf8')) as {
  readonly exclusions: Readonly<Record<string, Exclusion>>;
};

const targets = (dashboard: Dashboard): readonly { readonly panel: Panel; readonly expr: string }[] =>
  dashboard.panels.flatMap((panel) => (panel.targets ?? []).map(({ expr }) => ({ panel, expr })));
const has = (dashboard: Dashboard, name: string): readonly Place[] =>
  dashboard.templating.list.some((variable) => variable.name === name) ? [] : [{ dashboard: dashboard.title }];
const bad = (dashboard: Dashboard, wrong: (panel: Panel, expr: string) => boolean): readonly Place[] =>
  targets(dashboard).flatMap(({ panel, expr }) =>
    wrong(panel, expr) ? [{ dashboard: dashboard.title, panel: panel.title }] : [],
  );
const drawn = (dashboard: Dashboard, wrong: (panel: Panel) => boolean): readonly Place[] =>
  dashboard.panels.flatMap((panel) =>
    DRAWN.includes(panel.type) && wrong(panel) ? [{ dashboard: dashboard.title, panel: panel.title }] : [],
  );

/** Where each rule fails. */
const RULES: Readonly<Record<string, (dashboard: Dashboard, index: number) => readonly Place[]>> = {
  'template-datasource-rule': (dashboard) => {
    const found = dashboard.templating.list.filter(({ type }) => type === 'datasource');
    return found.length === 1 && found[0]!.name === 'datasource' && found[0]!.label === 'Data source'
      ? []
      : [{ dashboard: dashboard.title }];
  },
  'template-job-rule': (dashboard) => has(dashboard, 'job'),
  'template-instance-rule': (dashboard) => has(dashboard, 'instance'),
  'template-label-promql-rule': (dashboard, index) =>
    specs[index]!.variables.flatMap((variable) => {
      const { expr } = variableQuery(variable, specs[index]!, {});
      return parseExpression(expr).kind === 'ok' ? [] : [{ dashboard: `${dashboard.title}: ${expr}` }];
    }),
  'template-on-time-change-reload-rule': (dashboard) =>
    dashboard.templating.list.flatMap(({ type, refresh, name }) =>
      type !== 'query' || refresh === ON_TIME_RANGE_CHANGE ? [] : [{ dashboard: dashboard.title, panel: name }],
    ),
  'panel-datasource-rule': (dashboard) => drawn(dashboard, ({ datasource }) => datasource?.uid !== '${datasource}'),
  'panel-title-description-rule': (dashboard) => drawn(dashboard, ({ title, description }) => !title || !description),
  'panel-units-rule': (dashboard) =>
    drawn(dashboard, ({ fieldConfig }) => !UNITS.includes(fieldConfig?.defaults.unit ?? '')),
  'panel-no-targets-rule': (dashboard) => drawn(dashboard, (panel) => (panel.targets ?? []).length === 0),
  'target-promql-rule': (dashboard, index) =>
    bad(dashboard, (_, expr) => parseExpression(fillIn(expr, specs[index]!, {})).kind !== 'ok'),
  'target-rate-interval-rule': (dashboard) =>
    bad(dashboard, (_, expr) =>
      [...expr.matchAll(/\b(?:rate|irate|increase)\([^[]*\[([^\]]+)\]/g)].some(
        ([, range]) => range !== '$__rate_interval',
      ),
    ),
  'target-job-rule': (dashboard) => bad(dashboard, (_, expr) => !/job=~"\$job"/.test(expr)),
  'target-instance-rule': (dashboard) => bad(dashboard, (_, expr) => !/instance=~"\$instance"/.test(expr)),
  'target-counter-agg-rule': (dashboard) =>
    bad(dashboard, (_, expr) =>
      [...expr.matchAll(/(\w+\()?(\b[a-z]\w*_(?:total|sum|count|bucket)\b)\{/g)].some(
        ([, before]) => !/^(?:rate|irate|increase)\($/.test(before ?? ''),
      ),
    ),
  'uneditable-dashboard': (dashboard) => (dashboard.editable ? [{ dashboard: dashboard.title }] : []),
};

const dashboards = specs.map((spec) => renderDashboard(spec) as unknown as Dashboard);

/** All of a rule's failures where no entry narrows the exclusion. */
const isExcluded = (rule: string, place: Place): boolean => {
  const exclusion = exclusions[rule];
  return (
    exclusion !== undefined &&
    (exclusion.entries ?? [{}]).some(
      (entry) =>
        (entry.dashboard === undefined || entry.dashboard === place.dashboard) &&
        (entry.panel === undefined || entry.panel === place.panel),
    )
  );
};

describe('grafana/dashboard-linter, strict', () => {
  it.each(Object.keys(RULES))('%s', (rule) => {
    const failures = dashboards.flatMap((dashboard, index) => RULES[rule]!(dashboard, index));
    expect(failures.filter((place) => !isExcluded(rule, place))).toEqual([]);
    // An exclusion that is not needed hides the next mistake.
    for (const entry of exclusions[rule]?.entries ?? (exclusions[rule] ? [{}] : []))
      expect(failures).toContainEqual(expect.objectContaining(entry));
  });

  it('excludes only rules that it has, each with a reason', () => {
    for (const [rule, { reason }] of Object.entries(exclusions)) {
      expect(Object.keys(RULES)).toContain(rule);
      expect(reason.length).toBeGreaterThan(15);
    }
  });
});
