/** The kubeconfig is not what it should be: a file out of a chat, a repository, a shared home. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubeconfig } from '../io/kube/api-stand-in.ts';
import { CANARY } from './harness.ts';
import type { Attack, Scene } from './harness.ts';
import { ESCAPES } from './manners.ts';

/** The file itself. */
const files: readonly Attack[] = (
  [
    ['is a named pipe', (at) => execFileSync('mkfifo', [at]), 'it is a named pipe, not a file'],
    ['is a link to /dev/zero', (at) => symlinkSync('/dev/zero', at), 'it is a device, not a file'],
    ['is a folder', (at) => mkdirSync(at), 'it is a folder'],
    ['is a link to itself', (at) => symlinkSync(at, at), 'it is a loop of symbolic links'],
    ['is a link to nothing', (at) => symlinkSync(`${at}-gone`, at), 'does not exist'],
    ['is 17 MB', (at) => writeFileSync(at, 'a: b\n'.repeat(3_500_000)), 'it is larger than 16 MiB'],
    ['is empty', (at) => writeFileSync(at, ''), 'no current-context'],
    ['is binary', (at) => writeFileSync(at, new Uint8Array(5000)), 'it contains a control character'],
    ['is text', (at) => writeFileSync(at, `${CANARY}\n`), 'the kubeconfig is not a mapping'],
    ['is a list', (at) => writeFileSync(at, '[1, 2]'), 'the kubeconfig is not a mapping'],
    ['is broken YAML', (at) => writeFileSync(at, `a: [${CANARY}\n`), 'is not valid YAML'],
    ['is UTF-16', (at) => writeFileSync(at, Buffer.from('\ufeffa: b', 'utf16le')), 'it contains a control character'],
    ['is nested 100,000 deep', (at) => writeFileSync(at, '['.repeat(100_000)), 'nested too deeply'],
    [
      'is JSON nested 100,000 deep',
      (at) => writeFileSync(at, `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      'no current-context',
    ],
    ['is a bomb of aliases', (at) => writeFileSync(at, bomb()), 'excessive aliasing'],
    ['names an anchor inside itself', (at) => writeFileSync(at, 'a: &a [*a]\n'), 'an anchor contains itself'],
    [
      'has a key twice',
      (at) => writeFileSync(at, `current-context: a\ncurrent-context: b\n`),
      'There is no context "b"',
    ],
  ] as const satisfies readonly (readonly [string, (at: string) => unknown, string])[]
).map(([name, make, says]) => ({
  name: `kubeconfig: ${name}`,
  arrange: ({ folder }: Scene) => {
    const at = join(folder, 'kubeconfig');
    make(at);
    return ['--kubeconfig', at];
  },
  argv: ['check'],
  code: 2,
  says,
}));

function bomb(): string {
  const names = 'abcdefghij';
  const level = (name: string, i: number): string => `${name}: &${name} [${`*${names[i - 1]},`.repeat(9)}]`;
  return ['a: &a [x]', ...[...names].slice(1).map((name, i) => level(name, i + 1))].join('\n');
}

const config = (server: unknown, parts: Parameters<typeof kubeconfig>[1] = {}): string =>
  kubeconfig(server as string, parts);
const LOCAL = 'https://127.0.0.1:1';
const ADDRESS = 'no usable server address';

/** What stands in it. */
const contents: readonly Attack[] = (
  [
    ['the server is a file', config('file:///etc/passwd'), ADDRESS],
    ['the server is a script', config('javascript:alert(1)'), ADDRESS],
    ['the server is FTP', config('ftp://127.0.0.1/'), ADDRESS],
    ['the server is a socket', config('unix:///run/docker.sock'), ADDRESS],
    [
      'the server has a password',
      config(`https://user:${CANARY}@127.0.0.1/`),
      'has a user or password in its server address',
    ],
    ['the server has a secret in its query', config(`https://127.0.0.1:1/?token=${CANARY}`), 'connection refused'],
    ['the server has a fragment', config(`https://127.0.0.1:1/#${CANARY}`), 'connection refused'],
    ['the server has a new line', config('https://127.0.0.1:1/\r\nHost: evil'), ADDRESS],
    ['the server has escapes', config(`https://127.0.0.1:1/${ESCAPES}`), ADDRESS],
    ['the server has no port', config('https://127.0.0.1:99999'), ADDRESS],
    ['the server is empty', config('does not describe'), ''],
    ['the server is a number', config(7), 'does not describe'],
    ['the server is a map', config({ a: CANARY }), 'does not describe'],
    [
      'there is no current-context',
      JSON.stringify({ contexts: [{ name: 'a', context: {} }] }),
      'has no current-context',
    ],
    ['current-context is a number', JSON.stringify({ 'current-context': 7 }), 'has no current-context'],
    ['current-context is not there', JSON.stringify({ 'current-context': ESCAPES }), 'There is no context'],
    [
      'names of contexts have escapes',
      JSON.stringify({ contexts: [{ name: ESCAPES, context: { cluster: 'c' } }] }),
      'no current-context',
    ],
    ['the context names a cluster with escapes', config(LOCAL, { context: { cluster: ESCAPES } }), 'does not describe'],
    ['the context names a user with escapes', config(LOCAL, { context: { user: ESCAPES } }), 'does not describe'],
    ['contexts are a map', JSON.stringify({ 'current-context': 'a', contexts: { a: {} } }), 'There is no context'],
    [
      'entries are null',
      JSON.stringify({ 'current-context': 'a', contexts: [null, 7, 'a'], clusters: [null], users: [null] }),
      'There is no context',
    ],
    [
      'the context is a list',
      JSON.stringify({ 'current-context': 'a', contexts: [{ name: 'a', context: [] }] }),
      'There is no context',
    ],
    ['a CA that is no base64', config(LOCAL, { cluster: { 'certificate-authority-data': '%%%' } }), ''],
    [
      'a CA that is no certificate',
      config(LOCAL, { cluster: { 'certificate-authority-data': Buffer.from(CANARY).toString('base64') } }),
      '',
    ],
    [
      'a key that is none',
      config(LOCAL, {
        user: { 'client-certificate-data': 'eA==', 'client-key-data': Buffer.from(CANARY).toString('base64') },
      }),
      'cannot be read',
    ],
    ['a CA file that is a folder', config(LOCAL, { cluster: { 'certificate-authority': '/' } }), 'it is a folder'],
    [
      'a CA file that is /dev/zero',
      config(LOCAL, { cluster: { 'certificate-authority': '/dev/zero' } }),
      'it is a device',
    ],
    ['a token file that is a folder', config(LOCAL, { user: { tokenFile: '/' } }), 'it is a folder'],
    ['a token file that is /dev/zero', config(LOCAL, { user: { tokenFile: '/dev/zero' } }), 'it is a device'],
    ['a token file that is not there', config(LOCAL, { user: { tokenFile: 'gone' } }), 'could not be read'],
    [
      'a token with a new line',
      config(LOCAL, { user: { token: `${CANARY}\r\nX-Evil: 1` } }),
      'holds characters no token has',
    ],
    ['a token of escapes', config(LOCAL, { user: { token: ESCAPES } }), 'holds characters no token has'],
    [
      'impersonation with a new line',
      config(LOCAL, { user: { token: 'a', as: 'admin\r\nX-Evil: 1' } }),
      'Invalid character',
    ],
    [
      'impersonation of a group with a new line',
      config(LOCAL, { user: { token: 'a', as: 'a', 'as-groups': ['b\nX: 1'] } }),
      'Invalid character',
    ],
    ['a proxy of another scheme', config(LOCAL, { cluster: { 'proxy-url': `file:///${CANARY}` } }), 'is of no use'],
    [
      'a proxy without a scheme, with a password',
      config(LOCAL, { cluster: { 'proxy-url': `user:${CANARY}@proxy:1` } }),
      'is of no use',
    ],
    ['a TLS name with a new line', config(LOCAL, { cluster: { 'tls-server-name': 'a\nb' } }), ''],
    [
      'an auth provider with escapes',
      config(LOCAL, { user: { 'auth-provider': { name: ESCAPES } } }),
      'which Kubernetes has retired',
    ],
    [
      'a plugin without a command',
      config(LOCAL, { user: { exec: { apiVersion: 'client.authentication.k8s.io/v1' } } }),
      'names no command',
    ],
    [
      'a plugin of another version',
      config(LOCAL, { user: { exec: { command: 'x', apiVersion: ESCAPES } } }),
      'which is not known',
    ],
    [
      'a plugin that must ask',
      config(LOCAL, {
        user: { exec: { command: 'x', apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Always' } },
      }),
      'must ask a person',
    ],
  ] as const satisfies readonly (readonly [string, string, string])[]
).map(([name, text, says]) => ({
  name: `kubeconfig: ${name}`,
  arrange: ({ write }: Scene) => ['--kubeconfig', write('kubeconfig', text)],
  argv: ['check', '--timeout', '5s'],
  code: [2, 3],
  says,
}));

export const rows: readonly Attack[] = [...files, ...contents];
