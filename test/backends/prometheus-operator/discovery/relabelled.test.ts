import { describe, expect, it } from '@jest/globals';
import {
  analysis,
  endpoints,
  mayDiscover,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
} from '../../../worlds.ts';
import type { Raw } from '../../../worlds.ts';

/** A mesh's sidecar that starts before the application, a gateway port beside it, and a container without ports. */
const meshed = pod('shop/web-1', '10.0.0.1', {
  meta: {
    uid: 'b7a1',
    labels: { app: 'web' },
    annotations: { 'prometheus.io/port': '15020' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d4', controller: true }],
  },
  spec: {
    initContainers: [
      {
        name: 'sidecar',
        image: 'mesh/sidecar:1',
        restartPolicy: 'Always',
        ports: [
          { name: 'stats', containerPort: 15090 },
          { name: 'health', containerPort: 15021, protocol: 'TCP' },
        ],
      },
    ],
    containers: [
      { name: 'web', image: 'shop/web:1', ports: [{ name: 'http', containerPort: 8080 }] },
      { name: 'log', image: 'shop/log:1' },
    ],
  },
  status: { hostIP: '192.168.0.7' },
});

/** "address:port" of each target after these relabelings of a PodMonitor's only endpoint, then what drops the others. */
const left = (relabelings: readonly Raw[], endpoint: Raw = {}): readonly string[] => {
  const objects = [prometheus('monitoring/k8s'), ...mayDiscover, meshed];
  const monitor = podMonitor('shop/web', { podMetricsEndpoints: [{ ...endpoint, relabelings }] });
  const { stacks, wires } = analysis([...objects, monitor]);
  if (!stacks[0]) throw new Error('no stack');
  return wires(monitor, stacks[0]).flatMap(({ targets, brokenAt }) => [
    ...targets.map(({ address, port }) => `${address}:${port}`),
    ...(brokenAt ? [brokenAt] : []),
  ]);
};
const keep = (name: string, regex: string): Raw => ({ action: 'keep', sourceLabels: [name], regex });
const POD = '__meta_kubernetes_pod_';

describe('targets after relabelings', () => {
  it.each<[string, readonly Raw[], readonly string[]]>([
    ['the container’s name', [keep(`${POD}container_name`, 'web')], ['10.0.0.1:8080']],
    ['the name of a native sidecar', [keep(`${POD}container_name`, 'sidecar')], ['10.0.0.1:15090', '10.0.0.1:15021']],
    ['a container without ports', [keep(`${POD}container_name`, 'log')], ['10.0.0.1:0']],
    ['the operator’s label container', [keep('container', 'web')], ['10.0.0.1:8080']],
    ['the image', [keep(`${POD}container_image`, 'mesh/.*')], ['10.0.0.1:15090', '10.0.0.1:15021']],
    ['init containers', [keep(`${POD}container_init`, 'true')], ['10.0.0.1:15090', '10.0.0.1:15021']],
    ['other containers', [keep(`${POD}container_init`, 'false')], ['10.0.0.1:8080', '10.0.0.1:0']],
    ['the protocol', [keep(`${POD}container_port_protocol`, 'UDP')], ['relabelings']],
    ['the uid', [keep(`${POD}uid`, 'other')], ['relabelings']],
    ['the address of the node', [keep(`${POD}host_ip`, '192.168.1.*')], ['relabelings']],
    ['the controller', [keep(`${POD}controller_kind`, 'DaemonSet')], ['relabelings']],
    [
      'the controller’s name',
      [keep(`${POD}controller_name`, 'web-.*'), keep(`${POD}container_name`, 'web')],
      ['10.0.0.1:8080'],
    ],
    ['a container that there is not', [keep(`${POD}container_name`, 'envoy')], ['relabelings']],
  ])('keeps by %s', (_name, relabelings, expected) => {
    expect(left(relabelings)).toEqual(expected);
  });

  it('counts the ports of one container once where they get one address', () => {
    const move = {
      sourceLabels: [`${POD}annotation_prometheus_io_port`, `${POD}ip`],
      regex: '(\\d+);(.*)',
      replacement: '$2:$1',
      targetLabel: '__address__',
    };
    expect(left([keep(`${POD}container_name`, 'sidecar'), move])).toEqual(['10.0.0.1:15020']);
    // Their labels differ: Prometheus scrapes both.
    expect(left([keep(`${POD}container_name`, 'sidecar|web'), move])).toEqual(['10.0.0.1:15020', '10.0.0.1:15020']);
  });

  it.each([
    ['[fd00::1]:9090', 'fd00::1:9090'],
    ['gateway.shop', 'gateway.shop:0'],
  ])('reads the address %s', (replacement, expected) => {
    expect(left([keep('container', 'web'), { targetLabel: '__address__', replacement }])).toEqual([expected]);
  });

  it('leaves what is decided by labels that are not known', () => {
    const all = ['10.0.0.1:8080', '10.0.0.1:0', '10.0.0.1:15090', '10.0.0.1:15021'];
    expect(left([keep(`${POD}container_id`, 'x')])).toEqual(all);
  });

  it('says how many targets what is not known may drop', () => {
    const open = (...relabelings: readonly Raw[]): unknown => {
      const monitor = podMonitor('shop/web', { podMetricsEndpoints: [{ relabelings }] });
      const { wires, stacks } = analysis([prometheus('monitoring/k8s'), ...mayDiscover, meshed, monitor]);
      return stacks.flatMap((stack) => wires(monitor, stack).map((wire) => [wire.targets.length, wire.open]));
    };
    const drop = { action: 'drop', sourceLabels: ['__meta_kubernetes_node_label_zone'], regex: 'a' };
    expect(open(drop)).toEqual([[4, 4]]);
    expect(open(keep(`${POD}container_name`, 'sidecar'), drop)).toEqual([[2, 2]]);
    expect(open(keep(`${POD}container_name`, 'sidecar'))).toEqual([[2, undefined]]);
  });
});

it('keeps by the container behind a Service, too', () => {
  const relabelings = [keep(`${POD}container_name`, 'sidecar')];
  const monitor = serviceMonitor('shop/web', { endpoints: [{ port: 'http', relabelings }] });
  const behind = [service('shop/web'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']])];
  const { wires, stacks } = analysis([prometheus('monitoring/k8s'), ...mayDiscover, meshed, monitor, ...behind]);
  const [stack] = stacks;
  if (!stack) throw new Error('no stack');
  expect(wires(monitor, stack).map(({ brokenAt }) => brokenAt)).toEqual(['relabelings']);
});
