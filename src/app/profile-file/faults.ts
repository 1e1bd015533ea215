/** What is wrong in a profile file that its schema does not tell. */
import { fillIn } from '../../backends/grafana/model/dashboard-queries.ts';
import { PromwireError } from '../../errors.ts';
import { isLabelKey, isLabelValue } from '../../kube/selector.ts';
import { CRD_DURATION, formatDuration, parseDuration } from '../../lang/go/duration.ts';
import { parseExpression } from '../../lang/promql/index.ts';
import { overTwoSamples } from '../../lang/promql/two-samples.ts';
import type { OverTwoSamples } from '../../lang/promql/two-samples.ts';
import { decodeRelabeling } from '../../lang/relabel/relabel.ts';
import { lintRule } from '../../lang/rules/rule.ts';
import type {
  ApplicationAlert,
  ApplicationDashboard,
  ApplicationProfile,
  Json,
  RuleSetting,
} from '../../model/index.ts';
import { TAKEN } from '../../profiles/generic/file-texts.ts';
import { metricsPath } from '../metrics/path.ts';
import { controlsIn } from '../checked-file.ts';
import type { Fault } from '../checked-file.ts';
import { SAMPLE, sampleOf } from './holes.ts';
import { settingBy } from './settings.ts';

/** What is wrong in a file that fits its schema, in the order of its sections. */
export function profileFaults(file: ApplicationProfile): readonly Fault[] {
  const controls = controlsIn(file as unknown as Json, []);
  // Nothing else is said of a text that a terminal or a parser could take for something else.
  if (controls.length > 0) return controls;
  const { settings, faults } = settingFaults(file);
  const { sample, faults: holes } = sampleOf(file, settings);
  const { alerts = [], dashboard } = sample;
  const found = [
    ...detectFaults(file),
    ...scrapeFaults(file),
    ...faults,
    ...alerts.flatMap((alert, index) => [
      ...alertFaults(alert, ['alerts', String(index)]),
      ...windowFaults(alert.expr, ['alerts', String(index), 'expr'], file.scrape),
    ]),
    ...twice(alerts),
    ...(dashboard ? dashboardFaults(dashboard, file.scrape) : []),
    ...expectationFaults(sample),
  ];
  // Of a text that cannot be filled nothing else is known.
  const told = new Set(holes.map(({ path }) => path.join('/')));
  return [...holes, ...found.filter(({ path }) => !told.has(path.join('/')))];
}

function detectFaults({ detect: { name, labels } }: ApplicationProfile): readonly Fault[] {
  const wrong = Object.entries(labels ?? {}).find(([key, value]) => !isLabelKey(key) || !isLabelValue(value));
  return [
    ...((name ?? '') === '' && Object.keys(labels ?? {}).length === 0
      ? [{ path: ['detect'], message: 'it needs a name, or labels' }]
      : []),
    ...(wrong ? [{ path: ['detect', 'labels', wrong[0]], message: 'not a label that Kubernetes allows' }] : []),
  ];
}

function scrapeFaults({ scrape }: ApplicationProfile): readonly Fault[] {
  const { path, interval, timeout } = scrape;
  const read = path === undefined ? undefined : metricsPath(path);
  const [every, wait] = [interval ?? '30s', timeout ?? '1ms'].map(millisecondsOf);
  return [
    ...(read && 'refused' in read ? [{ path: ['scrape', 'path'], message: read.refused }] : []),
    ...(path?.includes('?') ? [{ path: ['scrape', 'path'], message: 'its query belongs into params' }] : []),
    ...durationFault(['scrape', 'interval'], interval),
    ...durationFault(['scrape', 'timeout'], timeout),
    ...relabelingFaults(scrape),
    ...(every !== undefined && wait !== undefined && wait > every
      ? [{ path: ['scrape', 'timeout'], message: 'longer than the interval, which the operator refuses' }]
      : []),
  ];
}

function relabelingFaults({ metricRelabelings = [] }: ApplicationProfile['scrape']): readonly Fault[] {
  return metricRelabelings.flatMap((step, index) => {
    const read = decodeRelabeling({ ...step }, undefined);
    return read.kind === 'invalid'
      ? [{ path: ['scrape', 'metricRelabelings', String(index)], message: read.message }]
      : [];
  });
}

function millisecondsOf(text: string): number | undefined {
  const parsed = parseDuration(text);
  return CRD_DURATION.test(text) && parsed.kind === 'ok' && parsed.milliseconds > 0 ? parsed.milliseconds : undefined;
}

function durationFault(path: readonly string[], text: string | undefined): readonly Fault[] {
  return text === undefined || millisecondsOf(text) !== undefined
    ? []
    : [{ path, message: 'not a duration such as 30s or 5m' }];
}

function settingFaults({ settings = {} }: ApplicationProfile): {
  readonly settings: readonly RuleSetting[];
  readonly faults: readonly Fault[];
} {
  const read: RuleSetting[] = [];
  const faults: Fault[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    const path = ['settings', name];
    if (!/^[A-Za-z]\w{0,62}$/.test(name))
      faults.push({ path, message: 'a name is letters and digits, such as errors' });
    else if (TAKEN.includes(name))
      faults.push({ path, message: `<%${name}%> has a meaning of its own; take another name` });
    try {
      read.push(settingBy(name, setting));
    } catch (error) {
      if (!(error instanceof PromwireError)) throw error;
      faults.push({ path: [...path, 'value'], message: `${error.message}. ${error.hint ?? ''}`.trim() });
      read.push({ name, form: setting.form, standard: 'off', help: '' });
    }
  }
  return { settings: read, faults };
}

/** Words that route an alert, as promwire settings takes them. */
const SEVERITY = /^[A-Za-z][\w.-]{0,62}$/;

function alertFaults(alert: ApplicationAlert, path: readonly string[]): readonly Fault[] {
  const { name, expr, severity, labels = {}, summary, description, runbook, group = 'metrics' } = alert;
  const linted = lintRule(
    {
      alert: name,
      expr,
      ...(alert.for === undefined ? {} : { for: alert.for }),
      ...(alert.keepFiringFor === undefined ? {} : { keep_firing_for: alert.keepFiringFor }),
      labels,
      annotations: {
        ...(summary === undefined ? {} : { summary }),
        ...(description === undefined ? {} : { description }),
        ...(runbook === undefined ? {} : { runbook }),
      },
    },
    { evaluator: 'prometheus' },
  ).problems.map(({ path: inside, message }) => ({ path: [...path, ...fieldOf(inside)], message }));
  return [
    ...(name.trim() === '' ? [{ path: [...path, 'name'], message: 'an alert needs a name' }] : []),
    ...(SEVERITY.test(severity)
      ? []
      : [{ path: [...path, 'severity'], message: 'a severity is a word such as critical' }]),
    ...(Object.hasOwn(labels, 'alertname')
      ? [
          {
            path: [...path, 'labels', 'alertname'],
            message: 'Prometheus writes the name of the alert there, so this is never seen: set name',
          },
        ]
      : []),
    ...(Object.hasOwn(labels, 'severity')
      ? [{ path: [...path, 'labels', 'severity'], message: 'the severity is a field of its own' }]
      : []),
    ...(/^[\w.-]{1,60}$/.test(group)
      ? []
      : [{ path: [...path, 'group'], message: 'letters, digits, "-", "_" and "."' }]),
    ...(runbook === undefined || (URL.canParse(runbook) && /^https?:\/\//i.test(runbook))
      ? []
      : [{ path: [...path, 'runbook'], message: 'not an address that begins with https:// or http://' }]),
    ...linted,
  ];
}

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  alert: ['name'],
  keep_firing_for: ['keepFiringFor'],
  annotations: [],
};

/** A field of a rule, as the file calls it. */
function fieldOf([first = '', ...rest]: readonly (string | number)[]): readonly string[] {
  return [...(FIELDS[String(first)] ?? [String(first)]), ...rest.map(String)];
}

function twice(alerts: readonly ApplicationAlert[]): readonly Fault[] {
  const seen = new Set<string>();
  return alerts.flatMap(({ name }, index) =>
    seen.size < seen.add(name).size
      ? []
      : [{ path: ['alerts', String(index), 'name'], message: 'another alert has this name already' }],
  );
}

function dashboardFaults(dashboard: ApplicationDashboard, scrape: ApplicationProfile['scrape']): readonly Fault[] {
  const { uid, variables = [], rows } = dashboard;
  const spec = {
    uid: '',
    title: '',
    description: '',
    tags: [],
    rows: [],
    variables: variables.map((each) => ({ ...each, label: '', multi: true })),
  };
  const query = (text: string, path: readonly string[]): readonly Fault[] =>
    expressionFault(fillIn(text, withUsual(spec), {}), path);
  const valuesFault = (text: string, path: readonly string[]): readonly Fault[] => {
    const [, selector] = /^label_values\((.*), \w+\)$/.exec(text) ?? [];
    return selector === undefined ? [{ path, message: 'not label_values(SELECTOR, LABEL)' }] : query(selector, path);
  };
  return [
    ...(uid === undefined || /^[\w-]{1,40}$/.test(uid)
      ? []
      : [{ path: ['dashboard', 'uid'], message: 'at most 40 letters, digits, "-" and "_"' }]),
    ...variables.flatMap(({ name, query: from }, index) => [
      ...(/^\w+$/.test(name)
        ? []
        : [{ path: ['dashboard', 'variables', String(index), 'name'], message: 'letters, digits and "_"' }]),
      ...valuesFault(from, ['dashboard', 'variables', String(index), 'query']),
    ]),
    ...rows.flatMap(({ panels }, row) =>
      panels.flatMap((panel, number) => {
        const path = ['dashboard', 'rows', String(row), 'panels', String(number)];
        const { kind, queries, width = 8, height = 7, columns } = panel;
        return [
          ...(queries.length === 0 ? [{ path: [...path, 'queries'], message: 'a panel needs a query' }] : []),
          ...(kind === 'heatmap' && queries.length > 1
            ? [{ path: [...path, 'queries'], message: 'a heatmap shows one query' }]
            : []),
          ...(whole(width, 24) ? [] : [{ path: [...path, 'width'], message: 'a whole number from 1 to 24' }]),
          ...(whole(height, 100) ? [] : [{ path: [...path, 'height'], message: 'a whole number from 1 to 100' }]),
          ...(columns && kind !== 'table' ? [{ path: [...path, 'columns'], message: 'only a table has columns' }] : []),
          ...queries.flatMap(({ expr }, index) => {
            const place = [...path, 'queries', String(index), 'expr'];
            return [...query(expr, place), ...windowFaults(expr, place, scrape)];
          }),
        ];
      }),
    ),
  ];
}

/** The choices that a dashboard has which names none. */
function withUsual<T extends { readonly variables: readonly { readonly name: string }[] }>(spec: T): T {
  if (spec.variables.length > 0) return spec;
  const usual = ['namespace', 'pod'].map((name) => ({ name, label: name, query: '', multi: true }));
  return { ...spec, variables: usual };
}

function whole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

/** Fewer than two samples in a window yield nothing, for ever: of the application's own series its interval tells. */
function windowFaults(expr: string, path: readonly string[], scrape: ApplicationProfile['scrape']): readonly Fault[] {
  const every = millisecondsOf(scrape.interval ?? '30s');
  const isOwn = ({ matchers }: OverTwoSamples): boolean =>
    matchers.some(({ name, op, value }) => name === 'job' && op === '=' && [SAMPLE.job, scrape.job].includes(value));
  const short =
    every === undefined
      ? undefined
      : overTwoSamples(expr).find((each) => isOwn(each) && each.seconds * 1000 < 2 * every);
  if (every === undefined || !short) return [];
  const [least, good] = [2 * every, 4 * every].map(formatDuration);
  const message = `${short.name}() needs two samples in its window of ${formatDuration(short.seconds * 1000)}, and scrape.interval is ${formatDuration(every)}: take ${least} or more, better ${good}`;
  return [{ path, message }];
}

function expressionFault(expr: string, path: readonly string[]): readonly Fault[] {
  const read = parseExpression(expr);
  if (read.kind === 'ok') return [];
  const message = read.kind === 'invalid' ? `Prometheus cannot read it: ${read.message}` : 'it is nested too deeply';
  return [{ path, message }];
}

function expectationFaults({ expectations = [] }: ApplicationProfile): readonly Fault[] {
  return expectations.flatMap(({ kind, query }, index) => {
    const path = ['expectations', String(index)];
    if (kind !== 'series-present')
      return query === undefined ? [] : [{ path: [...path, 'query'], message: `${kind} takes no query` }];
    if (query === undefined) return [{ path, message: 'series-present needs a query' }];
    return expressionFault(query, [...path, 'query']);
  });
}
