/** The profile of an application as a file has it, and back. */
import { hole } from '../../lang/holes/value.ts';
import { oneOf } from '../../lang/promql/matcher.ts';
import { groupBy } from '../../kube/group.ts';
import type {
  AlertingRule,
  ApplicationAlert,
  ApplicationDashboard,
  ApplicationPanel,
  ApplicationProfile,
  ApplicationScrape,
  DashboardSpec,
  Family,
  Labels,
  PanelSpec,
  Profile,
  ProfileExpectation,
  ProfileVariant,
  RuleGroup,
  RuleSetting,
  Scrape,
} from '../../model/index.ts';
import type { Application } from './alert.ts';
import { uidOf } from './dashboard.ts';
import { settingsIn, withFound } from './file-texts.ts';
import { absenceAlert, closed, openProfile } from './index.ts';
import { THIRD } from './panels.ts';
import { equals } from './query.ts';

/** What a file leaves open besides settings: they are known once the application is found. */
const JOB = hole('job');
const NAMESPACE = hole('namespace');
/** The end of a matcher of the names of all its alerts. */
const ALERTS = hole('alerts|matcher');

const GROUP = 'metrics';
const INTERVAL = '30s';
const PATH = '/metrics';
const ALL: NonNullable<ApplicationProfile['expectations']> = [
  { kind: 'target-up' },
  { kind: 'rule-loaded' },
  { kind: 'dashboard-present' },
];

/** The file of an application that no profile knows: what `profileFrom` makes of it, with names and settings left open. */
export function fileFrom(
  application: Application,
  detect: ApplicationProfile['detect'],
  scrape: Scrape,
  families: readonly Family[],
): ApplicationProfile {
  const { variant, settings } = openProfile({ ...application, job: JOB, namespace: NAMESPACE }, scrape, families);
  const rules = variant.rules.flatMap((group) =>
    group.rules.map((rule) => ({ rule: rule as AlertingRule, group: group.name.slice(application.id.length + 1) })),
  );
  const alerts = rules.map(({ rule, group }) => alertIn(rule, group));
  const [dashboard] = variant.dashboards;
  return {
    apiVersion: 'promwire.dev/v1alpha1',
    kind: 'ApplicationProfile',
    detect,
    scrape: scrapeIn(scrape, application.job),
    ...(settings.length === 0
      ? {}
      : {
          settings: Object.fromEntries(
            settings.map(({ name, form, standard, least, help }) => [
              name,
              { form, value: asNumber(standard), ...(least === undefined ? {} : { least }), help },
            ]),
          ),
        }),
    alerts,
    ...(dashboard ? { dashboard: dashboardIn(dashboard, alerts) } : {}),
    expectations: variant.expectations.map((each) =>
      each.kind === 'series-present' ? { kind: each.kind, query: each.query } : each,
    ),
  };
}

function asNumber(text: string): string | number {
  return /^[\d.]+$/.test(text) ? Number(text) : text;
}

function scrapeIn({ port, path, params, scheme, interval, timeout, ...more }: Scrape, job: string): ApplicationScrape {
  return {
    port: port.name,
    path,
    ...(params ? { params } : {}),
    scheme: scheme ?? 'http',
    interval,
    ...(timeout === undefined ? {} : { timeout }),
    ...(more.fallbackProtocol === undefined
      ? {}
      : { fallbackProtocol: more.fallbackProtocol as NonNullable<ApplicationScrape['fallbackProtocol']> }),
    job,
    ...(more.metricRelabelings.length === 0 ? {} : { metricRelabelings: more.metricRelabelings }),
  };
}

function alertIn(rule: AlertingRule, group: string): ApplicationAlert {
  const { summary, description } = rule.annotations;
  return {
    name: rule.alert,
    ...(group === GROUP ? {} : { group }),
    expr: rule.expr,
    ...(rule.for === undefined ? {} : { for: rule.for }),
    severity: rule.severity,
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
  };
}

function dashboardIn(spec: DashboardSpec, alerts: readonly ApplicationAlert[]): ApplicationDashboard {
  const named = oneOf(alerts.map(({ name }) => name));
  return {
    title: spec.title,
    description: spec.description,
    variables: spec.variables.map(({ name, label, query }) => ({ name, label, query })),
    rows: spec.rows.map(({ title, collapsed, panels }) => ({
      title,
      ...(collapsed ? { collapsed } : {}),
      panels: panels.map((panel) => panelIn(panel, named)),
    })),
  };
}

function panelIn({ queries, columns, thresholds, ...panel }: PanelSpec, alerts: string): ApplicationPanel {
  const { title, description, kind, unit, width, height, min, max, mappings, noValue } = panel;
  return {
    title,
    description,
    kind,
    queries: queries.map((query) => ({
      ...query,
      expr: query.expr.replace(`alertname${alerts}`, `alertname${ALERTS}`),
    })),
    ...(unit === undefined ? {} : { unit }),
    ...(width === THIRD.width ? {} : { width }),
    ...(height === THIRD.height ? {} : { height }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(thresholds ? { thresholds } : {}),
    ...(mappings ? { mappings } : {}),
    ...(columns
      ? {
          columns: columns.flatMap(({ from, title: heading }) =>
            'label' in from ? [{ label: from.label, ...(heading === from.label ? {} : { title: heading }) }] : [],
          ),
        }
      : {}),
    ...(noValue === undefined ? {} : { noValue }),
  };
}

/** The settings of a file, each with its value as it goes into the holes. */
export type FileSettings = readonly RuleSetting[];

/** The profile of an application by its file. `scrape`: its part of the file, as it was found. */
export function profileBy(
  file: ApplicationProfile,
  application: Application,
  settings: FileSettings,
  scrape: Scrape,
): Profile {
  const { id, title, job, namespace } = application;
  const names = (file.alerts ?? []).map(({ name }) => name);
  const whole = file.dashboard ? { ...file, dashboard: { variables: CHOICES, ...file.dashboard } } : file;
  const { alerts = [], dashboard, expectations = ALL } = withFound(whole, { job, namespace, alerts: names });
  const rules = [...groupBy(alerts, ({ group = GROUP }) => group)].map(([group, members]): RuleGroup => ({
    name: `${id}-${group}`,
    rules: members.map((alert) => ruleOf(alert, settings)),
  }));
  const absent = absenceAlert(application);
  const variant: Omit<ProfileVariant, 'template'> = {
    id: 'generic',
    title,
    detect: [],
    scrape,
    rules,
    absenceAlerts: names.filter((name) => name === absent),
    dashboards: dashboard ? [dashboardBy(dashboard, application)] : [],
    expectations: expectations.map(({ kind, query = '' }): ProfileExpectation =>
      kind === 'series-present' ? { kind, query } : { kind },
    ),
  };
  return closed(application, { variant, settings, metricPrefixes: [] });
}

/** The monitor's part of a file. */
export function scrapeBy({ scrape }: ApplicationProfile, id: string, port: Scrape['port']): Scrape {
  const {
    path = PATH,
    params,
    scheme,
    interval = INTERVAL,
    timeout,
    fallbackProtocol,
    metricRelabelings = [],
  } = scrape;
  return {
    name: `promwire-${id}`,
    serviceLabels: {},
    port,
    path,
    ...(params ? { params } : {}),
    interval,
    ...(timeout === undefined ? {} : { timeout }),
    metricRelabelings,
    ...(scheme === 'https' ? { scheme } : {}),
    ...(fallbackProtocol === undefined ? {} : { fallbackProtocol }),
  };
}

function ruleOf(alert: ApplicationAlert, settings: FileSettings): AlertingRule {
  const { name, expr, keepFiringFor, severity, labels = {}, summary, description, runbook } = alert;
  const named = settingsIn(JSON.stringify(alert));
  const needs = settings.flatMap(({ name: each, value }) =>
    value === undefined && named.includes(each) ? [each] : [],
  );
  const annotations: Labels = {
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    ...(runbook === undefined ? {} : { runbook_url: runbook }),
  };
  return {
    alert: name,
    expr,
    ...(alert.for === undefined ? {} : { for: alert.for }),
    ...(keepFiringFor === undefined ? {} : { keep_firing_for: keepFiringFor }),
    severity,
    labels: { ...labels, severity: hole('severity') },
    annotations,
    ...(needs.length === 0 ? {} : { needs }),
  };
}

/** The choices of a dashboard that names none. */
const CHOICES: NonNullable<ApplicationDashboard['variables']> = [
  { name: 'namespace', query: `label_values(up{${equals('job', JOB)}}, namespace)` },
  { name: 'pod', query: `label_values(up{${equals('job', JOB)},namespace=~"$namespace"}, pod)` },
];

function dashboardBy(
  { uid, title, description = '', variables = [], rows }: ApplicationDashboard,
  application: Application,
): DashboardSpec {
  return {
    uid: uid ?? uidOf(application),
    title,
    description,
    tags: ['promwire'],
    variables: variables.map(({ name, label = name, query }) => ({ name, label, query, multi: true })),
    rows: rows.map((row) => ({
      title: row.title,
      ...(row.collapsed === true ? { collapsed: true as const } : {}),
      panels: row.panels.map(
        ({ columns, description: about = '', width = THIRD.width, height = THIRD.height, ...panel }) => ({
          ...panel,
          description: about,
          width,
          height,
          ...(columns
            ? { columns: columns.map(({ label, title: heading = label }) => ({ from: { label }, title: heading })) }
            : {}),
        }),
      ),
    })),
  };
}
