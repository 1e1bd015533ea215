/** Reports made by hand for the tests of renderers. */
import type { Finding, Gap, Ref, Report } from '../../src/model/index.ts';

export const monitor = (name: string, namespace = 'shop'): Ref => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  namespace,
  name,
});

export const stack: Ref = { ...monitor('k8s', 'monitoring'), kind: 'Prometheus' };

export function finding(fields: Partial<Finding> = {}): Finding {
  return {
    check: 'label-mismatch',
    severity: 'error',
    object: monitor('web'),
    stack,
    summary: 'It does not select it.',
    because: ['it wants: release=a', 'it has: nothing'],
    remedy: 'Set release: a.',
    evidence: {},
    ...fields,
  };
}

export const gap: Gap = {
  reason: 'forbidden',
  reads: { group: '', kind: 'Service' },
  sentence: 'Services could not be listed.',
};

export function reportOf(fields: Partial<Report> = {}): Report {
  return { stacks: [], judgements: [], wires: [], findings: [], unknown: [], suppressed: [], ...fields };
}
