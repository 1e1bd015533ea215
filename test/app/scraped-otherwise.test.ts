import { describe, expect, it } from '@jest/globals';
import { scrapedOtherwise } from '../../src/app/metrics/scraped-otherwise.ts';
import type { Ask } from '../../src/app/ask.ts';
import type { Answer, KubeObject, Plan, Sample, Stack } from '../../src/model/index.ts';
import { analysis, kube, pod, prometheus } from '../worlds.ts';

const monitor = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name: 'promwire-web', namespace: 'shop' },
};
const web = pod('shop/web-1');
const scrapeConfig = (spec: object): KubeObject =>
  kube({
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'ScrapeConfig',
    metadata: { name: 'jobs', namespace: 'shop' },
    spec,
  });

async function said(
  objects: readonly KubeObject[],
  spec: Readonly<Record<string, unknown>> = {},
  answer?: Answer<readonly Sample[]>,
  twice = false,
): Promise<{
  readonly notes: readonly string[];
  readonly blocked: readonly string[];
  readonly asked: readonly string[];
}> {
  const known = analysis([prometheus('monitoring/k8s', spec), web, ...objects]);
  const [stack] = known.stacks;
  const asked: string[] = [];
  const ask: Ask = async (queries) => {
    asked.push(...queries);
    return await Promise.resolve(() => answer ?? { kind: 'unknown', reason: 'unreachable', detail: '', next: '' });
  };
  const app = {
    profile: 'web',
    title: 'web',
    namespace: 'shop',
    services: [],
    port: '8080',
    target: {
      number: 8080,
      path: '/metrics',
      word: 'service/web',
      pods: [{ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-1' }],
    },
  };
  const plan = { changes: [{ action: 'apply', step: 'monitor', manifest: monitor, why: '' }] } as unknown as Plan;
  const { notes, blocked } = await scrapedOtherwise({ analysis: known, app, stack: stack as Stack, plan }, ask, twice);
  return { notes, blocked: blocked.map(({ why, remedy }) => `${why} ${remedy}`), asked };
}
const up = (job: string): Answer<readonly Sample[]> => ({
  kind: 'ok',
  value: [{ labels: { job }, value: '1' }],
  warnings: [],
});

const EVERYTHING = { scrapeConfigSelector: {}, scrapeConfigNamespaceSelector: {} };
const SECRET = { additionalScrapeConfigs: { name: 'more', key: 'a.yaml' } };

describe('what scrapes an application without a monitor', () => {
  it('is told by the Prometheus that runs, whatever makes it', async () => {
    const { notes, blocked, asked } = await said([], {}, up('kubernetes-pods'));
    expect(blocked.join()).toMatch(/scrapes it already as job kubernetes-pods.*or give --scrape-twice/);
    expect(notes).toEqual([]);
    // What a monitor made has the label endpoint: one that was just taken away is no other job.
    const query = /^count by \(job\) \(up\{instance="\d+(?:\.\d+){3}:8080",endpoint=""\}\)$/;
    expect(asked).toEqual([expect.stringMatching(query)]);
  });

  it('is only said where both are wanted', async () => {
    const { notes, blocked } = await said([], {}, up('kubernetes-pods'), true);
    expect(notes.join()).toContain('scrapes it already as job kubernetes-pods');
    expect(blocked).toEqual([]);
  });

  it('is nothing where that Prometheus has no such target', async () => {
    expect((await said([], SECRET, { kind: 'ok', value: [], warnings: [] })).notes).toEqual([]);
  });

  it('is not known with scrape configurations of its own, which are not read', async () => {
    expect((await said([], SECRET)).notes.join()).toContain('it may be by additionalScrapeConfigs of Prometheus');
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, object, boolean]>([
    ['all namespaces', EVERYTHING, { role: 'Pod' }, true],
    ['its namespace', EVERYTHING, { role: 'EndpointSlice', namespaces: { names: ['shop'] } }, true],
    ['their own namespace', EVERYTHING, { role: 'Endpoints', namespaces: { ownNamespace: true } }, true],
    ['another namespace', EVERYTHING, { role: 'Pod', namespaces: { names: ['bank'] } }, false],
    ['nodes', EVERYTHING, { role: 'Node' }, false],
    ['all namespaces, which no stack takes', {}, { role: 'Pod' }, false],
  ])('may be a ScrapeConfig that discovers %s', async (_, spec, config, told) => {
    const { notes } = await said([scrapeConfig({ kubernetesSDConfigs: [config] })], spec);
    expect(notes.join().includes('ScrapeConfig shop/jobs')).toBe(told);
  });

  it('is nothing to tell without any of it', async () => {
    expect((await said([])).notes).toEqual([]);
  });
});
