import type { AlertmanagerFile, AlertRoute } from '../../model/index.ts';

/**
 * Why Alertmanager would refuse a configuration file, in its own words, the first first: alertmanager v0.31.1
 * config/config.go:130-150, 385-390, 660-740. What depends on secrets or on the fields of integrations is not looked at.
 */
export function configProblems({ route, names, intervals, invalid }: AlertmanagerFile): readonly string[] {
  if (invalid !== undefined) return [invalid];
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) < i);
  return [
    ...(names.includes('') ? ['missing name in receiver'] : []),
    ...(twice === undefined ? [] : [`notification config name ${JSON.stringify(twice)} is not unique`]),
    ...(route ? rootProblems(route) : ['no route provided in config']),
    ...(route ? unknownNames(route, ({ receiver }) => (receiver === undefined ? [] : [receiver]), names) : []).map(
      (name) => `undefined receiver ${JSON.stringify(name)} used in route`,
    ),
    ...(route
      ? unknownNames(
          route,
          ({ muteIntervals = [], activeIntervals = [] }) => [...activeIntervals, ...muteIntervals],
          intervals,
        )
      : []
    ).map((name) => `undefined time interval ${JSON.stringify(name)} used in route`),
  ];
}

function rootProblems({
  receiver,
  matchers,
  continue: goesOn,
  muteIntervals,
  activeIntervals,
}: AlertRoute): readonly string[] {
  return [
    ...(goesOn ? ['cannot have continue in root route'] : []),
    ...(receiver === undefined ? ['root route must specify a default receiver'] : []),
    ...(matchers.length > 0 ? ['root route must not have any matchers'] : []),
    ...(muteIntervals ? ['root route must not have any mute time intervals'] : []),
    ...(activeIntervals ? ['root route must not have any active time intervals'] : []),
  ];
}

/** Names that routes use and nothing defines, each once, the innermost routes first as Alertmanager looks at them. */
function unknownNames(
  route: AlertRoute,
  of: (route: AlertRoute) => readonly string[],
  known: readonly string[],
): readonly string[] {
  const below = route.routes.flatMap((child) => unknownNames(child, of, known));
  return [...new Set([...below, ...of(route).filter((name) => !known.includes(name))])];
}
