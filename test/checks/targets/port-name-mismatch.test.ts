import { endpoints, kube, mayDiscover, pod, prometheus, service, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), ...mayDiscover];
const web = serviceMonitor('shop/web');
const ports = (...list: readonly Raw[]): ReturnType<typeof service> => service('shop/web', { ports: list });

const asksFor = (port: string): ReturnType<typeof serviceMonitor> =>
  serviceMonitor('shop/web', { endpoints: [{ port }] });
const metrics = { name: 'metrics', port: 9090 };
const http = { name: 'http', port: 80 };
/** What is asked for, the ports that there are, and the one that is surely meant. */
const meant: readonly (readonly [string, readonly Raw[], string | undefined])[] = [
  ...['metrcs', 'metircs', 'mtrics', 'metric', 'metrisc'].map((asked) => [asked, [metrics, http], 'metrics'] as const),
  ...['metrcs', 'metircs', 'mtrics', 'telemtry', 'prometeus', 'http-metrcs'].map(
    (asked) => [asked, [metrics], 'metrics'] as const,
  ),
  ['htp', [metrics, http], 'http'],
  ['htpt', [metrics, http], 'http'],
  ['metrcs', [http], undefined],
  ...['grpc', 'api', 'admin', 'web'].map((asked) => [asked, [metrics, http], undefined] as const),
  ...['api', 'web'].map((asked) => [asked, [http], 'http'] as const),
  ['web', [http, { name: 'tcp-mesh', port: 90 }], undefined],
  [
    'api',
    [
      { name: 'app', port: 80 },
      { name: 'web', port: 81 },
    ],
    undefined,
  ],
  ['https', [metrics, http], undefined],
  ['https', [http], undefined],
  ['web1', [{ name: 'web2', port: 80 }, metrics], undefined],
  [
    'proxy-a',
    [
      { name: 'proxy-b', port: 80 },
      { name: 'proxy-c', port: 81 },
    ],
    undefined,
  ],
  ['http-web', [metrics, http], 'http'],
  ['http-metrics', [metrics, http], 'metrics'],
];

table('port-name-mismatch', [
  ...meant.map(([asked, there, becomes]) => ({
    it: `takes ${becomes ?? 'none'} for ${asked} among ${there.map(({ name }) => String(name)).join(', ')}`,
    objects: [...base, asksFor(asked), ports(...there)],
    expect: {
      evidence: { asked },
      fix:
        becomes === undefined
          ? { kind: 'advise' as const }
          : { kind: 'patch' as const, fields: [{ was: asked, becomes }] },
    },
  })),
  {
    it: 'names the port that is asked for and those there are',
    objects: [...base, web, ports({ name: 'web', port: 80, targetPort: 8080 }, { name: 'admin', port: 81 })],
    expect: {
      evidence: { endpoint: 0, asked: 'http', service: 'shop/web' },

      fix: { kind: 'advise' },
    },
  },
  {
    it: 'offers the only name there is',
    objects: [...base, web, ports({ name: 'web', port: 80 })],
    expect: {
      fix: { kind: 'patch', fields: [{ path: ['spec', 'endpoints', '0', 'port'], was: 'http', becomes: 'web' }] },
    },
  },
  {
    it: 'says that a port without a name never matches',
    objects: [...base, web, ports({ port: 80 })],
    expect: {},
  },
  {
    it: 'says that a number is not a name',
    objects: [...base, serviceMonitor('shop/web', { endpoints: [{ port: '80' }] }), ports({ name: 'http', port: 80 })],
    expect: {},
  },
  {
    it: "says that it is the container's name",
    objects: [...base, web, ports({ name: 'web', port: 80, targetPort: 'http' })],
    expect: {},
  },
  {
    it: 'is silent where the port is a pattern that matches the name',
    objects: [
      ...base,
      serviceMonitor('shop/web', { endpoints: [{ port: String.raw`(http|web)-\d+` }] }),
      ports({ name: 'http-9', port: 80 }),
      endpoints('shop/web', [['10.0.0.1']], { ports: [{ name: 'http-9', port: 8080 }] }),
    ],
    expect: 'nothing',
  },
  {
    it: 'does not know it of a pattern that is too large to be judged',
    objects: [
      ...base,
      serviceMonitor('shop/web', { endpoints: [{ port: `${'x'.repeat(20_001)}.*` }] }),
      ports({ name: 'web', port: 80 }),
    ],
    expect: 'unknown',
  },
  {
    it: 'offers the one name that is nearly the one asked for',
    objects: [
      ...base,
      serviceMonitor('shop/web', { endpoints: [{ port: 'metric' }] }),
      ports({ name: 'admin', port: 80 }, { name: 'metrics', port: 81 }),
    ],
    expect: { fix: { kind: 'patch', fields: [{ was: 'metric', becomes: 'metrics' }] } },
  },
  {
    it: 'does not offer a port that speaks gRPC',
    objects: [
      ...base,
      serviceMonitor('kube-system/cilium', { endpoints: [{ port: 'metrics' }] }),
      service('kube-system/hubble-peer', { ports: [{ name: 'peer-service', port: 443, targetPort: 4244 }] }),
    ],
    expect: { fix: { kind: 'advise' }, never: ['to peer-service'] },
  },
  {
    it: 'offers the one port that does not speak gRPC',
    objects: [
      ...base,
      serviceMonitor('shop/web', { endpoints: [{ port: 'metrics' }] }),
      ports(
        { name: 'grpc-api', port: 90 },
        { name: 'api', port: 91, appProtocol: 'grpc' },
        { name: 'grpc-metrics', port: 92 },
      ),
    ],
    expect: { fix: { kind: 'patch', fields: [{ becomes: 'grpc-metrics' }] } },
  },
  {
    it: 'says which port the Service lacks that a container behind it declares',
    objects: [
      ...base,
      web,
      ports({ name: 'grpc', port: 90, targetPort: 90 }),
      pod('shop/web-1'),
      endpoints('shop/web', [['10.0.0.1', 'shop/web-1']], { ports: [{ name: 'grpc', port: 90 }] }),
    ],
    expect: {
      evidence: { lacks: { by: 'Pod shop/web-1', number: 8080 } },
      fix: {
        kind: 'patch',
        fields: [
          { path: ['spec', 'endpoints', '0', 'port'], becomes: null },
          { path: ['spec', 'endpoints', '0', 'targetPort'], was: null },
        ],
      },
    },
  },
  {
    it: 'knows that a port under another name leads to it',
    objects: [
      ...base,
      web,
      ports({ name: 'web', port: 80, targetPort: 8080 }),
      pod('shop/web-1'),
      endpoints('shop/web', [['10.0.0.1', 'shop/web-1']], { ports: [{ name: 'web', port: 8080 }] }),
    ],
    expect: { fix: { kind: 'patch', fields: [{ becomes: 'web' }] }, never: ['no port of the Service leads'] },
  },
  { it: 'is silent where the name is there', objects: [...base, web, service('shop/web')], expect: 'nothing' },
  {
    it: 'is silent where it is there without an address',
    objects: [...base, web, service('shop/web'), endpoints('shop/web', [])],
    expect: 'nothing',
  },
  {
    it: 'is content with one Service of two',
    objects: [...base, web, ports({ name: 'web', port: 80 }), service('shop/other')],
    expect: 'nothing',
  },
  {
    it: 'is not hidden among files by a Service that is only another name, and never the one that is meant',
    objects: [
      ...base,
      asksFor('nope'),
      ports(metrics, http, { name: 'admin', port: 81 }),
      service('shop/other', { type: 'ExternalName', selector: null, externalName: 'a.b' }),
      service('shop/third', { type: 'ExternalName', selector: null, ports: [{ name: 'nope', port: 80 }] }),
    ],
    sight: { source: 'files' },
    expect: { times: 1, evidence: { asked: 'nope', service: 'shop/web' } },
  },
  {
    it: 'is not hidden among files by a Service whose Endpoints are written elsewhere',
    objects: [
      ...base,
      asksFor('nope'),
      ports(metrics, http, { name: 'admin', port: 81 }),
      service('shop/other', { selector: null, ports: [http] }),
    ],
    sight: { source: 'files' },
    expect: { times: 1, evidence: { asked: 'nope', service: 'shop/web' } },
  },
  {
    it: 'does not ask an ExternalName for a port',
    objects: [
      ...base,
      asksFor('nope'),
      ports(metrics, http),
      service('shop/other', { type: 'ExternalName', selector: null, ports: null, externalName: 'a.b' }),
    ],
    expect: { times: 1, evidence: { asked: 'nope', service: 'shop/web' } },
  },
  {
    it: 'leaves a lonely ExternalName to no-endpoints',
    objects: [
      ...base,
      asksFor('nope'),
      service('shop/other', { type: 'ExternalName', selector: null, ports: [http], externalName: 'a.b' }),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds it for the second endpoint alone',
    objects: [
      ...base,
      serviceMonitor('shop/web', { endpoints: [{ port: 'http' }, { port: 'metrics' }] }),
      service('shop/web'),
    ],
    expect: { evidence: { endpoint: 1, asked: 'metrics' } },
  },
  {
    it: 'reads the name as the pattern that it is',
    objects: [...base, serviceMonitor('shop/web', { endpoints: [{ port: 'http|metrics' }] }), service('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'takes the name from hand-made Endpoints',
    objects: [
      ...base,
      web,
      service('shop/web', { selector: null, ports: [{ port: 80 }] }),
      endpoints('shop/web', [['192.168.0.7']]),
    ],
    expect: 'nothing',
  },
  {
    it: 'does not know the names of hand-made Endpoints that were not read',
    objects: [...base, web, service('shop/web', { selector: null, ports: [{ port: 80 }] })],
    sight: { hidden: ['Endpoints'] },
    expect: 'unknown',
  },
  {
    it: 'needs no Endpoints otherwise: their ports are those of the Service',
    objects: [...base, web, ports({ name: 'web', port: 80 })],
    sight: { hidden: ['Endpoints', 'Pod'] },
    expect: {},
  },
  {
    it: 'is silent about endpoints by targetPort',
    objects: [
      ...base,
      serviceMonitor('shop/web', { endpoints: [{ targetPort: 8080 }] }),
      ports({ name: 'web', port: 80 }),
    ],
    expect: 'nothing',
  },
  {
    it: 'does not say so where another Service may be hidden',
    objects: [
      ...base,
      serviceMonitor('shop/web', { namespaceSelector: { matchNames: ['shop', 'bank'] } }),
      ports({ name: 'web', port: 80 }),
    ],
    sight: { only: { Service: ['shop'] } },
    expect: 'unknown',
  },
  {
    it: 'does not say so where an operator makes the Service that is meant',
    objects: [
      ...base,
      kube({ apiVersion: 'ceph.rook.io/v1', kind: 'CephCluster', metadata: { namespace: 'shop', name: 'ceph' } }),
      serviceMonitor('shop/mgr', {
        selector: { matchLabels: { app: 'rook-ceph-mgr', rook_cluster: 'shop' } },
        endpoints: [{ port: 'http-metrics' }],
      }),
      service(
        'shop/board',
        { ports: [{ name: 'board', port: 80 }] },
        { labels: { app: 'rook-ceph-mgr', rook_cluster: 'shop' } },
      ),
    ],
    sight: { source: 'files' },
    expect: 'unknown',
  },
  ...[
    { name: 'redis', port: 6379 },
    { name: 'amqp', port: 5672 },
    { name: 'tcp-postgresql', port: 5432 },
    { name: 'client', port: 27_017 },
  ].map((only) => ({
    it: `neither takes nor advises port ${only.name}, which speaks no HTTP`,
    objects: [...base, asksFor('http'), ports(only)],
    expect: { never: [`to ${only.name}`, `port ${only.name} the name`], fix: { kind: 'advise' } },
  })),
  {
    it: 'advises only the one beside a port that speaks no HTTP',
    objects: [...base, asksFor('http'), ports({ name: 'redis', port: 6379 }, { name: 'web', port: 8080 })],
    expect: { never: ['or redis', 'redis or'], fix: { kind: 'advise' } },
  },
  {
    it: 'takes the metrics of a thing that speaks no HTTP',
    objects: [...base, asksFor('metrics'), ports({ name: 'redis', port: 6379 }, { name: 'redis-metrics', port: 9121 })],
    expect: { fix: { kind: 'patch', fields: [{ becomes: 'redis-metrics' }] } },
  },
  { it: 'is silent where no Service matches', objects: [...base, web], expect: 'nothing' },
]);
