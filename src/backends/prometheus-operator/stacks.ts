import { at, numberAt, objectAt, objectsAt, stringAt, trueAt } from '../../kube/json.ts';
import { refOf } from '../../kube/refs.ts';
import { decodeSelector } from '../../kube/selector.ts';
import { atLeast } from '../../kube/version.ts';
import type { World } from '../../world/world.ts';
import type { Binding, Capability, KubeObject, OperatorScope, Selection, Stack } from '../../model/index.ts';
import { findOperators, thatMayAct } from './operators.ts';
import type { Workload } from './operators.ts';
import { everyShardOf } from './shards.ts';
import { memo } from '../../kube/memo.ts';

/*
 * Prometheus, PrometheusAgent and ThanosRuler objects as Stacks.
 * Field names: prometheus-operator v0.93.0 pkg/apis/monitoring/v1/prometheus_types.go:150-220,1265,1270.
 */

export const BACKEND = 'prometheus-operator';
const GROUP = 'monitoring.coreos.com';

/** kind selected -> prefix of the two selector fields. */
const SCRAPE_FIELDS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'serviceMonitor',
  PodMonitor: 'podMonitor',
  Probe: 'probe',
  ScrapeConfig: 'scrapeConfig',
};

interface Shape {
  readonly fields: Readonly<Record<string, string>>;
  readonly capabilities: readonly Capability[];
}

const SHAPES: Readonly<Record<string, Shape>> = {
  Prometheus: {
    fields: { ...SCRAPE_FIELDS, PrometheusRule: 'rule' },
    capabilities: ['targets', 'query', 'rules', 'alerts'],
  },
  PrometheusAgent: { fields: SCRAPE_FIELDS, capabilities: ['targets'] },
  ThanosRuler: { fields: { PrometheusRule: 'rule' }, capabilities: ['rules', 'alerts'] },
  Alertmanager: { fields: { AlertmanagerConfig: 'alertmanagerConfig' }, capabilities: ['alerts'] },
};

/** Every stack of the Prometheus Operator in the world, in the order of compareRefs. */
export function findStacks(world: World): readonly Stack[] {
  return Object.entries(SHAPES).flatMap(([kind, shape]) => {
    const operators = findOperators(world, WORKLOADS[kind] ?? 'prometheus');
    return world.all(GROUP, kind).map((object) => {
      const acting = operators && !object.homeless ? thatMayAct(operators, refOf(object), world) : operators;
      return decodeStack(object, shape, acting, world);
    });
  });
}

/** Which of the operator's flags scope a kind of stack. */
const WORKLOADS: Readonly<Record<string, Workload>> = { Alertmanager: 'alertmanager', ThanosRuler: 'thanos-ruler' };

function decodeStack(
  object: KubeObject,
  shape: Shape,
  operators: readonly OperatorScope[] | undefined,
  world: World,
): Stack {
  const spec = objectAt(object.body, 'spec');
  const daemonSet = object.kind === 'PrometheusAgent' && stringAt(spec, 'mode') === 'DaemonSet';
  const fields = daemonSet ? { PodMonitor: 'podMonitor' } : shape.fields;
  const version = stringAt(spec, 'version')?.replace(/^v/, '');
  const scrapes = Object.values(SCRAPE_FIELDS).map((prefix) => at(spec, `${prefix}Selector`) ?? null);
  // The field came with operator 0.76; before that the role was always endpoints.
  const slices =
    stringAt(spec, 'serviceDiscoveryRole') === 'EndpointSlice' &&
    atLeast(version, '2.21.0') &&
    atLeast(world.snapshot.kubernetes, '1.21.0') &&
    (operators ?? []).every((operator) => atLeast(operator.version, '0.76.0'));
  const enforced = stringAt(spec, 'enforcedNamespaceLabel');
  const reconciled = reconciledOf(object);
  const shards = Math.max(1, numberAt(spec, 'shards') ?? 1);
  const retains = stringAt(spec, 'shardRetentionPolicy', 'whenScaled') === 'Retain';
  // An agent evaluates nothing: a part of the targets each is all that its shards are for.
  const everyShard = object.kind === 'Prometheus' ? everyShardOf(shards, retains, operators) : undefined;
  return {
    backend: BACKEND,
    ref: refOf(object),
    labels: object.metadata.labels,
    annotations: object.metadata.annotations,
    consumes: Object.keys(fields),
    selections: Object.fromEntries(Object.entries(fields).map(([kind, prefix]) => [kind, selectionOf(object, prefix)])),
    capabilities: shape.capabilities,
    ...(version === undefined ? {} : { version }),
    shards,
    ...(everyShard ? { everyShard } : {}),
    replicas: numberAt(spec, 'replicas') ?? 1,
    serviceAccount: stringAt(spec, 'serviceAccountName') || 'default',
    restrictions: {
      paused: trueAt(spec, 'paused'),
      // resource selection is skipped for a Prometheus whose four scrape selectors are all null
      // (pkg/prometheus/server/operator.go:1554-1577); an agent is never unmanaged.
      unmanaged: object.kind === 'Prometheus' && scrapes.every((selector) => selector === null),
      terminating: object.metadata.deletionTimestamp !== undefined,
      daemonSet,
      denyFileAccess: trueAt(spec, 'arbitraryFSAccessThroughSMs', 'deny'),
      ignoreNamespaceSelectors: trueAt(spec, 'ignoreNamespaceSelectors'),
      overrideHonorLabels: trueAt(spec, 'overrideHonorLabels'),
      ...(enforced ? { enforcedNamespaceLabel: enforced } : {}),
      discoveryRole: slices ? 'endpointslice' : 'endpoints',
    },
    ...(reconciled ? { reconciled } : {}),
    ...(operators ? { operators } : {}),
    object,
  };
}

function selectionOf(object: KubeObject, prefix: string): Selection {
  const objectsField = `${prefix}Selector`;
  const namespacesField = `${prefix}NamespaceSelector`;
  return {
    objects: decodeSelector(at(object.body, 'spec', objectsField), 'nothing'),
    namespaces: decodeSelector(at(object.body, 'spec', namespacesField), 'own-namespace'),
    objectsField,
    namespacesField,
  };
}

function reconciledOf(object: KubeObject): Stack['reconciled'] {
  const condition = objectsAt(object.body, 'status', 'conditions').find(
    (entry) => stringAt(entry, 'type') === 'Reconciled',
  );
  const status = stringAt(condition, 'status');
  if (status !== 'True' && status !== 'False' && status !== 'Unknown') return undefined;
  const observed = numberAt(condition, 'observedGeneration');
  return {
    status,
    reason: stringAt(condition, 'reason') ?? '',
    message: stringAt(condition, 'message') ?? '',
    current:
      observed === undefined || object.metadata.generation === undefined || observed >= object.metadata.generation,
  };
}

const PLURALS: Readonly<Record<string, string>> = {
  Prometheus: 'prometheuses',
  PrometheusAgent: 'prometheusagents',
  ThanosRuler: 'thanosrulers',
};

/** Every binding on an object, keyed by "plural/namespace/name" of the stack. */
function bindingsOf(object: KubeObject): ReadonlyMap<string, Binding> {
  const bindings = new Map<string, Binding>();
  for (const entry of objectsAt(object.body, 'status', 'bindings')) {
    const condition = objectsAt(entry, 'conditions').find((candidate) => stringAt(candidate, 'type') === 'Accepted');
    const status = stringAt(condition, 'status');
    const observed = numberAt(condition, 'observedGeneration');
    bindings.set(
      `${stringAt(entry, 'resource') ?? ''}/${stringAt(entry, 'namespace') ?? ''}/${stringAt(entry, 'name') ?? ''}`,
      {
        accepted: status === 'True' || status === 'False' ? status : 'Unknown',
        message: stringAt(condition, 'message') ?? '',
        current: observed !== undefined && observed === object.metadata.generation,
      },
    );
  }
  return bindings;
}

/** Asked for every stack, read once. */
const bindingsBy = memo(bindingsOf);

export function bindingFor(object: KubeObject, stack: Stack): Binding | undefined {
  return bindingsBy(object).get(`${PLURALS[stack.ref.kind] ?? ''}/${stack.ref.namespace ?? ''}/${stack.ref.name}`);
}
