import { describe, expect, it } from '@jest/globals';
import { readersOf, readingsOf } from '../../../src/backends/readers/index.ts';
import { report } from '../../../src/judge/report.ts';
import { pathsTo } from '../../../src/judge/paths.ts';
import { clusterChecks } from '../../../src/registry.ts';
import type { KubeObject } from '../../../src/model/index.ts';
import { allocator, alloyConfig, collector, crd, runs, vm, vmOperator } from '../../reader-worlds.ts';
import { analysis, namespace, prometheus, service, serviceMonitor } from '../../worlds.ts';
import type { Sight } from '../../worlds.ts';

const ALLOY = runs('DaemonSet', 'agents/alloy', 'docker.io/grafana/alloy:v1.11.0');
const GMP = runs('Deployment', 'gmp-system/gmp-operator', 'gke.gcr.io/prometheus-engine/operator:v0.17.3-gke.0');

// [what is there, what becomes of a ServiceMonitor, what is said]
const CASES: readonly (readonly [string, readonly KubeObject[], string, RegExp])[] = [
  ['an operator alone', [vmOperator], 'none', /there is no VMAgent/],
  ['its CRDs alone', [crd('vmagents.operator.victoriametrics.com')], 'none', /there is no VMAgent/],
  [
    'a VMAgent that selects all',
    [vmOperator, vm('VMAgent', { selectAllByDefault: true })],
    'reads',
    /^VMAgent vm\/main/,
  ],
  ['a VMAgent with a selector', [vm('VMAgent', { serviceScrapeNamespaceSelector: {} })], 'reads', /not judged/],
  ['a VMAgent that selects nothing', [vm('VMAgent')], 'none', /selects no ServiceMonitor/],
  [
    'a VMAgent that only takes pushes',
    [vm('VMAgent', { selectAllByDefault: true, ingestOnlyMode: true })],
    'none',
    /./,
  ],
  ['a VMSingle, which scrapes nothing', [vm('VMSingle', { selectAllByDefault: true })], 'none', /no VMAgent/],
  [
    'a VMSingle that scrapes',
    [vm('VMSingle', { selectAllByDefault: true, ingestOnlyMode: false })],
    'reads',
    /VMSingle/,
  ],
  ['an allocator that takes all', [collector({ enabled: true, serviceMonitorSelector: {} })], 'reads', /OpenTelemetry/],
  ['an allocator without a selector', [collector({ enabled: true })], 'none', /serviceMonitorSelector is not set/],
  ['one of v1alpha1, where absent is all', [collector({ enabled: true }, 'v1alpha1')], 'reads', /OpenTelemetry/],
  [
    'a standalone allocator',
    [allocator({ enabled: true, serviceMonitorSelector: {} })],
    'reads',
    /TargetAllocator otel\/alone/,
  ],
  ['an Alloy of which nothing is known', [ALLOY], 'may', /where its configuration, which was not read/],
  ['an Alloy that reads', [ALLOY, alloyConfig('prometheus.operator.servicemonitors "all" {}')], 'reads', /Alloy reads/],
  [
    'an Alloy that reads others',
    [ALLOY, alloyConfig('prometheus.operator.podmonitors "all" {}')],
    'none',
    /no ServiceMonitor/,
  ],
  ['Google’s', [GMP], 'none', /reads PodMonitoring objects/],
  [
    'OpenShift without its stacks',
    [namespace('openshift-monitoring')],
    'may',
    /openshift\.io\/cluster-monitoring=true/,
  ],
];

const seen = (objects: readonly KubeObject[], sight?: Sight): ReturnType<typeof analysis> => analysis(objects, sight);

describe('what else reads monitors', () => {
  it.each(CASES)('%s', (_what, objects, kind, says) => {
    const [reading, ...more] = readingsOf(seen(objects).world, 'ServiceMonitor');
    expect(more).toEqual([]);
    expect(reading?.kind).toBe(kind);
    expect(reading?.says).toMatch(says);
  });

  it.each<[string, readonly KubeObject[]]>([
    ['a Prometheus', [prometheus('monitoring/k8s')]],
    ['an Alloy for logs', [ALLOY, alloyConfig('loki.source.kubernetes "pods" {}')]],
    ['a collector without prometheusCR', [collector({ enabled: false })]],
    ['a collector whose allocator is off', [collector({ enabled: true }, 'v1beta1', false)]],
    ['OpenShift whose stacks are seen', [namespace('openshift-monitoring'), prometheus('openshift-monitoring/k8s')]],
  ])('is not %s', (_what, objects) => {
    expect(readersOf(seen(objects).world)).toEqual([]);
  });

  it('knows of files only what is there', () => {
    const { world } = seen([vmOperator], { source: 'files' });
    const [reading] = readingsOf(world, 'ServiceMonitor');
    expect(reading?.kind).toBe('may');
    expect(reading?.says).toContain('no VMAgent is among what was read');
  });
});

const web = serviceMonitor('shop/web');
const asked = (objects: readonly KubeObject[], sight?: Sight): ReturnType<typeof report> =>
  report(seen([...objects, web, service('shop/web')], sight), clusterChecks);

describe('a monitor that another one reads', () => {
  it('is unknown, and no error: nothing is said of a Prometheus or of its CRDs', () => {
    const { findings, unknown, readers } = asked([vm('VMAgent', { selectAllByDefault: true })], {
      noCrd: ['Prometheus'],
    });
    expect(findings).toEqual([]);
    expect(unknown.filter(({ touches }) => touches).map(({ gap }) => gap.reason)).toEqual(['not-judged']);
    expect(readers?.map(({ title }) => title)).toEqual(['VictoriaMetrics operator']);
  });

  it('is an error where a cluster has no VMAgent at all', () => {
    const { findings } = asked([vmOperator], { noCrd: ['Prometheus'] });
    expect(findings.map(({ check, severity }) => `${check} ${severity}`)).toEqual(['no-prometheus error']);
    expect(findings[0]?.remedy).toMatch(/^Create a VMAgent/);
  });

  it('weighs less where the Prometheus next to it does not select it, and keeps its weight next to one that only may', () => {
    const picky = prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'x' } } });
    const severities = (other: KubeObject): readonly string[] =>
      asked([picky, other])
        .findings.filter(({ check }) => check === 'label-mismatch')
        .map(({ severity }) => severity);
    expect(severities(vm('VMAgent', { selectAllByDefault: true }))).toEqual(['warning']);
    expect(severities(ALLOY)).toEqual(['error']);
  });

  it('is on the way to a Service, with its name', () => {
    const world = seen([vm('VMAgent', { selectAllByDefault: true }), web, service('shop/web')]);
    const paths = pathsTo(world, service('shop/web'));
    expect(paths).toHaveLength(1);
    expect(paths[0]?.state).toBe('unknown');
    expect(paths[0]?.why?.join()).toMatch(/^VMAgent vm\/main \(VictoriaMetrics\) reads ServiceMonitor objects/);
  });
});
