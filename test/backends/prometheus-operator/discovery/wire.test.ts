import { describe, expect, it } from '@jest/globals';
import { scrapeKey } from '../../../../src/backends/prometheus-operator/discovery/wire.ts';
import type { KubeObject, Wire } from '../../../../src/model/index.ts';
import {
  analysis,
  binding,
  endpoints,
  mayDiscover,
  pod,
  podMonitor,
  prometheus,
  role,
  service,
  serviceMonitor,
  slice,
} from '../../../worlds.ts';
import type { Raw, Sight } from '../../../worlds.ts';

/** The wires of the first monitor in the world and its first stack. */
function wires(objects: readonly KubeObject[], sight?: Sight): readonly Wire[] {
  const context = analysis(objects, sight);
  const monitor = objects.find(({ kind }) => kind === 'ServiceMonitor' || kind === 'PodMonitor');
  const [stack] = context.stacks;
  if (!monitor || !stack) throw new Error('no monitor or no stack');
  return context.wires(monitor, stack);
}

/** "endpoint service -> addresses" or "endpoint service: where it breaks". */
const print = (list: readonly Wire[]): readonly string[] =>
  list.map((wire) => {
    const head = `${wire.endpoint} ${wire.service ? `${wire.service.namespace ?? ''}/${wire.service.name}` : '-'}`;
    const targets = wire.targets.map(({ address, port }) => `${address}:${port}`).join(' ');
    return `${head}${wire.brokenAt ? ` broken at ${wire.brokenAt}` : ` -> ${targets}`}${wire.unknown ? ' ?' : ''}`;
  });

const k8s = prometheus('monitoring/k8s');
const web = [service('shop/web'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')];

describe('of a ServiceMonitor', () => {
  const monitor = serviceMonitor('shop/web');
  const base = [k8s, ...mayDiscover];

  it('lead from the monitor through the Service to its addresses', () => {
    expect(print(wires([...base, monitor, ...web]))).toEqual(['0 shop/web -> 10.0.0.1:8080']);
    expect(wires([...base, monitor, ...web])[0]?.targets).toEqual([
      {
        address: '10.0.0.1',
        port: 8080,
        ready: true,
        pod: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-1' },
      },
    ]);
  });

  it('are one per endpoint and Service', () => {
    const two = serviceMonitor('shop/web', { endpoints: [{ port: 'http' }, { port: 'admin' }] });
    const other = [service('shop/api'), endpoints('shop/api', [['10.0.0.5']])];
    expect(print(wires([...base, two, ...web, ...other]))).toEqual([
      '0 shop/api -> 10.0.0.5:8080',
      '0 shop/web -> 10.0.0.1:8080',
      '1 shop/api broken at port',
      '1 shop/web broken at port',
    ]);
  });

  it.each<[string, readonly KubeObject[], string]>([
    ['no Service at all', [], '0 - broken at service'],
    ['no Service with the labels', [service('shop/web', {}, { labels: { app: 'db' } })], '0 - broken at service'],
    ['the Service is elsewhere', [service('bank/web')], '0 - broken at service'],
    [
      'the port has another name',
      [service('shop/web', { ports: [{ name: 'web', port: 80 }] })],
      '0 shop/web broken at port',
    ],
    ['the port has no name', [service('shop/web', { ports: [{ port: 80 }] })], '0 shop/web broken at port'],
    ['no Endpoints', [service('shop/web')], '0 shop/web broken at endpoints'],
    ['Endpoints without addresses', [service('shop/web'), endpoints('shop/web', [])], '0 shop/web broken at endpoints'],
    [
      'only finished pods',
      [
        service('shop/web'),
        endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
        pod('shop/web-1', '10.0.0.1', { status: { phase: 'Succeeded' } }),
      ],
      '0 shop/web broken at endpoints',
    ],
    [
      'an ExternalName Service',
      [service('shop/web', { type: 'ExternalName', selector: null, externalName: 'x.y' })],
      '0 shop/web broken at endpoints',
    ],
  ])('break: %s', (_name, objects, expected) => {
    expect(print(wires([...base, monitor, ...objects]))).toEqual([expected]);
  });

  it('take the port name of hand-made Endpoints, whatever the Service says', () => {
    const byHand = [
      service('shop/web', { selector: null, ports: [{ port: 80 }] }),
      endpoints('shop/web', [['192.168.0.7']]),
    ];
    expect(print(wires([...base, monitor, ...byHand]))).toEqual(['0 shop/web -> 192.168.0.7:8080']);
  });

  it('do not know the port of hand-made Endpoints that were not read', () => {
    const byHand = [service('shop/web', { selector: null, ports: [{ port: 80 }] })];
    expect(print(wires([...base, monitor, ...byHand], { hidden: ['Endpoints'] }))).toEqual([
      '0 shop/web broken at port ?',
    ]);
    // With a selector the controller copies the names of the Service: its word is enough.
    const byController = [service('shop/web', { ports: [{ port: 80 }] })];
    expect(print(wires([...base, monitor, ...byController], { hidden: ['Endpoints'] }))).toEqual([
      '0 shop/web broken at port',
    ]);
  });

  it('break at the port where targetPort is declared by no container', () => {
    const byNumber = serviceMonitor('shop/web', { endpoints: [{ targetPort: 9999 }] });
    expect(print(wires([...base, byNumber, ...web]))).toEqual(['0 shop/web broken at port']);
    expect(print(wires([...base, byNumber, ...web], { hidden: ['Pod'] }))).toEqual(['0 shop/web broken at port ?']);
  });

  it('count one address and port once, however it was found', () => {
    const all = serviceMonitor('shop/web', { endpoints: [{}] });
    const twice = endpoints('shop/web', [['10.0.0.1', 'shop/web-1']], {
      ports: [
        { name: 'http', port: 8080 },
        { name: 'web', port: 8080 },
      ],
    });
    expect(print(wires([...base, all, web[0]!, twice, web[2]!]))).toEqual(['0 shop/web -> 10.0.0.1:8080']);
  });

  it('are none for a monitor without endpoints', () => {
    expect(wires([...base, serviceMonitor('shop/web', { endpoints: [] }), ...web])).toEqual([]);
  });

  describe('and rights', () => {
    const everywhere = serviceMonitor('shop/web', { namespaceSelector: { any: true } });
    const local = [role('shop/prometheus'), binding('shop/prometheus', 'Role/prometheus')];
    it.each<[string, readonly KubeObject[], string]>([
      ['none', [k8s, monitor], '0 shop/web broken at rights'],
      ['in the namespace', [k8s, monitor, ...local], '0 shop/web -> 10.0.0.1:8080'],
      ['in the namespace are not enough for any: true', [k8s, everywhere, ...local], '0 shop/web broken at rights'],
      ['everywhere', [k8s, everywhere, ...mayDiscover], '0 shop/web -> 10.0.0.1:8080'],
      [
        'on Endpoints do not help with slices',
        [
          prometheus('monitoring/k8s', { serviceDiscoveryRole: 'EndpointSlice' }),
          monitor,
          role('prometheus', [{ apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: ['*'] }]),
          binding('prometheus', 'ClusterRole/prometheus'),
          slice('shop/web-abc', 'web', [['10.0.0.1', 'shop/web-1']]),
        ],
        '0 shop/web broken at rights',
      ],
    ])('%s', (_name, objects, expected) => {
      expect(print(wires([...objects, ...web]))).toEqual([expected]);
    });

    it('lacking hide no other cause: what is wrong with the objects is said first', () => {
      const other = service('shop/web', { ports: [{ name: 'web', port: 80 }] });
      expect(print(wires([k8s, monitor, other]))).toEqual(['0 shop/web broken at port']);
      expect(print(wires([k8s, monitor, service('shop/web')]))).toEqual(['0 shop/web broken at endpoints']);
    });

    it('that were not read leave it unknown', () => {
      expect(print(wires([k8s, monitor, ...web], { hidden: ['RoleBinding'] }))).toEqual([
        '0 shop/web -> 10.0.0.1:8080 ?',
      ]);
    });
  });

  it.each([
    ['Service', '0 - broken at service ?'],
    ['Endpoints', '0 shop/web broken at endpoints ?'],
    ['Pod', '0 shop/web -> 10.0.0.1:8080 ?'],
    ['EndpointSlice', '0 shop/web -> 10.0.0.1:8080'],
    ['ClusterRole', '0 shop/web -> 10.0.0.1:8080 ?'],
  ])('without a list of %s: %s', (kind, expected) => {
    expect(print(wires([...base, monitor, ...web], { hidden: [kind] }))).toEqual([expected]);
  });
});

describe('of a PodMonitor', () => {
  const wire = (
    spec: Raw,
    pods: readonly KubeObject[],
    more: readonly KubeObject[] = mayDiscover,
    sight?: Sight,
  ): readonly string[] => print(wires([k8s, podMonitor('shop/web', spec), ...pods, ...more], sight));
  const containers = (...list: readonly Raw[]): { spec: Raw } => ({ spec: { containers: list } });

  it.each<[string, Raw, string]>([
    ['port is the name in the container', { port: 'http' }, '0 - -> 10.0.0.1:8080'],
    ['another name', { port: 'web' }, '0 - broken at port'],
    ['portNumber', { portNumber: 8080 }, '0 - -> 10.0.0.1:8080'],
    ['portNumber wins over a targetPort by name', { portNumber: 8080, targetPort: 'other' }, '0 - -> 10.0.0.1:8080'],
    ['port wins over portNumber', { port: 'http', portNumber: 1 }, '0 - -> 10.0.0.1:8080'],
    ['targetPort by name', { targetPort: 'http' }, '0 - -> 10.0.0.1:8080'],
    ['targetPort by number', { targetPort: 8080 }, '0 - -> 10.0.0.1:8080'],
    ['no filter', {}, '0 - -> 10.0.0.1:8080'],
  ])('%s', (_name, endpoint, expected) => {
    expect(wire({ podMetricsEndpoints: [endpoint] }, [pod('shop/web-1')])).toEqual([expected]);
  });

  it('gives one target without a port per container that declares none', () => {
    const some = pod('shop/web-1', '10.0.0.1', containers({ name: 'a' }, { name: 'b', ports: [{ containerPort: 1 }] }));
    expect(wire({ podMetricsEndpoints: [{}] }, [some])).toEqual(['0 - -> 10.0.0.1:0 10.0.0.1:1']);
    expect(wire({ podMetricsEndpoints: [{ port: 'http' }] }, [some])).toEqual(['0 - broken at port']);
  });

  it.each<[string, readonly KubeObject[], string]>([
    ['no pod with the labels', [pod('shop/db-1', '10.0.0.1', { meta: { labels: {} } })], '0 - broken at service'],
    ['no address yet', [pod('shop/web-1', '')], '0 - broken at endpoints'],
    ['all finished', [pod('shop/web-1', '10.0.0.1', { status: { phase: 'Failed' } })], '0 - broken at endpoints'],
    ['not ready is scraped', [pod('shop/web-1', '10.0.0.1', { status: { conditions: [] } })], '0 - -> 10.0.0.1:8080'],
  ])('%s', (_name, pods, expected) => {
    expect(wire({}, pods)).toEqual([expected]);
  });

  it('needs the right to list pods, namespace by namespace', () => {
    const names = { namespaceSelector: { matchNames: ['shop', 'bank'] } };
    const pods = [pod('shop/web-1'), pod('bank/web-1', '10.0.0.2')];
    const onlyPods = [{ apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] }];
    const inShop = [role('shop/p', onlyPods), binding('shop/p', 'Role/p')];
    expect(wire(names, pods, [])).toEqual(['0 - broken at rights']);
    expect(wire(names, pods, inShop)).toEqual(['0 - -> 10.0.0.1:8080']);
    expect(wire({ namespaceSelector: { any: true } }, pods, inShop)).toEqual(['0 - broken at rights']);
  });

  it('is unknown where pods or rights were not read', () => {
    expect(wire({}, [pod('shop/web-1')], mayDiscover, { hidden: ['Pod'] })).toEqual(['0 - broken at service ?']);
    expect(wire({}, [pod('shop/web-1')], [], { hidden: ['ClusterRoleBinding'] })).toEqual(['0 - -> 10.0.0.1:8080 ?']);
  });
});

describe('scrapeKey', () => {
  const target = { address: '10.0.0.1', port: 8080, ready: true };
  const key = (path: string, endpoint: Raw): string => {
    const object = serviceMonitor(path, { endpoints: [endpoint] });
    const monitor = analysis([object]).monitor(object);
    if (!monitor) throw new Error('no monitor');
    return scrapeKey(target, monitor, 0);
  };

  it('is one for two monitors of the same address, port and path', () => {
    expect(key('shop/a', { port: 'http' })).toBe(key('bank/b', { targetPort: 8080, path: '/metrics', interval: '5s' }));
    expect(key('shop/a', {})).not.toBe(key('shop/a', { path: '/other' }));
  });

  it.each<[string, Raw]>([
    ['parameters', { params: { target: ['a'] } }],
    ['another address', { relabelings: [{ targetLabel: '__address__', replacement: 'x' }] }],
    ['a filter', { relabelings: [{ action: 'Drop', sourceLabels: ['pod'], regex: 'a.*' }] }],
  ])('tells monitors apart where %s decides', (_name, endpoint) => {
    expect(key('shop/a', endpoint)).not.toBe(key('shop/b', endpoint));
    expect(key('shop/a', endpoint)).toBe(key('shop/a', endpoint));
  });

  it('is not changed by a relabeling of ordinary labels', () => {
    expect(key('shop/a', { relabelings: [{ targetLabel: 'team', replacement: 'x' }] })).toBe(key('shop/b', {}));
  });
});
