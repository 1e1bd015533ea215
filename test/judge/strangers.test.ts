import { describe, expect, it } from '@jest/globals';
import { report } from '../../src/judge/report.ts';
import type { Question } from '../../src/judge/report.ts';
import { refOf, title } from '../../src/kube/refs.ts';
import type { Finding, KubeObject } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
import {
  agent,
  analysis,
  binding,
  endpoints,
  healthy,
  namespace,
  prometheus,
  prometheusRule,
  role,
  service,
  serviceMonitor,
} from '../worlds.ts';

/* A neighbour's Prometheus takes the objects of all namespaces, and may read in none of them. */

const RELEASE = { labels: { release: 'prometheus' } };

const found = (objects: readonly KubeObject[], question: Question = {}): readonly Finding[] =>
  report(analysis(objects), clusterChecks, question).findings;
const said = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ severity, check, object }) => `${severity} ${check} ${title(object)}`);

const stranger = prometheus('tenant/mine', { alerting: undefined });
const monitor = serviceMonitor('shop/web', {}, RELEASE);

describe('a Prometheus that lacks rights, where another one has the object in effect', () => {
  it('is one info about itself, which grants nothing', () => {
    const more = serviceMonitor('shop/web2', { selector: { matchLabels: { app: 'other' } } }, RELEASE);
    const other = [
      service('shop/other', {}, { labels: { app: 'other' } }),
      endpoints('shop/other', [['10.0.0.3', 'shop/x']]),
    ];
    const findings = found([...healthy(), more, ...other, namespace('tenant'), stranger]);
    expect(said(findings)).toEqual([
      'info alerts-go-nowhere Prometheus tenant/mine',
      'info rbac-namespace Prometheus tenant/mine',
    ]);
    for (const { fix, commands, instead, remedy } of findings) {
      expect([fix, commands, instead]).toEqual([undefined, undefined, undefined]);
      expect(remedy).toContain('promwire check prometheus/mine -n tenant prints how');
    }
    expect(findings[1]?.because.at(-1)).toMatch(/ has ServiceMonitor shop\/web and 1 more object in effect without /);
  });

  it('is the same where one object is asked about, and an agent, and a list of the whole cluster', () => {
    const any = serviceMonitor('shop/web', { namespaceSelector: { any: true } }, RELEASE);
    const objects = healthy().map((each) => (each.kind === 'ServiceMonitor' ? any : each));
    expect(said(found([...objects, agent('tenant/mine')], { objects: [refOf(monitor)] }))).toEqual([
      'info rbac-cluster-scope PrometheusAgent tenant/mine',
    ]);
  });

  it('is an error with all that it takes where it is asked about by its name', () => {
    const [first] = found([...healthy(), stranger], { stack: refOf(stranger) }).filter(
      ({ check }) => check === 'rbac-namespace',
    );
    expect([first?.severity, first?.fix?.kind]).toEqual(['error', 'rbac']);
  });
});

describe('a Prometheus that lacks rights, where no other one has the object', () => {
  const without = (kind: string): readonly KubeObject[] => healthy().filter((each) => each.kind !== kind);

  it('is an error where it is the only one', () => {
    const findings = found(without('ClusterRoleBinding'));
    expect(said(findings)).toContain('error rbac-namespace ServiceMonitor shop/web');
    expect(findings.find(({ check }) => check === 'rbac-namespace')?.fix?.kind).toBe('rbac');
  });

  it('is an error of each of two that may not', () => {
    expect(said(found([...without('ClusterRoleBinding'), stranger]))).toEqual(
      expect.arrayContaining(['error rbac-namespace ServiceMonitor shop/web']),
    );
  });

  it('does not hide that the one that may does not take it', () => {
    const picky = { serviceMonitorSelector: { matchLabels: { release: 'prometheus' } } };
    const objects = healthy().map((each) => {
      if (each.kind === 'Prometheus') return prometheus('monitoring/k8s', picky);
      return each.kind === 'ServiceMonitor' ? serviceMonitor('shop/web') : each;
    });
    const findings = found([...objects, stranger]);
    expect(said(findings).filter((line) => !line.includes('alerts'))).toEqual([
      'error label-mismatch ServiceMonitor shop/web',
      'info rbac-namespace Prometheus tenant/mine',
    ]);
  });

  it('and not that it does not take a rule', () => {
    const objects = healthy().map((each) => {
      if (each.kind === 'Prometheus')
        return prometheus('monitoring/k8s', { ruleSelector: { matchLabels: { release: 'prometheus' } } });
      return each.kind === 'PrometheusRule' ? prometheusRule('shop/web') : each;
    });
    expect(said(found([...objects, stranger]))).toContain('info label-mismatch PrometheusRule shop/web');
  });
});

it('finds of an object in the same words for several stacks once', () => {
  const other = [
    prometheus('monitoring/other', { ruleSelector: {}, ruleNamespaceSelector: {} }),
    prometheusRule('shop/nothing', { groups: [] }, RELEASE),
  ];
  const about = found([...healthy(), ...other], { objects: [refOf(prometheusRule('shop/nothing'))] });
  expect(said(about)).toEqual([expect.stringContaining('PrometheusRule shop/nothing')]);
});

describe('a Prometheus that may discover in the namespace', () => {
  const own = [
    role('tenant'),
    binding('tenant', 'ClusterRole/tenant', { kind: 'ServiceAccount', namespace: 'tenant', name: 'prometheus' }),
  ];

  it('is as good as any other', () => {
    expect(said(found([...healthy(), ...own, stranger]))).toEqual(['warning alerts-go-nowhere Prometheus tenant/mine']);
  });
});
