import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { run as command } from '../../commands/ask.ts';
import { startGrafana } from './grafana-standin.ts';
import type { GrafanaStandIn, StandInOptions } from './grafana-standin.ts';
import { always, startStandIn } from '../prometheus/prometheus-standin.ts';

/** The contract of the Grafana port, by the command that uses it, against a stand-in written from the documentation. */

const TOKEN = 'glsa_secret_of_the_test';
const OVERVIEW = 'promwire-kuberhealthy-v3';
const CHECK = `${OVERVIEW}-check`;
const folder = mkdtempSync(join(tmpdir(), 'promwire-grafana-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tokenFile = join(folder, 'token');
writeFileSync(tokenFile, `${TOKEN}\n`);

let grafana: GrafanaStandIn | undefined;
afterEach(async () => {
  await grafana?.stop();
  grafana = undefined;
});

const start = async (options: Partial<StandInOptions> = {}): Promise<GrafanaStandIn> => {
  grafana = await startGrafana({ version: 11, authorization: `Bearer ${TOKEN}`, ...options });
  return grafana;
};

const run = async (url: string, ...args: readonly string[]) => {
  const login = args.includes('--no-token') ? [] : ['--grafana-token-file', tokenFile];
  const wanted = ['--variant', 'v3', '--grafana-url', url, ...login, ...args.filter((arg) => arg !== '--no-token')];
  const answer = await command(['dashboard', 'import', ...wanted]);
  expect(answer.out + answer.err).not.toContain(TOKEN);
  return answer;
};

/** "outcome what" of every line. */
const steps = (out: string): readonly string[] =>
  [...out.matchAll(/^ {2}(would \w+|\w+) +((?:folder|dashboard) [^:\n]+)/gm)].map(
    ([, outcome, what]) => `${outcome} ${what}`,
  );

const ALL = ['folder Kuberhealthy', 'dashboard Kuberhealthy 3 / Overview', 'dashboard Kuberhealthy 3 / Check'];

describe.each([
  [11, 'classic'],
  [12, 'dashboard.grafana.app/v1beta1'],
  [13, 'dashboard.grafana.app/v1'],
] as const)('Grafana %s', (version, api) => {
  it('gets a folder and the dashboards in it, once', async () => {
    const at = await start({ version });
    const first = await run(at.url);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain(`(${api} API)`);
    expect(steps(first.out)).toEqual(ALL.map((what) => `created ${what}`));
    expect([...at.folders]).toEqual([['promwire', 'Kuberhealthy']]);
    expect([...at.dashboards].map(([uid, { folderUid }]) => [uid, folderUid])).toEqual([
      [OVERVIEW, 'promwire'],
      [CHECK, 'promwire'],
    ]);
    at.seen.length = 0;
    const second = await run(at.url);
    expect(steps(second.out)).toEqual(ALL.map((what) => `unchanged ${what}`));
    expect(at.seen.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  it('is updated where ours differs, and not moved', async () => {
    const at = await start({ version });
    await run(at.url);
    at.dashboards.get(CHECK)!.model['panels'] = [];
    const { code, out } = await run(at.url);
    expect(code).toBe(0);
    expect(steps(out)).toEqual([`unchanged ${ALL[0]}`, `unchanged ${ALL[1]}`, `updated ${ALL[2]}`]);
    expect(at.dashboards.get(CHECK)).toMatchObject({ version: 2, folderUid: 'promwire' });
    expect((at.dashboards.get(CHECK)!.model['panels'] as readonly unknown[]).length).toBeGreaterThan(5);
  });

  it('says what it would do, and does nothing', async () => {
    const at = await start({ version });
    const { code, out } = await run(at.url, '--dry-run');
    expect(code).toBe(0);
    expect(steps(out)).toEqual(ALL.map((what) => `would create ${what}`));
    expect([at.folders.size, at.dashboards.size]).toEqual([0, 0]);
  });

  it('reports what changed meanwhile (409, 412) and leaves it', async () => {
    const at = await start({ version });
    await run(at.url);
    at.dashboards.get(OVERVIEW)!.model['refresh'] = '5m';
    at.meddle = (uid) => (at.dashboards.get(uid)!.version += 1);
    const { code, out } = await run(at.url);
    expect(code).toBe(1);
    expect(out).toMatch(/refused +dashboard Kuberhealthy 3 \/ Overview: .*HTTP 4(09|12)/);
    expect(at.dashboards.get(OVERVIEW)!.model['refresh']).toBe('5m');
    expect((await run(at.url, '--overwrite')).code).toBe(0);
    expect(at.dashboards.get(OVERVIEW)!.model['refresh']).toBe('1m');
  });

  it('reports what somebody made meanwhile (409, 412 name-exists), and leaves it', async () => {
    const at = await start({ version });
    const theirs = { model: { uid: OVERVIEW, title: 'Theirs' }, folderUid: '', version: 1 };
    at.meddle = (uid) => uid === OVERVIEW && at.dashboards.set(OVERVIEW, theirs);
    const { code, out } = await run(at.url);
    expect(code).toBe(1);
    expect(out).toMatch(/refused +dashboard Kuberhealthy 3 \/ Overview: .*HTTP 4(09|12)/);
    if (version === 11) expect(out).toContain('name-exists');
    expect(at.dashboards.get(OVERVIEW)).toBe(theirs);
    expect(steps(out).at(-1)).toBe(`created ${ALL[2]}`);
  });

  it('keeps a dashboard of our uid that somebody else made, unless told to replace it', async () => {
    const at = await start({ version });
    const theirs = { model: { uid: OVERVIEW, title: 'Theirs', tags: ['team'] }, folderUid: '', version: 4 };
    at.dashboards.set(OVERVIEW, theirs);
    const { code, out } = await run(at.url);
    expect(code).toBe(1);
    expect(out).toMatch(/refused +dashboard .*promwire did not make/);
    expect(at.dashboards.get(OVERVIEW)).toBe(theirs);
    expect((await run(at.url, '--overwrite')).code).toBe(0);
    expect(at.dashboards.get(OVERVIEW)!.model['title']).toBe('Kuberhealthy 3 / Overview');
  });

  it('recognises a provisioned dashboard, and leaves it even with --overwrite', async () => {
    const at = await start({ version });
    at.dashboards.set(OVERVIEW, { model: { tags: ['promwire'] }, folderUid: '', version: 1, provisioned: true });
    const { code, out } = await run(at.url, '--overwrite');
    expect(code).toBe(1);
    expect(out).toMatch(/refused +dashboard .*a file or an operator provides/);
  });

  it('needs rights: 401 and 403 are exit code 3, with what to do', async () => {
    const closed = await start({ version, authorization: 'Bearer another' });
    expect(await run(closed.url)).toMatchObject({
      code: 3,
      err: expect.stringMatching(/HTTP 401[^]*the token of --grafana-token-file was refused/),
    });
    await closed.stop();
    const viewer = await start({ version, readOnly: true });
    const { code, out } = await run(viewer.url);
    expect(code).toBe(3);
    expect(out).toMatch(/refused +folder Kuberhealthy: .*HTTP 403.*\n.*dashboards:write/);
  });
});

describe('an import', () => {
  it('recognises a provisioned dashboard by the 400 of a save, too', async () => {
    const at = await start();
    const save = at.dashboards.set.bind(at.dashboards);
    // It becomes provisioned between the look and the save.
    at.folders.set('promwire', 'Kuberhealthy');
    save(OVERVIEW, { model: { tags: ['promwire'] }, folderUid: 'promwire', version: 1 });
    Object.defineProperty(at.dashboards.get(OVERVIEW)!, 'provisioned', {
      get: () => at.seen.includes('POST /api/dashboards/db'),
    });
    expect((await run(at.url)).out).toMatch(/refused +dashboard .*Cannot save provisioned dashboard/);
  });

  it('reports a dashboard of a plugin (412), and a folder that went meanwhile (404)', async () => {
    const at = await start();
    await run(at.url);
    Object.assign(at.dashboards.get(OVERVIEW)!, { plugin: true });
    at.dashboards.get(OVERVIEW)!.model['panels'] = [];
    expect(await run(at.url)).toMatchObject({ code: 1, out: expect.stringContaining('(plugin-dashboard)') });
    at.dashboards.clear();
    at.meddle = () => at.folders.clear();
    // The first save finds no folder any more.
    const { code, out } = await run(at.url);
    expect([code, steps(out)]).toEqual([1, [`unchanged ${ALL[0]}`, `refused ${ALL[1]}`, `refused ${ALL[2]}`]]);
    expect(out).toMatch(/HTTP 404 \(folder not found\)\n +Look whether the folder is still there/);
  });

  it('chooses the data source that Grafana prefers, else leaves the choice', async () => {
    const current = (at: GrafanaStandIn) =>
      (at.dashboards.get(OVERVIEW)!.model['templating'] as { list: readonly { current?: { value: string } }[] })
        .list[0]!.current?.value;
    const two = [
      { uid: 'a', name: 'A', type: 'prometheus', isDefault: false },
      { uid: 'b', name: 'B', type: 'prometheus', isDefault: true },
      { uid: 'l', name: 'Loki', type: 'loki', isDefault: false },
    ];
    for (const [datasources, chosen] of [
      [two, 'b'],
      [two.slice(0, 1), 'a'],
      [two.map((each) => ({ ...each, isDefault: false })), undefined],
      ['forbidden', undefined],
    ] as const) {
      const at = await start({ datasources });
      expect((await run(at.url)).code).toBe(0);
      expect(current(at)).toBe(chosen);
      await at.stop();
    }
  });

  it('writes to the organisation of the credentials', async () => {
    const at = await start({ version: 13, org: 3 });
    expect((await run(at.url)).code).toBe(0);
    expect(at.seen).toContain('POST /apis/dashboard.grafana.app/v1/namespaces/org-3/dashboards');
  });

  it('logs in by name and password, or by those of the URL', async () => {
    const authorization = `Basic ${Buffer.from('admin:p ä:ss').toString('base64')}`;
    const at = await start({ authorization });
    const password = join(folder, 'password');
    writeFileSync(password, 'p ä:ss\n');
    const { code } = await run(at.url, '--no-token', '--grafana-user', 'admin', '--grafana-password-file', password);
    expect(code).toBe(0);
    const inUrl = at.url.replace('//', `//admin:${encodeURIComponent('p ä:ss')}@`);
    const again = await run(inUrl, '--no-token');
    expect(again.code).toBe(0);
    expect(again.out).not.toMatch(/admin|p ä:ss|%C3/);
  });

  it('wants a password file that is there', async () => {
    const missing = join(tmpdir(), 'promwire-no-such-password');
    const flags = ['--no-token', '--grafana-user', 'admin', '--grafana-password-file', missing];
    expect(await run('http://127.0.0.1:1', ...flags)).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        `--grafana-password-file ${missing} cannot be read: there is no such file or folder`,
      ),
    });
  });

  it('is no matter for what is not Grafana', async () => {
    const page = await startStandIn(always(200, '<html>Log in</html>', { 'content-type': 'text/html' }));
    expect(await run(page.url)).toMatchObject({ code: 3, err: expect.stringContaining('login page') });
    await page.stop();
    const other = await startStandIn(always(404, '{}'));
    expect(await run(other.url)).toMatchObject({ code: 3, err: expect.stringContaining('no Grafana API') });
    await other.stop();
    expect(await run('http://127.0.0.1:1')).toMatchObject({
      code: 3,
      err: expect.stringContaining('connection refused'),
    });
  });

  it('refuses flags that do not fit', async () => {
    for (const args of [
      ['--grafana-user', 'admin'],
      ['--no-token', '--grafana-user', 'admin'],
      ['--no-token', '--grafana-admin-secret', 'grafana'],
    ])
      expect(await run('http://127.0.0.1:1', ...args)).toMatchObject({ code: 2 });
  });
});
