import { describe, expect, it } from '@jest/globals';
import { nameOf, refOf, title } from '../../src/kube/refs.ts';
import type { Ref } from '../../src/model/index.ts';
import {
  analysis,
  endpoints,
  healthy,
  mayDiscover,
  operator,
  pod,
  prometheus,
  service,
  serviceMonitor,
} from '../worlds.ts';
import type { Sight } from '../worlds.ts';

const base = [prometheus('monitoring/k8s'), operator(), ...mayDiscover];
const web = [service('shop/web'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')];

describe('what a stack scrapes', () => {
  const scrapes = (objects: Parameters<typeof analysis>[0], sight?: Sight): Record<string, readonly string[]> => {
    const context = analysis(objects, sight);
    const [stack] = context.stacks;
    if (!stack) throw new Error('no stack');
    return Object.fromEntries([...context.scrapes(stack).all()].map(([key, by]) => [key, by.map(nameOf)]));
  };

  it('is counted by address, port and path, once per monitor, endpoint and Service', () => {
    const monitors = [
      serviceMonitor('shop/a'),
      serviceMonitor('shop/b', { endpoints: [{ port: 'http', path: '/more' }] }),
    ];
    expect(scrapes([...base, ...web, ...monitors])).toEqual({
      '10.0.0.1:8080/metrics': ['shop/a'],
      '10.0.0.1:8080/more': ['shop/b'],
    });
    expect(
      scrapes([
        ...base,
        ...web,
        serviceMonitor('shop/a'),
        serviceMonitor('bank/a', { namespaceSelector: { any: true } }),
      ]),
    ).toEqual({
      '10.0.0.1:8080/metrics': ['bank/a', 'shop/a'],
    });
  });

  it('does not hold what is not selected', () => {
    const none = prometheus('monitoring/k8s', { serviceMonitorSelector: null });
    expect(scrapes([none, ...mayDiscover, ...web, serviceMonitor('shop/a')])).toEqual({});
  });

  it('does not hold what is scraped perhaps', () => {
    expect(scrapes([...base, ...web, serviceMonitor('shop/a')], { hidden: ['Pod'] })).toEqual({});
    expect(scrapes([...base, ...web, serviceMonitor('shop/a')], { hidden: ['RoleBinding'] })).not.toEqual({});
    expect(scrapes([base[0]!, ...web, serviceMonitor('shop/a')], { hidden: ['ClusterRole'] })).toEqual({});
  });
});

describe('who reaches a Service', () => {
  const reaching = (path: string, ...monitors: Parameters<typeof analysis>[0]): readonly string[] => {
    const [namespace = '', name = ''] = path.split('/');
    const ref: Ref = { apiVersion: 'v1', kind: 'Service', namespace, name };
    return analysis([...base, ...web, ...monitors])
      .reaching(ref)
      .map((object) => title(refOf(object)));
  };

  it('is every monitor that takes it, selected or not, whatever its port', () => {
    const monitors = [
      serviceMonitor('shop/a', { endpoints: [{ port: 'other' }] }),
      serviceMonitor('bank/b', { namespaceSelector: { matchNames: ['shop'] } }),
      serviceMonitor('bank/c'),
      serviceMonitor('shop/d', { selector: { matchLabels: { app: 'db' } } }),
    ];
    expect(reaching('shop/web', ...monitors)).toEqual(['ServiceMonitor bank/b', 'ServiceMonitor shop/a']);
    expect(reaching('shop/none', ...monitors)).toEqual([]);
  });
});

describe('the healthy world', () => {
  it('is computed once, however often it is asked', () => {
    const context = analysis(healthy());
    const [stack] = context.stacks;
    const [monitor] = context.subjects();
    if (!stack || !monitor) throw new Error('nothing there');
    expect(context.judgement(monitor, stack)).toBe(context.judgement(monitor, stack));
    expect(context.wires(monitor, stack)).toBe(context.wires(monitor, stack));
    expect(context.selectedBy(stack, 'ServiceMonitor')).toEqual([monitor]);
    expect(context.selected(monitor, stack)).toBe(true);
  });
});
