import { asList, asObject, asText, isObject, parseJson } from '../../kube/json.ts';
/** What an Alertmanager says of itself: the routes of the configuration that it runs with, and nothing of its secrets. */
import { parseAsGo } from '../files/full-yaml.ts';
import type { AlertHolds, AlertInhibition, AlertSilence, Answer, RouteMatcher, Routing } from '../../model/index.ts';
import { matcher, matchersOf, namesOf, receiversOf, routeOf } from './routes.ts';
import { intervalsOf } from './time.ts';
import type { Exchange, Transport } from '../prometheus/index.ts';
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
  patienceMs = PATIENCE,
): Promise<Answer<Routing>> {
  const get = async (path: string): Promise<Answer<unknown>> =>
    readAnswer(name, await exchanged(name, async (limit) => await transport(path, {}, limit), signal, patienceMs));
  const status = await get('/api/v2/status');
  if (status.kind === 'unknown') return status;
  const original = asText(asObject(asObject(status.value)['config'])['original']);
  if (original === undefined) return odd(name, 'without its configuration');
  const routing = routingOf(original, now);
  if (typeof routing === 'string') return odd(name, routing);
  const answer = await get('/api/v2/silences');
  const silences = answer.kind === 'unknown' ? answer : silencesOf(name, answer.value);
  return { kind: 'ok', value: { ...routing, holds: { ...routing.holds, silences } }, warnings: [] };
}

/** Longest wait for one answer in milliseconds, whatever the number of ways to it. */
const PATIENCE = 10_000;

async function exchanged(
  name: string,
  send: (limit: AbortSignal) => Promise<Exchange>,
  signal: AbortSignal,
  patienceMs: number,
): Promise<Exchange> {
  const patience = AbortSignal.timeout(patienceMs);
  const late = (): boolean => patience.aborted && !signal.aborted;
  const none = (): Exchange =>
    unanswered(
      'timeout',
      `${name}: no answer within ${patienceMs / 1000} s.`,
      'Look whether it is overloaded or the network drops packets.',
    );
  try {
    const exchange = await send(AbortSignal.any([signal, patience]));
    return exchange.kind === 'unknown' && late() ? none() : exchange;
  } catch (error) {
    if (!late()) throw error;
    return none();
  }
}

function readAnswer(name: string, exchange: Exchange): Answer<unknown> {
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
  for (const each of asList(json)) {
    const silence = asObject(each);
    const { state } = asObject(silence['status']);
    if (state === 'expired' || state === 'pending') continue;
    if (state !== 'active') return odd(name, 'with a silence that is not understood');
    const matchers = asList(silence['matchers']).flatMap((entry) => silenceMatcherOf(entry) ?? []);
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
  return matcher(name, isRegex === true ? `${sign}~` : sign === '!' ? '!=' : sign, value);
}

type Told = Omit<Routing, 'holds'> & { readonly holds: Omit<AlertHolds, 'silences'> };

/** The routes of a configuration as Alertmanager prints it, or what is wrong with it. */
export function routingOf(text: string, now: number): Told | string {
  let config: unknown;
  try {
    config = parseAsGo(text);
  } catch (error) {
    // What the parser says may quote the text.
    void error;
    return 'with a configuration that is not YAML';
  }
  const root = asObject(config)['route'];
  if (!isObject(root)) return 'with a configuration without a route';
  const unread: string[] = [];
  const route = routeOf(root, unread, 0);
  const rules = asList(asObject(config)['inhibit_rules']);
  if (!rules.every(isObject)) return 'with an inhibition that is not understood';
  const inhibitions = rules.filter(isObject).map((rule): AlertInhibition => ({
    source: matchersOf(rule, unread, 'source_'),
    target: matchersOf(rule, unread, 'target_'),
    equal: namesOf(rule['equal']),
  }));
  if (unread.length > 0) return `with a matcher that is not understood: ${printable(unread[0] ?? '')}`;
  return { route, receivers: receiversOf(config), holds: { inhibitions, intervals: intervalsOf(config, now) } };
}
