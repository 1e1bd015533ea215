/** The queries of a dashboard to a Prometheus, as they are written. */
import { isRecord } from './scrub.ts';
import type { RawObject } from './scrub.ts';
import { scrubText } from './scrub-text.ts';

const DEEPEST = 10;
/** Of one dashboard, and characters of one query. */
const MOST = 500;
const LONGEST = 5000;

/** `by`: the title of the panel, or the name of the variable. */
export interface RawQuery {
  readonly by: string;
  readonly expr: string;
}

/** Those of panels (but for hidden ones) and of variables, each once; queries to other kinds of datasource are left out. */
export function dashboardQueries(dashboard: unknown): readonly RawQuery[] {
  if (!isRecord(dashboard)) return [];
  const list = variablesOf(dashboard);
  const types = new Map(
    list.filter(({ type }) => type === 'datasource').map(({ name, query }) => [textOf(name), textOf(query)] as const),
  );
  const found = [
    ...panelsOf(dashboard, 0).flatMap((panel) => ofPanel(panel, types)),
    ...list.flatMap((each) => ofVariable(each, types)),
  ];
  const once = new Map(found.map((each) => [JSON.stringify(each), each]));
  return [...once.values()]
    .filter(({ expr }) => expr.trim() !== '' && expr.length <= LONGEST)
    .slice(0, MOST)
    .map(({ by, expr }) => ({ by: scrubText(by.slice(0, 200)), expr: scrubText(expr) }));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function recordsIn(value: unknown): readonly RawObject[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isRecord) : [];
}

function variablesOf({ templating }: RawObject): readonly RawObject[] {
  return isRecord(templating) ? recordsIn(templating['list']) : [];
}

/** Also those of rows, folded or in the old form. */
function panelsOf(parent: RawObject, depth: number): readonly RawObject[] {
  if (depth > DEEPEST) return [];
  const own = recordsIn(parent['panels']);
  return [...own, ...[...own, ...recordsIn(parent['rows'])].flatMap((each) => panelsOf(each, depth + 1))];
}

type Types = ReadonlyMap<string, string>;

function ofPanel(panel: RawObject, types: Types): readonly RawQuery[] {
  return recordsIn(panel['targets'])
    .filter((target) => target['hide'] !== true)
    .filter((target) => isPrometheus(target['datasource'] ?? panel['datasource'], types))
    .map((target) => ({ by: textOf(panel['title']), expr: textOf(target['expr']) }));
}

/** One that names no type may be any; LogQL that can be read as PromQL names no metric, and nothing is looked for. */
function isPrometheus(datasource: unknown, types: Types): boolean {
  const type = isRecord(datasource) ? textOf(datasource['type']) : '';
  if (type !== '') return type === 'prometheus';
  const named = isRecord(datasource) ? textOf(datasource['uid']) : textOf(datasource);
  const variable = /^\$\{?(\w+)\}?$/.exec(named)?.[1];
  const kind = variable === undefined ? undefined : types.get(variable);
  return kind === undefined || kind === '' || kind === 'prometheus';
}

/** `label_values(SERIES, LABEL)` and `query_result(EXPR)`. */
function ofVariable({ type, name, query, datasource }: RawObject, types: Types): readonly RawQuery[] {
  if (type !== 'query' || !isPrometheus(datasource, types)) return [];
  const text = (isRecord(query) ? textOf(query['query']) : textOf(query)).trim();
  const expr = /^label_values\((.+),[^,]+\)$/s.exec(text)?.[1] ?? /^query_result\((.+)\)$/s.exec(text)?.[1];
  return expr === undefined ? [] : [{ by: `variable ${textOf(name)}`, expr }];
}
