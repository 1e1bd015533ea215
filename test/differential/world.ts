import type { KubeThing } from '../bed/object.ts';
import type { OldOperator } from '../bed/old-operators.ts';
import { podMonitor, probe, scrapeConfig, serviceMonitor } from './monitors.ts';
import type { Metadata } from './monitors.ts';
import { CERTIFICATE, KEY, OTHER_KEY } from './pki.ts';
import type { Random } from './random.ts';
import { randomFrom } from './random.ts';
import { alertmanagerConfig, prometheusRule } from './rules.ts';
import { randomLabels } from './selectors.ts';
import { alertmanager, NAMESPACES, prometheus, prometheusAgent, thanosRuler } from './stacks.ts';

/** A whole world of chance: what is in the cluster, and the flags of the operator that looks at it. */
export interface RandomWorld {
  readonly seed: number;
  /** The operator that looks at it; the newest when absent. */
  readonly oldOperator?: OldOperator;
  readonly flags: readonly string[];
  readonly objects: readonly KubeThing[];
}

type Maker = (r: Random, metadata: Metadata, index: number) => KubeThing;

/** How many of each; the product is the number of pairs. */
const STACKS: readonly (readonly [number, Maker, string])[] = [
  [15, prometheus, 'prom'],
  [4, prometheusAgent, 'agent'],
  [3, thanosRuler, 'ruler'],
  [3, alertmanager, 'am'],
];
const OBJECTS: readonly (readonly [number, Maker, string])[] = [
  [110, serviceMonitor, 'sm'],
  [60, podMonitor, 'pm'],
  [45, probe, 'probe'],
  [45, scrapeConfig, 'sc'],
  [60, prometheusRule, 'rule'],
  [60, alertmanagerConfig, 'amc'],
];

const CONTROLLER = 'operator.prometheus.io/controller-id';
const GATES = '--feature-gates=PrometheusAgentDaemonSet=true';

/** What the operator is told about its scope; round 0 has none, later ones one or two of them. */
const SCOPES: readonly (readonly string[])[] = [
  [],
  ['--deny-namespaces=bank', '--controller-id=x'],
  ['--namespaces=monitoring,shop'],
  ['--prometheus-instance-selector=instance=own', '--thanos-ruler-instance-selector=instance in (own)'],
  ['--prometheus-instance-namespaces=monitoring,shop', '--controller-id=x'],
  ['--namespaces=monitoring,shop,dev', '--prometheus-instance-namespaces=monitoring,bank'],
  ['--deny-namespaces=shop,dev', '--prometheus-instance-namespaces=shop'],
  [
    '--disable-unmanaged-prometheus-configuration',
    '--prometheus-instance-selector=instance!=own,instance notin (a, b)',
  ],
  ['--thanos-ruler-instance-namespaces=shop', '--alertmanager-instance-namespaces=monitoring,dev'],
];

/** Flags that an old operator does not know; with one of them it would not start. */
const UNKNOWN: Readonly<Record<OldOperator, readonly string[]>> = {
  '0.70.0': ['--feature-gates', '--controller-id', '--disable-unmanaged-prometheus-configuration'],
  '0.79.2': [],
};

const flagsOf = (round: number, old: OldOperator | undefined): readonly string[] => {
  const unknown = old === undefined ? [] : UNKNOWN[old];
  return [GATES, ...(SCOPES[round % SCOPES.length] ?? [])].filter(
    (flag) => !unknown.includes(flag.split('=')[0] ?? ''),
  );
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const inEach = (name: string): readonly KubeThing[] => {
  const values = { user: 'somebody', password: 'once', token: 'twice', ca: CERTIFICATE };
  const secret = { ...values, key: KEY, other: OTHER_KEY };
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: name, name: 'keys' },
      data: Object.fromEntries(Object.entries(secret).map(([key, value]) => [key, base64(value)])),
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: name, name: 'keys' }, data: values },
  ];
};

/** The operator as a cluster shows it; the bed runs it as a process. */
export const operatorDeployment = (flags: readonly string[], old?: OldOperator): KubeThing => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'operators', name: 'prometheus-operator' },
  spec: {
    selector: { matchLabels: { app: 'operator' } },
    template: {
      metadata: { labels: { app: 'operator' } },
      spec: {
        containers: [
          {
            name: 'prometheus-operator',
            image: `quay.io/prometheus-operator/prometheus-operator:v${old ?? '0.93.0'}`,
            args: [...(old === undefined ? ['--feature-gates=StatusForConfigurationResources=true'] : []), ...flags],
          },
        ],
      },
    },
  },
  status: { replicas: 1, readyReplicas: 1, availableReplicas: 1 },
});

const stackMetadata = (r: Random, name: string, flags: readonly string[]): Metadata => {
  const identified = flags.some((flag) => flag.startsWith('--controller-id'));
  // Now and then an id that the operator does not have.
  const id = r.weighted([
    [identified ? 8 : 0.3, 'x'],
    [identified ? 0.5 : 0.3, 'y'],
    [identified ? 1 : 10, undefined],
  ]);
  return {
    namespace: r.weighted([
      [5, 'monitoring'],
      [3, 'shop'],
      [1, 'bank'],
      [1, 'dev'],
    ]),
    name,
    labels: r.chance(0.85) ? { instance: 'own' } : r.chance(0.5) ? { instance: 'a' } : {},
    ...(id === undefined ? {} : { annotations: { [CONTROLLER]: id } }),
  };
};

const spec = (object: KubeThing): Readonly<Record<string, unknown>> =>
  (object['spec'] ?? {}) as Readonly<Record<string, unknown>>;

const WAYS = ['authorization', 'basicAuth', 'oauth2', 'bearerTokenSecret'];

/**
 * What an old operator passes on to Prometheus without a look: two ways to authenticate, and names of static labels, of
 * which the promtool that we ask takes more than a Prometheus 2.
 */
const freezesOld = (object: KubeThing): boolean => {
  const {
    endpoints = [],
    podMetricsEndpoints = [],
    targets = {},
    staticConfigs = [],
  } = spec(object) as {
    readonly endpoints?: readonly object[];
    readonly podMetricsEndpoints?: readonly object[];
    readonly targets?: { readonly staticConfig?: { readonly labels?: object } };
    readonly staticConfigs?: readonly { readonly labels?: object }[];
  };
  return (
    [...endpoints, ...podMetricsEndpoints].some((endpoint) => WAYS.filter((way) => way in endpoint).length > 1) ||
    [...staticConfigs, targets.staticConfig].some((one) =>
      Object.keys(one?.labels ?? {}).some((name) => !/^[a-zA-Z_]\w*$/.test(name)),
    )
  );
};

/**
 * One such object is enough, and Prometheus refuses the configuration of every stack that selects it. In most worlds
 * they are left out: nothing could be seen of the effect of all others. Source: prometheus/common config/http_config.go.
 */
const freezes = (object: KubeThing, old: OldOperator | undefined): boolean => {
  if (old !== undefined && freezesOld(object)) return true;
  if (object.kind === 'ServiceMonitor') {
    const { endpoints = [] } = spec(object) as { readonly endpoints?: readonly Readonly<Record<string, unknown>>[] };
    return endpoints.some(
      ({ bearerTokenFile, ...rest }) => bearerTokenFile !== undefined && WAYS.some((way) => rest[way] !== undefined),
    );
  }
  if (object.kind !== 'Probe' && object.kind !== 'ScrapeConfig') return false;
  const { authorization, kubernetesSDConfigs } = spec(object);
  const ways = WAYS.filter((way) => spec(object)[way] !== undefined);
  const { type = '' } = (authorization ?? {}) as { readonly type?: string };
  return ways.length > 1 || type.toLowerCase() === 'basic' || kubernetesSDConfigs !== undefined;
};

/** Every fourth seed. */
const mayFreeze = (seed: number): boolean => seed % 4 === 0;

/** The world of a seed. `round` chooses the operator's scope; `scale` multiplies the number of objects. */
export const randomWorld = (
  seed: number,
  round: number,
  { scale = 1, oldOperator }: { readonly scale?: number; readonly oldOperator?: OldOperator | undefined } = {},
): RandomWorld => {
  const r = randomFrom(seed);
  const flags = flagsOf(round, oldOperator);
  const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: Math.max(1, Math.round(count)) }, (_, index) => make(index));
  const stacks = STACKS.flatMap(([count, make, name]) =>
    many(count, (index) => make(r, stackMetadata(r, `${name}-${index}`, flags), index)),
  );
  const objects = OBJECTS.flatMap(([count, make, name]) =>
    many(count * scale, (index) =>
      make(r, { namespace: r.pick(NAMESPACES), name: `${name}-${index}`, labels: randomLabels(r) }, index),
    ),
  );
  const namespaces: readonly KubeThing[] = NAMESPACES.map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: randomLabels(r) },
  }));
  return {
    seed,
    ...(oldOperator === undefined ? {} : { oldOperator }),
    flags,
    objects: [
      ...namespaces,
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'operators' } },
      operatorDeployment(flags, oldOperator),
      ...NAMESPACES.flatMap(inEach),
      ...stacks,
      ...objects.filter((object) => mayFreeze(seed) || !freezes(object, oldOperator)),
    ],
  };
};
