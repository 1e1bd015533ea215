/** docs/generate.md: its promwire.yaml is generated, the folder is what its snippets for Argo CD and Flux name, and kustomize builds it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { readFiles } from '../../src/app/read.ts';
import { refOf, title } from '../../src/kube/refs.ts';
import type { Config } from '../../src/model/index.ts';
import { KUBERHEALTHY_2, namespace, operator, prometheus, service } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from '../commands/ask.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/generate.md'), 'utf8');
const [config = '', argo = '', flux = ''] = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text);
const [cluster] = (parse(config) as Config).clusters;
const folder = cluster?.output?.folder ?? '';

const PROFILE = `apiVersion: promwire.dev/v1alpha1
kind: ApplicationProfile
detect: { kind: Service, name: api, namespace: shop }
scrape: { port: metrics }
`;
const WORLD = yamlOf([
  namespace('kh'),
  namespace('shop'),
  namespace('monitoring'),
  operator(),
  prometheus('monitoring/k8s', {
    serviceMonitorNamespaceSelector: {},
    serviceMonitorSelector: { matchLabels: { release: 'kps' } },
    ruleNamespaceSelector: {},
    ruleSelector: { matchLabels: { release: 'kps' } },
  }),
]);
const web = (name: string) =>
  service(`shop/${name}`, { ports: [{ name: 'metrics', port: 9090 }] }, { labels: { app: name } });

async function inExample(work: (at: string) => void | Promise<void>): Promise<void> {
  await inFolder(async (at) => {
    mkdirSync(join(at, '.git'));
    write(at, 'promwire.yaml', config);
    write(at, 'clusters/prod/captured.yaml', WORLD);
    write(at, 'apps/all.yaml', yamlOf([...KUBERHEALTHY_2, web('web'), web('api')]));
    write(at, 'apps/web/metrics.txt', '# TYPE http_requests_total counter\nhttp_requests_total{code="200"} 1\n');
    write(at, 'apps/api/promwire.yaml', PROFILE);
    const { code, err } = await run(['generate', '--config', join(at, 'promwire.yaml')]);
    expect([code, err]).toEqual([0, expect.stringContaining('next: commit')]);
    await work(at);
  });
}

describe('the example of docs/generate.md', () => {
  it('is generated, and its snippets name the folder', async () => {
    await inExample((at) => {
      expect(existsSync(join(at, folder, 'kustomization.yaml'))).toBe(true);
      const paths = [argo, flux].map((text) => {
        const { spec } = parse(text) as { spec: { path?: string; source?: { path: string } } };
        return normalize(spec.source?.path ?? spec.path ?? '');
      });
      expect(paths).toEqual([folder, folder]);
    });
  });

  it('is what kustomize makes of the folder, all of it and nothing else', async () => {
    await inExample(async (at) => {
      const made = readdirSync(join(at, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.yaml') && !name.endsWith('kustomization.yaml'))
        .map((name) => parse(readFileSync(join(at, folder, name), 'utf8')) as Parameters<typeof refOf>[0]);
      const wanted = made.map((manifest) => title(refOf(manifest))).toSorted();
      expect(wanted.filter((each) => each.startsWith('ServiceMonitor'))).toHaveLength(3);
      const read = await readFiles([join(at, folder)], { build: false });
      expect(read.objects.map((object) => title(refOf(object))).toSorted()).toEqual(wanted);
      expect([read.gaps, read.notes]).toEqual([[], []]);
      const built = spawnSync('kubectl', ['kustomize', join(at, folder)], { encoding: 'utf8' });
      // A machine without kubectl has the end-to-end tests, which bring one.
      if (built.error) return;
      const objects = parseAllDocuments(built.stdout).map((document) => document.toJS() as Parameters<typeof refOf>[0]);
      expect([built.status, objects.map((object) => title(refOf(object))).toSorted()]).toEqual([0, wanted]);
    });
  });

  it('is taken by the Prometheus, as check of the repository with it says', async () => {
    await inExample(async (at) => {
      const { code, out } = await run(['check', '--config', join(at, 'promwire.yaml')]);
      expect([code, out]).toEqual([0, expect.stringContaining('takes 5 of 5 monitors and rules')]);
    });
  });
});
