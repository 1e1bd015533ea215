/** One object of each kind that promwire reads from files, all of which the API server takes, and changes to them. */
import { stringAt } from '../../src/kube/json.ts';
import type { Json, JsonObject } from '../../src/model/index.ts';
import type { SchemaNode } from '../../src/model/schema.ts';
import { apiSchemas } from '../../src/generated/api-schemas.ts';
import type { Random } from '../differential/random.ts';

const of = (apiVersion: string, kind: string, fields: JsonObject, namespaced = true): JsonObject => ({
  apiVersion,
  kind,
  metadata: {
    name: 'web',
    ...(namespaced ? { namespace: 'default' } : {}),
    labels: { app: 'web', 'example.com/team': 'shop' },
    annotations: { 'example.com/note': 'a b' },
  },
  ...fields,
});
const monitoring = (kind: string, spec: JsonObject): JsonObject =>
  of(`monitoring.coreos.com/${/Agent|Config/.test(kind) ? 'v1alpha1' : 'v1'}`, kind, { spec });
const selector = {
  matchLabels: { app: 'web' },
  matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }],
};
const relabelings = [{ action: 'keep', sourceLabels: ['__meta_kubernetes_namespace'], regex: 'shop', modulus: 1 }];
const endpoint = {
  interval: '30s',
  path: '/metrics',
  scheme: 'http',
  relabelings,
  metricRelabelings: relabelings,
  params: { a: ['b'] },
};
const template = {
  metadata: { labels: { app: 'web' }, annotations: { 'prometheus.io/scrape': 'true' } },
  spec: {
    serviceAccountName: 'web',
    nodeSelector: { zone: 'a' },
    containers: [
      {
        name: 'web',
        image: 'web:1',
        ports: [
          { name: 'http', containerPort: 8080 },
          { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
        ],
        env: [{ name: 'A', value: 'b' }],
        resources: { limits: { cpu: '100m', memory: '1Gi' } },
      },
      { name: 'side', image: 'side:1' },
    ],
  },
};
const stack: JsonObject = {
  replicas: 1,
  serviceAccountName: 'prometheus',
  serviceMonitorSelector: selector,
  podMonitorNamespaceSelector: {},
  externalLabels: { cluster: 'a' },
  scrapeInterval: '30s',
  resources: { requests: { memory: '400Mi' } },
  remoteWrite: [{ url: 'http://a/b', sigv4: { region: 'a', roleArn: 'b', externalId: 'c' } }],
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
  shardingStrategy: { mode: 'Topology', topology: { values: ['a', 'b'] } },
  shards: 2,
  containers: [{ name: 'prometheus', ports: [{ containerPort: 1 }, { containerPort: 2 }] }],
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
};
const role = [
  { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
  { apiGroups: [''], resources: ['services'], resourceNames: ['a'], verbs: ['list', 'watch'] },
];
const RBAC = 'rbac.authorization.k8s.io';
const bound = (kind: string): JsonObject => ({
  roleRef: { apiGroup: RBAC, kind, name: 'web' },
  subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'default' }],
});

const service = (spec: JsonObject, port: JsonObject = {}): JsonObject =>
  of('v1', 'Service', {
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http', ...port }], ...spec },
  });

export const VALID: readonly JsonObject[] = [
  monitoring('ServiceMonitor', {
    selector,
    endpoints: [
      { port: 'http', ...endpoint },
      { targetPort: 8080, basicAuth: { username: { name: 'a', key: 'b' } } },
    ],
    namespaceSelector: { matchNames: ['shop'] },
    targetLabels: ['team'],
    sampleLimit: 10,
    scrapeProtocols: ['OpenMetricsText1.0.0', 'PrometheusText0.0.4'],
    bodySizeLimit: '10MB',
    attachMetadata: { node: true },
  }),
  monitoring('PodMonitor', {
    selector,
    podMetricsEndpoints: [{ port: 'http', ...endpoint }, { portNumber: 8080 }],
    namespaceSelector: { any: true },
    podTargetLabels: ['team'],
  }),
  monitoring('Probe', {
    prober: { url: 'prober:9115', scheme: 'http', path: '/probe' },
    module: 'http_2xx',
    interval: '1m',
    targets: {
      staticConfig: { static: ['https://example.com'], labels: { a: 'b' }, relabelingConfigs: relabelings },
      ingress: { selector, namespaceSelector: { any: true } },
    },
  }),
  monitoring('ScrapeConfig', {
    scrapeInterval: '30s',
    staticConfigs: [{ targets: ['a:80'], labels: { a: 'b' } }],
    kubernetesSDConfigs: [{ role: 'Pod', namespaces: { names: ['a'] }, selectors: [{ role: 'Pod', label: 'a=b' }] }],
    httpSDConfigs: [{ url: 'http://a/b', refreshInterval: '1m' }],
    fileSDConfigs: [{ files: ['/a/b.json'] }],
    basicAuth: { username: { name: 'a', key: 'b' } },
    relabelings,
  }),
  monitoring('PrometheusRule', {
    groups: [
      {
        name: 'web',
        interval: '1m',
        rules: [
          { alert: 'A', expr: 'up == 0', for: '5m', labels: { a: 'b' }, annotations: { summary: 'x' } },
          { record: 'a:b', expr: 1 },
        ],
      },
      { name: 'db', rules: [], partial_response_strategy: 'abort', limit: 3 },
    ],
  }),
  monitoring('AlertmanagerConfig', {
    route: {
      receiver: 'a',
      groupBy: ['alertname'],
      groupWait: '30s',
      matchers: [{ name: 'a', value: 'b', matchType: '=' }],
      routes: [{ receiver: 'b' }],
      activeTimeIntervals: ['w'],
    },
    receivers: [
      { name: 'a', webhookConfigs: [{ url: 'http://a/b', sendResolved: true, maxAlerts: 3 }] },
      { name: 'b', emailConfigs: [{ to: 'a@b.c', from: 'a@b.c', headers: [{ key: 'a', value: 'b' }] }] },
      { name: 'c', snsConfigs: [{ topicARN: 'a', sigv4: { region: 'a', roleArn: 'b', externalId: 'c' } }] },
    ],
    inhibitRules: [
      { sourceMatch: [{ name: 'a', value: 'b' }], targetMatch: [{ name: 'a', value: 'c' }], equal: ['x'] },
    ],
    muteTimeIntervals: [
      {
        name: 'w',
        timeIntervals: [
          {
            times: [{ startTime: '08:00', endTime: '24:00' }],
            weekdays: ['Monday:friday', 'sunday'],
            daysOfMonth: [{ start: 1, end: -1 }],
            months: ['1:3', 'May:August', 'december'],
            years: ['2026:2028', '2030'],
          },
        ],
      },
    ],
  }),
  monitoring('Prometheus', stack),
  monitoring('PrometheusAgent', stack),
  monitoring('PrometheusAgent', { mode: 'DaemonSet', podMonitorSelector: {}, containers: stack['containers'] ?? null }),
  monitoring('ThanosRuler', { queryEndpoints: ['a'], ruleSelector: selector, evaluationInterval: '15s', replicas: 1 }),
  monitoring('Alertmanager', {
    replicas: 3,
    retention: '120h',
    alertmanagerConfigSelector: selector,
    updateStrategy: { type: 'OnDelete' },
    storage: {
      volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: 1 } } } },
    },
  }),
  of('grafana.integreatly.org/v1beta1', 'GrafanaDashboard', {
    spec: { instanceSelector: selector, json: '{}', folder: 'a', resyncPeriod: '5m' },
  }),
  of('grafana.integreatly.org/v1beta1', 'GrafanaFolder', { spec: { instanceSelector: selector, title: 'a' } }),
  of('v1', 'Service', {
    spec: {
      selector: { app: 'web' },
      type: 'ClusterIP',
      ports: [
        { name: 'http', port: 80, targetPort: 'http' },
        { name: 'metrics', port: 90, targetPort: 9090, protocol: 'TCP' },
      ],
    },
  }),
  service({ type: 'NodePort' }, { nodePort: 30_080 }),
  service({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', loadBalancerSourceRanges: ['10.0.0.0/8'] }),
  service({ clusterIP: 'None', clusterIPs: ['None'], publishNotReadyAddresses: true }, { appProtocol: 'http' }),
  service({
    externalIPs: ['192.0.2.1'],
    externalTrafficPolicy: 'Cluster',
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
  }),
  of('v1', 'Service', { spec: { type: 'ExternalName', externalName: 'db.example.com' } }),
  of('v1', 'Namespace', {}, false),
  of('v1', 'ConfigMap', { data: { 'a.json': '{}' }, binaryData: { b: 'AAAA' } }),
  of('v1', 'Secret', { data: { a: 'AAAA' }, stringData: { b: 'c' }, type: 'Opaque' }),
  of('v1', 'ServiceAccount', { automountServiceAccountToken: true }),
  of('v1', 'Endpoints', { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ name: 'http', port: 80 }] }] }),
  of('discovery.k8s.io/v1', 'EndpointSlice', {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
  }),
  of('v1', 'Pod', { spec: template.spec }),
  of('apps/v1', 'Deployment', { spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template } }),
  of('apps/v1', 'StatefulSet', {
    spec: { replicas: 1, serviceName: 'web', selector: { matchLabels: { app: 'web' } }, template },
  }),
  of('apps/v1', 'DaemonSet', { spec: { selector: { matchLabels: { app: 'web' } }, template } }),
  of('batch/v1', 'Job', { spec: { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } } }),
  of('batch/v1', 'CronJob', {
    spec: {
      schedule: '* * * * *',
      jobTemplate: { spec: { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } } },
    },
  }),
  of(`${RBAC}/v1`, 'Role', { rules: role }),
  of(`${RBAC}/v1`, 'ClusterRole', { rules: [...role, { nonResourceURLs: ['/metrics'], verbs: ['get'] }] }, false),
  of(`${RBAC}/v1`, 'RoleBinding', bound('Role')),
  of(`${RBAC}/v1`, 'ClusterRoleBinding', bound('ClusterRole'), false),
  of('networking.k8s.io/v1', 'NetworkPolicy', {
    spec: {
      podSelector: selector,
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: 'http', protocol: 'TCP' }] }],
    },
  }),
];

/** What fields of a Service may be, right or wrong next to the others. */
const OF_SERVICES: Readonly<Record<string, readonly Json[]>> = {
  type: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName', ''],
  clusterIP: ['None', '', 'none', '300.1.1.1', 'x', '10.0.0'],
  clusterIPs: [[], ['None'], ['None', 'None'], ['x'], ['10.0.0.7'], ['10.0.0.7', '10.0.0.8']],
  ipFamilies: [[], ['IPv4'], ['IPv6', 'IPv6'], ['ipv4'], ['IPv4', 'IPv4']],
  ipFamilyPolicy: ['SingleStack', 'PreferDualStack', 'dual', ''],
  externalName: ['a.b', 'a.b.', 'A_b', ''],
  externalIPs: [[], ['192.0.2.1'], ['127.0.0.1'], ['x']],
  externalTrafficPolicy: ['Cluster', 'Local', 'local', ''],
  internalTrafficPolicy: ['Cluster', 'Local', 'x'],
  trafficDistribution: ['PreferClose', 'x'],
  sessionAffinity: ['None', 'ClientIP', 'x', ''],
  sessionAffinityConfig: [{}, { clientIP: { timeoutSeconds: 0 } }, { clientIP: { timeoutSeconds: 10 } }],
  allocateLoadBalancerNodePorts: [true, false],
  loadBalancerClass: ['a.b/c', 'x'],
  loadBalancerSourceRanges: [[], ['10.0.0.0/8'], ['10.0.0.0/80'], ['x'], [' 10.0.0.0/8 ']],
  healthCheckNodePort: [0, 31_000],
  loadBalancerIP: ['192.0.2.1', 'x'],
  ports: [
    [],
    [{ port: 80 }],
    [{ name: 'a' }],
    [{ port: 80 }, { port: 81 }],
    [{ name: 'a', port: 10_250 }],
    [
      { name: 'a', port: 80, nodePort: 30_081 },
      { name: 'b', port: 81, nodePort: 30_081 },
    ],
    [
      { name: 'a', port: 80, nodePort: 30_082 },
      { name: 'b', port: 81, nodePort: 30_082, protocol: 'UDP' },
    ],
    [{ name: 'a', port: 80, appProtocol: 'a b' }],
    [
      { name: 'a', port: 80 },
      { name: 'b', port: 80, protocol: '' },
    ],
  ],
};

/** One to three fields of a Service. */
function otherService(spec: Holder, random: Random): string {
  const names = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => random.pick(Object.keys(OF_SERVICES)));
  for (const name of names) spec[name as never] = structuredClone(random.pick(OF_SERVICES[name] ?? [])) as never;
  return `service ${names.join(' ')}`;
}

const LONG = 'a'.repeat(64);
const WRONG: readonly Json[] = [
  ...[null, true, false, 0, 1, -1, 70_000, 2 ** 31, 2 ** 40, 1.5, 1e300],
  ...[
    '',
    'x',
    'true',
    '8080',
    'UPPER',
    'a_b',
    '-a',
    'a-',
    'a b',
    'a/b',
    'A/b',
    'a/b/c',
    '/',
    '..',
    'a--b',
    'é',
    'a\nb',
  ],
  ...[
    LONG,
    LONG.repeat(4),
    'a.b',
    '30s',
    '1h30m',
    '1m1h',
    '10KiB',
    '100m',
    'TCP',
    'http',
    'In',
    'Exists',
    'x'.repeat(16),
  ],
  ...[
    [],
    {},
    [null],
    [''],
    ['a', 'a'],
    ['a', 'b'],
    [{}],
    [1],
    { a: 'b' },
    { a: 1 },
    { a: null },
    { '': '' },
    { 'a b': 'c' },
  ],
];

export const textAt = (object: JsonObject, field: string): string => stringAt(object, field) ?? '';

type Holder = Record<string, Json> & Json[];

/** Every node below the object itself with its schema, but not what names the path of the request. */
function places(root: JsonObject): readonly { readonly holder: Holder; readonly key: string; readonly node: number }[] {
  const found: { holder: Holder; key: string; node: number }[] = [];
  const walk = (value: Json | undefined, node: number, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const { properties = {}, items, values } = apiSchemas.nodes[node] ?? {};
    for (const key of Object.keys(value)) {
      const below =
        path === '' && key === 'metadata' ? apiSchemas.metadata : (properties[key] ?? items ?? values ?? -1);
      const own = `${path}/${key}`;
      if (!['/apiVersion', '/kind', '/metadata/namespace'].includes(own))
        found.push({ holder: value as Holder, key, node: below });
      walk((value as Record<string, Json>)[key], below, own);
    }
  };
  walk(root, apiSchemas.roots[`${textAt(root, 'apiVersion')}/${textAt(root, 'kind')}`] ?? -1, '');
  return found;
}

/** A value as a schema asks for it, more or less. */
function made(random: Random, number: number, depth = 0): Json {
  const node: SchemaNode = apiSchemas.nodes[number] ?? {};
  if (node.enum && random.chance(0.9)) return random.pick(node.enum);
  const { properties = {}, items, values } = node;
  switch (node.type) {
    case 'object': {
      const names = Object.keys(properties).filter(
        (name) => node.required?.includes(name) || (depth < 3 && random.chance(0.15)),
      );
      const fields = names.map((name) => [name, made(random, properties[name] ?? -1, depth + 1)] as const);
      const more =
        values === undefined ? [] : [[random.pick(['a', 'b.c/d', 'A b']), made(random, values, depth + 1)] as const];
      return Object.fromEntries([...fields, ...more]);
    }
    case 'array':
      return Array.from({ length: random.pick([0, 1, 1, 2]) }, () => made(random, items ?? -1, depth + 1));
    case 'integer':
      return random.pick([0, 1, 2, 80, -1, 65_536, 2 ** 31]);
    case 'number':
      return random.pick([0, 1.5]);
    case 'boolean':
      return random.chance(0.5);
    case 'int-or-string':
      return random.pick<Json>([1, 'http', '50%', '1Gi', 2 ** 31]);
    case 'quantity':
      return random.pick<Json>([1, '1Gi', '1.5', 'x', '1e3']);
    default:
      return random.pick<Json>([
        'a',
        'http://a/b',
        '30s',
        '5m',
        '1Gi',
        '10MB',
        '',
        'x y',
        '2026-01-31T09:30:00Z',
        'AAA=',
        'A',
        'Monday',
        '08:00',
      ]);
  }
}

const CHANGES = ['wrong', 'wrong', 'wrong', 'gone', 'twice', 'unknown', 'made', 'added', 'added', 'renamed'] as const;

/** A copy of a valid object with one thing changed, sometimes two; and what was done. */
export function mutated(random: Random): { readonly object: JsonObject; readonly how: string } {
  const object = structuredClone(random.pick(VALID));
  const how: string[] = [];
  if (object['kind'] === 'Service' && random.chance(0.7)) {
    const changed = otherService(object['spec'] as Holder, random);
    if (random.chance(0.8)) return { object, how: changed };
    how.push(changed);
  }
  for (let times = random.chance(0.2) ? 2 : 1; times > 0; times -= 1) {
    const all = places(object);
    const { holder, key, node } = random.pick(all);
    // The namespace in it is that of the request.
    const kind = key === 'metadata' && holder === object ? 'unknown' : random.pick(CHANGES);
    const value = holder[key as never] as Json;
    how.push(`${kind} ${key}`);
    if (kind === 'wrong') holder[key as never] = structuredClone(random.pick(WRONG)) as never;
    else if (kind === 'made') holder[key as never] = made(random, node) as never;
    else if (kind === 'gone' && Array.isArray(holder)) holder.splice(Number(key), 1);
    else if (kind === 'gone') Reflect.deleteProperty(holder, key);
    else if (kind === 'twice' && Array.isArray(value)) value.push(...(structuredClone(value.slice(0, 1)) as never[]));
    else if (typeof value !== 'object' || value === null || Array.isArray(value))
      holder[key as never] = random.pick(WRONG) as never;
    else if (kind === 'unknown') (value as Record<string, Json>)['unheardOf'] = random.pick(WRONG);
    else if (kind === 'renamed')
      (value as Record<string, Json>)[random.pick(['a b', LONG, '-x', 'X/y', 'a/b', '', 'é'])] = 'x';
    else {
      const { properties = {} } = apiSchemas.nodes[node] ?? {};
      const name = random.pick([...Object.keys(properties), 'unheardOf']);
      if (!(name in value) || random.chance(0.3))
        (value as Record<string, Json>)[name] = made(random, properties[name] ?? -1);
    }
  }
  return { object, how: how.join(', ') };
}
