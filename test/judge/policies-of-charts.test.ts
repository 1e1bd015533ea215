import { describe, expect, it } from '@jest/globals';
import {
  namespace,
  networkPolicy,
  analysis,
  kube,
  mayDiscover,
  prometheus,
  serviceMonitor,
  service,
} from '../worlds.ts';
import type { Raw } from '../worlds.ts';
import { report } from '../../src/judge/report.ts';
import { clusterChecks } from '../../src/registry.ts';

/*
 * The shapes of NetworkPolicies that charts bring: with each of them Prometheus is let in, and with one thing changed it
 * is not. From files: what a chart renders beside its stack.
 */

const workload = kube({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { namespace: 'shop', name: 'web' },
  spec: {
    template: {
      metadata: { labels: { app: 'web', 'app.kubernetes.io/component': 'primary' } },
      spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080 }] }] },
    },
  },
});
const world = [
  prometheus('monitoring/k8s'),
  namespace('monitoring', { monitoring: 'true' }),
  namespace('shop'),
  ...mayDiscover,
  serviceMonitor('shop/web'),
  service('shop/web'),
  workload,
];
const METRICS = [{ port: 'http', protocol: 'TCP' }];
const NAME = 'kubernetes.io/metadata.name';
const isNamed = (...values: readonly string[]): Raw => ({ matchExpressions: [{ key: NAME, operator: 'In', values }] });
const OF_PROMETHEUS = { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } };
const client = { podSelector: { matchLabels: { 'web-client': 'true' } } };

const found = (...policies: readonly Raw[]): readonly string[] =>
  report(
    analysis([...world, ...policies.map((spec, i) => networkPolicy(`shop/p${i}`, spec))], { source: 'files' }),
    clusterChecks,
  )
    .findings.filter(({ check }) => check === 'network-policy-blocks')
    .map(({ severity }) => severity);

describe('NetworkPolicies of charts', () => {
  it.each<[string, readonly Raw[], readonly Raw[]]>([
    ['all, by an empty rule', [{ ingress: [{}] }], [{ ingress: [] }]],
    [
      'all, by an empty list of peers',
      [{ ingress: [{ from: [], ports: METRICS }] }],
      [{ ingress: [{ from: [client] }] }],
    ],
    [
      'a port of the application for its clients, and the port of metrics for all',
      [{ ingress: [{ from: [client], ports: [{ port: 5432 }] }, { ports: [{ port: 8080 }] }] }],
      [{ ingress: [{ from: [client], ports: [{ port: 5432 }] }, { ports: [{ port: 9187 }] }] }],
    ],
    [
      'every address',
      [{ ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: METRICS }] }],
      [{ ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443 }] }] }],
    ],
    [
      'all namespaces to a named port',
      [{ ingress: [{ from: [{ namespaceSelector: {} }], ports: METRICS }] }],
      [{ ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 'redis' }] }] }],
    ],
    [
      'namespaces of a list, and pods of Prometheus',
      [{ ingress: [{ from: [{ namespaceSelector: isNamed('monitoring', 'obs'), podSelector: OF_PROMETHEUS }] }] }],
      [{ ingress: [{ from: [{ namespaceSelector: isNamed('obs'), podSelector: OF_PROMETHEUS }] }] }],
    ],
    [
      'a label of the namespace, be it what it is',
      [
        {
          ingress: [
            { from: [{ namespaceSelector: { matchExpressions: [{ key: 'monitoring', operator: 'Exists' }] } }] },
          ],
        },
      ],
      [
        {
          ingress: [{ from: [{ namespaceSelector: { matchExpressions: [{ key: 'metrics', operator: 'Exists' }] } }] }],
        },
      ],
    ],
    [
      'all but some namespaces',
      [
        {
          ingress: [
            {
              from: [{ namespaceSelector: { matchExpressions: [{ key: NAME, operator: 'NotIn', values: ['dev'] }] } }],
            },
          ],
        },
      ],
      [
        {
          ingress: [
            {
              from: [
                {
                  namespaceSelector: {
                    matchExpressions: [{ key: NAME, operator: 'NotIn', values: ['dev', 'monitoring'] }],
                  },
                },
              ],
            },
          ],
        },
      ],
    ],
    [
      'a default that denies, and one that admits',
      [{ ingress: [] }, { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ ports: METRICS }] }],
      [{ ingress: [] }, { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ ports: METRICS }] }],
    ],
    [
      'one about egress alone',
      [{ policyTypes: ['Egress'], egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] }],
      [{ policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] }],
    ],
    [
      'one about other pods, by an expression',
      [
        {
          podSelector: {
            matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'NotIn', values: ['primary'] }],
          },
        },
      ],
      [
        {
          podSelector: {
            matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values: ['primary'] }],
          },
        },
      ],
    ],
    [
      'a range of ports',
      [{ ingress: [{ ports: [{ port: 8000, endPort: 8100 }] }] }],
      [{ ingress: [{ ports: [{ port: 9000, endPort: 9100 }] }] }],
    ],
  ])('%s', (_name, healthy, broken) => {
    expect(found(...healthy)).toEqual([]);
    expect(found(...broken)).toEqual(['warning']);
  });
});
