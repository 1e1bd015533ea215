import type { TargetContext } from '../../world/context.ts';
import { at, stringAt } from '../../kube/json.ts';
import { compare, nameOf, refOf, title } from '../../kube/refs.ts';
import type { AlertmanagerFile, AlertRoute, Gap, KubeObject, RouteMatcher, Routing, Stack } from '../../model/index.ts';
import { receiversOf, routeOf } from './alertmanagerconfig.ts';
import { configProblems } from './config-problems.ts';
import { configSecretOf } from './config-secret.ts';
import { memo2 } from '../../kube/memo.ts';
import { hiding } from '../../world/hiding.ts';

/*
 * The routes that the operator writes for an Alertmanager: prometheus-operator v0.93.0 pkg/alertmanager/amcfg.go:114-270
 * (matcher strategies), 351-410 (order, continue), 549-600 (routes), operator.go:852-940 (where the first routes come from).
 */

const GROUP = 'monitoring.coreos.com';

export interface Tree extends Routing {
  /** The configuration that runs, as Alertmanager told it; else computed from the objects. */
  readonly live: boolean;
  /** Why the running Alertmanager did not tell; absent where it did, or was not asked. */
  readonly untold?: string;
  /** Why the configuration is refused, so that an older one stays, or none ever runs. */
  readonly refused?: string;
  /** What could not be read, and may hold more routes. */
  readonly gaps: readonly Gap[];
}

/** Of a context, which is all that there is to ask of one analysis. */
export const treeOf = memo2((context: TargetContext, stack: Stack): Tree => compute(context, stack));

function compute(context: TargetContext, stack: Stack): Tree {
  const told = context.live(stack)?.routing;
  if (told?.kind === 'ok') return { ...told.value, live: true, gaps: [] };
  const untold = told === undefined ? {} : { untold: told.detail };
  const { world } = context;
  const first = stringAt(stack.object.body, 'spec', 'alertmanagerConfiguration', 'name');
  const root = first === undefined ? undefined : firstConfig(context, stack, first);
  const configs = world
    .all(GROUP, 'AlertmanagerConfig')
    .filter((config) => config !== root && context.admission(config, stack).verdict !== 'not-selected')
    .toSorted((a, b) => compare(nameOf(refOf(a)), nameOf(refOf(b))));
  const taken = configs.filter((config) => context.selected(config, stack));
  // Selected by nothing, no AlertmanagerConfig that is not seen changes anything.
  const asks = stack.selections['AlertmanagerConfig']?.objects.kind !== 'nothing';
  const gaps = [
    ...(asks || first !== undefined ? hiding(world.gaps(GROUP, 'AlertmanagerConfig')) : []),
    ...configs.flatMap((config) => context.admission(config, stack).gaps),
  ];
  const routes = taken.flatMap((config) => firstLevel(config, stack) ?? []);
  const receivers = Object.assign({}, ...[...taken, ...(root ? [root] : [])].map(receiversOf)) as Routing['receivers'];
  const secret = configSecretOf(world, stack);
  const file = secret?.kind === 'read' ? secret.file : undefined;
  const base = root ? routeOf(at(root.body, 'spec', 'route'), root) : file?.route;
  if (base)
    return {
      live: false,
      ...untold,
      ...refusedOf(file),
      gaps,
      receivers: { ...file?.receivers, ...receivers },
      route: { ...base, routes: [...routes, ...base.routes] },
    };
  const unread: AlertRoute = {
    matchers: [],
    continue: false,
    routes: [],
    unread: secret ? title(secret.ref) : `AlertmanagerConfig ${stack.ref.namespace ?? ''}/${first ?? ''}`,
    ...(secret?.kind === 'unread' ? { unreadWhy: secret.why } : {}),
    ...(file ? { unreadWhy: configProblems(file)[0] ?? 'it has no route' } : {}),
  };
  return {
    live: false,
    ...untold,
    gaps,
    receivers,
    route: { matchers: [], continue: false, routes: [...routes, unread] },
  };
}

/** What Alertmanager will say to its configuration file, where it refuses it. */
function refusedOf(file: AlertmanagerFile | undefined): Pick<Tree, 'refused'> {
  const [refused] = file ? configProblems(file) : [];
  return refused === undefined ? {} : { refused };
}

/** The object whose route is the outermost one, in place of the one in a Secret. */
function firstConfig({ world }: TargetContext, { ref }: Stack, name: string): KubeObject | undefined {
  return world
    .inNamespace(GROUP, 'AlertmanagerConfig', ref.namespace ?? '')
    .find(({ metadata }) => metadata.name === name);
}

/** Alerts fall through to the routes after it, whatever the object says; by default only those of its namespace take it. */
function firstLevel(config: KubeObject, stack: Stack): AlertRoute | undefined {
  const route = routeOf(at(config.body, 'spec', 'route'), config);
  const own = namespaceMatcher(config, stack);
  return route && { ...route, continue: true, matchers: own ? [...route.matchers, own] : route.matchers };
}

/** The matcher on `namespace` that the strategy of the Alertmanager adds to an object's route. */
export function namespaceMatcher({ metadata, homeless }: KubeObject, { object, ref }: Stack): RouteMatcher | undefined {
  if (homeless) return undefined;
  const strategy = stringAt(object.body, 'spec', 'alertmanagerConfigMatcherStrategy', 'type') ?? 'OnNamespace';
  const excepted = strategy === 'OnNamespaceExceptForAlertmanagerNamespace' && metadata.namespace === ref.namespace;
  return strategy === 'None' || excepted ? undefined : { name: 'namespace', op: '=', value: metadata.namespace ?? '' };
}
