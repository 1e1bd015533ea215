import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  discovers,
  discoverService,
  roleOf,
  runs,
  searched,
} from '../../../../src/backends/prometheus-operator/discovery/discovery.ts';
import { portFilter } from '../../../../src/backends/prometheus-operator/discovery/port-filter.ts';
import type { Discovered } from '../../../../src/backends/prometheus-operator/discovery/pods.ts';
import type { KubeObject, Labels, Monitor, Stack } from '../../../../src/model/index.ts';
import {
  agent,
  analysis,
  endpoints,
  operator,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
  slice,
  world,
} from '../../../worlds.ts';
import type { Raw } from '../../../worlds.ts';

function decoded(object: KubeObject): Monitor {
  const monitor = analysis([object]).monitor(object);
  if (!monitor) throw new Error('no monitor');
  return monitor;
}

const monitor = (spec: Raw = {}): Monitor => decoded(serviceMonitor('shop/web', spec));

function stack(spec: Raw = {}, others: readonly KubeObject[] = [], kubernetes = 'v1.36.3'): Stack {
  const [found] = analysis([prometheus('monitoring/k8s', spec), ...others], { kubernetes }).stacks;
  if (!found) throw new Error('no stack');
  return found;
}

describe('where a monitor looks', () => {
  it.each<[string, Raw, Raw, 'any' | readonly string[]]>([
    ['nothing said: its own namespace', {}, {}, ['shop']],
    ['{}: its own namespace', { namespaceSelector: {} }, {}, ['shop']],
    ['an empty list: its own namespace', { namespaceSelector: { matchNames: [] } }, {}, ['shop']],
    ['names, and not its own', { namespaceSelector: { matchNames: ['a', 'b'] } }, {}, ['a', 'b']],
    ['a name twice', { namespaceSelector: { matchNames: ['a', 'a'] } }, {}, ['a']],
    ['a name is not a pattern', { namespaceSelector: { matchNames: ['shop-*'] } }, {}, ['shop-*']],
    ['any before names', { namespaceSelector: { any: true, matchNames: ['a'] } }, {}, 'any'],
    ['any: false', { namespaceSelector: { any: false, matchNames: ['a'] } }, {}, ['a']],
    ['any as text is not any', { namespaceSelector: { any: 'true' } }, {}, ['shop']],
    ['labels are not asked', { namespaceSelector: { matchLabels: { team: 'a' } } }, {}, ['shop']],
    ['the stack ignores any', { namespaceSelector: { any: true } }, { ignoreNamespaceSelectors: true }, ['shop']],
    [
      'the stack ignores names',
      { namespaceSelector: { matchNames: ['a'] } },
      { ignoreNamespaceSelectors: true },
      ['shop'],
    ],
  ])('%s', (_name, spec, of, where) => {
    expect(searched(monitor(spec), stack(of))).toEqual(where);
  });
});

describe('through which role', () => {
  const slices = { serviceDiscoveryRole: 'EndpointSlice' };
  const old = (version: string): KubeObject =>
    operator([], { image: `quay.io/prometheus-operator/prometheus-operator:v${version}` });
  it.each<[string, Raw, Stack, string]>([
    ['nothing said', {}, stack(), 'endpoints'],
    ['the stack says slices', {}, stack(slices), 'endpointslice'],
    ['the monitor says slices', slices, stack(), 'endpointslice'],
    ['the monitor wins', { serviceDiscoveryRole: 'Endpoints' }, stack(slices), 'endpoints'],
    ['an old Prometheus cannot', {}, stack({ ...slices, version: 'v2.20.1' }), 'endpoints'],
    ['an old Prometheus cannot, whatever the monitor says', slices, stack({ version: 'v2.20.1' }), 'endpoints'],
    ['the first one that can', {}, stack({ ...slices, version: 'v2.21.0' }), 'endpointslice'],
    ['a release candidate of it cannot', {}, stack({ ...slices, version: 'v2.21.0-rc.1' }), 'endpoints'],
    ['no version: the newest', {}, stack({ ...slices, version: null }), 'endpointslice'],
    ['an old Kubernetes has no such API', {}, stack(slices, [], 'v1.20.15'), 'endpoints'],
    ['an operator without the field of the stack', {}, stack(slices, [old('0.75.2')]), 'endpoints'],
    ['an operator with the field of the stack', {}, stack(slices, [old('0.76.0')]), 'endpointslice'],
    ['an operator without the field of the monitor', slices, stack({}, [old('0.86.2')]), 'endpoints'],
    ['an operator with the field of the monitor', slices, stack({}, [old('0.87.0')]), 'endpointslice'],
  ])('%s', (_name, spec, of, role) => {
    expect(roleOf(monitor(spec), of)).toBe(role);
  });

  it('is pods for a PodMonitor', () => {
    expect(roleOf(decoded(podMonitor('shop/web')), stack({ serviceDiscoveryRole: 'EndpointSlice' }))).toBe('pod');
  });

  it('is the same for an agent', () => {
    const [found] = analysis([agent('monitoring/a', { serviceDiscoveryRole: 'EndpointSlice' })]).stacks;
    expect(found?.restrictions.discoveryRole).toBe('endpointslice');
  });
});

describe('the selector of a monitor', () => {
  const takes = (selector: Raw, labels: Labels, more: Raw = {}): boolean =>
    discovers(monitor({ selector, ...more }), labels);
  const key = 'app.kubernetes.io/name';
  const exactly = { selectorMechanism: 'RoleSelector' };

  it('takes everything where it is empty or absent', () => {
    expect(takes({}, {})).toBe(true);
    expect(discovers(decoded(serviceMonitor('shop/web', { selector: null })), {})).toBe(true);
  });

  it.each<[string, Raw, Labels, boolean]>([
    ['In, missing', { key, operator: 'In', values: ['web'] }, {}, false],
    ['In, there', { key, operator: 'In', values: ['x', 'web'] }, { [key]: 'web' }, true],
    ['In, empty value', { key, operator: 'In', values: [''] }, { [key]: '' }, true],
    ['In, empty value, missing label', { key, operator: 'In', values: [''] }, {}, false],
    ['NotIn, missing', { key, operator: 'NotIn', values: ['web'] }, {}, true],
    ['NotIn, there', { key, operator: 'NotIn', values: ['web'] }, { [key]: 'web' }, false],
    ['NotIn, another', { key, operator: 'NotIn', values: ['web'] }, { [key]: 'db' }, true],
    ['Exists, missing', { key, operator: 'Exists' }, {}, false],
    ['Exists, empty', { key, operator: 'Exists' }, { [key]: '' }, true],
    ['DoesNotExist, missing', { key, operator: 'DoesNotExist' }, {}, true],
    ['DoesNotExist, there', { key, operator: 'DoesNotExist' }, { [key]: 'x' }, false],
  ])('%s', (_name, expression, labels, taken) => {
    expect(takes({ matchExpressions: [expression] }, labels)).toBe(taken);
    expect(takes({ matchExpressions: [expression] }, labels, exactly)).toBe(taken);
  });

  it('reads a dot in a value as any character, but not with RoleSelector', () => {
    const selector = { matchLabels: { version: 'v1.2' } };
    expect(takes(selector, { version: 'v1x2' })).toBe(true);
    expect(takes(selector, { version: 'v1.2' })).toBe(true);
    expect(takes(selector, { version: 'v1xx2' })).toBe(false);
    expect(takes(selector, { version: 'v1x2' }, exactly)).toBe(false);
  });

  it('cannot tell keys apart that differ in what labels may not hold, but can with RoleSelector', () => {
    const selector = { matchLabels: { 'app.k8s.io/name': 'web' } };
    expect(takes(selector, { 'app-k8s-io/name': 'web' })).toBe(true);
    expect(takes(selector, { app_k8s_io_name: 'web' })).toBe(true);
    expect(takes(selector, { 'app-k8s-io/name': 'web' }, exactly)).toBe(false);
  });

  it('takes nothing where it is invalid', () => {
    expect(takes({ matchExpressions: [{ key: 'a', operator: 'In' }] }, { a: 'b' })).toBe(false);
  });
});

describe('addresses of a Service', () => {
  const found = (
    objects: readonly KubeObject[],
    role: 'endpoints' | 'endpointslice' = 'endpoints',
    spec: Raw = {},
  ): readonly string[] => {
    const seen = world(objects);
    const [of] = seen.all('', 'Service');
    if (!of) throw new Error('no Service');
    return discoverService(seen, of, role, monitor(spec)).map(
      (target) =>
        `${target.address}:${target.port} ${target.portName ?? '-'} ${target.container?.name ?? '-'} ${target.ready ? 'ready' : 'not ready'}`,
    );
  };
  const web = service('shop/web');
  const twoPorts = {
    spec: {
      containers: [
        {
          name: 'web',
          ports: [
            { name: 'http', containerPort: 8080 },
            { name: 'admin', containerPort: 9090 },
          ],
        },
      ],
    },
  };

  it('are those of its Endpoints, ready or not', () => {
    const object = endpoints('shop/web', [['10.0.0.1', 'shop/web-1']], {
      notReadyAddresses: [{ ip: '10.0.0.2', targetRef: { kind: 'Pod', namespace: 'shop', name: 'web-2' } }],
    });
    expect(found([web, object, pod('shop/web-1'), pod('shop/web-2', '10.0.0.2')])).toEqual([
      '10.0.0.1:8080 http http ready',
      '10.0.0.2:8080 http http not ready',
    ]);
  });

  it('need no pod: by hand, of a node, or of a pod that is not seen', () => {
    expect(found([web, endpoints('shop/web', [['192.168.0.7']])])).toEqual(['192.168.0.7:8080 http - ready']);
    expect(found([web, endpoints('shop/web', [['10.0.0.1', 'shop/gone']])])).toEqual(['10.0.0.1:8080 http - ready']);
  });

  it('are those of the Endpoints of its own name and namespace only', () => {
    const others = [endpoints('shop/db', [['10.0.0.9']]), endpoints('bank/web', [['10.0.0.8']])];
    expect(found([web, ...others])).toEqual([]);
  });

  it('include the declared ports that the Service does not cover, at the address of the pod, without a port name', () => {
    const objects = [web, endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1', '10.0.0.1', twoPorts)];
    expect(found(objects)).toEqual(['10.0.0.1:8080 http http ready', '10.0.0.1:9090 - admin ready']);
  });

  it('include those of init containers', () => {
    const spec = {
      containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080 }] }],
      initContainers: [{ name: 'mesh', restartPolicy: 'Always', ports: [{ name: 'stats', containerPort: 15090 }] }],
    };
    const objects = [web, endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1', '10.0.0.1', { spec })];
    expect(found(objects)).toContain('10.0.0.1:15090 - stats ready');
  });

  it('do not include them for a pod that has no address yet', () => {
    const objects = [web, endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1', '', twoPorts)];
    expect(found(objects)).toEqual(['10.0.0.1:8080 http http ready']);
  });

  it('come once per port', () => {
    const ports = [{ name: 'http', port: 8080 }, { port: 9090 }];
    const objects = [
      web,
      endpoints('shop/web', [['10.0.0.1', 'shop/web-1']], { ports }),
      pod('shop/web-1', '10.0.0.1', twoPorts),
    ];
    expect(found(objects)).toEqual(['10.0.0.1:8080 http http ready', '10.0.0.1:9090 - admin ready']);
  });

  it('are none where the Endpoints list no port', () => {
    const objects = [web, endpoints('shop/web', [['10.0.0.1', 'shop/web-1']], { ports: null }), pod('shop/web-1')];
    expect(found(objects)).toEqual([]);
  });

  it('carry the port of the last container that declares the number', () => {
    const spec = {
      containers: [
        {
          name: 'a',
          ports: [
            { name: 'first', containerPort: 8080 },
            { name: 'again', containerPort: 8080 },
          ],
        },
        { name: 'b', ports: [{ name: 'second', containerPort: 8080 }] },
      ],
    };
    const objects = [web, endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1', '10.0.0.1', { spec })];
    expect(found(objects)).toEqual(['10.0.0.1:8080 http second ready']);
  });

  describe('through EndpointSlices', () => {
    it('are those of the slices that name the Service, and not of its Endpoints', () => {
      const objects = [
        web,
        endpoints('shop/web', [['10.0.0.9']]),
        slice('shop/web-a', 'web', [['10.0.0.1', 'shop/web-1']]),
        slice('shop/web-b', 'web', [['10.0.0.2']]),
        slice('shop/db-a', 'db', [['10.0.0.3']]),
        slice('bank/web-a', 'web', [['10.0.0.4']]),
        pod('shop/web-1'),
      ];
      expect(found(objects, 'endpointslice')).toEqual(['10.0.0.1:8080 http http ready', '10.0.0.2:8080 http - ready']);
      expect(found(objects)).toEqual(['10.0.0.9:8080 http - ready']);
    });

    it('are not ready only where the condition says so', () => {
      const fields = (conditions: Raw): Raw => ({ endpoints: [{ addresses: ['10.0.0.1'], conditions }] });
      expect(found([web, slice('shop/a', 'web', [], fields({ ready: false }))], 'endpointslice')).toEqual([
        '10.0.0.1:8080 http - not ready',
      ]);
      expect(found([web, slice('shop/a', 'web', [], fields({}))], 'endpointslice')).toEqual([
        '10.0.0.1:8080 http - ready',
      ]);
    });

    it('include uncovered ports once per slice that holds the pod', () => {
      const objects = [
        web,
        slice('shop/web-a', 'web', [['10.0.0.1', 'shop/web-1']]),
        slice('shop/web-b', 'web', [['10.0.0.1', 'shop/web-1']], { ports: [{ name: 'admin', port: 9090 }] }),
        pod('shop/web-1', '10.0.0.1', twoPorts),
      ];
      expect(found(objects, 'endpointslice')).toEqual([
        '10.0.0.1:8080 http http ready',
        '10.0.0.1:9090 - admin ready',
        '10.0.0.1:9090 admin admin ready',
        '10.0.0.1:8080 - http ready',
      ]);
    });

    it.each([
      ['PreferDualStack', ['IPv4', 'IPv6'], ['10.0.0.1:8080 http - ready']],
      ['RequireDualStack', ['IPv6', 'IPv4'], ['fd00::1:8080 http - ready']],
      ['SingleStack', ['IPv4'], ['10.0.0.1:8080 http - ready', 'fd00::1:8080 http - ready']],
      [undefined, ['IPv4'], ['10.0.0.1:8080 http - ready', 'fd00::1:8080 http - ready']],
    ])('leave out the second family of a Service that is %s %j', (ipFamilyPolicy, ipFamilies, addresses) => {
      const objects = [
        service('shop/web', { ipFamilyPolicy, ipFamilies }),
        slice('shop/a', 'web', [['10.0.0.1']]),
        slice('shop/b', 'web', [['fd00::1']], { addressType: 'IPv6' }),
      ];
      expect(found(objects, 'endpointslice')).toEqual(addresses);
    });
  });

  describe('with RoleSelector', () => {
    const exactly = { selectorMechanism: 'RoleSelector' };
    const bare = { labels: {} };
    it('need the labels on the Endpoints too', () => {
      const object = (meta?: { labels: Labels }): KubeObject => endpoints('shop/web', [['10.0.0.1']], {}, meta);
      expect(found([web, object()], 'endpoints', exactly)).toHaveLength(1);
      expect(found([web, object(bare)], 'endpoints', exactly)).toEqual([]);
      expect(found([web, object(bare)], 'endpoints')).toHaveLength(1);
    });

    it('need the labels on the slice too', () => {
      const object = (labels: Labels): KubeObject => slice('shop/a', 'web', [['10.0.0.1']], {}, { labels });
      expect(found([web, object({})], 'endpointslice', exactly)).toHaveLength(1);
      expect(found([web, object({ app: 'other' })], 'endpointslice', exactly)).toEqual([]);
    });
  });

  it('survive objects of the wrong shape', () => {
    const odd = endpoints('shop/web', [], {
      addresses: 'x',
      notReadyAddresses: [1, null, {}],
      ports: [null, 7, { port: 'x' }],
    });
    expect(found([web, odd])).toEqual([':0 - - not ready']);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        const hostile = [
          web,
          endpoints('shop/web', [], { addresses: a, ports: b }),
          slice('shop/a', 'web', [], { endpoints: a, ports: b }),
        ];
        for (const role of ['endpoints', 'endpointslice'] as const)
          expect(Array.isArray(found(hostile, role))).toBe(true);
      }),
    );
  });
});

describe('the port of an endpoint', () => {
  const target = (fields: Partial<Discovered>): Discovered => ({
    address: '10.0.0.1',
    port: 8080,
    portName: undefined,
    container: undefined,
    pod: undefined,
    podRef: undefined,
    ready: true,
    ...fields,
  });
  const container = (name: string, number: number): Pick<Discovered, 'container'> => ({
    container: { name, number, protocol: 'TCP', of: { name: 'web', image: 'web:1', init: false } },
  });
  it.each<[string, Raw, Partial<Discovered>, boolean]>([
    ['port is the name in the Service', { port: 'http' }, { portName: 'http' }, true],
    ['another name', { port: 'http' }, { portName: 'https' }, false],
    ['an unnamed port never fits a name', { port: 'http' }, {}, false],
    ['the name of the container port is not asked', { port: 'http' }, container('http', 8080), false],
    ['a number is not a name', { port: '8080' }, { portName: 'http', port: 8080 }, false],
    ['port is an anchored pattern', { port: 'http|metrics' }, { portName: 'metrics' }, true],
    ['of which no part is enough', { port: 'http|metrics' }, { portName: 'metrics-old' }, false],
    ['it has groups, classes and flags', { port: '(?i)(http|web)-\\d+' }, { portName: 'HTTP-9' }, true],
    ['what does not compile lets nothing through', { port: '(' }, { portName: '(' }, false],
    ['.* fits an unnamed port', { port: '.*' }, {}, true],
    ['.+ does not', { port: '.+' }, {}, false],
    ['targetPort is the name in the container', { targetPort: 'http' }, container('http', 8080), true],
    ['and not that of the Service', { targetPort: 'http' }, { portName: 'http', ...container('web', 8080) }, false],
    ['a targetPort number is the declared one', { targetPort: 8080 }, container('', 8080), true],
    ['a number that no container declares never fits', { targetPort: 8080 }, { portName: 'http', port: 8080 }, false],
    ['a number in quotes is a name', { targetPort: '8080' }, container('', 8080), false],
    ['port wins over targetPort', { port: 'http', targetPort: 9090 }, { portName: 'http', ...container('x', 1) }, true],
    ['and loses with it', { port: 'http', targetPort: 8080 }, container('http', 8080), false],
    ['an empty port is not a port', { port: '', targetPort: 8080 }, container('x', 8080), true],
    ['nothing set: every port', {}, {}, true],
    ['targetPort 0: every port', { targetPort: 0 }, {}, true],
    ['targetPort "": every port', { targetPort: '' }, {}, true],
  ])('%s', (_name, endpoint, fields, fits) => {
    const [decodedEndpoint] = monitor({ endpoints: [endpoint] }).endpoints;
    if (!decodedEndpoint) throw new Error('no endpoint');
    expect(portFilter(decodedEndpoint, 'ServiceMonitor').fits(target(fields))).toBe(fits);
  });
});

describe('finished pods', () => {
  it.each([
    ['Running', undefined, true],
    ['Pending', undefined, true],
    ['Succeeded', undefined, false],
    ['Failed', undefined, false],
    ['Failed', true, false],
    ['Succeeded', false, true],
  ])('%s with filterRunning %s: %s', (phase, filterRunning, kept) => {
    const raw = filterRunning === undefined ? {} : { filterRunning };
    expect(runs(raw, pod('shop/web-1', '10.0.0.1', { status: { phase } }))).toBe(kept);
  });

  it('never concern a target that is not a pod', () => {
    expect(runs({}, undefined)).toBe(true);
  });
});
