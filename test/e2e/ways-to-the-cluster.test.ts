import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { scenarioA } from '../bed/worlds/scenarios.ts';
import type { ConnectProxy } from './connect-proxy.ts';
import { startConnectProxy } from './connect-proxy.ts';
import type { Front } from './front.ts';
import { startFront, statusBody } from './front.ts';
import { promwire } from './promwire.ts';
import type { Run, RunOptions } from './promwire.ts';
import { oneLine } from './scenario.ts';

/** Authentication as real clusters do it, by the built command line against the real API server. */

const START_MS = 180_000;
const EXEC = 'client.authentication.k8s.io/v1';
const MISMATCH = 'label-mismatch';

let bed: Bed;
let front: Front;
let proxy: ConnectProxy;
let names = 0;

beforeAll(async () => {
  bed = await startBed({ operator: false, standins: false });
  await bed.apply(scenarioA(), { by: 'create' });
  front = await startFront(bed);
  proxy = await startConnectProxy((target) => (target.startsWith('kubernetes:') ? new URL(bed.url).host : target));
}, START_MS);

afterAll(async () => {
  await proxy.stop();
  await front.stop();
  await bed.stop();
}, START_MS);

interface Parts {
  readonly cluster?: object;
  readonly user?: object;
}

/** A kubeconfig of one context for the admin, with other entries where given; a file of a name of its own. */
async function config({ cluster = {}, user = { token: bed.tokens.admin } }: Parts = {}): Promise<string> {
  names += 1;
  const file = join(bed.dir, `kubeconfig-l-${names}`);
  const authority = { 'certificate-authority-data': Buffer.from(bed.ca).toString('base64') };
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'work',
    clusters: [{ name: 'c', cluster: { server: bed.url, ...authority, ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'work', context: { cluster: 'c', user: 'u' } }],
  });
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

/** A credential plugin that notes each call and then runs `code`, with `calls` (1 at first) and print(status). */
async function plugin(code: string): Promise<{ readonly user: object; calls(): Promise<number> }> {
  names += 1;
  const command = join(bed.dir, `plugin-${names}`);
  const log = `${command}.log`;
  await writeFile(log, '');
  await writeFile(
    command,
    `#!${process.execPath}
const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(log)}, 'x');
const calls = fs.readFileSync(${JSON.stringify(log)}, 'utf8').length;
const print = (status) => console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: '${EXEC}', status }));
${code}
`,
  );
  await chmod(command, 0o755);
  return {
    user: { exec: { apiVersion: EXEC, command, interactiveMode: 'IfAvailable' } },
    calls: async () => (await readFile(log, 'utf8')).length,
  };
}

/** Never a token, whatever is asked for. */
async function run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const ended = await promwire(args, options);
  for (const token of [...Object.values(bed.tokens), 'hush']) expect(ended.stdout + ended.stderr).not.toContain(token);
  return ended;
}

/** The cluster was read: its one finding is there. */
async function sees(options: RunOptions): Promise<void> {
  const { code, stdout, stderr } = await run(['check', '-v'], options);
  // Progress only.
  expect({ code, stderr: stderr.replaceAll(/^(?:reading|asking) .*\n/gm, '') }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toContain(MISMATCH);
}

describe('a credential plugin', () => {
  it('is called once per run, whatever the command', async () => {
    const { user, calls } = await plugin(`print({ token: ${JSON.stringify(bed.tokens.admin)} });`);
    const kubeconfig = await config({ user });
    await sees({ kubeconfig });
    expect(await calls()).toBe(1);
    expect((await run(['setup', '--dry-run'], { kubeconfig })).code).toBe(0);
    expect(await calls()).toBe(2);
    expect((await run(['diff'], { kubeconfig })).code).toBe(1);
    expect(await calls()).toBe(3);
    expect((await run(['snapshot'], { kubeconfig })).code).toBe(0);
    expect(await calls()).toBe(4);
  }, 60_000);

  it('that hands out a credential which has expired is called once more', async () => {
    const good = JSON.stringify(bed.tokens.admin);
    const { user, calls } = await plugin(`print({ token: calls === 1 ? 'hush-expired' : ${good} });`);
    await sees({ kubeconfig: await config({ user }) });
    expect(await calls()).toBe(2);
  });

  it('that hands out nothing else is called once more, and then that is said', async () => {
    const { user, calls } = await plugin(`print({ token: 'hush-' + calls });`);
    const { code, stdout, stderr } = await run(['check', '-v'], { kubeconfig: await config({ user }) });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(oneLine(stderr)).toContain(`${bed.url} does not accept the credentials of context "work"`);
    expect(oneLine(stderr)).toContain('log in again');
    expect(await calls()).toBe(2);
  });

  it('that is not installed is told with its context and how to get it', async () => {
    const exec = { apiVersion: EXEC, command: 'cloud-login', interactiveMode: 'IfAvailable' };
    const hinted = await config({ user: { exec: { ...exec, installHint: 'Get it: brew install cloud-login' } } });
    const bare = await config({ user: { exec } });
    for (const command of [['check'], ['setup', '--yes'], ['verify'], ['diff'], ['uninstall', '--yes']]) {
      const { code, stdout, stderr } = await run(command, { kubeconfig: hinted });
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toBe(
        'promwire: The credential plugin cloud-login of context "work" is not installed, or not on PATH\n' +
          '  Get it: brew install cloud-login\n',
      );
    }
    expect((await run(['check'], { kubeconfig: bare })).stderr).toContain('Install the plugin');
  }, 60_000);

  it('that fails is quoted without what it must not say', async () => {
    const { user } = await plugin(
      `console.error('session is over (Bearer hush-hush): run cloud-login'); process.exit(3);`,
    );
    const { code, stderr } = await run(['check', '-v'], { kubeconfig: await config({ user }) });
    expect(code).toBe(3);
    expect(oneLine(stderr)).toMatch(/ended with code 3 .*with -v it prints what the plugin said/);
    expect(oneLine(stderr)).toContain('Log in again');
  });
});

describe('kubeconfig', () => {
  it('may be several files: the first that names an entry wins, one that is not there is passed over', async () => {
    const folder = join(bed.dir, 'several');
    await mkdir(folder);
    const write = async (name: string, part: object): Promise<string> => {
      const file = join(folder, name);
      await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...part }));
      return file;
    };
    await writeFile(join(folder, 'ca.crt'), bed.ca);
    const clusters = await write('clusters', {
      clusters: [{ name: 'c', cluster: { server: bed.url, 'certificate-authority': 'ca.crt' } }],
      contexts: [{ name: 'work', context: { cluster: 'c', user: 'u' } }],
    });
    const users = await write('users', {
      'current-context': 'work',
      users: [{ name: 'u', user: { tokenFile: 'token' } }],
    });
    const late = await write('late', {
      'current-context': 'other',
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:9' } }],
      users: [{ name: 'u', user: { token: 'hush-late' } }],
      contexts: [{ name: 'other', context: { cluster: 'c', user: 'u' } }],
    });
    await writeFile(join(folder, 'token'), `${bed.tokens.admin}\n`, { mode: 0o600 });
    const list = [join(folder, 'absent'), clusters, users, late].join(delimiter);
    await sees({ kubeconfig: list });
    const { code, stderr } = await run(['check', '--context', 'home'], { kubeconfig: list });
    expect(code).toBe(2);
    expect(oneLine(stderr)).toContain('There is no context "home" in');
    expect(oneLine(stderr)).toContain('Contexts: other, work.');
  });

  it('may name another server name for TLS', async () => {
    // The front's certificate is for 127.0.0.1 too: a name that it does not have must be refused.
    await sees({ kubeconfig: await config({ cluster: { 'tls-server-name': 'promwire-bed' } }) });
    const wrong = await config({ cluster: { 'tls-server-name': 'elsewhere.example' } });
    const { code, stderr } = await run(['check'], { kubeconfig: wrong });
    expect(code).toBe(3);
    expect(oneLine(stderr)).toContain('its certificate is for another name');
    expect(oneLine(stderr)).toContain('tls-server-name');
  });

  it('of no known authority is told as such', async () => {
    const none = await config({ cluster: { 'certificate-authority-data': undefined } });
    const { code, stderr } = await run(['check'], { kubeconfig: none });
    expect(code).toBe(3);
    expect(oneLine(stderr)).toContain('not signed by an authority that this kubeconfig trusts');
  });
});

describe('a proxy', () => {
  it('of the kubeconfig is used, where only the proxy knows the name too', async () => {
    proxy.asked.length = 0;
    const kubeconfig = await config({ cluster: { server: 'https://kubernetes:6443', 'proxy-url': proxy.url } });
    await sees({ kubeconfig });
    expect(new Set(proxy.asked)).toEqual(new Set(['kubernetes:6443']));
  });

  it('of HTTPS_PROXY is used, but not for what NO_PROXY names, nor where the kubeconfig names another', async () => {
    const { host, hostname } = new URL(bed.url);
    const kubeconfig = await config();
    const asked = async (env: Readonly<Record<string, string>>, file = kubeconfig): Promise<readonly string[]> => {
      proxy.asked.length = 0;
      await sees({ kubeconfig: file, env });
      return [...new Set(proxy.asked)];
    };
    expect(await asked({ HTTPS_PROXY: proxy.url })).toEqual([host]);
    expect(await asked({ https_proxy: proxy.url })).toEqual([host]);
    expect(await asked({ HTTP_PROXY: proxy.url })).toEqual([]);
    expect(await asked({ HTTPS_PROXY: proxy.url, NO_PROXY: `example.com,${hostname}` })).toEqual([]);
    expect(await asked({ HTTPS_PROXY: proxy.url, NO_PROXY: '10.0.0.0/8' })).toEqual([]);
    const own = await config({ cluster: { 'proxy-url': proxy.url } });
    expect(await asked({ HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: hostname }, own)).toEqual([host]);
  }, 60_000);

  it('that refuses, or is not there, is named without its password', async () => {
    const refusing = await startConnectProxy(() => 407);
    const with_ = (url: string): string => url.replace('http://', 'http://user:hush-password@');
    const kubeconfig = await config();
    const refused = await run(['check', '-v'], { kubeconfig, env: { HTTPS_PROXY: with_(refusing.url) } });
    expect(refused.code).toBe(3);
    expect(oneLine(refused.stderr)).toContain(
      `through the proxy ${new URL(refusing.url).host}: the proxy answered 407`,
    );
    await refusing.stop();
    const gone = await run(['check', '-v'], { kubeconfig, env: { HTTPS_PROXY: with_('http://127.0.0.1:9') } });
    expect(gone.code).toBe(3);
    expect(oneLine(gone.stderr)).toContain('through the proxy 127.0.0.1:9: connection refused');
  });
});

describe('inside the cluster', () => {
  it("a pod's own service account is used, with its rights and no more", async () => {
    const folder = join(bed.dir, 'serviceaccount');
    await mkdir(folder);
    const accounts = '/api/v1/namespaces/monitoring/serviceaccounts';
    await bed.api.request('POST', accounts, { body: JSON.stringify({ metadata: { name: 'looker' } }) });
    const { status } = await bed.api.json<{ readonly status: { readonly token: string } }>(
      'POST',
      `${accounts}/looker/token`,
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
    );
    await writeFile(join(folder, 'token'), status.token, { mode: 0o600 });
    await writeFile(join(folder, 'ca.crt'), bed.ca);
    await writeFile(join(folder, 'namespace'), 'monitoring');
    const { hostname, port } = new URL(bed.url);
    const env = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
    const pod = { env, serviceAccount: folder };
    const before = await run(['check'], pod);
    expect(before.code).toBe(3);
    expect(before.stdout + before.stderr).toContain('system:serviceaccount:monitoring:looker');
    expect(before.stdout + before.stderr).not.toContain(status.token);
    const RBAC = 'rbac.authorization.k8s.io';
    await bed.apply([
      {
        apiVersion: `${RBAC}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'looker' },
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ kind: 'ServiceAccount', namespace: 'monitoring', name: 'looker' }],
      },
    ]);
    await bed.waitFor(async () => (await run(['check'], pod)).code === 1, { what: 'the rights of the account' });
    await sees(pod);
    // A kubeconfig comes first.
    const nowhere = await config({ cluster: { server: 'https://127.0.0.1:9' } });
    expect((await run(['check'], { ...pod, kubeconfig: nowhere })).code).toBe(3);
  }, 60_000);

  it('and outside of it, without any kubeconfig, one is asked for', async () => {
    const { code, stderr } = await run(['check']);
    expect(code).toBe(2);
    expect(oneLine(stderr)).toContain('No kubeconfig was found');
    expect(oneLine(stderr)).toContain('--from');
  });
});

describe('an API server that is busy', () => {
  it('is asked again after the time it names, and answers in full', async () => {
    const refused = new Map<string, number>();
    const times: number[] = [];
    front.become(({ path }) => {
      if (!path.includes('/servicemonitors')) return undefined;
      const count = refused.get(path) ?? 0;
      refused.set(path, count + 1);
      times.push(Date.now());
      const body = statusBody(429, 'TooManyRequests', 'too many requests');
      return count === 0 ? { status: 429, headers: { 'retry-after': '1' }, body } : undefined;
    });
    await sees({ kubeconfig: front.kubeconfig });
    expect(times).toHaveLength(2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('for ever is an answer that is lacking, and nothing is written', async () => {
    front.become(({ path }) =>
      path.includes('/servicemonitors')
        ? {
            status: 429,
            headers: { 'retry-after': '0' },
            body: statusBody(429, 'TooManyRequests', 'too many requests'),
          }
        : undefined,
    );
    const checked = await run(['check'], { kubeconfig: front.kubeconfig });
    expect(checked.code).toBe(3);
    expect(oneLine(checked.stdout + checked.stderr)).toContain('too many requests');
    const { code } = await run(['setup', '--yes'], { kubeconfig: front.kubeconfig });
    expect(code).toBe(3);
    const patched = front.seen.filter(({ method }) => method === 'PATCH').map(({ path }) => path);
    expect(patched).toEqual([]);
  }, 60_000);

  it('for a write is asked again too: the server did not act on it', async () => {
    let refused = 0;
    front.become(({ method }) => {
      if (method !== 'PATCH' || refused > 0) return undefined;
      refused += 1;
      return {
        status: 429,
        headers: { 'retry-after': '1' },
        body: statusBody(429, 'TooManyRequests', 'too many requests'),
      };
    });
    const { code, stdout } = await run(['setup', '--dry-run'], { kubeconfig: front.kubeconfig });
    expect(code).toBe(0);
    expect(refused).toBe(1);
    expect(stdout).toContain('nothing was written.');
  });
});
