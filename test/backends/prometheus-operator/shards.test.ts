import { describe, expect, it } from '@jest/globals';
import { prometheusOperator } from '../../../src/backends/prometheus-operator/index.ts';
import { everyShardOf } from '../../../src/backends/prometheus-operator/shards.ts';
import type { OperatorScope, Stack } from '../../../src/model/index.ts';
import { podMonitor, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';

const operator = (version?: string): OperatorScope => ({
  operator: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'm', name: 'operator' },
  ...(version === undefined ? {} : { version }),
  running: true,
  namespaces: 'all',
  denied: [],
  instanceNamespaces: 'all',
  instanceDenied: [],
  instanceSelector: { kind: 'everything' },
  controllerId: '',
  disableUnmanaged: false,
  opaque: [],
});

describe('whether every shard can scrape a target', () => {
  it.each<[string, number, boolean, readonly OperatorScope[] | undefined, Stack['everyShard']]>([
    ['one shard', 1, false, [operator('0.93.0')], undefined],
    ['one shard, of which more were kept', 1, true, [operator('0.93.0')], 'retained'],
    ['0.83', 2, false, [operator('0.83.0')], 'possible'],
    ['0.82', 2, false, [operator('0.82.2')], 'impossible'],
    ['before 0.83', 2, false, [operator('0.83.0-rc.0')], 'impossible'],
    ['one of two is older', 2, false, [operator('0.93.0'), operator('0.79.2')], 'impossible'],
    ['one of two says nothing', 2, false, [operator('0.93.0'), operator()], 'unknown'],
    ['the older one counts where the other says nothing', 2, false, [operator(), operator('0.79.2')], 'impossible'],
    ['Deployments were not read', 2, false, undefined, 'unknown'],
    ['no operator was found', 2, false, [], 'unknown'],
    ['kept shards', 2, true, [operator('0.93.0')], 'retained'],
    ['kept shards of an old operator', 2, true, [operator('0.82.0')], 'impossible'],
  ])('%s', (_what, shards, retains, operators, wanted) => {
    expect(everyShardOf(shards, retains, operators)).toBe(wanted);
  });
});

describe('the relabeling that asks for it', () => {
  const label = '__tmp_disable_sharding';
  it.each<[string, readonly Raw[], boolean]>([
    ['as the documentation has it', [{ targetLabel: label, replacement: 'true' }], true],
    ['with the action spelled out', [{ action: 'Replace', targetLabel: label, replacement: '1' }], true],
    [
      'from a label, but of one value',
      [{ sourceLabels: ['namespace'], targetLabel: label, replacement: 'x', regex: '(.*)' }],
      true,
    ],
    [
      'after others',
      [
        { targetLabel: 'a', replacement: 'b' },
        { targetLabel: label, replacement: 'true' },
      ],
      true,
    ],
    ['none', [], false],
    ['another label', [{ targetLabel: '__tmp_hash', replacement: 'true' }], false],
    ['for some targets only', [{ sourceLabels: ['pod'], regex: 'a.*', targetLabel: label, replacement: 'x' }], false],
    ['empty', [{ targetLabel: label, replacement: '' }], false],
    ['empty where a label is', [{ sourceLabels: ['a'], targetLabel: label }], false],
    [
      'taken back',
      [
        { targetLabel: label, replacement: 'x' },
        { targetLabel: label, replacement: '' },
      ],
      false,
    ],
    ['a hash', [{ action: 'hashmod', modulus: 2, sourceLabels: ['a'], targetLabel: label }], false],
  ])('%s', (_what, relabelings, every) => {
    const monitor = prometheusOperator.decodeMonitor(
      serviceMonitor('m/a', { endpoints: [{ port: 'http', relabelings }] }),
    );
    expect(monitor?.endpoints[0]?.everyShard === true).toBe(every);
    expect(monitor?.endpoints[0]?.rewritten).toBe(false);
  });

  it('is read from a PodMonitor, too', () => {
    const relabelings = [{ targetLabel: label, replacement: 'true' }];
    const monitor = prometheusOperator.decodeMonitor(
      podMonitor('m/a', { podMetricsEndpoints: [{ port: 'http', relabelings }] }),
    );
    expect(monitor?.endpoints[0]).toMatchObject({ everyShard: true, rewritten: false });
  });

  it('is not a label that Prometheus itself reads', () => {
    const relabelings = [{ targetLabel: '__address__', replacement: 'elsewhere:80' }];
    const monitor = prometheusOperator.decodeMonitor(
      serviceMonitor('m/a', { endpoints: [{ port: 'http', relabelings }] }),
    );
    expect(monitor?.endpoints[0]).toMatchObject({ rewritten: true });
  });
});
