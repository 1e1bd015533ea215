import { describe, expect, it } from '@jest/globals';
import { apiSchemas } from '../../../src/generated/api-schemas.ts';
import { obeys, RULES } from '../../../src/io/apiserver/rules.ts';
import { objectProblems } from '../../../src/io/apiserver/index.ts';
import type { JsonObject } from '../../../src/model/index.ts';

const rules = new Set(apiSchemas.nodes.flatMap(({ rules: of = [] }) => of.map(({ rule }) => rule)));

describe('rules in CEL', () => {
  it('are each a function, and no function is of a rule that no CRD has', () => {
    expect(Object.keys(RULES).sort()).toEqual([...rules].sort());
  });

  it('cannot be broken where there is no function of them', () => {
    expect(obeys('self.x > 1', () => undefined)).toBe(true);
  });

  const sigv4 = { region: 'a', externalId: 'c' };
  const selector = { instanceSelector: { matchLabels: { a: 'b' } } };
  const broken: readonly (readonly [kind: string, spec: JsonObject, message: string])[] = [
    ['Prometheus', { remoteWrite: [{ url: 'http://a/b', sigv4 }] }, 'externalId can only be used when roleArn'],
    ['Prometheus', { updateStrategy: { type: 'OnDelete', rollingUpdate: {} } }, 'rollingUpdate requires type'],
    [
      'Prometheus',
      { shardingStrategy: { topology: { values: ['a'] } } },
      'topology can only be defined when mode is set',
    ],
    [
      'Prometheus',
      { shardingStrategy: { mode: 'Topology', topology: { values: ['a', 'b'] } }, shards: 1 },
      'shards must be greater than or equal to',
    ],
    ['PrometheusAgent', { mode: 'DaemonSet', shards: 2 }, 'shards cannot be greater than 1'],
    ...[
      ...['storage', 'persistentVolumeClaimRetentionPolicy', 'scrapeConfigSelector', 'probeSelector'],
      ...['scrapeConfigNamespaceSelector', 'probeNamespaceSelector', 'serviceMonitorSelector'],
      ...['serviceMonitorNamespaceSelector'],
    ].map((field) => ['PrometheusAgent', { mode: 'DaemonSet', [field]: {} }, `${field} cannot be set`] as const),
    ['PrometheusAgent', { mode: 'DaemonSet', replicas: 1 }, 'replicas cannot be set'],
    ['PrometheusAgent', { mode: 'DaemonSet', shardingStrategy: {} }, 'shardingStrategy cannot be set'],
    [
      'PrometheusAgent',
      { mode: 'DaemonSet', additionalScrapeConfigs: { name: 'a', key: 'b' } },
      'additionalScrapeConfigs cannot be set',
    ],
    ['ScrapeConfig', { basicAuth: {}, oauth2: OAUTH2() }, 'at most one of basicAuth, authorization, or oauth2'],
    ['GrafanaDashboard', { ...selector, folderUID: 'a', folderRef: 'b' }, 'Only one of folderUID or folderRef'],
    ['GrafanaDashboard', { ...selector, folder: 'a', folderUID: 'b' }, 'folder field cannot be set'],
    ['GrafanaFolder', { ...selector, parentFolderUID: 'a', parentFolderRef: 'b' }, 'Only one of parentFolderUID'],
  ];
  function OAUTH2(): JsonObject {
    return { clientId: {}, clientSecret: { key: 'a' }, tokenUrl: 'http://a' };
  }

  it.each(broken)('of %s are held: %j', (kind, spec, message) => {
    const version = kind.startsWith('Grafana')
      ? 'grafana.integreatly.org/v1beta1'
      : `monitoring.coreos.com/${/Agent|Config/.test(kind) ? 'v1alpha1' : 'v1'}`;
    const problems = objectProblems({ apiVersion: version, kind, metadata: { name: 'a' }, spec });
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
  });

  it('have each one example here', () => {
    expect(new Set(broken.map(([, , message]) => message)).size).toBe(rules.size);
  });
});
