/** The dashboard of any application: is it up, traffic, errors, latency; then its families by their names. */
import { oneOf } from '../../lang/promql/matcher.ts';
import { quote } from '../../lang/go/string.ts';
import type { DashboardRow, DashboardSpec, Family, PanelSpec } from '../../model/index.ts';
import type { Application } from './alert.ts';
import { HALF, heatmapOf, panelsOf, quantilesOf, RATE, sharedPanels, THIRD } from './panels.ts';
import { by, equals, labelIn, legendOf, plain, series, stored } from './query.ts';
import type { Requests } from './requests.ts';
import { familyRows } from './rows.ts';
import { isRuntime } from './signals.ts';

/** Kinds of requests that are shown at the top; more are in the rows by name. */
const KINDS = 4;

/** Grafana's limit of a uid. */
const UID = 40;

export function dashboardOf(
  application: Application,
  families: readonly Family[],
  known: readonly Requests[],
  alerts: readonly string[],
): DashboardSpec {
  const job = equals('job', application.job);
  const matchers = [job, 'namespace=~"$namespace"', 'pod=~"$pod"'];
  const top = known.slice(0, KINDS);
  const shown = new Set(top.flatMap(({ family, latency }) => [family.name, ...(latency ? [latency.name] : [])]));
  const others = families.filter(({ name }) => !shown.has(name));
  const rest = fitting(others);
  const left = others.length - rest.length;
  const runtime = rest.filter(isRuntime);
  const runtimeRow: DashboardRow = {
    title: 'Process and runtime',
    collapsed: true,
    panels:
      runtime.length <= RUNTIME
        ? runtime.flatMap((family) => panelsOf(family, matchers))
        : sharedPanels(runtime, matchers, 'Runtime'),
  };
  return {
    uid: uidOf(application),
    // Grafana keeps several of the same title, and nobody tells them apart.
    title: `${plain(application.title)} (${application.namespace})`,
    description:
      'Made from the metrics that the application exposes: is it up, traffic, errors and latency first, then its ' +
      `metrics by the beginnings of their names.${left === 0 ? '' : ` ${left} of ${families.length} are not here: an object of Kubernetes holds no more.`}`,
    tags: ['promwire'],
    variables: [
      { name: 'namespace', label: 'Namespace', query: `label_values(up{${job}}, namespace)`, multi: true },
      {
        name: 'pod',
        label: 'Pod',
        query: `label_values(up{${job},namespace=~"$namespace"}, pod)`,
        multi: true,
      },
    ],
    rows: [
      { title: 'Is it up', panels: health(matchers, families, alerts) },
      ...top.map((one) => requestRow(one, matchers)),
      ...familyRows(
        rest.filter((family) => !isRuntime(family)),
        matchers,
      ),
      ...(runtimeRow.panels.length === 0 ? [] : [runtimeRow]),
    ],
  };
}

/** What a ConfigMap holds, less what surrounds the dashboard in it; and what a line of a shared graph needs, in bytes. */
const ROOM = 850_000;
const LINE = 480;

/** The first families of which the dashboard fits into a ConfigMap. */
function fitting(families: readonly Family[]): readonly Family[] {
  let room = ROOM;
  return families.filter(({ name, type }) => {
    // The name is in the query, up to twice, in the legend and in the description; a histogram's query has two forms.
    room -= (type === 'histogram' ? 1.5 * LINE : LINE) + 5 * new TextEncoder().encode(name).length;
    return room > 0;
  });
}

/** More of its runtime's families share graphs. */
const RUNTIME = 20;

const number = { kind: 'stat', width: 4, height: 4 } as const;

function health(
  matchers: readonly string[],
  families: readonly Family[],
  alerts: readonly string[],
): readonly PanelSpec[] {
  const of = (name: string): string => series(name, matchers);
  const has = (name: string): boolean => families.some((family) => family.name === name);
  const noTarget = 'No target is known';
  return [
    {
      ...number,
      title: 'Targets up',
      description: 'Targets whose metrics Prometheus reads.',
      queries: [{ expr: `sum(${of('up')})`, instant: true }],
      thresholds: [
        { from: null, meaning: 'bad' },
        { from: 1, meaning: 'good' },
      ],
      noValue: noTarget,
    },
    {
      ...number,
      title: 'Targets down',
      description: 'Targets that Prometheus knows and cannot read.',
      queries: [{ expr: `count(${of('up')} == 0) or 0 * count(${of('up')})`, instant: true }],
      thresholds: [
        { from: null, meaning: 'good' },
        { from: 1, meaning: 'bad' },
      ],
      noValue: noTarget,
    },
    {
      ...number,
      title: 'Alerts firing',
      description: 'Alerts on this application that fire now.',
      queries: [
        {
          expr: `count(ALERTS{alertname${oneOf(alerts)},alertstate="firing",namespace=~"$namespace"}) or vector(0)`,
          instant: true,
        },
      ],
      thresholds: [
        { from: null, meaning: 'good' },
        { from: 1, meaning: 'bad' },
      ],
    },
    ...(has('process_start_time_seconds')
      ? [
          {
            ...number,
            title: 'Youngest process',
            description: 'Time since the newest start of a process.',
            queries: [{ expr: `time() - max(${of('process_start_time_seconds')})`, instant: true }],
            unit: 's',
            noValue: noTarget,
          } as const,
        ]
      : []),
    {
      ...number,
      title: 'Slowest scrape',
      description: 'How long Prometheus took to read the metrics of the slowest target.',
      queries: [{ expr: `max(${of('scrape_duration_seconds')})`, instant: true }],
      unit: 's',
      noValue: noTarget,
    },
    {
      ...number,
      title: 'Series',
      description: 'Samples that are stored on each scrape of all targets.',
      queries: [{ expr: `sum(${of('scrape_samples_post_metric_relabeling')})`, instant: true }],
      unit: 'short',
      noValue: noTarget,
    },
    {
      ...THIRD,
      kind: 'timeseries',
      title: 'Targets',
      description: 'A line at 1 is a target that Prometheus reads; at 0 it cannot.',
      queries: [{ expr: of('up'), legend: legendOf(['pod', 'instance']) }],
      min: 0,
      max: 1,
    },
    ...resource(of, has, 'process_cpu_seconds_total', 'Processor', 'Share of one processor.'),
    ...resource(of, has, 'process_resident_memory_bytes', 'Memory', 'Memory of each process.'),
  ];
}

function resource(
  of: (name: string) => string,
  has: (name: string) => boolean,
  name: string,
  title: string,
  description: string,
): readonly PanelSpec[] {
  if (!has(name)) return [];
  const counter = name.endsWith('_total');
  return [
    {
      ...THIRD,
      kind: 'timeseries',
      title,
      description,
      queries: [{ expr: counter ? `rate(${of(name)}[${RATE}])` : of(name), legend: legendOf(['pod']) }],
      unit: counter ? 'percentunit' : 'bytes',
      min: 0,
    },
  ];
}

function requestRow({ known, count, result, by: route, latency }: Requests, matchers: readonly string[]): DashboardRow {
  const rate = (labels: readonly string[], more: readonly string[] = []): string =>
    `sum${labels.length === 0 ? ' ' : ` ${by(labels)} `}(rate(${series(count, [...matchers, ...more])}[${RATE}]))`;
  const what = known.what;
  // "gRPC calls" keeps its own spelling.
  const title = /^[a-z]+\b/.test(what) ? what.charAt(0).toUpperCase() + what.slice(1) : what;
  const graph = { kind: 'timeseries', ...(route === undefined ? HALF : THIRD), min: 0 } as const;
  const failed = result === undefined ? [] : [`${labelIn(stored(result))}=~${quote(known.failed)}`];
  return {
    title,
    panels: [
      {
        ...graph,
        title: `${title} per second`,
        description: `Of ${plain(count)}${result === undefined ? '' : `, by ${result}`}.`,
        queries: [
          result === undefined
            ? { expr: rate([]), legend: what }
            : { expr: rate([stored(result)]), legend: legendOf([stored(result)]) },
        ],
        unit: 'reqps',
      },
      ...(result === undefined
        ? []
        : [
            {
              ...graph,
              title: 'Share that fails',
              description: `A failure is ${plain(`${result} ${known.failed}`)}.`,
              // Zero where none fails, so that an empty graph means that nothing is asked.
              queries: [{ expr: `(${rate([], failed)} or 0 * ${rate([])}) / ${rate([])}`, legend: 'fails' }],
              unit: 'percentunit',
              max: 1,
            } as const,
          ]),
      ...(route === undefined
        ? []
        : [
            {
              ...graph,
              title: `By ${plain(route)}`,
              description: 'The ten that are asked for most.',
              queries: [{ expr: `topk(10, ${rate([stored(route)])})`, legend: legendOf([stored(route)]) }],
              unit: 'reqps',
            } as const,
          ]),
      ...(latency === undefined
        ? []
        : [
            { ...quantilesOf(latency, matchers), title: 'Latency' },
            ...(latency.type === 'summary'
              ? []
              : [{ ...heatmapOf(latency, matchers), title: 'Latency, how many of which' }]),
          ]),
    ],
  };
}

/** Where it would be too long, its end is a number of the whole, so that two do not meet. */
export function uidOf({ namespace, id }: Pick<Application, 'namespace' | 'id'>): string {
  const whole = `promwire-${namespace}-${id}`;
  if (whole.length <= UID) return whole;
  let sum = 0;
  for (const char of whole) sum = (Math.imul(sum, 31) + (char.codePointAt(0) ?? 0)) >>> 0;
  const end = `-${sum.toString(36)}`;
  return `${whole.slice(0, UID - end.length)}${end}`;
}
