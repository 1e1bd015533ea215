/** The queries of a dashboard to a Prometheus, as they are written. */
import { isRecord } from './scrub.ts';
import type { RawObject } from './scrub.ts';
import { scrubText } from './scrub-text.ts';

const DEEPEST = 10;
/** Of one dashboard, and characters of one query. */
const MOST = 500;
const LONGEST = 5000;

/** `by`: the title of the panel, or the name of the variable; `at`: where it is in the dashboard ("panels.0.targets.1.expr"). */
export interface RawQuery {
  readonly by: string;
  readonly at: string;
  readonly expr: string;
}

/** Those of panels (but for hidden ones) and of variables, each once; queries to other kinds of datasource are left out. */
export function dashboardQueries(dashboard: unknown): readonly RawQuery[] {
  if (!isRecord(dashboard)) return [];
  const list = variablesOf(dashboard);
  const types = new Map([
    ...recordsIn(dashboard['__inputs']).map(([{ name, pluginId }]) => [textOf(name), textOf(pluginId)] as const),
    ...list.flatMap(([{ type, name, query }]) =>
      type === 'datasource' ? [[textOf(name), textOf(query)] as const] : [],
    ),
  ]);
  const found = [
    ...panelsOf([dashboard, ''], 0).flatMap((panel) => ofPanel(panel, types)),
    ...list.flatMap((each) => ofVariable(each, types)),
  ];
  const once = new Map<string, RawQuery>();
  for (const each of found) {
    const key = JSON.stringify([each.by, each.expr]);
    if (!once.has(key)) once.set(key, each);
  }
  return [...once.values()]
    .filter(({ expr }) => expr.trim() !== '' && expr.length <= LONGEST)
    .slice(0, MOST)
    .map(({ by, expr, at }) => ({ by: scrubText(by.slice(0, 200)), expr: scrubText(expr), at }));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A part of the dashboard, and the way to it: "panels.0". */
type Part = readonly [RawObject, string];

function recordsIn(value: unknown, at = ''): readonly Part[] {
  return Array.isArray(value)
    ? (value as readonly unknown[]).flatMap((each, i): readonly Part[] =>
        isRecord(each) ? [[each, `${at}.${i}`]] : [],
      )
    : [];
}

function variablesOf({ templating }: RawObject): readonly Part[] {
  return isRecord(templating) ? recordsIn(templating['list'], 'templating.list') : [];
}

/** Also those of rows, folded or in the old form. */
function panelsOf([parent, at]: Part, depth: number): readonly Part[] {
  if (depth > DEEPEST) return [];
  const way = at === '' ? '' : `${at}.`;
  const own = recordsIn(parent['panels'], `${way}panels`);
  return [...own, ...[...own, ...recordsIn(parent['rows'], `${way}rows`)].flatMap((each) => panelsOf(each, depth + 1))];
}

type Types = ReadonlyMap<string, string>;

function ofPanel([panel, at]: Part, types: Types): readonly RawQuery[] {
  return recordsIn(panel['targets'], `${at}.targets`)
    .filter(([target]) => target['hide'] !== true)
    .filter(([target]) => isPrometheus(target['datasource'] ?? panel['datasource'], types))
    .map(([target, way]) => ({ by: textOf(panel['title']), expr: textOf(target['expr']), at: `${way}.expr` }));
}

/** One that names no type may be any; LogQL that can be read as PromQL names no metric, and nothing is looked for. */
function isPrometheus(datasource: unknown, types: Types): boolean {
  const type = isRecord(datasource) ? textOf(datasource['type']) : '';
  if (type !== '') return type === 'prometheus';
  const named = isRecord(datasource) ? textOf(datasource['uid']) : textOf(datasource);
  const [, plain, old] = /^(?:\$\{?(\w+)(?::\w+)?\}?|\[\[(\w+)(?::\w+)?\]\])$/.exec(named) ?? [];
  const variable = plain ?? old;
  const kind = variable === undefined ? undefined : types.get(variable);
  return kind === undefined || kind === '' || kind === 'prometheus';
}

/** `label_values(SERIES, LABEL)` and `query_result(EXPR)`. */
function ofVariable([{ type, name, query, datasource, hide }, at]: Part, types: Types): readonly RawQuery[] {
  if (type !== 'query' || !isPrometheus(datasource, types)) return [];
  const text = (isRecord(query) ? textOf(query['query']) : textOf(query)).trim();
  const [, series, label = ''] = /^label_values\((.+),([^,]+)\)$/s.exec(text) ?? [];
  const expr =
    series === undefined
      ? /^query_result\((.+)\)$/s.exec(text)?.[1]
      : hide === HIDDEN
        ? series
        : havingLabel(series, label.trim());
  return expr === undefined ? [] : [{ by: `variable ${textOf(name)}`, expr, at: `${at}.query` }];
}

/** `hide` of a variable that nobody sees, which dashboards for several clusters have in each. */
const HIDDEN = 2;

/** The series that have a label at all: of others the variable gets no value. What is no selector stays as it is. */
function havingLabel(series: string, label: string): string {
  const [, before, matchers = ''] = /^([^{}()]*?)\s*(?:\{(.*)\})?$/s.exec(series.trim()) ?? [];
  if (before === undefined || !/^[A-Za-z_]\w*$/.test(label) || label === '__name__') return series;
  const others = matchers.trim().replace(/,$/, '');
  return `${before}{${others === '' ? '' : `${others},`}${label}=~".+"}`;
}

/** Titles of panels whose queries are in Grafana's library and not in the dashboard. */
export function libraryPanels(dashboard: unknown): readonly string[] {
  if (!isRecord(dashboard)) return [];
  return panelsOf([dashboard, ''], 0)
    .filter(([panel]) => isRecord(panel['libraryPanel']) && recordsIn(panel['targets']).length === 0)
    .slice(0, MOST)
    .map(([panel]) => scrubText(titleOf(panel).slice(0, 200)));
}

function titleOf({ title, libraryPanel }: RawObject): string {
  return textOf(title) || (isRecord(libraryPanel) ? textOf(libraryPanel['name']) : '');
}
