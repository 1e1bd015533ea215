/** The credential plugin that a kubeconfig names. */
import { chmodSync } from 'node:fs';
import { expect } from '@jest/globals';
import { healthy } from '../worlds.ts';
import { CANARY } from './harness.ts';
import type { Attack } from './harness.ts';
import { startApi } from './servers.ts';

const V1 = 'client.authentication.k8s.io/v1';
const credential = (status: unknown, apiVersion: unknown = V1): string =>
  JSON.stringify({ apiVersion, kind: 'ExecCredential', status });
const prints = (text: string): string => `cat <<'END'\n${text}\nEND`;

interface Plugin {
  readonly does: string;
  /** Lines of sh. */
  readonly script: string;
  readonly code?: number;
  readonly says: string;
  readonly fields?: object;
  readonly argv?: readonly string[];
}

const plugins: readonly Plugin[] = [
  { does: 'never answers', script: 'sleep 300', says: 'the time-out of 1 s ended', argv: ['--timeout', '1s'] },
  {
    does: 'never answers, and minds no signal',
    script: "trap '' TERM\nsleep 300",
    says: 'the time-out of 1 s ended',
    argv: ['--timeout', '1s'],
  },
  { does: 'reads what nobody types', script: 'cat; exit 1', says: 'ended with code 1' },
  {
    does: 'leaves a child that keeps the pipe open',
    script: `sleep 300 &\n${prints(credential({ token: 'a' }))}`,
    says: 'the time-out of 1 s ended',
    argv: ['--timeout', '1s'],
  },
  { does: 'prints without end', script: `yes ${CANARY}`, says: 'printed more than 1 MiB', code: 2 },
  { does: 'prints 700 MB', script: 'head -c 700000000 /dev/zero', says: 'printed more than 1 MiB', code: 2 },
  { does: 'complains without end', script: `(yes complaint | head -c 50000000) >&2; exit 1`, says: '' },
  { does: 'prints nothing', script: 'true', says: 'printed no ExecCredential', code: 2 },
  { does: 'prints text', script: prints(CANARY), says: 'printed no ExecCredential', code: 2 },
  { does: 'prints a list', script: prints('[1]'), says: 'printed no ExecCredential', code: 2 },
  {
    does: 'prints JSON cut short',
    script: prints(`{"status": {"token": "${CANARY}`),
    says: 'printed no ExecCredential',
    code: 2,
  },
  {
    does: 'prints JSON nested 100,000 deep',
    script: `printf '%0100000d' 0 | tr 0 '['`,
    says: 'printed no ExecCredential',
    code: 2,
  },
  {
    does: 'prints another apiVersion',
    script: prints(credential({ token: CANARY }, 'v1')),
    says: 'answers with another apiVersion',
    code: 2,
  },
  {
    does: 'prints an apiVersion that is a map',
    script: prints(credential({ token: CANARY }, {})),
    says: 'answers with another apiVersion',
    code: 2,
  },
  {
    does: 'prints a token that is a number',
    script: prints(credential({ token: 7 })),
    says: 'printed no ExecCredential',
    code: 2,
  },
  { does: 'prints a token that is empty', script: prints(credential({ token: '' })), says: '', code: 2 },
  {
    does: 'prints a token with a new line and a header',
    script: prints(credential({ token: `${CANARY}\r\nX-Evil: 1` })),
    says: 'holds characters no token has',
    code: 2,
  },
  {
    does: 'prints a token of a megabyte',
    script: `printf '{"apiVersion":"${V1}","status":{"token":"'; head -c 900000 /dev/zero | tr '\\0' a; printf '"}}'`,
    says: '',
  },
  {
    does: 'prints a token in UTF-16',
    script: `printf '{"apiVersion":"${V1}","status":{"token":"\\303\\251"}}'`,
    says: 'holds characters no token has',
    code: 2,
  },
  {
    does: 'prints a certificate without a key',
    script: prints(credential({ clientCertificateData: 'x' })),
    says: 'printed no ExecCredential',
    code: 2,
  },
  {
    does: 'prints a certificate that is none',
    script: prints(credential({ clientCertificateData: 'x', clientKeyData: CANARY })),
    says: '',
    code: 0,
  },
  {
    does: 'prints a token that expired in 1970',
    script: prints(credential({ token: 'a', expirationTimestamp: '1970-01-01T00:00:00Z' })),
    says: '',
    code: 0,
  },
  {
    does: 'prints an expiry that is none',
    script: prints(credential({ token: 'a', expirationTimestamp: 'tomorrow' })),
    says: '',
    code: 0,
  },
  {
    does: 'prints an expiry that is a map',
    script: prints(credential({ token: 'a', expirationTimestamp: {} })),
    says: '',
    code: 0,
  },
  { does: 'fails', script: 'exit 1', says: 'ended with code 1' },
  {
    does: 'fails with escapes',
    script: String.raw`printf '\033]0;owned\007\n::error::owned\342\200\256evil' >&2; exit 1`,
    says: 'ended with code 1',
  },
  { does: 'ends itself by a signal', script: 'kill -9 $$', says: 'SIGKILL' },
  { does: 'is not there', script: '', fields: { command: '/nowhere/plugin' }, says: 'is not installed' },
  { does: 'is a folder', script: '', fields: { command: '/etc' }, says: 'could not be started' },
  { does: 'has a name with escapes', script: '', fields: { command: 'a\u001b[31m\nb' }, says: '' },
  { does: 'has a name with NUL', script: '', fields: { command: 'a\0b' }, says: '', code: 2 },
  {
    does: 'has arguments with NUL',
    script: prints(credential({ token: 'a' })),
    fields: { args: ['a\0b'] },
    says: '',
    code: 2,
  },
  {
    does: 'has variables with NUL',
    script: prints(credential({ token: 'a' })),
    fields: { env: [{ name: 'A', value: 'a\0b' }] },
    says: '',
    code: 2,
  },
  {
    does: 'has variables of no name',
    script: prints(credential({ token: 'a' })),
    fields: {
      env: [
        { name: 'A=B', value: 'x' },
        { name: '', value: 'x' },
      ],
    },
    says: '',
    code: 0,
  },
  {
    does: 'has arguments that are none',
    script: prints(credential({ token: 'a' })),
    fields: { args: { a: 1 }, env: 'x' },
    says: '',
    code: 0,
  },
  {
    does: 'has a hint of escapes',
    script: '',
    fields: { command: '/nowhere/x', installHint: '\u001b[31mrun\n$(id)' },
    says: 'is not installed',
  },
];

export const rows: readonly Attack[] = plugins.map(({ does, script, code = 3, says, fields = {}, argv = [] }) => ({
  name: `plugin: ${does}`,
  arrange: async (scene) => {
    const file = scene.write('plugin', `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    const exec = { apiVersion: V1, command: './plugin', interactiveMode: 'Never', ...fields };
    const api = await startApi(scene, { objects: healthy(), config: { user: { exec } } });
    // No header but our own reaches the server.
    scene.afterwards(() => expect(api.seen.filter(({ headers }) => headers['x-evil'] !== undefined)).toEqual([]));
    return [...api.argv, ...argv];
  },
  argv: ['check'],
  code,
  says,
}));
