/** promwire verify and diff of several clusters: what setup makes is in one, not in another, and a third is not reached. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { startDemoCluster } from '../cli/demo-cluster.ts';
import { kubeconfig } from '../io/kube/api-stand-in.ts';
import type { StandIn } from '../io/kube/api-stand-in.ts';
import { inFolder, run, write } from './ask.ts';
import { onClusters } from './clusters.ts';
import type { ManyAnswer, OneContext } from './clusters.ts';

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const at = ({ port }: StandIn): string => `http://127.0.0.1:${port}`;
let wired: StandIn;
let bare: StandIn;
beforeAll(async () => {
  wired = await startDemoCluster();
  bare = await startDemoCluster();
  await inFolder(async (folder) => {
    const file = write(folder, 'kubeconfig', kubeconfig(at(wired)));
    expect((await run(['setup', '--yes', '--kubeconfig', file])).code).toBe(0);
  });
}, 60_000);
afterAll(async () => {
  await wired.stop();
  await bare.stop();
});

const contexts = (): Readonly<Record<string, OneContext>> => ({
  wired: { server: at(wired) },
  bare: { server: at(bare) },
  gone: { server: 'http://127.0.0.1:1' },
});
const ask = async (...argv: readonly string[]): Promise<ManyAnswer> => await onClusters(contexts(), argv);

describe('verify of several contexts', () => {
  it('tells each, and ends with the worst', async () => {
    const { code, out } = await ask('verify', '--all-contexts');
    expect(out).toMatch(/^fine {5}wired {2}\S+ {2}\d+ verified$/m);
    expect(out).toMatch(/^=== bare {2}\S+\nVerification\n/m);
    expect(flat(out)).toContain(
      'gone was not looked at The API server http://127.0.0.1:1 of context "gone" could not be reached',
    );
    expect(out).toMatch(/\n3 clusters: 1 fine, 1 with findings, 1 not known\n$/);
    expect(code).toBe(3);
    expect((await ask('verify', '--context', 'wired,bare')).code).toBe(1);
  }, 30_000);

  it('prints one document', async () => {
    const { out } = await ask('verify', '--context', 'wired,gone', '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({
      kind: 'Verifications',
      summary: { clusters: 2, ok: 1, unknown: 1 },
      clusters: [
        { name: 'wired', outcome: 'ok', server: at(wired), verification: { kind: 'Verification' } },
        { name: 'gone', outcome: 'unknown', problem: { detail: expect.stringContaining('could not be reached') } },
      ],
    });
  });

  it('refuses what is about one cluster', async () => {
    const { code, err } = await ask('verify', '--all-contexts', '--prometheus-url', 'http://127.0.0.1:9');
    expect([code, flat(err)]).toEqual([
      2,
      expect.stringContaining('--prometheus-url with several clusters: each has its own'),
    ]);
  });
});

describe('diff of several contexts', () => {
  it('tells each, and ends with the worst', async () => {
    const { code, out } = await ask('diff', '--context', 'wired', '--context', 'bare');
    expect(out).toMatch(/^fine {5}wired {2}\S+ {2}no changes$/m);
    expect(out).toMatch(/^=== bare /m);
    expect(out).toContain('ServiceMonitor');
    expect(out).toMatch(/\n2 clusters: 1 fine, 1 with findings\n$/);
    expect(code).toBe(1);
    const { out: json } = await ask('diff', '--all-contexts', '-o', 'json');
    expect(JSON.parse(json)).toMatchObject({
      kind: 'Diffs',
      summary: { clusters: 3, ok: 1, findings: 1, unknown: 1 },
      clusters: [
        { name: 'wired', diff: { kind: 'Diff', changes: [] } },
        { name: 'bare', diff: { changes: expect.arrayContaining([expect.objectContaining({ state: 'create' })]) } },
        { name: 'gone' },
      ],
    });
  });

  it('asks the clusters of promwire.yaml by their contexts, one as well as all', async () => {
    const config = (folder: string, clusters: readonly object[]): string =>
      write(folder, 'promwire.yaml', stringify({ apiVersion: 'promwire.dev/v1alpha1', kind: 'Config', clusters }));
    const clusters = [
      { name: 'prod', context: 'wired' },
      { name: 'test', context: 'bare' },
    ];
    const all = await onClusters(contexts(), (folder) => [
      'diff',
      '--all-clusters',
      '--config',
      config(folder, clusters),
    ]);
    expect(all.out).toMatch(/^fine {5}prod /m);
    expect(all.out).toMatch(/^=== test /m);
    const one = await onClusters(contexts(), (folder) => [
      ...['diff', '--cluster', 'test', '--config', config(folder, clusters)],
    ]);
    expect([one.code, one.out]).toEqual([1, expect.not.stringContaining('===')]);
    const without = await onClusters(contexts(), (folder) => {
      write(folder, 'apps/a.yaml', '');
      return ['diff', '--cluster', 'x', '--config', config(folder, [{ name: 'x', sources: [{ path: 'apps' }] }])];
    });
    expect([without.code, flat(without.err)]).toEqual([
      2,
      expect.stringContaining('cluster x of promwire.yaml has no context'),
    ]);
  });
});
