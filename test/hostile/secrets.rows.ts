/** Servers, plugins and configurations that repeat what promwire sent, in whatever form: none of it comes out. */
import { chmodSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { CANARY } from './harness.ts';
import type { Attack, Scene } from './harness.ts';
import type { Manner } from './manners.ts';
import { grafanaAt, prometheusAt, startApi } from './servers.ts';

/** Long enough to be cut, with characters that are escaped somewhere. */
const SECRET = `${CANARY}-9f8e/7d6c+5b4a3f2e=1d0c9b8a&tail-of"it-Zz77`;
const PIECES = /9f8e.?7d6c|5b4a3f2e|1d0c9b8a|tail-of.?it/;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const each = (text: string, form: (code: number) => string): string =>
  [...text].map((char) => form(char.charCodeAt(0))).join('');
const hex = (code: number): string => code.toString(16).padStart(2, '0');

/** How it is repeated, and what then must not appear. */
const FORMS: readonly (readonly [name: string, form: (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['its first 30 characters', (secret) => secret.slice(0, 30)],
  ['its last 20 characters', (secret) => secret.slice(-20)],
  ['in base64', base64],
  ['in base64 behind one character', (secret) => base64(`x${secret}`)],
  ['in base64 of a login', (secret) => base64(`me:${secret}`)],
  ['the beginning of its base64', (secret) => base64(secret).slice(0, 26)],
  ['in base64 for URLs', (secret) => Buffer.from(secret).toString('base64url')],
  ['in hexadecimal', (secret) => Buffer.from(secret).toString('hex')],
  ['percent-encoded', encodeURIComponent],
  ['percent-encoded all over', (secret) => each(secret, (code) => `%${hex(code)}`)],
  ['percent-encoded here and there', (secret) => secret.replaceAll(/[aeiou4-9]/g, (c) => `%${hex(c.charCodeAt(0))}`)],
  ['percent-encoded twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['in numbers of JSON', (secret) => each(secret, (code) => `\\u00${hex(code)}`)],
  ['in JSON within JSON', (secret) => JSON.stringify(JSON.stringify({ secret }))],
  ['in entities of HTML', (secret) => each(secret, (code) => `&#${code};`)],
  ['as a bearer token', (secret) => `Authorization: Bearer ${secret}`],
  ['with its login the other way round', (secret) => `${secret}:me`],
];

/** Answers with an error; `word` is in its message. */
type Refusal = (word: string) => readonly [status: number, body: unknown];
const STATUS: Refusal = (word) => [
  400,
  { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: `no: ${word}`, code: 400 },
];
const PROMETHEUS: Refusal = (word) => [422, { status: 'error', errorType: 'execution', error: `no: ${word}` }];
const GRAFANA: Refusal = (word) => [400, { message: `no: ${word}` }];

const refuses =
  (refusal: Refusal, word: string): Manner =>
  (response: ServerResponse) => {
    const [status, body] = refusal(word);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

const api =
  (word: string, config: object = { user: { token: SECRET } }): NonNullable<Attack['arrange']> =>
  async (scene) =>
    (await startApi(scene, { instead: () => refuses(STATUS, word), config })).argv;

/** The token of a file, and the password of the URL. */
const tokenFile = (scene: Scene, of: string): readonly string[] => [
  `--${of}-token-file`,
  scene.write('long-token', SECRET),
];
const loginIn = (url: string): string => url.replace('://', `://me:${encodeURIComponent(SECRET)}@`);

const prometheus =
  (word: string, login: boolean): NonNullable<Attack['arrange']> =>
  async (scene) => {
    const [flag = '', url = ''] = await prometheusAt(() => refuses(PROMETHEUS, word))(scene);
    return login ? [flag, loginIn(url)] : [flag, url, ...tokenFile(scene, 'prometheus')];
  };
const grafana =
  (word: string): NonNullable<Attack['arrange']> =>
  async (scene) => {
    const [flag = '', url = ''] = await grafanaAt(() => refuses(GRAFANA, word))(scene);
    return [flag, url, ...tokenFile(scene, 'grafana')];
  };

const HIDDEN = /\(hidden\)|\*\*\*/;
const PREVIEW = ['dashboard', 'preview', '--variant', 'v3'];
const IMPORT = ['dashboard', 'import', '--variant', 'v3'];

const repeated = FORMS.flatMap(([name, form]): readonly Attack[] => {
  const word = form(SECRET);
  const never = [PIECES, word, ...(word.length > 40 ? [word.slice(0, 40), word.slice(-30)] : [])];
  const row = { code: [1, 3], says: HIDDEN, never };
  return [
    { ...row, name: `the API server repeats the token: ${name}`, arrange: api(word), argv: ['check', '-v'] },
    { ...row, name: `Prometheus repeats the token: ${name}`, arrange: prometheus(word, false), argv: PREVIEW },
    { ...row, name: `Prometheus repeats the password: ${name}`, arrange: prometheus(word, true), argv: PREVIEW },
    { ...row, name: `Grafana repeats the token: ${name}`, arrange: grafana(word), argv: IMPORT },
  ];
});

/** A kubeconfig of its own; `fields` of its user, cluster. */
const config =
  (fields: { readonly user?: object; readonly cluster?: object }, word = SECRET): NonNullable<Attack['arrange']> =>
  async (scene) =>
    await api(word, fields)(scene);

const commands = [
  ['check', '-o', 'json'],
  ['check', '-o', 'sarif'],
  ['check', '-o', 'junit'],
  ['check', '-o', 'html'],
  ['check', '-o', 'github'],
  ['check', '-o', 'prometheus'],
  ['check', '-o', 'yaml'],
  ['snapshot'],
  ['snapshot', '--live'],
  ['setup', '--dry-run'],
  ['uninstall', '--dry-run'],
  ['generate'],
  ['settings', '--from-cluster'],
];
const everywhere = commands.map((argv): Attack => ({
  name: `the API server repeats the token to ${argv.join(' ')}`,
  arrange: api(`${SECRET} ${encodeURIComponent(SECRET)} ${base64(SECRET)}`),
  argv,
  code: [0, 1, 2, 3],
  says: '',
  never: [PIECES, base64(SECRET).slice(0, 30)],
}));

/** A credential plugin that runs these lines of a shell. */
const plugin =
  (lines: string, fields: object = {}): NonNullable<Attack['arrange']> =>
  async (scene) => {
    const file = scene.write('plugin', `#!/bin/sh\n${lines}\n`);
    chmodSync(file, 0o755);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: file, interactiveMode: 'Never', ...fields };
    return await api(SECRET, { user: { exec } })(scene);
  };
const credential = JSON.stringify({
  apiVersion: 'client.authentication.k8s.io/v1',
  kind: 'ExecCredential',
  status: { token: SECRET },
});

const plugins: readonly Attack[] = [
  {
    name: 'a plugin that says its token, without -v',
    arrange: plugin(`echo 'token ${SECRET}' >&2; exit 1`),
    argv: ['check'],
    code: 3,
    says: 'with -v it prints what the plugin said',
  },
  {
    name: 'a plugin that hands out a token and fails, with -v',
    arrange: plugin(`echo '${credential}'; echo 'using ${SECRET}' >&2; exit 1`),
    argv: ['check', '-v'],
    code: 3,
    says: 'ended with code 1',
  },
  {
    name: 'the same as the program, with -v',
    arrange: plugin(`echo '${credential.replaceAll("'", '')}'; echo 'using ${SECRET}' >&2; exit 1`),
    argv: ['check', '-v'],
    program: true,
    code: 3,
    says: 'the plugin said: using (hidden)',
  },
  {
    name: 'a plugin that says what is in its environment, with -v',
    arrange: plugin('echo "client $CLIENT_SECRET" >&2; exit 1', { env: [{ name: 'CLIENT_SECRET', value: SECRET }] }),
    argv: ['check', '-v'],
    program: true,
    code: 3,
    says: 'the plugin said: client (hidden)',
  },
  {
    name: 'a plugin that says its arguments, with -v',
    arrange: plugin('echo "$@" >&2; exit 1', { args: ['--client-secret', SECRET, `--token=${SECRET}x`] }),
    argv: ['check', '-v'],
    program: true,
    code: 3,
    says: 'the plugin said:',
  },
  {
    name: 'the token of a plugin that the API server repeats',
    arrange: plugin(`cat <<'END'\n${credential}\nEND`),
    argv: ['check'],
    code: 3,
    says: HIDDEN,
  },
];

const PROXY = `me:${SECRET.replaceAll(/[^\w-]/g, '')}@127.0.0.1:9`;
const configurations: readonly Attack[] = [
  ...(
    [
      ['a query in the server', (url: string) => `${url}?token=${SECRET}`],
      ['a fragment in the server', (url: string) => `${url}#${SECRET}`],
      ['a login in the server', (url: string) => url.replace('://', `://me:${CANARY}@`)],
      ['a token as the user of the server', (url: string) => url.replace('://', `://${CANARY}@`)],
      ['a server of no scheme', (url: string) => url.replace('http://', `me:${CANARY}@`)],
    ] as const
  ).map(([name, made]): Attack => ({
    name,
    arrange: async (scene) => {
      const { url } = await startApi(scene, {});
      const clusters = [{ name: 'c', cluster: { server: made(url) } }];
      const contexts = [{ name: 'x', context: { cluster: 'c' } }];
      const text = JSON.stringify({ clusters, contexts, 'current-context': 'x' });
      return ['--kubeconfig', scene.write('config', text)];
    },
    argv: ['check'],
    code: [0, 1, 2, 3],
    says: '',
  })),
  ...[`http://${PROXY}`, `socks5://${PROXY}`, PROXY, `ftp://${PROXY}`].map((proxy): Attack => ({
    name: `a proxy-url ${proxy.split('me:')[0] ?? ''}…`,
    arrange: config({ user: { token: SECRET }, cluster: { server: 'http://cluster.test', 'proxy-url': proxy } }),
    argv: ['check'],
    code: [2, 3],
    says: /proxy/,
  })),
  {
    name: 'HTTP_PROXY with a login and no scheme',
    arrange: config({ cluster: { server: 'http://cluster.test' } }),
    argv: ['check'],
    env: { HTTP_PROXY: PROXY },
    code: 3,
    says: 'through the proxy 127.0.0.1:9',
  },
  ...['?token=', '/x#', '?a=b&c='].map((part): Attack => ({
    name: `--prometheus-url with ${part}`,
    argv: [...PREVIEW, '--prometheus-url', `http://127.0.0.1:9${part}${SECRET}`],
    code: [2, 3],
    says: '',
  })),
  {
    name: '--grafana-url with a query',
    argv: [...IMPORT, '--grafana-url', `http://127.0.0.1:9/?token=${SECRET}`],
    code: 2,
    says: '--grafana-url',
  },
  {
    name: '--grafana-url with a login that is refused a connection',
    argv: [...IMPORT, '--grafana-url', `http://me:${CANARY}@127.0.0.1:9`],
    code: 3,
    says: 'connection refused',
  },
  {
    name: '--prometheus-url that is none',
    argv: [...PREVIEW, '--prometheus-url', `me:${CANARY}@127.0.0.1:9`],
    code: 2,
    says: '--prometheus-url',
  },
  {
    name: 'a redirect that repeats the token',
    arrange: async (scene) => {
      const to = `http://elsewhere.test/${encodeURIComponent(SECRET)}/login?token=${SECRET}`;
      const [flag = '', url = ''] = await prometheusAt(
        () => (response: ServerResponse) => void response.writeHead(302, { location: encodeURI(to) }).end(),
      )(scene);
      return [flag, url, ...tokenFile(scene, 'prometheus')];
    },
    argv: PREVIEW,
    code: 3,
    says: 'answered with a redirect',
  },
  {
    name: 'a header of a file that is repeated',
    arrange: async (scene) => {
      const [flag = '', url = ''] = await prometheusAt(() => refuses(PROMETHEUS, SECRET))(scene);
      return [
        flag,
        url,
        '--prometheus-header',
        scene.write('headers', `Cookie: session=${SECRET}\nX-Api-Key: ${SECRET}`),
      ];
    },
    argv: PREVIEW,
    code: [1, 3],
    says: HIDDEN,
  },
];

export const rows: readonly Attack[] = [...repeated, ...everywhere, ...plugins, ...configurations].map((row) => ({
  ...row,
  never: [...(row.never ?? []), PIECES],
}));
