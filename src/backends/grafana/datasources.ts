import { objectAt, objectsAt, stringAt } from '../../kube/json.ts';
import { keyOf, title } from '../../kube/refs.ts';
import { selectsPods } from '../../kube/service.ts';
import { podLabels } from '../prometheus-operator/pod-labels.ts';
import type { JsonObject, Stack } from '../../model/index.ts';
import type { World } from '../../world/world.ts';
import type { DashboardSidecar } from './sidecars.ts';

/** Datasources in ConfigMaps of Grafana's own namespace, where their sidecar looks: facts with name, uid, type and host. */
export function provisioned(world: World, { workload }: Pick<DashboardSidecar, 'workload'>): readonly JsonObject[] {
  return world
    .inNamespace('', 'ConfigMap', workload.namespace ?? '')
    .flatMap(({ body }) =>
      Object.values(objectAt(body, 'facts', 'keys') ?? {}).flatMap((fact) => objectsAt(fact, 'datasources')),
    );
}

/**
 * Why dashboards in this Grafana may not show what `stack` holds, of several Prometheuses: none of its datasources leads
 * there. undefined: one does. Datasources that were made by hand or over the API are not seen here.
 */
export function withoutDatasource(
  world: World,
  stacks: readonly Stack[],
  stack: Stack,
  sidecar: Pick<DashboardSidecar, 'workload'>,
): string | undefined {
  const others = stacks.filter(({ ref }) => ref.kind === 'Prometheus' && keyOf(ref) !== keyOf(stack.ref));
  if (others.length === 0) return undefined;
  const grafana = title(sidecar.workload);
  const known = provisioned(world, sidecar).filter((each) => (stringAt(each, 'type') ?? 'prometheus') === 'prometheus');
  const led = known.map((each) => ({ each, to: leadsTo(world, [stack, ...others], each, sidecar) }));
  if (led.some(({ to }) => to.some(({ ref }) => keyOf(ref) === keyOf(stack.ref)))) return undefined;
  const advice = `give it one for ${title(stack.ref)}, or choose it in the dashboard`;
  const open = led.filter(({ to }) => to.length === 0);
  if (known.length === 0)
    return `Whether ${grafana} has a data source for ${title(stack.ref)} is not known: none is in a ConfigMap of its namespace. If its panels are empty, ${advice}.`;
  if (open.length > 0)
    return `Whether ${grafana} has a data source for ${title(stack.ref)} is not known: where ${open.map(({ each }) => named(each)).join(', ')} leads could not be seen. If its panels are empty, ${advice}.`;
  const leads = led.map(({ each, to }) => `${named(each)} leads to ${to.map(({ ref }) => title(ref)).join(' and ')}`);
  return `${grafana} has no data source for ${title(stack.ref)}: ${leads.join(', ')}. The panels will not show what ${title(stack.ref)} scrapes: ${advice}.`;
}

const named = (each: JsonObject): string => `"${stringAt(each, 'name') ?? ''}"`;

/** The stacks whose pods are behind the Service that a datasource names; none where it names no Service that is seen. */
function leadsTo(
  world: World,
  stacks: readonly Stack[],
  each: JsonObject,
  { workload }: Pick<DashboardSidecar, 'workload'>,
): readonly Stack[] {
  const [name = '', namespace = workload.namespace ?? ''] = (stringAt(each, 'host') ?? '')
    .replace(/:\d+$/, '')
    .split('.');
  const service = world.get({ apiVersion: 'v1', kind: 'Service', namespace, name });
  if (!service) return [];
  return stacks.filter((stack) => stack.ref.namespace === namespace && selectsPods(service, podLabels(stack)));
}
