import { readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { metricsBoard } from '../bed/exporter.ts';
import { passingV2 } from '../bed/recordings.ts';
import { kubePrometheusStack } from '../bed/worlds/kube-prometheus-stack.ts';
import { kuberhealthyV2 } from '../bed/worlds/kuberhealthy.ts';
import { kuberhealthyImages } from '../bed/worlds/scenarios.ts';
import type { ConnectProxy } from './connect-proxy.ts';
import { startConnectProxy } from './connect-proxy.ts';
import type { Front } from './front.ts';
import { startFront } from './front.ts';
import { everything } from './live.ts';
import { promwire } from './promwire.ts';
import type { Run, RunOptions } from './promwire.ts';
import { LONG, oneLine, STACK } from './scenario.ts';

/** Every way to a Prometheus of two replicas that serves TLS below a path prefix, as its object says. */

const TOKEN = 'hush-hush-of-the-gate';
const TENANT = 'hush-tenant';
const SECOND = { 'statefulset.kubernetes.io/pod-name': `prometheus-${STACK}-1` };

let bed: Bed;
let front: Front;
let proxy: ConnectProxy;
let url: string;
let gate: { readonly url: string; readonly stop: () => void };

/** In front of the Prometheus: wants a token and a header, as a gateway for many tenants does. */
async function startGate(): Promise<typeof gate> {
  const agent = new https.Agent({ ca: bed.ca });
  const server = http.createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${TOKEN}`)
      return void response.writeHead(401).end(`who are you, ${request.headers.authorization ?? 'nobody'}?`);
    if (request.headers['x-scope-orgid'] !== TENANT) return void response.writeHead(403).end('no such tenant');
    https
      .get(new URL(request.url ?? '/', url), { agent }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      })
      .on('error', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/prom`,
    stop: () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const ended = await promwire(args, { kubeconfig: bed.kubeconfig, ...options });
  for (const secret of [TOKEN, TENANT, bed.tokens.admin]) expect(ended.stdout + ended.stderr).not.toContain(secret);
  return ended;
}

/** The rules that a replica has loaded, as it prints them. */
async function rulesOf(replica: number): Promise<string> {
  const to = `${await bed.prometheusUrl('monitoring', STACK, { replica })}/api/v1/rules`;
  return await new Promise((resolve, reject) => {
    https
      .get(to, { ca: bed.ca, agent: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => resolve(text));
      })
      .on('error', reject);
  });
}

beforeAll(async () => {
  bed = await startBed({ images: kuberhealthyImages({ v2: metricsBoard(passingV2) }) });
  const { serverCert, serverKey } = bed.certificates;
  const secret = (key: string) => ({ name: 'prometheus-tls', key });
  const web = { tlsConfig: { cert: { secret: secret('tls.crt') }, keySecret: secret('tls.key') } };
  await bed.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } }]);
  await bed.apply([
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'monitoring', name: 'prometheus-tls' },
      stringData: { 'tls.crt': await readFile(serverCert, 'utf8'), 'tls.key': await readFile(serverKey, 'utf8') },
    },
  ]);
  const stack = kubePrometheusStack({ prometheus: { replicas: 2, routePrefix: '/prom', web } });
  await bed.apply([...stack.filter(({ kind, metadata }) => kind !== 'Namespace' || metadata.name !== 'monitoring')], {
    by: 'create',
  });
  await bed.apply(kuberhealthyV2({ monitorRelease: 'prometheus' }), { by: 'create' });
  url = await bed.prometheusUrl('monitoring', STACK);
  await bed.prometheusUrl('monitoring', STACK, { replica: 1 });
  front = await startFront(bed);
  proxy = await startConnectProxy();
  gate = await startGate();
}, LONG);

afterAll(async () => {
  gate.stop();
  await proxy.stop();
  await front.stop();
  await bed.stop();
}, LONG);

describe("by the API server's proxy", () => {
  it(
    'setup asks each pod, by the scheme, port and prefix of its object',
    async () => {
      front.become(() => undefined);
      const { code, stdout } = await run(['setup', '--yes', '--timeout', '90s'], { kubeconfig: front.kubeconfig });
      expect(stdout).toContain('2/2 targets up');
      expect(code).toBe(0);
      const asked = front.seen.map(({ path }) => decodeURIComponent(path)).filter((path) => path.includes('/proxy/'));
      for (const replica of [0, 1]) {
        const pod = `/api/v1/namespaces/monitoring/pods/https:prometheus-${STACK}-${replica}:9090/proxy/prom/api/v1`;
        for (const what of ['targets', 'rules', 'query'])
          expect(asked).toContainEqual(expect.stringContaining(`${pod}/${what}`));
      }
      expect(front.seen.filter(({ path }) => path.includes('portforward'))).toEqual([]);
    },
    LONG,
  );

  it(
    'a replica that lags behind is named, and waited for',
    async () => {
      expect((await run(['uninstall', '--yes'])).code).toBe(0);
      // What is held back then is the state without them.
      await bed.waitFor(async () => !(await rulesOf(1)).includes('promwire-kuberhealthy'), {
        what: 'rules that are gone',
      });
      bed.standins?.setReloading('monitoring', SECOND, false);
      const lagging = await run(['setup', '--yes', '--timeout', '5s']);
      expect(lagging.code).toBe(1);
      expect(oneLine(lagging.stdout)).toMatch(new RegExp(`pending rules of .*monitoring/prometheus-${STACK}-1`));
      const { code, stderr } = await run(['verify', '--timeout', '90s'], {
        at: ['waiting for', () => bed.standins?.setReloading('monitoring', SECOND, true)],
      });
      expect(oneLine(stderr)).toContain(`prometheus-${STACK}-1`);
      expect(code).toBe(0);
    },
    LONG,
  );
});

describe('by --prometheus-url', () => {
  const verify = async (to: string, flags: readonly string[] = [], options: RunOptions = {}): Promise<Run> =>
    await run(['verify', '-v', '--timeout', '5s', '--prometheus-url', to, ...flags], options);

  it(
    'its certificate must be trusted, its prefix be right',
    async () => {
      const ca = ['--prometheus-ca', bed.certificates.ca];
      const good = await verify(url, ca);
      expect(good.stdout).toContain('2/2 targets up');
      expect(good.code).toBe(0);

      const strange = await verify(url);
      expect(strange.code).toBe(3);
      expect(oneLine(strange.stdout)).toContain('its certificate is not trusted here');
      expect(oneLine(strange.stdout)).toContain('Give the CA that signed it with --prometheus-ca.');
      expect((await verify(new URL(url).origin, ca)).code).toBe(3);
    },
    LONG,
  );

  it(
    'that is wrong keeps setup from writing anything',
    async () => {
      expect((await run(['uninstall', '--yes'])).code).toBe(0);
      const before = await everything(bed);
      for (const [to, words] of [
        [new URL(url).origin, ''],
        [url, '--prometheus-ca'],
        ['http://127.0.0.1:9', 'connection refused'],
      ] as const) {
        const { code, stderr } = await run(['setup', '--yes', '--prometheus-url', to]);
        expect({ to, code }).toEqual({ to, code: 3 });
        expect(oneLine(stderr)).toContain(words);
      }
      const mistyped = await run(['setup', '--yes', '--prometheus-url', 'prometheus:9090']);
      expect(mistyped.code).toBe(2);
      expect(await everything(bed)).toEqual(before);
      expect((await run(['setup', '--yes', '--timeout', '90s'])).code).toBe(0);
    },
    LONG,
  );

  it(
    'with a token and a header of files, which nobody prints',
    async () => {
      const [token, header] = [join(bed.dir, 'gate-token'), join(bed.dir, 'gate-header')];
      await writeFile(token, `${TOKEN}\n`, { mode: 0o600 });
      await writeFile(header, `X-Scope-OrgID: ${TENANT}\r\n`, { mode: 0o600 });
      const both = ['--prometheus-token-file', token, '--prometheus-header', header];
      const good = await verify(gate.url, both);
      expect(good.stdout).toContain('2/2 targets up');
      expect(good.code).toBe(0);
      const nobody = await verify(gate.url);
      expect(nobody.code).toBe(3);
      expect(oneLine(nobody.stdout)).toMatch(/401.*--prometheus-token-file/);
      const strange = await verify(gate.url, both.slice(0, 2));
      expect(strange.code).toBe(3);
      await writeFile(token, 'hush-expired\n');
      const expired = await verify(gate.url, both);
      expect(expired.code).toBe(3);
      expect(expired.stdout + expired.stderr).not.toContain('hush');
      const absent = await verify(gate.url, ['--prometheus-token-file', join(bed.dir, 'no-such-file')]);
      expect(absent.code).toBe(2);
    },
    LONG,
  );

  it(
    'through HTTPS_PROXY, but for what NO_PROXY names',
    async () => {
      const ca = ['--prometheus-ca', bed.certificates.ca];
      const [api, prometheus] = [new URL(bed.url), new URL(url)];
      const asked = async (noProxy: string): Promise<readonly string[]> => {
        proxy.asked.length = 0;
        const { code } = await verify(url, ca, { env: { HTTPS_PROXY: proxy.url, NO_PROXY: noProxy } });
        expect(code).toBe(0);
        return [...new Set(proxy.asked)];
      };
      expect(await asked(api.hostname)).toEqual([prometheus.host]);
      expect(await asked(`${api.hostname},${prometheus.hostname}`)).toEqual([]);
      const refusing = await startConnectProxy(() => 403);
      const env = { HTTPS_PROXY: refusing.url.replace('http://', 'http://me:hush@'), NO_PROXY: api.hostname };
      const refused = await verify(url, ca, { env });
      await refusing.stop();
      expect(refused.code).toBe(3);
      expect(oneLine(refused.stdout)).toContain(`through the proxy ${new URL(refusing.url).host}`);
      expect(oneLine(refused.stdout)).toContain('the proxy answered 403 to CONNECT');
      expect(refused.stdout + refused.stderr).not.toContain('hush');
    },
    LONG,
  );

  it('and a wrong time-out is told before anything is read', async () => {
    front.become(() => undefined);
    const { code, stderr } = await run(['verify', '--timeout', 'soon'], { kubeconfig: front.kubeconfig });
    expect(code).toBe(2);
    expect(oneLine(stderr)).toContain('--timeout soon: not a duration');
    expect(front.seen).toEqual([]);
  });
});
