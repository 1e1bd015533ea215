import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { healthy, service, serviceMonitor } from '../worlds.ts';
import { clusterOf } from './cluster.ts';
import { onClusters } from './clusters.ts';
import type { OneContext } from './clusters.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import type { Answer } from './ask.ts';

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const FINE: OneContext = { answer: clusterOf(healthy()) };
const lost = yamlOf([
  service('shop/lost', { selector: { app: 'lost' } }, { labels: { app: 'lost' } }),
  serviceMonitor('shop/lost', { selector: { matchLabels: { app: 'lost' } } }, { labels: { release: 'other' } }),
]);

const CLUSTERS = [
  { name: 'prod', captured: ['captured.yaml'], sources: [{ path: 'apps' }] },
  { name: 'test', captured: ['captured.yaml'], sources: [{ path: 'apps' }, { path: 'more' }] },
];

/** A repository of these clusters. */
function repository(folder: string, clusters: readonly object[] = CLUSTERS): string {
  write(folder, 'captured.yaml', yamlOf(healthy().filter(({ kind }) => kind !== 'ServiceMonitor')));
  write(folder, 'apps/web.yaml', yamlOf(healthy().filter(({ kind }) => kind === 'ServiceMonitor')));
  write(folder, 'more/lost.yaml', lost);
  return write(folder, 'promwire.yaml', stringify({ apiVersion: 'promwire.dev/v1alpha1', kind: 'Config', clusters }));
}

async function checked(argv: readonly string[], clusters?: readonly object[]): Promise<Answer> {
  return await inFolder(async (folder) => {
    const config = repository(folder, clusters);
    const { code, out, err } = await run(['check', ...argv, '--config', config]);
    const here = (text: string): string => text.replaceAll(`${folder}/`, '');
    return { code, out: here(out), err: here(err) };
  });
}

describe('check of several clusters of promwire.yaml', () => {
  it('judges the files of each', async () => {
    const { code, out, err } = await checked(['--all-clusters']);
    expect(code).toBe(1);
    // A long path of the temporary directory is broken off.
    expect(flat(out)).toContain('fine prod apps');
    expect(flat(out)).toContain('=== test apps, more Prometheus monitoring/k8s');
    expect(out).toContain('more/lost.yaml:');
    expect(out).toMatch(/\n2 clusters: 1 fine, 1 with findings\n$/);
    expect(flat(err)).toContain('prod: note: cluster prod of promwire.yaml is checked by files');
    const named = await checked(['--cluster', 'prod,test']);
    expect([named.code, named.out]).toEqual([code, out]);
    expect(JSON.parse((await checked(['--all-clusters', '-o', 'json'])).out)).toMatchObject({
      summary: { clusters: 2, ok: 1, findings: 1 },
      clusters: [{ name: 'prod' }, { name: 'test' }],
    });
  });

  it('names the one that is not there, and judges the others', async () => {
    const { code, out } = await checked(['--cluster', 'prod', '--cluster', 'tset']);
    expect(code).toBe(2);
    expect(flat(out)).toContain(
      'tset was not looked at --cluster tset: promwire.yaml has no such cluster Did you mean test?',
    );
    expect(out).toMatch(/^fine {5}prod /m);
  });

  it('is refused without a promwire.yaml, and with a flag that says what is read', async () => {
    const refused = async (...argv: readonly string[]): Promise<readonly [number, string]> => {
      const { code, err } = await run(['check', ...argv]);
      return [code, flat(err)];
    };
    expect(await refused('--all-clusters')).toEqual([
      2,
      expect.stringContaining('--all-clusters: no promwire.yaml is here'),
    ]);
    expect(await refused('--all-clusters', '--no-config')).toEqual([
      2,
      expect.stringContaining('--all-clusters with --no-config'),
    ]);
    expect((await checked(['--all-clusters', '--cluster', 'prod'])).err).toContain('--all-clusters with --cluster');
  });

  it('asks each by its own context where they themselves are asked, and none by that in use', async () => {
    const clusters = [
      { name: 'prod', context: 'a', captured: ['captured.yaml'], sources: [{ path: 'apps' }] },
      { name: 'live', context: 'b' },
      { name: 'files', sources: [{ path: 'apps' }] },
    ];
    const { code, out, asked } = await onClusters({ current: FINE, a: FINE, b: FINE }, (folder) => [
      ...['check', '--all-clusters', '--config', repository(folder, clusters)],
    ]);
    expect(code).toBe(2);
    expect(out).toMatch(/^fine {5}prod {2}http:\/\/a /m);
    expect(out).toMatch(/^fine {5}live {2}http:\/\/b /m);
    expect(flat(out)).toContain('files was not looked at cluster files of promwire.yaml has no context');
    expect(asked['current']).toEqual([]);
  });
});
