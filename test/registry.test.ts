import { describe, expect, it } from '@jest/globals';
import { report } from '../src/judge/report.ts';
import type { CheckId, KnownFinding } from '../src/registry.ts';
import { checks, clusterChecks } from '../src/registry.ts';
import { analysis, prometheus, serviceMonitor } from './worlds.ts';

describe('findings are told apart by their check', () => {
  it('gives the evidence of a check its own type', () => {
    const world = analysis([
      prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'prometheus' } } }),
      serviceMonitor('shop/web', {}, { labels: { release: 'other' } }),
    ]);
    const findings = report(world, clusterChecks).findings as readonly KnownFinding[];
    const found = findings.flatMap((finding) => {
      if (finding.check !== 'label-mismatch') return [];
      // Compiles only while the type is known: `unmet` is a list of requirements.
      return finding.evidence.unmet.map(({ requires }) => requires);
    });
    expect(found).toEqual(['release=prometheus']);
  });

  it('knows each id, and no other', () => {
    const known: CheckId = 'label-mismatch';
    // @ts-expect-error -- a misspelt id does not compile
    const unknown: CheckId = 'label-mismatched';
    const ids = [...checks, ...clusterChecks].map(({ id }) => id);
    expect(ids).toContain(known);
    expect(ids).not.toContain(unknown);
  });
});
