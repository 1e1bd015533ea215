import { describe, expect, it } from '@jest/globals';
import { pathsTo } from '../../src/judge/paths.ts';
import type { KubeObject, Path } from '../../src/model/index.ts';
import {
  analysis,
  endpoints,
  mayDiscover,
  operator,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
  workload,
} from '../worlds.ts';

const around = [prometheus('monitoring/k8s'), operator(), ...mayDiscover];
const wants = (labels: Readonly<Record<string, string>>): { readonly selector: object } => ({
  selector: { matchLabels: labels },
});

/** The ways to the first object, with what is around it. */
function ways(subject: KubeObject, ...others: readonly KubeObject[]): readonly Path[] {
  return pathsTo(analysis([...around, subject, ...others]), subject);
}

describe('a monitor that nearly reaches what is asked about', () => {
  it('asks a Service without labels for what its selector and its pods have', () => {
    const bare = service('shop/cart', { selector: { app: 'cart' } }, { labels: {} });
    const cart = pod('shop/cart-1', '10.0.0.1', { meta: { labels: { app: 'cart' } } });
    const monitor = serviceMonitor('shop/metrics', wants({ app: 'cart' }));
    const expected = {
      state: 'misses',
      checks: ['no-matching-service'],
      why: [
        'it asks for app=cart, Service cart has no labels',
        'its pods have that label, and a ServiceMonitor reads metadata.labels of the Service',
      ],
    };
    expect(ways(bare, cart, monitor)).toMatchObject([expected]);
    expect(ways(cart, bare, monitor)).toMatchObject([expected]);
  });

  it('finds a Service whose selector asks the pod for one label more', () => {
    const cart = pod('shop/cart-1', '10.0.0.1', { meta: { labels: { app: 'cart', tier: 'web' } } });
    const front = service('shop/cart', { selector: { app: 'cart', tier: 'front' } }, { labels: { app: 'cart' } });
    const [way] = ways(cart, front, endpoints('shop/cart', []), serviceMonitor('shop/metrics', wants({ app: 'cart' })));
    expect(way).toMatchObject({ state: 'misses', checks: ['no-endpoints'] });
    expect(way?.why).toEqual(['it finds Service cart, which selects pods with tier=front; Pod cart-1 has tier=web']);
  });

  it('finds no Service of a pod that none selects', () => {
    const cart = pod('shop/cart-1', '10.0.0.1', { meta: { labels: { app: 'cart' } } });
    const [way] = ways(cart, serviceMonitor('shop/cart-1', wants({ app: 'cart' })));
    expect(way?.why).toEqual(['it finds pods through Services, and no Service in shop selects Pod cart-1']);
  });

  it('is the nearer the fewer labels differ, and none that is about another application', () => {
    const web = service('shop/web', {}, { labels: { app: 'web', tier: 'front' } });
    const found = ways(
      web,
      serviceMonitor('shop/two', wants({ app: 'web', tier: 'back', track: 'a' })),
      serviceMonitor('shop/one', wants({ app: 'web', tier: 'back' })),
      serviceMonitor('shop/other', wants({ job: 'mail' })),
    );
    expect(found.map(({ monitor }) => monitor.name)).toEqual(['one', 'two']);
    expect(found[0]?.why).toEqual(['it asks for tier=back, Service web has tier=front']);
  });

  it('is none that finds what it asks for, and is named after that', () => {
    const web = service('shop/web', {}, { labels: { app: 'web', component: 'api' } });
    const bank = service('shop/bank', {}, { labels: { app: 'bank', component: 'api' } });
    const bankPod = pod('shop/bank-1', '10.0.0.9', { meta: { labels: { app: 'bank' } } });
    const found = ways(
      web,
      bank,
      bankPod,
      pod('shop/web-1', '10.0.0.1'),
      serviceMonitor('shop/bank', wants({ app: 'bank' })),
      serviceMonitor('shop/bank-api', wants({ app: 'bank', component: 'api' })),
      podMonitor('shop/bank', wants({ app: 'bank' })),
      // Its name says that it is meant; and what finds nothing may be meant.
      serviceMonitor('shop/web', wants({ app: 'bank' })),
      serviceMonitor('shop/slip', wants({ app: 'wep' })),
    );
    expect(found.map(({ monitor: { name, kind } }) => `${kind} ${name}`)).toEqual([
      'ServiceMonitor web',
      'ServiceMonitor slip',
    ]);
  });

  it('is one of the same application that leads to another Service of it', () => {
    const web = service('shop/web', {}, { labels: { app: 'web', tier: 'front' } });
    const back = service('shop/web-back', {}, { labels: { app: 'web', tier: 'back' } });
    const found = ways(web, back, serviceMonitor('shop/metrics', wants({ app: 'web', tier: 'back' })));
    expect(found).toMatchObject([{ state: 'misses', why: ['it asks for tier=back, Service web has tier=front'] }]);
  });

  it('does not say a port where labels are met and the pod declares others: it says which', () => {
    const cart = pod('shop/cart-1', '10.0.0.1', { meta: { labels: { app: 'cart' } } });
    const other = pod('shop/cart-2', '10.0.0.2', {
      meta: { labels: { app: 'cart' } },
      spec: { containers: [{ name: 'a', ports: [{ name: 'admin', containerPort: 9 }] }] },
    });
    const monitor = podMonitor('shop/cart', { ...wants({ app: 'cart' }), podMetricsEndpoints: [{ port: 'admin' }] });
    const [way] = ways(cart, other, monitor);
    expect(way).toMatchObject({ state: 'blocked', checks: [] });
    expect(way?.why?.[0]).toContain('Pod cart-1 declares the ports http (8080)');
  });
});

describe('a workload', () => {
  const web = workload('shop/web', 'web:1', { app: 'web' });

  it('is scraped where its pods are', () => {
    const found = ways(
      web,
      service('shop/web'),
      endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
      pod('shop/web-1', '10.0.0.1'),
      serviceMonitor('shop/web'),
    );
    expect(found).toMatchObject([{ state: 'scraped', targets: 1 }]);
  });

  it('without pods is told by its template', () => {
    const [way] = ways(web, service('shop/web'), endpoints('shop/web', []), serviceMonitor('shop/web'));
    expect(way).toMatchObject({ state: 'blocked', checks: ['no-endpoints'] });
  });
});
