import { at, listAt, objectAt, objectsAt, stringAt } from '../../kube/json.ts';
import { nameOf, refOf } from '../../kube/refs.ts';
import type { AlertRoute, Json, JsonObject, KubeObject, RouteMatcher, Routing } from '../../model/index.ts';

/** A route of an AlertmanagerConfig as the operator writes it; undefined where there is none. */
export function routeOf(value: Json | undefined, config: KubeObject): AlertRoute | undefined {
  const route = objectAt({ route: value ?? null }, 'route');
  if (!route) return undefined;
  const receiver = stringAt(route, 'receiver') ?? '';
  return {
    ...(receiver === '' ? {} : { receiver: `${nameOf(refOf(config))}/${receiver}` }),
    matchers: objectsAt(route, 'matchers').map(matcherOf),
    continue: at(route, 'continue') === true,
    routes: listAt(route, 'routes').flatMap((child) => routeOf(child, config) ?? []),
    from: refOf(config),
  };
}

/** A matcher as it is written into the configuration: without a matchType, `regex` tells. */
export function matcherOf(matcher: JsonObject): RouteMatcher {
  const type = stringAt(matcher, 'matchType') ?? '';
  const op =
    type === '!=' || type === '=~' || type === '!~' ? type : type === '' && matcher['regex'] === true ? '=~' : '=';
  return { name: stringAt(matcher, 'name') ?? '', op, value: stringAt(matcher, 'value') ?? '' };
}

/** "webhookConfigs" with an entry is an integration called webhook. */
export function receiversOf(config: KubeObject): Routing['receivers'] {
  const kinds = (receiver: JsonObject): readonly string[] =>
    Object.keys(receiver).flatMap((key) =>
      key.endsWith('Configs') && listAt(receiver, key).length > 0 ? [key.slice(0, -7)] : [],
    );
  return Object.fromEntries(
    objectsAt(config.body, 'spec', 'receivers').map((receiver) => [
      `${nameOf(refOf(config))}/${stringAt(receiver, 'name') ?? ''}`,
      kinds(receiver),
    ]),
  );
}
