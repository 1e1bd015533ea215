/** fix and profile init with what promwire.yaml names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { KubeObject } from '../../src/model/index.ts';
import { healthy, namespace, operator, prometheus, service, serviceMonitor } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import type { Answer } from './ask.ts';
import { clusterOf } from './cluster.ts';
import { onClusters } from './clusters.ts';

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const selecting = prometheus('monitoring/k8s', {
  serviceMonitorNamespaceSelector: {},
  serviceMonitorSelector: { matchLabels: { release: 'kps' } },
});
const captured = [namespace('shop'), namespace('monitoring'), operator(), selecting];
const web = (name = 'shop/web', app = 'web'): readonly KubeObject[] => [
  service(name, { selector: { app } }, { labels: { app } }),
  serviceMonitor(name, { selector: { matchLabels: { app } } }),
];

/** A command in a repository with a promwire.yaml; CONFIG and CAPTURED in `argv` are its files, `apps` what is in the file of the sources then. */
async function asked(
  argv: readonly string[],
  {
    more = {},
    env = {},
    kept = captured,
  }: { more?: object; env?: Readonly<Record<string, string>>; kept?: readonly KubeObject[] } = {},
): Promise<Answer & { readonly apps: string; readonly captured: string }> {
  return await inFolder(async (folder) => {
    const apps = write(folder, 'apps/web.yaml', yamlOf(web()));
    const file = write(folder, 'captured.yaml', yamlOf(kept));
    const cluster = { name: 'prod', captured: ['captured.yaml'], sources: [{ path: 'apps' }], ...more };
    const config = write(
      folder,
      'promwire.yaml',
      stringify({ apiVersion: 'promwire.dev/v1alpha1', kind: 'Config', clusters: [cluster] }),
    );
    const metrics = write(folder, 'page.txt', '# TYPE http_requests_total counter\nhttp_requests_total 3\n');
    const words: Readonly<Record<string, string>> = {
      CONFIG: config,
      CAPTURED: file,
      APPS: join(folder, 'apps'),
      METRICS: metrics,
    };
    const said = await run(
      argv.map((word) => words[word] ?? word),
      undefined,
      undefined,
      Object.fromEntries(Object.entries(env).map(([key, value]) => [key, words[value] ?? value])),
    );
    const here = (text: string): string => text.replaceAll(`${folder}/`, '');
    const read = (path: string): string => readFileSync(path, 'utf8');
    return { ...said, out: here(said.out), err: here(said.err), apps: read(apps), captured: read(file) };
  });
}

describe('promwire fix with a promwire.yaml', () => {
  it('changes the sources of the cluster with what was captured of it, by flag and by environment', async () => {
    for (const given of [
      await asked(['fix', '--config', 'CONFIG', '--write']),
      await asked(['fix', '--write'], { env: { PROMWIRE_CONFIG: 'CONFIG' } }),
    ]) {
      expect([given.code, given.out]).toEqual([0, expect.stringContaining('apps/web.yaml')]);
      expect(flat(given.err)).toContain(
        'note: cluster prod of promwire.yaml is fixed in files, not the live cluster: apps, captured.yaml (--no-config: without it)',
      );
      expect(given.apps).toContain('release: kps');
    }
  });

  it('takes flags before the file, and refuses both', async () => {
    const flags = await asked(['fix', '--from', 'APPS', '--captured', 'CAPTURED'], {
      env: { PROMWIRE_CONFIG: 'CONFIG' },
    });
    expect(flags.out).toContain('+  labels: {release: kps}');
    expect(flags.err).not.toContain('promwire.yaml');
    const both = await asked(['fix', '--from', 'APPS', '--config', 'CONFIG']);
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('--config with --from: one or the other')]);
    const yes = await asked(['fix', '--config', 'CONFIG', '--yes']);
    expect([yes.code, flat(yes.err)]).toEqual([2, expect.stringContaining('ask the cluster in use with --no-config')]);
  });

  it('edits nothing that was captured, by whatever name it is read', async () => {
    const kept = [...captured, ...web('shop/other', 'other')];
    const only = { sources: undefined };
    const cases = [
      await asked(['fix', '--from', 'APPS', '--captured', 'CAPTURED', '--write'], { kept }),
      await asked(['fix', '--config', 'CONFIG', '--write'], { kept }),
      await asked(['fix', '--config', 'CONFIG', '--write'], { kept, more: only }),
    ];
    for (const { code, err, captured: text } of cases) {
      expect(code).toBe(1);
      expect(flat(err)).toContain('captured.yaml was captured of a cluster, and is not edited');
      expect(text).toBe(yamlOf(kept));
    }
  });

  it('leaves what is excused, and asks what is expected', async () => {
    const excuse = {
      check: 'label-mismatch',
      kind: 'ServiceMonitor',
      namespace: 'shop',
      name: 'web',
      reason: 'soon',
      until: '2999-01-01',
    };
    const excused = await asked(['fix', '--config', 'CONFIG'], { more: { expect: { excused: [excuse] } } });
    expect([excused.code, excused.out]).toEqual([0, '']);
    const taken = { kind: 'ServiceMonitor', namespace: 'shop', name: 'gone' };
    const expected = await asked(['fix', '--config', 'CONFIG'], { more: { expect: { taken: [taken] } } });
    expect(expected.err).toContain('expected-not-taken');
  });

  it('is what check names', async () => {
    const named = await asked(['check', '--config', 'CONFIG', '--cluster', 'prod']);
    expect(flat(named.out)).toMatch(/by: promwire fix --config promwire\.yaml --cluster prod/);
    const flags = await asked(['check', '--from', 'APPS', '--captured', 'CAPTURED']);
    expect(flat(flags.out)).toMatch(/by: promwire fix --from apps --captured captured\.yaml/);
  });

  it('of a live cluster changes nothing that it may not list and was captured', async () => {
    const world = healthy().map((object) =>
      object.kind === 'ServiceMonitor' ? serviceMonitor('shop/web', {}, { labels: { release: 'other' } }) : object,
    );
    const good = clusterOf(world);
    const { out } = await onClusters(
      { a: { answer: (seen) => (seen.url.includes('servicemonitors') ? { status: 403, body: {} } : good(seen)) } },
      (folder) => ['fix', '--captured', write(folder, 'captured.yaml', yamlOf(world)), '--dry-run', '-v'],
    );
    expect(flat(out)).toContain('It was read from captured.yaml, and may be otherwise in the cluster.');
  });
});

describe('promwire profile init with a promwire.yaml', () => {
  it('describes an application among the sources, and what flags name before it', async () => {
    const metrics = ['--metrics', 'METRICS'];
    const { code, out, err } = await asked([
      'profile',
      'init',
      'service/web',
      '-n',
      'shop',
      '--config',
      'CONFIG',
      ...metrics,
    ]);
    expect([code, err]).toEqual([0, expect.stringContaining('is described by files')]);
    expect(out).toContain('kind: ApplicationProfile');
    const flags = await asked(['profile', 'init', 'service/web', '-n', 'shop', '--from', 'APPS', ...metrics], {
      env: { PROMWIRE_CONFIG: 'CONFIG' },
    });
    expect(flags.err).not.toContain('promwire.yaml');
  });
});
