/** What is kept of a Grafana dashboard, and of a file of datasources: what decides whether they work. */
import { parseAsGo } from '../files/full-yaml.ts';
import { isRecord, type RawObject } from './scrub.ts';
import { scrubText } from './scrub-text.ts';
import { dashboardQueries, libraryPanels } from './dashboard-queries.ts';

/** Dashboards above this are not parsed; a ConfigMap cannot hold more anyway. */
const MAX_DASHBOARD = 1024 * 1024;
const MAX_DATASOURCES = 128 * 1024;
const DEEPEST = 40;
const MOST = 50;

type Fact = Record<string, unknown>;

/**
 * {uid, title, hasInputs, inputs, types, datasources, jobs, queries} where the text is a dashboard: the inputs that its JSON still
 * refers to, the types of its panels, the jobs that its queries ask for, and the datasources that it names (variables and Grafana's own are left out).
 * {invalid: true} where it is named as one and is not JSON.
 */
export function dashboardFacts(name: string, text: string): Fact | undefined {
  if (text.length > MAX_DASHBOARD || !/^\s*\{/.test(text)) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    // Not JSON: Grafana will not load it either. The message may quote the content.
    void error;
    return name.endsWith('.json') ? { invalid: true } : undefined;
  }
  if (!isRecord(parsed)) return undefined;
  const shown = asShown(parsed, 0);
  const looks = ['panels', 'rows', 'schemaVersion', 'templating', '__inputs'].some((field) =>
    Object.hasOwn(parsed, field),
  );
  if (!looks && !name.endsWith('.json')) return undefined;
  const fact: Fact = {};
  if (typeof parsed['uid'] === 'string') fact['uid'] = parsed['uid'];
  if (typeof parsed['title'] === 'string') fact['title'] = scrubText(parsed['title']);
  if (Array.isArray(parsed['__inputs'])) {
    fact['hasInputs'] = parsed['__inputs'].length > 0;
    const names = parsed['__inputs'].flatMap((input) =>
      isRecord(input) && isWord(input['name']) ? [input['name']] : [],
    );
    // A variable of the input's own name gives it a value, and so does a choice in Grafana.
    const own = variablesOf(parsed);
    const asked = JSON.stringify(shown);
    fact['inputs'] = names.filter((input) => !own.has(input) && asked.includes(`\${${input}}`)).slice(0, MOST);
  }
  const seen: Seen = { types: new Set(), datasources: new Map(), jobs: new Set() };
  walk(shown, seen, 0);
  const queries = dashboardQueries(shown);
  if (queries.length > 0) fact['queries'] = queries;
  const library = libraryPanels(shown);
  if (library.length > 0) fact['library'] = library;
  if (seen.jobs.size > 0) fact['jobs'] = [...seen.jobs].sort().slice(0, MOST);
  if (seen.types.size > 0) fact['types'] = [...seen.types].sort().slice(0, MOST);
  if (seen.datasources.size > 0)
    fact['datasources'] = [...seen.datasources]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, one]) => one)
      .slice(0, MOST);
  return fact;
}

/** Names of the variables that a dashboard defines itself. */
function variablesOf(dashboard: RawObject): ReadonlySet<unknown> {
  const { templating } = dashboard;
  const list = isRecord(templating) && Array.isArray(templating['list']) ? (templating['list'] as unknown[]) : [];
  return new Set(list.filter(isRecord).map(({ name }) => name));
}

/**
 * A dashboard without what Grafana does not look at: the datasources of a panel's queries count only where the panel
 * itself names none, or Mixed. Source: grafana v12 public/app/features/query/state/PanelQueryRunner.ts, which gives each
 * query the panel's datasource. Deep parts, which `walk` does not enter either, stay as they are.
 */
function asShown(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((item) => asShown(item, depth + 1));
  if (!isRecord(value)) return value;
  const { datasource, targets } = value;
  const own = isRecord(datasource) ? datasource['uid'] : datasource;
  const decided = typeof own === 'string' && own !== '' && own !== MIXED && Array.isArray(targets);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key !== 'targets' || !decided) return [key, asShown(item, depth + 1)];
      return [key, (targets as readonly unknown[]).map((target) => asShown(withoutDatasource(target), depth + 1))];
    }),
  );
}

/** Each query of the panel names its own. */
const MIXED = '-- Mixed --';

function withoutDatasource(target: unknown): unknown {
  if (!isRecord(target)) return target;
  const { datasource: _, ...rest } = target;
  return rest;
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value);
}

interface Seen {
  readonly types: Set<string>;
  readonly datasources: Map<string, Fact>;
  readonly jobs: Set<string>;
}

/** A job by its whole name, in a query of a panel or variable; the rest of the query is not kept. */
const JOB = /\bjob\s*=\s*"([\w./:-]{1,100})"/g;
const QUERIES: readonly string[] = ['expr', 'query', 'definition'];

function walk(value: unknown, seen: Seen, depth: number): void {
  if (depth > DEEPEST) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(item, seen, depth + 1);
    return;
  }
  if (!isRecord(value)) return;
  for (const panel of Array.isArray(value['panels']) ? (value['panels'] as readonly unknown[]) : [])
    if (isRecord(panel) && isWord(panel['type'])) seen.types.add(panel['type']);
  for (const query of QUERIES.map((field) => value[field]))
    if (typeof query === 'string') for (const [, job = ''] of query.matchAll(JOB)) seen.jobs.add(job);
  if (Object.hasOwn(value, 'datasource')) {
    const named = datasourceOf(value['datasource']);
    if (named) seen.datasources.set(JSON.stringify(named), named);
  }
  for (const item of Object.values(value)) walk(item, seen, depth + 1);
}

/** What every Grafana has, or leaves to the one who looks. */
const BUILT_IN = new Set(['grafana', 'default', '__expr__', 'datasource']);

function datasourceOf(value: unknown): Fact | undefined {
  const known = (text: unknown): text is string =>
    typeof text === 'string' &&
    text !== '' &&
    text.length <= 200 &&
    !/^\$|\[\[|^-- .* --$/.test(text) &&
    !BUILT_IN.has(text);
  if (known(value)) return { name: scrubText(value) };
  if (!isRecord(value) || !known(value['uid'])) return undefined;
  return { uid: scrubText(value['uid']), ...(isWord(value['type']) ? { type: value['type'] } : {}) };
}

/** [{name, uid, type, host, isDefault, orgId}] of a file that provisions datasources: of its address the host alone, no credential. */
export function datasourceFacts(name: string, text: string): readonly Fact[] | undefined {
  if (
    !/\.ya?ml$/.test(name) ||
    text.length > MAX_DATASOURCES ||
    !/^[\s"{]*datasources"?:|\n"?datasources"?:|"datasources":/.test(text)
  )
    return undefined;
  let parsed: unknown;
  try {
    parsed = parseAsGo(text);
  } catch (error) {
    // Whatever the parser said may quote the text.
    void error;
    return undefined;
  }
  const list: unknown = (isRecord(parsed) ? parsed : ({} as RawObject))['datasources'];
  if (!Array.isArray(list)) return undefined;
  return list.filter(isRecord).map((entry): Fact => {
    const texts = Object.entries({ name: entry['name'], uid: entry['uid'], type: entry['type'] });
    const host = hostOf(entry['url']);
    return {
      ...Object.fromEntries(
        texts.flatMap(([key, value]) => (typeof value === 'string' ? [[key, scrubText(value)] as const] : [])),
      ),
      ...(host === undefined ? {} : { host }),
      ...(entry['isDefault'] === true ? { isDefault: true } : {}),
      ...(typeof entry['orgId'] === 'number' ? { orgId: entry['orgId'] } : {}),
    };
  });
}

/** "prometheus.monitoring:9090" of an http address, without what else it holds. */
function hostOf(url: unknown): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { protocol, host } = new URL(url);
  return /^https?:$/.test(protocol) && host !== '' ? host : undefined;
}
