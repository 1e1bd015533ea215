import type { Json, JsonObject } from '../../../../model/index.ts';
import { listAt, objectAt, objectsAt, stringAt, stringsAt } from '../../../../kube/json.ts';
import { printPath } from '../../../../kube/field-path.ts';
import { nearest } from '../../../../kube/nearest.ts';
import { atLeast } from '../../../../kube/version.ts';
import type { DiscoveryProblem } from '../discoveries.ts';

/*
 * Routes and inhibit rules of an AlertmanagerConfig, as the operator tests them:
 * prometheus-operator v0.93.0 pkg/alertmanager/validation/v1alpha1/validation.go:549-625, pkg/alertmanager/operator.go:1130-1155.
 */

/** The first version of Alertmanager that compares by matchType. */
const MATCH_TYPES = '0.22.0';
const OPERATORS: readonly string[] = ['=', '!=', '=~', '!~'];

export function routeProblems(spec: JsonObject, version: string | undefined): readonly DiscoveryProblem[] {
  const route = objectAt(spec, 'route');
  if (!route) return [];
  const names = (field: string): readonly string[] =>
    objectsAt(spec, field).flatMap((entry) => stringAt(entry, 'name') ?? []);
  const known: Known = {
    receivers: names('receivers'),
    // v1alpha1 and v1beta1 name the same list differently.
    intervals: [...names('muteTimeIntervals'), ...names('timeIntervals')],
    version,
  };
  return walk(route, ['spec', 'route'], known);
}

interface Known {
  readonly receivers: readonly string[];
  readonly intervals: readonly string[];
  readonly version: string | undefined;
}

function walk(route: JsonObject, path: readonly string[], known: Known): readonly DiscoveryProblem[] {
  const children = listAt(route, 'routes').flatMap((child: Json, i) =>
    typeof child === 'object' && child !== null && !Array.isArray(child)
      ? walk(child as JsonObject, [...path, 'routes', String(i)], known)
      : [{ path: [...path, 'routes', String(i)], problem: 'it is not a route' }],
  );
  return [...ownProblems(route, path, known), ...children];
}

function ownProblems(route: JsonObject, path: readonly string[], known: Known): readonly DiscoveryProblem[] {
  const receiver = stringAt(route, 'receiver') ?? '';
  const groupBy = stringsAt(route, 'groupBy');
  const found: DiscoveryProblem[] = [];
  const refuse = (field: string, problem: string, cure?: string): number =>
    found.push({ path: [...path, field], problem, ...(cure === undefined ? {} : { cure }) });
  if (receiver === '' && path.length === 2) refuse('receiver', `the first route needs one; ${named(known.receivers)}`);
  if (receiver !== '' && !known.receivers.includes(receiver))
    refuse(
      'receiver',
      `there is no receiver ${JSON.stringify(receiver)} in this object; ${named(known.receivers)}`,
      meantBy(receiver, [...path, 'receiver'], known.receivers),
    );
  if (new Set(groupBy).size < groupBy.length) refuse('groupBy', 'a label is there twice');
  if (groupBy.includes('...') && groupBy.length > 1) refuse('groupBy', '"..." must be the only entry');
  for (const field of ['muteTimeIntervals', 'activeTimeIntervals'])
    for (const name of stringsAt(route, field))
      if (!known.intervals.includes(name))
        refuse(field, `there is no time interval ${JSON.stringify(name)} in this object`);
  return [...found, ...typeProblems(route, path), ...matcherProblems(route, [...path, 'matchers'], known.version)];
}

/** Fields of a route by their Go types: v0.93.0 pkg/apis/monitoring/v1alpha1/alertmanager_config_types.go Route. */
const LISTS: readonly string[] = ['matchers', 'routes', 'groupBy', 'muteTimeIntervals', 'activeTimeIntervals'];
const TEXTS: readonly string[] = ['receiver', 'groupWait', 'groupInterval', 'repeatInterval'];

/** The CRD takes any value in a route below the first, and the operator decodes it strictly by type. */
function typeProblems(route: JsonObject, path: readonly string[]): readonly DiscoveryProblem[] {
  // Of the first one the API server refuses these.
  if (path.length === 2) return [];
  const wrong = (fields: readonly string[], fits: (value: Json) => boolean): readonly (readonly [string, Json])[] =>
    fields.flatMap((field) => {
      const value = route[field] ?? null;
      return value === null || fits(value) ? [] : [[field, value] as const];
    });
  return [
    ...wrong(LISTS, Array.isArray).map(([field, value]) => ({
      path: [...path, field],
      problem: `it is ${typeof value === 'object' ? 'one object' : 'one value'}, and must be a list`,
      cure: `Write ${printPath([...path, field])} as a list: begin it with "- ".`,
    })),
    ...wrong(TEXTS, (value) => typeof value === 'string').map(([field]) => ({
      path: [...path, field],
      problem: 'it is no text',
    })),
    ...wrong(['continue'], (value) => typeof value === 'boolean').map(([field]) => ({
      path: [...path, field],
      problem: 'it is neither true nor false',
    })),
  ];
}

/** Which receiver is meant: the only one, or one of a name that is alike. */
function meantBy(name: string, path: readonly string[], receivers: readonly string[]): string | undefined {
  const meant = receivers.length === 1 ? receivers[0] : nearest(name, receivers);
  if (meant === undefined) return undefined;
  const [is, other] = [meant, name].map((each) => JSON.stringify(each));
  return `Set ${printPath(path)} to ${is}, or rename the receiver ${is} to ${other}.`;
}

/** The names that could have been meant. */
function named(receivers: readonly string[]): string {
  if (receivers.length === 0) return 'it defines none';
  const names = receivers.map((name) => JSON.stringify(name)).join(', ');
  return receivers.length === 1 ? `its only receiver is ${names}` : `its receivers are ${names}`;
}

export function inhibitProblems(spec: JsonObject, version: string | undefined): readonly DiscoveryProblem[] {
  return objectsAt(spec, 'inhibitRules').flatMap((rule, i) =>
    ['targetMatch', 'sourceMatch'].flatMap((field) =>
      matcherProblems({ matchers: listAt(rule, field) }, ['spec', 'inhibitRules', String(i), field], version),
    ),
  );
}

function matcherProblems(
  holder: JsonObject,
  path: readonly string[],
  version: string | undefined,
): readonly DiscoveryProblem[] {
  return objectsAt(holder, 'matchers').flatMap((matcher, i) => {
    const type = stringAt(matcher, 'matchType') ?? '';
    if (type === '') return [];
    const problem = !atLeast(version, MATCH_TYPES)
      ? `matchType needs Alertmanager ${MATCH_TYPES}`
      : !OPERATORS.includes(type)
        ? `${JSON.stringify(type)} is not a matchType`
        : (stringAt(matcher, 'name') ?? '').trim() === ''
          ? 'name is missing'
          : undefined;
    return problem === undefined ? [] : [{ path: [...path, String(i)], problem }];
  });
}
