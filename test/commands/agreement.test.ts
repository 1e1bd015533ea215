/** One monitor that is selected and whose relabelings drop everything: every command says the same of it. */
import { describe, expect, it } from '@jest/globals';
import type { Finding, KubeObject, Verification } from '../../src/model/index.ts';
import {
  endpoints,
  mayDiscover,
  namespace,
  operator,
  pod,
  prometheus,
  service,
  serviceMonitor,
  slice,
  workload,
} from '../worlds.ts';
import { check, inFolder, run, write, yamlOf } from './ask.ts';
import { onCluster } from './cluster.ts';

const labels = { app: 'kuberhealthy' };
const RELEASE = { matchLabels: { release: 'a' } };
const nothing = [{ action: 'keep', sourceLabels: ['__meta_kubernetes_namespace'], regex: 'elsewhere' }];

/** kuberhealthy and a Prometheus that selects its monitor. */
const cluster = (relabelings: readonly object[]): readonly KubeObject[] => [
  namespace('kh'),
  namespace('monitoring'),
  operator(),
  prometheus('monitoring/k8s', { serviceMonitorSelector: RELEASE, ruleSelector: RELEASE }),
  ...mayDiscover,
  workload('kh/kuberhealthy', 'docker.io/kuberhealthy/kuberhealthy:v2.7.1', labels),
  service('kh/kuberhealthy', { selector: labels }, { labels }),
  endpoints('kh/kuberhealthy', [['10.0.0.1', 'kh/kh-1']], {}, { labels }),
  slice('kh/kuberhealthy-abc', 'kuberhealthy', [['10.0.0.1', 'kh/kh-1']]),
  pod('kh/kh-1', '10.0.0.1', { meta: { labels } }),
  serviceMonitor(
    'kh/kuberhealthy',
    { selector: { matchLabels: labels }, endpoints: [{ port: 'http', relabelings }] },
    { labels: { release: 'a' } },
  ),
];
const dead = cluster(nothing);

describe('a monitor that is selected and whose relabelings drop everything', () => {
  it('is an error of check', async () => {
    const { code, out } = await check(yamlOf(dead), 'kuberhealthy', '-o', 'json');
    expect(code).toBe(1);
    const { findings } = JSON.parse(out) as { readonly findings: readonly Finding[] };
    expect(findings.find(({ severity }) => severity === 'error')?.check).toBe('relabel-drops-all');
  });

  it('scrapes the Service for nobody', async () => {
    const { code, out } = await check(yamlOf(dead), 'service/kuberhealthy', '-n', 'kh');
    expect(code).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('asks for it, and would scrape nothing: relabel-drops-all');
    expect(out).toContain('would not be scraped by what is among the files');
  });

  const generate = async (objects: readonly KubeObject[]) =>
    await inFolder(async (folder) => {
      const file = write(folder, 'cluster.yaml', yamlOf(objects));
      return await run(['generate', 'kuberhealthy', '--from', file]);
    });

  it('is not a reason to generate none, and why is said', async () => {
    const { code, out, err } = await generate(dead);
    expect([code, out.includes('kind: ServiceMonitor')]).toEqual([0, true]);
    expect(err).toContain('ServiceMonitor kh/kuberhealthy');
    expect(err).toContain('relabel-drops-all');
    const works = await generate(cluster([]));
    expect([works.code, works.out.includes('kind: ServiceMonitor')]).toEqual([0, false]);
  });

  it('is not a reason for setup to make none', async () => {
    const { code, out } = await onCluster(dead, ['setup', 'kuberhealthy', '--dry-run']);
    expect([code, out.includes('+ ServiceMonitor kh/promwire-kuberhealthy')]).toEqual([0, true]);
    expect(out).toContain('relabel-drops-all');
    expect((await onCluster(cluster([]), ['setup', 'kuberhealthy', '--dry-run'])).out).not.toContain(
      '+ ServiceMonitor',
    );
  });

  it('is not a monitor that verify waits for', async () => {
    const { out } = await onCluster(dead, ['verify', 'kuberhealthy', '--timeout', '0s', '-o', 'json']);
    const { verifications } = JSON.parse(out) as { readonly verifications: readonly Verification[] };
    expect(verifications.filter(({ expectation }) => expectation.kind === 'target-up')).toMatchObject([
      { expectation: { monitor: { name: 'promwire-kuberhealthy' } } },
    ]);
  });
});

describe('setup does not send to setup', () => {
  const unwatched = cluster([]).filter(({ kind }) => kind !== 'ServiceMonitor');
  const ofChart = serviceMonitor(
    'kh/kuberhealthy',
    { selector: { matchLabels: labels } },
    {
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'kh', 'meta.helm.sh/release-namespace': 'kh' },
    },
  );
  it.each<[string, readonly KubeObject[], string]>([
    ['where no monitor is there', unwatched, 'Fix: The plan below does it.'],
    ['where the monitor is of a chart', [...unwatched, ofChart], 'label-mismatch'],
  ])('%s', async (_, objects, says) => {
    const { out } = await onCluster(objects, ['setup', 'kuberhealthy', '--dry-run']);
    const [above = '', plan] = out.split('\nPlan\n');
    expect(above).toContain(says);
    expect(plan).toContain('+ ServiceMonitor kh/promwire-kuberhealthy');
    expect(above).not.toContain('promwire setup');
    expect((await onCluster(objects, ['check', 'kuberhealthy'])).out).toMatch(/promwire setup/);
  });
});
