/** uninstall --grafana-url: which dashboards go from a Grafana (a stand-in), and which stay. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { startGrafana } from '../io/grafana/grafana-standin.ts';
import type { GrafanaStandIn, StandInOptions } from '../io/grafana/grafana-standin.ts';
import { onCluster } from '../commands/cluster.ts';

const TOKEN = 'glsa_secret_of_the_test';
const OVERVIEW = 'promwire-kuberhealthy-v3';
const CHECK = `${OVERVIEW}-check`;
const folder = mkdtempSync(join(tmpdir(), 'promwire-grafana-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tokenFile = join(folder, 'token');
writeFileSync(tokenFile, TOKEN);

let grafana: GrafanaStandIn | undefined;
afterEach(async () => {
  await grafana?.stop();
  grafana = undefined;
});

const start = async (options: Partial<StandInOptions> = {}): Promise<GrafanaStandIn> => {
  grafana = await startGrafana({ version: 11, authorization: `Bearer ${TOKEN}`, ...options });
  const stored = (tags: readonly string[]) => ({ model: { title: 'x', tags }, folderUid: 'promwire', version: 1 });
  grafana.folders.set('promwire', 'Kuberhealthy');
  grafana.dashboards.set(OVERVIEW, stored(['promwire', 'kuberhealthy']));
  grafana.dashboards.set(CHECK, stored(['promwire']));
  grafana.dashboards.set('a-copy', stored(['promwire']));
  return grafana;
};
const uninstall = async (...args: readonly string[]) => {
  const way = ['--grafana-url', grafana?.url ?? '', '--grafana-token-file', tokenFile];
  const { code, out, err } = await onCluster([], ['uninstall', ...(grafana ? way : []), ...args]);
  expect(out + err).not.toContain(TOKEN);
  return { code, out, err };
};
const left = (): readonly string[] => [...(grafana?.dashboards.keys() ?? [])];

describe.each([11, 12, 13] as const)('uninstall, Grafana %s', (version) => {
  it("takes back what has promwire's uid and tag, once, and leaves a copy and the folder", async () => {
    const { folders } = await start({ version });
    const dry = await uninstall('--dry-run');
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('- dashboard Kuberhealthy 3 / Overview') });
    expect(left()).toHaveLength(3);
    const done = await uninstall('--yes');
    expect([done.code, left()]).toEqual([0, ['a-copy']]);
    expect(done.err).toContain('removed dashboard Kuberhealthy 3 / Check');
    expect([...folders.keys()]).toEqual(['promwire']);
    expect(await uninstall('--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('no dashboard of promwire'),
    });
  });

  it.each([
    ['is provisioned', { provisioned: true }, 'a file or an operator provides it'],
    ['has no tag of ours', { model: { title: 'x', tags: ['team'] } }, 'it has no tag promwire'],
  ])('leaves what %s', async (_name, is, why) => {
    const { dashboards } = await start({ version });
    Object.assign(dashboards.get(OVERVIEW)!, is);
    const { code, out } = await uninstall('--yes');
    expect([code, left()]).toEqual([0, [OVERVIEW, 'a-copy']]);
    expect(out).toContain(`dashboard Kuberhealthy 3 / Overview is left: ${why}`);
  });

  it('says what it may not do', async () => {
    await start({ version, readOnly: true });
    const { code, err } = await uninstall('--yes');
    expect([code, left().length]).toEqual([3, 3]);
    expect(err).toMatch(/HTTP 403.*dashboards:delete/s);
  });
});

describe('uninstall', () => {
  it('of one namespace leaves what shows all of them', async () => {
    await start();
    const { code, out } = await uninstall('--yes', '-n', 'kuberhealthy');
    expect([out, left().length]).toEqual([expect.stringContaining('without -n it goes'), 3]);
    // There is no such namespace in this cluster.
    expect(code).toBe(1);
  });

  it('leaves what somebody changes meanwhile, where Grafana can tell', async () => {
    const { dashboards } = await start({ version: 13 });
    grafana!.meddle = (uid) => (dashboards.get(uid)!.version += 1);
    const { code, err } = await uninstall('--yes');
    expect([code, left().length]).toEqual([1, 3]);
    expect(err).toContain('HTTP 409');
  });

  it('does it only where it is known to be Grafana', async () => {
    await start({ authorization: 'Bearer another' });
    expect(await uninstall('--yes')).toMatchObject({ code: 3, err: expect.stringContaining('HTTP 401') });
  });

  it('says without --grafana-url that a Grafana is not looked at', async () => {
    expect((await uninstall('--yes')).err).toContain('--grafana-url takes them back');
  });
});
