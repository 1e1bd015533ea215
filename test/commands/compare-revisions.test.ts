/** Applications that take another revision of this repository than before. */
import { describe, expect, it } from '@jest/globals';
import { comparedCommits } from './history.ts';

const application = (revision: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: till, namespace: argocd }
spec:
  source: { repoURL: https://github.com/shop/deploy.git, path: apps/till${revision} }
  destination: { server: https://kubernetes.default.svc, namespace: till }
`;
const FILES = {
  'stack.yaml': `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: k8s, namespace: monitoring }
spec: { serviceMonitorNamespaceSelector: {}, serviceMonitorSelector: {} }
`,
  'apps/till/monitor.yaml': `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: till, namespace: till }
spec: { selector: { matchLabels: { app: till } }, endpoints: [{ port: http }] }
`,
};

describe('promwire compare of an Application', () => {
  it.each([
    [', targetRevision: v1', ', targetRevision: v2', 'it takes apps/till at v2 instead of v1'],
    ['', ', targetRevision: v2', 'it takes apps/till at v2 instead of HEAD'],
    [', targetRevision: v1', ', targetRevision: v1, directory: {}', ''],
    ['', ', targetRevision: main', ''],
  ])('with "%s" and then "%s"', async (before, after, told) => {
    const { out } = await comparedCommits(
      { ...FILES, 'argo.yaml': application(before) },
      { ...FILES, 'argo.yaml': application(after) },
    );
    expect(out.includes('What Application till makes may be otherwise than before')).toBe(told !== '');
    expect(out).toContain(told);
  });
});
