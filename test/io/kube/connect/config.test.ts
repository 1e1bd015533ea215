import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadConnection } from '../../../../src/io/kube/connect/config.ts';
import { readBlockYaml } from '../../../../src/io/files/block-yaml.ts';
import { kubeconfig, tempDir } from '../api-stand-in.ts';

let dir: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ dir, remove } = await tempDir());
});
afterAll(() => remove());

async function file(name: string, text: string): Promise<string> {
  const full = path.join(dir, name);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(full, text);
  return full;
}
const SERVER = 'https://one.test:6443';

describe('which files are read', () => {
  it('merges the files of KUBECONFIG: the first that names something wins, a missing one is passed over', async () => {
    const first = await file('a.yaml', 'contexts: [{name: x, context: {cluster: c1, user: u1, namespace: team}}]\n');
    const second = await file(
      'b.yaml',
      [
        'current-context: x',
        'clusters: [{name: c1, cluster: {server: "https://one.test:6443/"}}]',
        'users: [{name: u1, user: {token: one}}]',
        'contexts: [{name: x, context: {cluster: lost, user: lost}}]',
      ].join('\r\n'),
    );
    const third = await file(
      'c.yaml',
      'current-context: y\nclusters: [{name: c1, cluster: {server: "https://two.test"}}]\nusers: [{name: u1, user: {token: two}}]\n',
    );
    const list = [first, path.join(dir, 'none.yaml'), second, third].join(path.delimiter);
    const connection = await loadConnection({ env: { KUBECONFIG: list } });
    expect(connection).toMatchObject({
      server: SERVER,
      context: 'x',
      namespace: 'team',
      auth: { kind: 'token', token: 'one' },
    });
  });

  it('reads ~/.kube/config without KUBECONFIG, and prefers --kubeconfig and --context', async () => {
    const home = path.join(dir, 'home');
    await file('home/.kube/config', kubeconfig(SERVER));
    const other = await file('other.json', kubeconfig('http://other.test:8080', { context: { namespace: 'n' } }));
    expect((await loadConnection({ env: { HOME: home } })).server).toBe(SERVER);
    const env = { HOME: home, KUBECONFIG: path.join(home, '.kube/config') };
    const connection = await loadConnection({ kubeconfig: other, context: 'test', env });
    expect(connection).toMatchObject({ server: 'http://other.test:8080', namespace: 'n' });
    await expect(loadConnection({ env, context: 'nope' })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('no context "nope"'),
      hint: 'Contexts: test.',
    });
  });

  it('takes the service account of a pod where there is no kubeconfig', async () => {
    await file('sa/token', 'pod-token\n');
    await file('sa/ca.crt', 'CA');
    await file('sa/namespace', 'here\n');
    const env = { HOME: path.join(dir, 'nobody'), KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    const connection = await loadConnection({ env, serviceAccountDir: path.join(dir, 'sa') });
    expect(connection).toMatchObject({
      server: 'https://[fd00::1]:443',
      context: 'in-cluster',
      namespace: 'here',
      ca: 'CA',
      auth: { kind: 'token-file', file: path.join(dir, 'sa/token') },
    });
  });

  it('says where it looked when there is nothing', async () => {
    const missing = path.join(dir, 'missing.yaml');
    await expect(loadConnection({ kubeconfig: missing, env: {} })).rejects.toMatchObject({
      code: 'usage',
      message: `The kubeconfig ${missing} does not exist`,
    });
    await expect(loadConnection({ env: { KUBECONFIG: missing } })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(missing),
    });
  });
});

describe('what a file says', () => {
  it('takes relative paths from the folder of the file, and data before files', async () => {
    await file('deep/ca.pem', 'FILE-CA');
    await file('deep/alice.pem', 'FILE-CERT');
    const name = await file(
      'deep/config',
      kubeconfig(SERVER, {
        cluster: { 'certificate-authority': 'ca.pem', 'tls-server-name': 'inner', 'proxy-url': 'http://p:1' },
        user: {
          'client-certificate': './alice.pem',
          'client-key': 'not-there.pem',
          'client-key-data': Buffer.from('DATA-KEY').toString('base64'),
          tokenFile: 'token',
        },
      }),
    );
    const connection = await loadConnection({ kubeconfig: name, env: {} });
    expect(connection).toMatchObject({
      ca: 'FILE-CA',
      cert: 'FILE-CERT',
      key: 'DATA-KEY',
      serverName: 'inner',
      proxyUrl: 'http://p:1',
      insecure: false,
      auth: { kind: 'token-file', file: path.join(dir, 'deep/token') },
    });
  });

  it('reads flow style, anchors and comments as kubectl does', async () => {
    const text = [
      '# mine',
      '--- ',
      'current-context: "\\u0078"',
      'clusters: [{name: c, cluster: &c {server: https://one.test, insecure-skip-tls-verify: yes}}]',
      'contexts: [{name: x, context: {cluster: c}}]',
      'copy: *c',
    ].join('\n');
    const connection = await loadConnection({ kubeconfig: await file('flow', text), env: {} });
    expect(connection).toMatchObject({ server: 'https://one.test', insecure: true, auth: { kind: 'none' } });
  });

  it('reads what kubectl writes without loading a YAML parser', async () => {
    const text = [
      'apiVersion: v1',
      'clusters:',
      '- cluster:',
      '    certificate-authority-data: Q0E=',
      '    server: https://one.test:6443',
      '  name: c',
      'contexts:',
      '- context:',
      '    cluster: c',
      '    user: u',
      '  name: c',
      'current-context: c',
      'kind: Config',
      'preferences: {}',
      'users:',
      '- name: u',
      '  user:',
      '    token: a.b-c',
      '',
    ].join('\n');
    expect(readBlockYaml(text)).toBeDefined();
    const connection = await loadConnection({ kubeconfig: await file('block', text), env: {} });
    expect(connection).toMatchObject({ server: SERVER, ca: 'CA', auth: { kind: 'token', token: 'a.b-c' } });
  });

  it('reads impersonation with its groups', async () => {
    const name = await file('as', kubeconfig(SERVER, { user: { token: 't', as: 'bob', 'as-groups': ['g1', 'g2'] } }));
    const { headers } = await loadConnection({ kubeconfig: name, env: {} });
    expect(headers).toEqual({ 'Impersonate-User': ['bob'], 'Impersonate-Group': ['g1', 'g2'] });
  });

  it.each([
    ['broken YAML', 'users:\n- name: u\n  user: {token: "hush-hush\n', 'the kubeconfig is not valid YAML: '],
    ['a list', '- 1\n', 'is not a mapping'],
    ['no current context', kubeconfig(SERVER).replace('"test"', '""'), 'has no current-context'],
    ['a cluster without a server', kubeconfig(SERVER).replace('"server"', '"x"'), 'names cluster "c"'],
    ['a server of no use', kubeconfig('ftp://hush-hush'), 'no usable server address'],
    ['credentials in the server', kubeconfig('https://me:hush-hush@one.test'), 'has a user or password in its server'],
    ['a user that is not there', kubeconfig(SERVER).replace('"name":"u"', '"name":"w"'), 'names user "u"'],
    [
      'a login inside kubectl',
      kubeconfig(SERVER, { user: { 'auth-provider': { name: 'gcp', config: { 'access-token': 'hush-hush' } } } }),
      'auth provider "gcp"',
    ],
    ['a missing certificate', kubeconfig(SERVER, { user: { 'client-certificate': 'no.pem' } }), 'no.pem could not be'],
  ])('refuses %s without repeating a secret', async (_what, text, words) => {
    const name = await file('bad', text);
    const failure: unknown = await loadConnection({ kubeconfig: name, env: {} }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'usage', message: expect.stringContaining(words) });
    expect(JSON.stringify([String(failure), failure])).not.toContain('hush-hush');
  });
});
