/** Routes and receivers in a configuration of Alertmanager, and nothing of its secrets. */
import { asList, asObject, asText, isObject } from '../../kube/json.ts';
import { MASK } from '../../kube/mask.ts';
import type { AlertRoute, RouteMatcher, Routing } from '../../model/index.ts';
import { secretValue } from '../projection/label-values.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A route written by the operator has a receiver "namespace/name/receiver". */
const OF_OBJECT = /^([^/]+)\/([^/]+)\/.+$/s;
/** Of routes; a snapshot holds no deeper ones (projection/scrub.ts, MAX_DEPTH). */
const DEEPEST = 25;

export function routeOf(route: Fields, unread: string[], depth: number): AlertRoute {
  const receiver = asText(route['receiver']) ?? '';
  const [, namespace, name] = OF_OBJECT.exec(receiver) ?? [];
  const children = asList(route['routes']);
  if (depth > DEEPEST) unread.push('routes that nest too deep');
  if (!children.every(isObject)) unread.push('a route that is no map');
  return {
    ...(receiver === '' ? {} : { receiver }),
    matchers: matchersOf(route, unread),
    continue: route['continue'] === true,
    ...named('muteIntervals', route['mute_time_intervals']),
    ...named('activeIntervals', route['active_time_intervals']),
    routes: depth > DEEPEST ? [] : children.filter(isObject).map((child) => routeOf(child, unread, depth + 1)),
    ...(namespace !== undefined && name !== undefined
      ? { from: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'AlertmanagerConfig', namespace, name } }
      : {}),
  };
}

export function namesOf(value: unknown): readonly string[] {
  return asList(value).filter((name): name is string => typeof name === 'string');
}

function named(field: 'muteIntervals' | 'activeIntervals', value: unknown): Partial<AlertRoute> {
  const names = namesOf(value);
  return names.length === 0 ? {} : { [field]: names };
}

export function matchersOf(
  route: Fields,
  unread: string[],
  of: '' | 'source_' | 'target_' = '',
): readonly RouteMatcher[] {
  const old = (field: string, op: '=' | '=~'): readonly RouteMatcher[] =>
    Object.entries(asObject(route[field])).flatMap(([name, value]) => matcher(name, op, asText(value) ?? ''));
  const texts = asList(route[`${of}matchers`]).flatMap((text) => {
    const read = typeof text === 'string' ? matcherOf(text) : undefined;
    if (!read) unread.push(typeof text === 'string' ? text : 'no text');
    return read ?? [];
  });
  return [...old(`${of}match`, '='), ...old(`${of}match_re`, '=~'), ...texts];
}

const MATCHER = /^\s*("(?:[^"\\]|\\.)*"|[^\s"=!~,{}]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^\s"]*)\s*$/s;

/** `severity="page"`, as alertmanager v0.31.1 pkg/labels/matcher.go String prints it. */
export function matcherOf(text: string): RouteMatcher | undefined {
  const [, name = '', op = '', value = ''] = MATCHER.exec(text) ?? [];
  if (op !== '=' && op !== '!=' && op !== '=~' && op !== '!~') return undefined;
  return matcher(unquoted(name), op, unquoted(value));
}

/** Without what it compares with a label of credentials. */
export const matcher = (name: string, op: RouteMatcher['op'], value: string): RouteMatcher => ({
  name,
  op,
  value: secretValue(name, value) === value ? value : MASK,
});

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  return text.slice(1, -1).replaceAll(/\\(.)/gs, (_, char: string) => (char === 'n' ? '\n' : char));
}

export function receiversOf(config: unknown): Routing['receivers'] {
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
