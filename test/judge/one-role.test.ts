import { describe, expect, it } from '@jest/globals';
import { report } from '../../src/judge/report.ts';
import { clusterChecks } from '../../src/registry.ts';
import { reportText } from '../../src/render/text/report.ts';
import { plain } from '../../src/render/text/style.ts';
import { analysis, binding, operator, podMonitor, prometheus, role, service, serviceMonitor } from '../worlds.ts';

describe('two monitors of one namespace that need rights', () => {
  const found = report(
    analysis([
      prometheus('monitoring/k8s', { serviceDiscoveryRole: 'EndpointSlice' }),
      operator(),
      role('prometheus', [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }]),
      binding('prometheus', 'ClusterRole/prometheus'),
      podMonitor('shop/agent'),
      serviceMonitor('shop/web'),
      service('shop/web'),
    ]),
    clusterChecks,
  );

  it('get one Role, with what both of them need', () => {
    const rules = found.findings.flatMap(({ fix }) => (fix?.kind === 'rbac' ? [fix.manifests[0]?.['rules']] : []));
    expect(rules).toHaveLength(2);
    expect(rules[0]).toEqual(rules[1]);
    expect(JSON.stringify(rules[0])).toContain('"resources":["pods","services"]');
    expect(JSON.stringify(rules[0])).toContain('"endpointslices"');
  });

  it('print its command once', () => {
    const text = reportText(found, plain);
    expect(text.match(/create role /g)).toHaveLength(1);
    expect(text).toContain('(the command above does it)');
  });
});
