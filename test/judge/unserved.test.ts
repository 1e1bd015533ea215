import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import { analysis, endpoints, mayDiscover, prometheus, service, serviceMonitor, slice } from '../worlds.ts';
import type { Sight } from '../worlds.ts';

/** What the differential test of targets showed: Prometheus goes by Endpoints and slices, and joins Services to them. */

const addresses = (objects: readonly KubeObject[], sight?: Sight): readonly string[] => {
  const context = analysis([...mayDiscover, ...objects], sight);
  const monitor = objects.find(({ kind }) => kind === 'ServiceMonitor');
  const [stack] = context.stacks;
  if (!monitor || !stack) throw new Error('no monitor or no stack');
  return context.wires(monitor, stack).flatMap((wire) => wire.targets.map(({ address }) => address));
};

const k8s = prometheus('monitoring/k8s');
const lonely = endpoints('shop/nobody', [['10.0.0.9']]);

describe('Endpoints without a Service', () => {
  it.each([
    ['are taken by an empty selector', {}, ['10.0.0.9']],
    [
      'are taken by a selector of what must not be',
      { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] },
      ['10.0.0.9'],
    ],
    ['have no label of a Service', { matchLabels: { app: 'web' } }, []],
  ] as const)('%s', (_name, selector, expected) => {
    expect(addresses([k8s, serviceMonitor('shop/web', { selector }), lonely])).toEqual(expected);
  });

  it('are not told where Services are hidden: they may have one', () => {
    expect(addresses([k8s, serviceMonitor('shop/web', { selector: {} }), lonely], { hidden: ['Service'] })).toEqual([]);
  });

  it('are slices too, of a Service that is gone or of none', () => {
    const slices = prometheus('monitoring/k8s', { serviceDiscoveryRole: 'EndpointSlice' });
    const all = [slice('shop/nobody-1', 'gone', [['10.0.0.8']]), lonely];
    expect(addresses([slices, serviceMonitor('shop/web', { selector: {} }), ...all])).toEqual(['10.0.0.8']);
  });
});

describe('the role selector', () => {
  const monitor = serviceMonitor('shop/web', { selectorMechanism: 'RoleSelector' });
  const labelled = endpoints('shop/api', [['10.0.0.5']]);

  it('asks the Endpoints, whatever the labels of their Service are', () => {
    const other = service('shop/api', {}, { labels: { app: 'other' } });
    expect(addresses([k8s, monitor, other, labelled])).toEqual(['10.0.0.5']);
  });
});
