/** What an Alertmanager says of itself: the routes of the configuration that it runs with, and nothing of its secrets. */
import { parse } from 'yaml';
import type { AlertRoute, Answer, RouteMatcher, Routing } from '../model.ts';
import { asList, asObject, asText, isObject, parseJson } from './kube/json.ts';
import type { Transport } from './prometheus.ts';
import { printable, unanswered } from './prometheus-text.ts';

/**
 * Asks GET /api/v2/status. Of the configuration (in which Alertmanager itself masks secrets) only routes, matchers and
 * the names of receivers with the kinds of their integrations are kept. Rejects only when `signal` is aborted.
 */
export async function readRouting(name: string, transport: Transport, signal: AbortSignal): Promise<Answer<Routing>> {
  const exchange = await transport('/api/v2/status', {}, signal);
  if (exchange.kind === 'unknown') return exchange;
  const odd = (what: string): Answer<Routing> =>
    unanswered(
      'bad-answer',
      `${name} answered ${what}.`,
      'Look whether something stands in between: a proxy, a login.',
    );
  if (exchange.status === 401 || exchange.status === 403)
    return unanswered('forbidden', `${name} wants credentials (${exchange.status}).`, 'Ask its owner.');
  if (exchange.status !== 200) return odd(`with status ${exchange.status}`);
  const original = asText(asObject(asObject(parseJson(exchange.body))['config'])['original']);
  if (original === undefined) return odd('without its configuration');
  const routing = routingOf(original);
  return typeof routing === 'string' ? odd(routing) : { kind: 'ok', value: routing, warnings: [] };
}

/** The routes of a configuration as Alertmanager prints it, or what is wrong with it. */
export function routingOf(text: string): Routing | string {
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
  if (unread.length > 0) return `with a matcher that is not understood: ${printable(unread[0] ?? '')}`;
  return { route, receivers: receiversOf(config) };
}

type Fields = Readonly<Record<string, unknown>>;

/** A route written by the operator has a receiver "namespace/name/receiver". */
const OF_OBJECT = /^([^/]+)\/([^/]+)\/.+$/s;
const DEEPEST = 100;

function routeOf(route: Fields, unread: string[], depth: number): AlertRoute {
  const receiver = asText(route['receiver']) ?? '';
  const [, namespace, name] = OF_OBJECT.exec(receiver) ?? [];
  if (depth > DEEPEST) unread.push('routes that nest too deep');
  return {
    ...(receiver === '' ? {} : { receiver }),
    matchers: matchersOf(route, unread),
    continue: route['continue'] === true,
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

function matchersOf(route: Fields, unread: string[]): readonly RouteMatcher[] {
  const old = (field: string, op: '=' | '=~'): readonly RouteMatcher[] =>
    Object.entries(asObject(route[field])).flatMap(([name, value]) => ({ name, op, value: asText(value) ?? '' }));
  const texts = asList(route['matchers']).flatMap((text) => {
    const matcher = typeof text === 'string' ? matcherOf(text) : undefined;
    if (!matcher) unread.push(typeof text === 'string' ? text : 'no text');
    return matcher ?? [];
  });
  return [...old('match', '='), ...old('match_re', '=~'), ...texts];
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
