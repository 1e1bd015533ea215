import { describe, expect, it } from '@jest/globals';
import { memo2 } from '../../src/kube/memo.ts';
import type { KubeObject, Stack, Wire } from '../../src/model/index.ts';
import { checks } from '../../src/registry.ts';
import { analysis, mayDiscover, operator, prometheus, service, serviceMonitor } from '../worlds.ts';
import type { Sight } from '../worlds.ts';

/** Every ServiceMonitor takes every Service, and no pod is there: as many wires as there are pairs of them. */
function pairsOf(count: number): readonly KubeObject[] {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return [
    prometheus('monitoring/k8s'),
    operator(),
    ...mayDiscover,
    ...numbers.map((number) => serviceMonitor(`shop/m${number}`, { selector: {} })),
    ...numbers.map((number) => service(`shop/s${number}`)),
  ];
}

/** How often the checks of targets look at a field of a wire. */
function looksAt(count: number, sight: Sight): number {
  const context = analysis(pairsOf(count), sight);
  let looks = 0;
  const counted = (wire: Wire): Wire =>
    new Proxy(wire, {
      get: (target, field) => {
        looks += 1;
        return Reflect.get(target, field) as unknown;
      },
    });
  const wires = memo2((object: KubeObject, stack: Stack) => context.wires(object, stack).map(counted));
  const counting = { ...context, wires };
  for (const stack of context.stacks)
    for (const object of context.selectedBy(stack, 'ServiceMonitor'))
      for (const check of checks)
        if (check.stage === 'targets' && check.kinds.includes('ServiceMonitor')) check.run({ object, stack }, counting);
  return looks;
}

describe('many ServiceMonitors that take many Services', () => {
  it.each(['files', 'cluster'] as const)('cost as much as there are pairs, in %s', (source) => {
    const small = looksAt(25, { source });
    const large = looksAt(50, { source });
    // Twice as many of both are four times the pairs.
    expect(small).toBeGreaterThan(0);
    expect(large / small).toBeLessThan(5);
  });
});
