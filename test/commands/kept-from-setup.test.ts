/** What no monitor asks for: check offers the setup that goes through, and of one that would not the same reason as setup. */
import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import { endpoints, mayDiscover, namespace, operator, pod, prometheus, service, workload } from '../worlds.ts';
import { onCluster } from './cluster.ts';

const TEXT = { 'content-type': 'text/plain; version=0.0.4' };
const PAGE = '# TYPE shop_orders_total counter\nshop_orders_total{kind="a"} 3\n';
const stack = prometheus('monitoring/k8s');
const around = [namespace('monitoring'), namespace('shop'), operator(), ...mayDiscover];
const ports = (...list: readonly object[]) => ({ spec: { containers: [{ name: 'web', ports: list }] } });
const one = pod('shop/web-1', '10.0.0.1', ports({ containerPort: 8080 }));
const bare = pod('shop/web-1', '10.0.0.1', ports());
const plain = { ports: [{ port: 8080, targetPort: 8080 }] };
const lead = endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]);
const made = workload('shop/web', 'example/web:1', { app: 'web' });

const CASES: readonly (readonly [string, string, readonly KubeObject[], RegExp | undefined])[] = [
  ['a port with a name', 'service/web', [stack, service('shop/web'), lead, bare], undefined],
  ['a port that a container declares', 'service/web', [stack, service('shop/web', plain), lead, one], undefined],
  ['pods that are still to come', 'service/web', [stack, service('shop/web'), made], undefined],
  ['a port without a name', 'service/web', [stack, service('shop/web', plain), lead, bare], /no container declares/],
  [
    'a Service without labels',
    'service/web',
    [stack, service('shop/web', plain, { labels: {} }), lead, bare],
    /no labels that tell it from/,
  ],
  ['a selector that no pod has', 'service/web', [stack, service('shop/web')], /selects no pods/],
  ['a pod without ports', 'pod/web-1', [stack, bare], /no port that could serve metrics/],
  ['a workload without ports', 'deployment/web', [stack, made, bare], /no port that could serve metrics/],
  [
    'a pod without labels',
    'pod/web-1',
    [stack, pod('shop/web-1', '10.0.0.1', { ...ports({ containerPort: 8080 }), meta: { labels: {} } })],
    /no labels that stay/,
  ],
  [
    'a name outside of the cluster',
    'service/web',
    [stack, service('shop/web', { type: 'ExternalName', externalName: 'web.example', selector: null })],
    /ExternalName/,
  ],
  ['a cluster without Prometheus', 'service/web', [service('shop/web'), lead, one], /no Prometheus or PrometheusAgent/],
];

describe('check offers the setup that goes through', () => {
  it.each(CASES)('%s', async (_, word, objects, why) => {
    const ask = async (...argv: readonly string[]) => {
      const { code, out, err } = await onCluster(
        [...around, ...objects],
        [...argv, word, '-n', 'shop', ...(argv[0] === 'setup' ? ['--dry-run'] : [])],
        () => true,
        (_where, path) => (path === '/metrics' ? { headers: TEXT, body: PAGE } : undefined),
      );
      return { code, said: `${out} ${err}`.replaceAll(/\s+/g, ' ') };
    };
    const [checked, setup] = [await ask('check'), await ask('setup')];
    expect(checked.code).toBe(1);
    expect(setup.code).toBe(why ? 1 : 0);
    const command = `promwire setup ${word} -n shop`;
    if (!why) return expect(checked.said).toContain(`Fix: ${command} wires it in.`);
    expect(checked.said).toMatch(why);
    expect(setup.said).toMatch(why);
    expect(checked.said).not.toContain('wires it in');
    return expect(checked.said.includes(`Then: ${command}`)).toBe(
      word !== 'service/web' || !/External/.test(why.source),
    );
  });
});
