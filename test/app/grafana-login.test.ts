/** --grafana-admin-secret: which Secret is read, and that nothing of it is printed. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JsonObject, KubeObject } from '../../src/model/index.ts';
import { startGrafana } from '../io/grafana/grafana-standin.ts';
import type { GrafanaStandIn } from '../io/grafana/grafana-standin.ts';
import { onCluster } from '../commands/cluster.ts';

const PASSWORD = 'first-boot-password';
const from = (name: string, key: string): JsonObject => ({ valueFrom: { secretKeyRef: { name, key } } });
const env = (name: string, value: JsonObject): JsonObject => ({ name, ...value });
const USER = 'GF_SECURITY_ADMIN_USER';
const PASS = 'GF_SECURITY_ADMIN_PASSWORD';

function object(kind: string, name: string, body: JsonObject, namespace = 'monitoring'): KubeObject {
  const apiVersion = kind === 'Secret' ? 'v1' : 'apps/v1';
  const origin = { source: 'cluster' } as const;
  return { apiVersion, kind, metadata: { name, namespace, labels: {}, annotations: {} }, body, origin };
}
const grafanaOf = (variables: readonly JsonObject[], name = 'prometheus-grafana', kind = 'Deployment'): KubeObject =>
  object(kind, name, {
    spec: {
      template: {
        spec: {
          containers: [
            { name: 'grafana-sc-dashboard', env: [env('REQ_PASSWORD', from('other', 'x'))] },
            { name: 'grafana', env: variables },
          ],
        },
      },
    },
  });
const secret = (name: string, data: Readonly<Record<string, string>>): KubeObject =>
  object('Secret', name, {
    data: Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
  });
const chart = grafanaOf([env(USER, from('gf', 'admin-user')), env(PASS, from('gf', 'admin-password'))]);
const chartSecret = secret('gf', { 'admin-user': 'root', 'admin-password': PASSWORD });

let grafana: GrafanaStandIn;
const start = async (user: string): Promise<void> => {
  grafana = await startGrafana({
    version: 13,
    authorization: `Basic ${Buffer.from(`${user}:${PASSWORD}`).toString('base64')}`,
  });
};
beforeEach(async () => {
  await start('root');
});
afterEach(async () => {
  await grafana.stop();
});

const login = async (
  objects: readonly KubeObject[],
  value: readonly string[] = [],
  may?: (asked: string) => boolean,
): Promise<{ readonly code: number; readonly said: string; readonly asked: readonly string[] }> => {
  const url = ['--variant', 'v3', '--dry-run', '--grafana-url', grafana.url];
  const { code, out, err, asked } = await onCluster(
    objects,
    ['dashboard import', '--grafana-admin-secret', ...value, ...url],
    may,
  );
  expect(out + err).not.toMatch(new RegExp(`${PASSWORD}|${Buffer.from(PASSWORD).toString('base64').slice(0, 12)}`));
  return { code, said: out + err, asked };
};

describe('--grafana-admin-secret', () => {
  it.each(['Deployment', 'StatefulSet'])(
    'without a value reads the Secret that the %s of Grafana names',
    async (kind) => {
      const names = [env(USER, from('gf', 'admin-user')), env(PASS, from('gf', 'admin-password'))];
      const { code, said, asked } = await login([grafanaOf(names, 'g', kind), chartSecret]);
      expect([code, said]).toEqual([0, expect.stringContaining('would create  dashboard')]);
      expect(said).toContain(
        `reading Secret monitoring/gf (admin-user, admin-password), which ${kind} monitoring/g names`,
      );
      expect(asked.filter((each) => each.includes('secrets'))).toEqual([
        'get monitoring/secrets/gf',
        'get monitoring/secrets/gf',
      ]);
    },
  );

  it('takes the word auto for no value, and NS/NAME for the Secret of that name', async () => {
    expect(await login([chart, chartSecret], ['auto'])).toMatchObject({ code: 0 });
    const named = await login([chart, chartSecret], ['monitoring/gf']);
    expect(named.code).toBe(0);
    expect(named.asked.filter((each) => each.startsWith('list'))).toEqual([]);
  });

  it('takes two parts, and no third one for nothing', async () => {
    const flags = ['--variant', 'v3', '--grafana-url', grafana.url, '--grafana-admin-secret=monitoring/gf/password'];
    const answer = await onCluster([chart, chartSecret], ['dashboard import', ...flags]);
    expect(answer).toMatchObject({ code: 2, err: expect.stringContaining('not NS/NAME'), asked: [] });
  });

  it('takes the last of two entries of one name, as the kubelet does', async () => {
    const twice = grafanaOf([env(USER, { value: 'other' }), env(USER, { value: 'root' }), env(PASS, from('gf', 'p'))]);
    expect(await login([twice, secret('gf', { p: PASSWORD })])).toMatchObject({ code: 0 });
  });

  it.each([
    ['stands there as it is', [env(USER, { value: 'root' }), env(PASS, from('gf', 'admin-password'))], 'root'],
    ["is Grafana's own", [env(PASS, from('gf', 'admin-password'))], 'admin'],
  ] as const)('knows a user that %s', async (_name, variables, user) => {
    await grafana.stop();
    await start(user);
    expect(await login([grafanaOf(variables), chartSecret])).toMatchObject({ code: 0 });
  });

  it.each<[string, readonly KubeObject[], number, RegExp]>([
    ['no Grafana', [chartSecret], 1, /no Deployment or StatefulSet sets GF_SECURITY_ADMIN_PASSWORD.*NS\/NAME/s],
    [
      'several',
      [chart, grafanaOf([env(PASS, from('two', 'p'))], 'second')],
      2,
      /several Grafanas.*monitoring\/gf \(Deployment monitoring\/prometheus-grafana\), monitoring\/two \(Deployment monitoring\/second\)/,
    ],
    [
      'a password in the environment',
      [grafanaOf([env(PASS, { value: PASSWORD })])],
      1,
      /has the password in its own environment, which is not read/,
    ],
    [
      'a password in a file',
      [grafanaOf([env('GF_SECURITY_ADMIN_PASSWORD__FILE', { value: '/run/p' })])],
      1,
      /has the password in a file/,
    ],
    ['no such Secret', [chart], 1, /there is no Secret monitoring\/gf/],
    [
      'no such key',
      [chart, secret('gf', { 'admin-user': 'root' })],
      1,
      /Secret monitoring\/gf has no key admin-password/,
    ],
  ])('%s is said', async (_name, objects, code, says) => {
    const answer = await login(objects);
    expect(answer.said).toMatch(says);
    expect(answer.code).toBe(code);
  });

  it.each([
    ['list /deployments', /cannot tell which Secret.*deployments.*NS\/NAME/s],
    ['list /statefulsets', /cannot tell which Secret.*statefulsets/s],
    ['get monitoring/secrets/gf', /Ask for the right to get Secret monitoring\/gf/],
  ])('names the right that it lacks: %s', async (right, says) => {
    const answer = await login([chart, chartSecret], [], (asked) => asked !== right);
    expect(answer).toMatchObject({ code: 3, said: expect.stringMatching(says) });
  });
});
