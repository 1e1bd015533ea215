import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openKube } from '../../../../src/io/kube/connect/open.ts';
import type { Kube } from '../../../../src/io/kube/connect/open.ts';
import { kubeconfig, makeCerts, standIn, status, tempDir } from '../api-stand-in.ts';
import type { Reply, Seen, StandIn, Tls } from '../api-stand-in.ts';

let dir: string;
let remove: () => Promise<void>;
const ending: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  ({ dir, remove } = await tempDir());
});
afterAll(() => remove());
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

const API = 'client.authentication.k8s.io/v1';
let names = 0;

/** A plugin that notes each call, then runs `code` with `calls` (1 at first), `info` and print(status). */
async function plugin(code: string): Promise<{ readonly command: string; calls(): Promise<readonly string[]> }> {
  names += 1;
  const command = path.join(dir, `plugin-${names}`);
  const log = `${command}.log`;
  await writeFile(log, '');
  await writeFile(
    command,
    `#!${process.execPath}
const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify({ info: process.env.KUBERNETES_EXEC_INFO, role: process.env.ROLE, args: process.argv.slice(2) }) + '\\n');
const calls = fs.readFileSync(${JSON.stringify(log)}, 'utf8').trim().split('\\n').length;
const print = (status) => console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: '${API}', status }));
${code}
`,
  );
  await chmod(command, 0o755);
  return {
    command,
    calls: async () =>
      (await readFile(log, 'utf8'))
        .trim()
        .split('\n')
        .filter((line) => line !== ''),
  };
}

interface Scene {
  readonly api: StandIn;
  readonly kube: Kube;
}
async function scene(
  exec: object,
  answer: (seen: Seen, count: number) => Reply = () => ({}),
  { tls, cluster = {} }: { tls?: Tls; cluster?: object } = {},
): Promise<Scene> {
  const api = await standIn(answer, tls);
  ending.push(() => api.stop());
  const config = path.join(dir, `config-${names}`);
  const server = `${tls ? 'https' : 'http'}://127.0.0.1:${api.port}`;
  const user = { exec: { apiVersion: API, interactiveMode: 'IfAvailable', ...exec } };
  await writeFile(config, kubeconfig(server, { cluster, user }));
  const kube = await openKube({ kubeconfig: config, env: { PATH: process.env['PATH'] }, backoffMs: 5 });
  ending.push(() => kube.close());
  return { api, kube };
}
const get = (kube: Kube): Promise<unknown> => kube.request({ method: 'GET', path: '/version' });
async function failure(promise: Promise<unknown>): Promise<Error & { hint: string }> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  return error as Error & { hint: string };
}
const unauthorized = status(401, 'Unauthorized', 'Unauthorized');

describe('a credential plugin', () => {
  it('runs once for a whole run, also when it names no expiry and requests start together', async () => {
    const { command, calls } = await plugin(`print({ token: 'tok-' + calls });`);
    const { api, kube } = await scene({ command, args: ['get-token'], env: [{ name: 'ROLE', value: 'r1' }] });
    await Promise.all([get(kube), get(kube), get(kube)]);
    await get(kube);
    expect(new Set(api.seen.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer tok-1']));
    const ran = (await calls()).map((line) => JSON.parse(line) as Record<string, string>);
    expect(ran).toEqual([expect.objectContaining({ role: 'r1', args: ['get-token'] })]);
    expect(JSON.parse(ran[0]?.['info'] ?? '')).toEqual({
      kind: 'ExecCredential',
      apiVersion: API,
      spec: { interactive: false },
    });
  });

  it('runs once more when the server says 401, for all requests together', async () => {
    const { command, calls } = await plugin(`print({ token: 'tok-' + calls });`);
    const { kube } = await scene({ command }, ({ headers }) =>
      headers.authorization === 'Bearer tok-1' ? unauthorized : {},
    );
    await Promise.all([get(kube), get(kube), get(kube)]);
    await get(kube);
    expect(await calls()).toHaveLength(2);
  });

  it('runs once more when its credential has expired by its own word', async () => {
    const soon = `print({ token: 'tok-' + calls, expirationTimestamp: new Date(Date.now() + (calls === 1 ? 10300 : 3600000)).toISOString() });`;
    const { command, calls } = await plugin(soon);
    const { kube, api } = await scene({ command });
    await get(kube);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await Promise.all([get(kube), get(kube)]);
    expect(await calls()).toHaveLength(2);
    expect(api.seen.at(-1)?.headers.authorization).toBe('Bearer tok-2');
  });

  it('is not run again and again for credentials that are over before they arrive', async () => {
    const { command, calls } = await plugin(`print({ token: 't', expirationTimestamp: '2020-01-01T00:00:00Z' });`);
    const { kube } = await scene({ command });
    await get(kube);
    await get(kube);
    expect(await calls()).toHaveLength(1);
  });

  it('ends the run when a fresh credential is refused too', async () => {
    const { command, calls } = await plugin(`print({ token: 'hush-' + calls });`);
    const { kube } = await scene({ command }, () => unauthorized);
    const failed = await failure(get(kube));
    expect(failed).toMatchObject({ code: 'forbidden', outcome: 'unknown' });
    expect(`${failed.message} ${failed.hint}`).not.toContain('hush');
    expect(await calls()).toHaveLength(2);
  });

  it('may hand out a client certificate, and may ask about the cluster', async () => {
    const certs = await makeCerts(dir);
    await writeFile(path.join(dir, 'pair.json'), JSON.stringify(certs.client));
    const { command, calls } = await plugin(
      `const pair = JSON.parse(fs.readFileSync(${JSON.stringify(path.join(dir, 'pair.json'))}, 'utf8'));
       print({ clientCertificateData: pair.cert, clientKeyData: pair.key });`,
    );
    const extensions = [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }];
    const { api, kube } = await scene({ command, provideClusterInfo: true }, () => ({}), {
      tls: { ...certs.server, ca: certs.ca },
      cluster: { 'certificate-authority': certs.caFile, extensions },
    });
    await get(kube);
    expect(api.seen[0]).toMatchObject({
      clientName: 'alice',
      headers: expect.not.objectContaining({ authorization: '' }),
    });
    const [line = ''] = await calls();
    const info = JSON.parse((JSON.parse(line) as Record<string, string>)['info'] ?? '') as object;
    expect(info).toMatchObject({
      spec: {
        cluster: {
          server: `https://127.0.0.1:${api.port}`,
          'certificate-authority-data': Buffer.from(certs.ca).toString('base64'),
          config: { audience: 'x' },
        },
      },
    });
  });

  it('is found beside the kubeconfig when its command is a relative path', async () => {
    const { command, calls } = await plugin(`print({ token: 't' });`);
    const { kube } = await scene({ command: `./${path.basename(command)}` });
    await get(kube);
    expect(await calls()).toHaveLength(1);
  });
});

describe('a credential plugin that does not work', () => {
  it('is missing: the kubeconfig says how to install it', async () => {
    const { kube } = await scene({ command: 'no-such-plugin-here', installHint: 'Install it\nwith \u001b[31mcare' });
    expect(await failure(get(kube))).toMatchObject({
      code: 'unreachable',
      outcome: 'unknown',
      message: expect.stringMatching(
        /^The credential plugin no-such-plugin-here of context ".+" is not installed, or not on PATH$/,
      ),
      hint: 'Install it with  [31mcare',
    });
  });

  it('fails: its words are told, tokens in them are not', async () => {
    const said = `session expired, run "sso login" (Bearer hush-hush, eyJhbGciOiJSUzI1NiJ9.eyJodXNoIjoxfQ.c2ln)`;
    const { command } = await plugin(`console.error(${JSON.stringify(said)}); process.exit(7);`);
    const { kube } = await scene({ command });
    const failed = await failure(get(kube));
    expect(failed).toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/ended with code 7$/),
      hint: expect.stringContaining('with -v it prints what the plugin said'),
      cause: { message: expect.stringMatching(/^the plugin said: session.*run "sso login"/) },
    });
    expect(JSON.stringify([failed.message, failed.hint, String(failed.cause)])).not.toMatch(/hush|eyJ/);
  });

  it.each([
    ['prints without end', `for (;;) require('fs').writeSync(1, 'hush-hush'.repeat(9999))`, 'more than 1 MiB'],
    ['prints no JSON', `console.log('hush-hush')`, 'printed no ExecCredential'],
    ['prints an empty status', `print({})`, 'printed no ExecCredential'],
    ['prints half a certificate', `print({ clientCertificateData: 'hush-hush' })`, 'printed no ExecCredential'],
    [
      'prints another version',
      `console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1beta1', status: { token: 'hush-hush' } }))`,
      'another apiVersion',
    ],
  ])('%s', async (_what, code, words) => {
    const { command } = await plugin(code);
    const { kube } = await scene({ command });
    const failed = await failure(get(kube));
    expect(failed).toMatchObject({ code: 'usage', message: expect.stringContaining(words) });
    expect(failed.message).not.toContain('hush');
  });

  it.each([
    ['needs a person', { interactiveMode: 'Always' }, 'standard input is not a terminal'],
    ['has an unknown version', { apiVersion: 'v9' }, 'is not known'],
    ['has no command', { command: '' }, 'names no command'],
    ['has a command of the wrong type', { command: 7 }, 'names no command'],
  ])('%s', async (_what, exec, words) => {
    const { command, calls } = await plugin(`print({ token: 't' });`);
    const { kube } = await scene({ command, ...exec });
    expect(await failure(get(kube))).toMatchObject({ code: 'usage', message: expect.stringContaining(words) });
    expect(await calls()).toHaveLength(0);
  });
});
