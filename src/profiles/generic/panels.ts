/** One family -> its panels. */
import { groupBy } from '../../kube/group.ts';
import { oneOf } from '../../lang/promql/matcher.ts';
import type { Family, PanelSpec } from '../../model/index.ts';
import { rateUnitOf, shapeOf, unitOf, valueOf, type Shape } from './family.ts';
import { buckets, mean, quantile } from './latency.ts';
import { by, isAskable, legendOf, plain, series, stored } from './query.ts';
import { EXPIRY } from './signals.ts';

export const RATE = '$__rate_interval';

/** More lines than these nobody tells apart. */
const LINES = 10;
/** Labels of a legend: more make it longer than the graph. */
const LABELS = 3;
/** Columns of a table. */
const COLUMNS = 8;

export const HALF = { width: 12, height: 8 } as const;
export const THIRD = { width: 8, height: 7 } as const;

const graph = { kind: 'timeseries', ...THIRD } as const;

/** The labels of the application's own, as they are stored. */
const ownLabels = ({ labels }: Family): readonly string[] =>
  labels.filter((label) => label !== 'le' && label !== 'quantile' && isAskable(label)).map(stored);

const PANELS: Readonly<Record<Shape, (family: Family, matchers: readonly string[]) => readonly PanelSpec[]>> = {
  counter: (family, matchers) => {
    const labels = ownLabels(family).slice(0, LABELS);
    const shown = labels.length === 0 ? ['pod'] : labels;
    const rate = `sum ${by(shown)} (rate(${series(family.name, matchers)}[${RATE}]))`;
    return [
      {
        ...graph,
        title: named(family, 'per second'),
        description: about(family),
        queries: [{ expr: labels.length === 0 ? rate : `topk(${LINES}, ${rate})`, legend: legendOf(shown) }],
        unit: rateUnitOf(family),
        min: 0,
      },
    ];
  },
  // Nothing is added up: what a gauge measures may be a temperature.
  gauge: (family, matchers) => [
    {
      ...graph,
      title: named(family),
      description: about(family),
      queries: [
        {
          expr: `topk(${LINES}, ${series(valueOf(family), matchers)})`,
          legend: legendOf(['pod', ...ownLabels(family).slice(0, LABELS)]),
        },
      ],
      unit: unitOf(family),
    },
  ],
  timestamp: (family, matchers) => [
    {
      ...graph,
      title: named(family, EXPIRY.test(family.name) ? 'left' : 'ago'),
      description: about(family),
      queries: [
        {
          expr: EXPIRY.test(family.name)
            ? `bottomk(${LINES}, ${leftOf(family, matchers)})`
            : `topk(${LINES}, time() - (${momentOf(family, matchers)}))`,
          legend: legendOf(['pod', ...ownLabels(family).slice(0, LABELS)]),
        },
      ],
      unit: 's',
    },
  ],
  histogram: (family, matchers) => [heatmapOf(family, matchers), quantilesOf(family, matchers)],
  summary: (family, matchers) => [quantilesOf(family, matchers)],
  info: (family, matchers) => [
    {
      title: named(family),
      description: about(family),
      kind: 'table',
      width: 24,
      height: 6,
      queries: [{ expr: series(family.name, matchers), instant: true }],
      columns: ['pod', ...ownLabels(family).slice(0, COLUMNS)].map((label) => ({ from: { label }, title: label })),
    },
  ],
  stateset: (family, matchers) => {
    const state = stored(family.name);
    return [
      {
        ...HALF,
        title: named(family),
        description: about(family),
        kind: 'state-timeline',
        queries: [{ expr: `max ${by([state])} (${series(family.name, matchers)})`, legend: legendOf([state]) }],
        mappings: [
          { value: '1', text: 'yes', meaning: 'good' },
          { value: '0', text: 'no', meaning: 'neutral' },
        ],
      },
    ];
  },
};

/** A time in Unix seconds. A zero is one that has not come; a name without a unit may mean milliseconds. */
function momentOf({ name }: Family, matchers: readonly string[]): string {
  const value = series(name, matchers);
  return name.endsWith('_seconds') ? `${value} > 0` : `(${value} > 1e11) / 1000 or ${value} > 0`;
}

/** How long until something ends. Days that are left, of the same name, are no time. */
const leftOf = ({ name }: Family, matchers: readonly string[]): string => `(${series(name, matchers)} > 1e9) - time()`;

export const panelsOf = (family: Family, matchers: readonly string[]): readonly PanelSpec[] =>
  PANELS[shapeOf(family)](family, matchers);

/** The name is what a reader looks for; a name may be any text. */
const named = ({ name }: Family, more = ''): string => `${plain(name)}${more === '' ? '' : `, ${more}`}`;

function about({ name, help, type }: Family): string {
  const said = plain(help ?? '');
  return `${said === '' ? 'The application says nothing about it.' : said} (${plain(name)}, ${type})`;
}

export function heatmapOf(family: Family, matchers: readonly string[]): PanelSpec {
  return {
    ...HALF,
    title: named(family, 'how many of which size'),
    description: about(family),
    kind: 'heatmap',
    queries: [{ expr: buckets(family, matchers, RATE), legend: '{{le}}' }],
    unit: unitOf(family),
  };
}

const QUANTILES: readonly (readonly [number, string])[] = [
  [0.5, 'half'],
  [0.9, '9 of 10'],
  [0.99, '99 of 100'],
];

/** Of a summary those that it counts itself, which can only be compared between pods; the mean always. */
export function quantilesOf(family: Family, matchers: readonly string[]): PanelSpec {
  const own =
    family.type === 'summary'
      ? family.labels.includes('quantile')
        ? [{ expr: `max by (quantile) (${series(family.name, matchers)})`, legend: 'quantile {{quantile}}' }]
        : []
      : QUANTILES.map(([q, words]) => ({ expr: quantile(q, family, matchers, RATE), legend: `${words} below` }));
  return {
    ...HALF,
    kind: 'timeseries',
    title: named(family, 'quantiles'),
    description: about(family),
    queries: [...own, { expr: mean(family, matchers, RATE), legend: 'mean' }],
    unit: unitOf(family),
    min: 0,
  };
}

/** Families of one shape and unit in one graph, each as a sum or its largest value: where there are too many for a panel each. */
export function sharedPanels(
  families: readonly Family[],
  matchers: readonly string[],
  title: string,
): readonly PanelSpec[] {
  const groups = groupBy(families, (family) => `${shared(family)} ${unitFor(family)}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const kind = shared(first);
    const parts = chunks(group, PER_PANEL);
    return parts.map((part, index): PanelSpec => ({
      ...HALF,
      kind: 'timeseries',
      title: `${title}: ${TITLES[kind]}${unitWord(first)}${parts.length === 1 ? '' : ` (${index + 1} of ${parts.length})`}`,
      description: plain(part.map(({ name }) => name).join(', ')),
      queries: kind === 'value' ? [valuesOf(part, matchers)] : part.map((family) => lineOf(family, matchers)),
      unit: unitFor(first),
      ...(['value', 'age', 'left'].includes(kind) ? {} : { min: 0 }),
    }));
  });
}

/** Grafana names the queries of a panel by letters; this many lines can be told apart. */
const PER_PANEL = 8;

type Line = 'rate' | 'value' | 'age' | 'left' | 'duration' | 'mean';

const TITLES: Readonly<Record<Line, string>> = {
  rate: 'per second',
  value: 'largest value',
  age: 'ago',
  left: 'left',
  duration: '99 of 100 below',
  mean: 'mean',
};

type Query = PanelSpec['queries'][number];

/** One query for all: a dashboard of very many families must fit into a ConfigMap. */
function valuesOf(families: readonly Family[], matchers: readonly string[]): Query {
  const names = `__name__${oneOf(families.map(valueOf))}`;
  return { expr: `max by (__name__) ({${[names, ...matchers].join(',')}})`, legend: '{{__name__}}' };
}

/** A rate loses the name, so that each family needs a query of its own. */
function lineOf(family: Family, matchers: readonly string[]): Query {
  const { name, type } = family;
  const expr =
    shared(family) === 'rate'
      ? `sum(rate(${series(name, matchers)}[${RATE}]))`
      : shared(family) === 'age'
        ? `time() - max(${momentOf(family, matchers)})`
        : shared(family) === 'left'
          ? `min(${leftOf(family, matchers)})`
          : type === 'histogram'
            ? quantile(0.99, family, matchers, RATE)
            : mean(family, matchers, RATE);
  return { expr, legend: plain(name) };
}

const SHARED: Readonly<Record<Shape, Line>> = {
  counter: 'rate',
  gauge: 'value',
  timestamp: 'age',
  histogram: 'duration',
  summary: 'mean',
  info: 'value',
  stateset: 'value',
};

const shared = (family: Family): Line => {
  const shape = shapeOf(family);
  return shape === 'timestamp' && EXPIRY.test(family.name) ? 'left' : SHARED[shape];
};

const unitFor = (family: Family): string => {
  const kind = shared(family);
  return kind === 'rate' ? rateUnitOf(family) : kind === 'age' || kind === 'left' ? 's' : unitOf(family);
};

const UNIT_WORDS: Readonly<Record<string, string>> = {
  s: ', seconds',
  bytes: ', bytes',
  binBps: ', bytes',
  percentunit: ', shares',
};

const unitWord = (family: Family): string =>
  ['age', 'left'].includes(shared(family)) ? '' : (UNIT_WORDS[unitFor(family)] ?? '');

export function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
