import { asList, asObject, asText, isObject, parseJson } from '../../kube/json.ts';
/** What an Alertmanager says of itself: the routes of the configuration that it runs with, and nothing of its secrets. */
import { parse } from 'yaml';
import type {
  AlertHolds,
  AlertInhibition,
  AlertRoute,
  AlertSilence,
  Answer,
  RouteMatcher,
  Routing,
} from '../../model/index.ts';
import { intervalsOf } from './time.ts';
import type { Transport } from '../prometheus/index.ts';
import { printable, throughServer, unanswered } from '../prometheus/text.ts';

/**
 * Asks GET /api/v2/status and /api/v2/silences. Of the configuration (in which Alertmanager itself masks secrets) only
 * routes, matchers, inhibitions, whether it is now within a time interval (`now` in milliseconds), and the names of
 * receivers with the kinds of their integrations are kept. Rejects only when `signal` is aborted.
 */
export async function readRouting(
  name: string,
  transport: Transport,
  signal: AbortSignal,
  now = Date.now(),
): Promise<Answer<Routing>> {
  const status = await ask(name, transport, '/api/v2/status', signal);
  if (status.kind === 'unknown') return status;
  const original = asText(asObject(asObject(status.value)['config'])['original']);
  if (original === undefined) return odd(name, 'without its configuration');
  const routing = routingOf(original, now);
  if (typeof routing === 'string') return odd(name, routing);
  const answer = await ask(name, transport, '/api/v2/silences', signal);
  const silences = answer.kind === 'unknown' ? answer : silencesOf(name, answer.value);
  return { kind: 'ok', value: { ...routing, holds: { ...routing.holds, silences } }, warnings: [] };
}

async function ask(name: string, transport: Transport, path: string, signal: AbortSignal): Promise<Answer<unknown>> {
  const exchange = await transport(path, {}, signal);
  if (exchange.kind === 'unknown') return exchange;
  const json = parseJson(exchange.body);
  if (exchange.status !== 200 && isObject(json) && json['kind'] === 'Status') {
    const said = asText(json['message']) ?? `HTTP ${exchange.status}`;
    return exchange.status === 401 || exchange.status === 403
      ? throughServer('forbidden', name, said, 'Get the right to "get" pods/proxy (or services/proxy) there.')
      : throughServer('not-ready', name, said, 'Wait until its pod is ready, then ask again.');
  }
  if (exchange.status === 401 || exchange.status === 403)
    return unanswered('forbidden', `${name} wants credentials (${exchange.status}).`, 'Ask its owner.');
  if (exchange.status !== 200) return odd(name, `with status ${exchange.status}`);
  return { kind: 'ok', value: json, warnings: [] };
}

function odd(name: string, what: string): Answer<never> {
  return unanswered(
    'bad-answer',
    `${name} answered ${what}.`,
    'Find out whether something is in between: a proxy, a login.',
  );
}

/** Those in force, the first to end first. One that is not understood might hold back anything: then none is known. */
function silencesOf(name: string, json: unknown): Answer<readonly AlertSilence[]> {
  if (!Array.isArray(json)) return odd(name, 'without a list of silences');
  const value: AlertSilence[] = [];
  for (const silence of asList(json).filter(isObject)) {
    if (asObject(silence['status'])['state'] !== 'active') continue;
    const matchers = asList(silence['matchers']).flatMap((matcher) => silenceMatcherOf(matcher) ?? []);
    if (matchers.length < asList(silence['matchers']).length) return odd(name, 'with a silence that is not understood');
    value.push({
      id: printable(asText(silence['id']) ?? ''),
      matchers,
      until: printable(asText(silence['endsAt']) ?? ''),
      by: printable(asText(silence['createdBy']) ?? ''),
      comment: printable(asText(silence['comment']) ?? ''),
    });
  }
  const order = (a: AlertSilence, b: AlertSilence): number => (`${a.until} ${a.id}` < `${b.until} ${b.id}` ? -1 : 1);
  return { kind: 'ok', value: value.toSorted(order), warnings: [] };
}

/** One without isEqual is of an Alertmanager before 0.22, and positive. */
function silenceMatcherOf(json: unknown): RouteMatcher | undefined {
  const { name, value, isEqual, isRegex } = asObject(json);
  if (typeof name !== 'string' || name === '' || typeof value !== 'string') return undefined;
  const sign = isEqual === false ? '!' : '=';
  return { name, op: isRegex === true ? `${sign}~` : sign === '!' ? '!=' : sign, value };
}

type Told = Omit<Routing, 'holds'> & { readonly holds: Omit<AlertHolds, 'silences'> };

/** The routes of a configuration as Alertmanager prints it, or what is wrong with it. */
export function routingOf(text: string, now: number): Told | string {
  let config: unknown;
  try {
    // A warning of the parser would quote the text on stderr.
    config = parse(text, { logLevel: 'error' });
  } catch (error) {
    // What the parser says may quote the text.
    void error;
    return 'with a configuration that is not YAML';
  }
  const root = asObject(config)['route'];
  if (!isObject(root)) return 'with a configuration without a route';
  const unread: string[] = [];
  const route = routeOf(root, unread, 0);
  const inhibitions = asList(asObject(config)['inhibit_rules'])
    .filter(isObject)
    .map((rule): AlertInhibition => ({
      source: matchersOf(rule, unread, 'source_'),
      target: matchersOf(rule, unread, 'target_'),
      equal: namesOf(rule['equal']),
    }));
  if (unread.length > 0) return `with a matcher that is not understood: ${printable(unread[0] ?? '')}`;
  return { route, receivers: receiversOf(config), holds: { inhibitions, intervals: intervalsOf(config, now) } };
}

type Fields = Readonly<Record<string, unknown>>;

/** A route written by the operator has a receiver "namespace/name/receiver". */
const OF_OBJECT = /^([^/]+)\/([^/]+)\/.+$/s;
/** Of routes; a snapshot holds no deeper ones (projection/scrub.ts, MAX_DEPTH). */
const DEEPEST = 25;

function routeOf(route: Fields, unread: string[], depth: number): AlertRoute {
  const receiver = asText(route['receiver']) ?? '';
  const [, namespace, name] = OF_OBJECT.exec(receiver) ?? [];
  if (depth > DEEPEST) unread.push('routes that nest too deep');
  return {
    ...(receiver === '' ? {} : { receiver }),
    matchers: matchersOf(route, unread),
    continue: route['continue'] === true,
    ...named('muteIntervals', route['mute_time_intervals']),
    ...named('activeIntervals', route['active_time_intervals']),
    routes:
      depth > DEEPEST
        ? []
        : asList(route['routes'])
            .filter(isObject)
            .map((child) => routeOf(child, unread, depth + 1)),
    ...(namespace !== undefined && name !== undefined
      ? { from: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'AlertmanagerConfig', namespace, name } }
      : {}),
  };
}

function namesOf(value: unknown): readonly string[] {
  return asList(value).filter((name): name is string => typeof name === 'string');
}

function named(field: 'muteIntervals' | 'activeIntervals', value: unknown): Partial<AlertRoute> {
  const names = namesOf(value);
  return names.length === 0 ? {} : { [field]: names };
}

function matchersOf(route: Fields, unread: string[], of: '' | 'source_' | 'target_' = ''): readonly RouteMatcher[] {
  const old = (field: string, op: '=' | '=~'): readonly RouteMatcher[] =>
    Object.entries(asObject(route[field])).flatMap(([name, value]) => ({ name, op, value: asText(value) ?? '' }));
  const texts = asList(route[`${of}matchers`]).flatMap((text) => {
    const matcher = typeof text === 'string' ? matcherOf(text) : undefined;
    if (!matcher) unread.push(typeof text === 'string' ? text : 'no text');
    return matcher ?? [];
  });
  return [...old(`${of}match`, '='), ...old(`${of}match_re`, '=~'), ...texts];
}

const MATCHER = /^\s*("(?:[^"\\]|\\.)*"|[^\s"=!~,{}]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^\s"]*)\s*$/s;

/** `severity="page"`, as alertmanager v0.31.1 pkg/labels/matcher.go String prints it. */
export function matcherOf(text: string): RouteMatcher | undefined {
  const [, name = '', op = '', value = ''] = MATCHER.exec(text) ?? [];
  if (op !== '=' && op !== '!=' && op !== '=~' && op !== '!~') return undefined;
  return { name: unquoted(name), op, value: unquoted(value) };
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  return text.slice(1, -1).replaceAll(/\\(.)/gs, (_, char: string) => (char === 'n' ? '\n' : char));
}

function receiversOf(config: unknown): Routing['receivers'] {
  return Object.fromEntries(
    asList(asObject(config)['receivers'])
      .filter(isObject)
      .map((receiver) => [
        asText(receiver['name']) ?? '',
        Object.keys(receiver).flatMap((key) =>
          key.endsWith('_configs') && asList(receiver[key]).some(isObject) ? [key.slice(0, -'_configs'.length)] : [],
        ),
      ]),
  );
}
