/** promwire verify where it cannot come to a good end: each ends within its time-out, with the reason and the code. */
import { performance } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startDemoCluster } from '../cli/demo-cluster.ts';
import { PromwireError } from '../../src/errors.ts';
import { kubeconfig } from '../io/kube/api-stand-in.ts';
import type { Reply, Seen, StandIn } from '../io/kube/api-stand-in.ts';
import { always, startStandIn, success } from '../io/prometheus/prometheus-standin.ts';
import type { Reply as Serves } from '../io/prometheus/prometheus-standin.ts';
import { inFolder, runOn, write } from './ask.ts';
import { recorder } from './terminal.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Ended {
  readonly code: string | number;
  readonly out: string;
  readonly said: string;
  readonly progress: readonly string[];
  readonly seconds: number;
}

async function verifyOn(api: StandIn, argv: readonly string[], signal?: AbortSignal): Promise<Ended> {
  return await runIn(api, ['verify', ...argv], signal);
}

/** Runs a command. An error of it is its code and its words. */
async function runIn(api: StandIn, argv: readonly string[], signal?: AbortSignal): Promise<Ended> {
  return await inFolder(async (folder) => {
    const file = write(folder, 'kubeconfig', kubeconfig(`http://127.0.0.1:${api.port}`));
    const { terminal, out, err, progress } = recorder();
    const began = performance.now();
    const ended = await runOn(terminal, [...argv, '--kubeconfig', file], signal).catch((error: unknown) => {
      if (!(error instanceof PromwireError)) throw error;
      return error;
    });
    const [code, said] = typeof ended === 'number' ? [ended, ''] : [ended.code, `${ended.message}. ${ended.hint}`];
    return { code, out: out(), said: err() + said, progress: progress(), seconds: (performance.now() - began) / 1000 };
  });
}

type Instead = (seen: Seen) => Reply | undefined;

/** The cluster of the demo, as it was found; `instead`: what answers in its place. */
async function bare(instead?: Instead): Promise<StandIn> {
  const api = await startDemoCluster(instead);
  closing.push(api.stop);
  return api;
}

let demo: StandIn;
let inPlace: Instead | undefined;
beforeAll(async () => {
  demo = await startDemoCluster((seen) => inPlace?.(seen));
  await wire(demo);
});
afterAll(async () => await demo.stop());

/** The same with what setup makes there, once for all tests. */
function wired(instead?: Instead): StandIn {
  inPlace = instead;
  return demo;
}

async function wire(api: StandIn): Promise<void> {
  await inFolder(async (folder) => {
    const file = write(folder, 'kubeconfig', kubeconfig(`http://127.0.0.1:${api.port}`));
    expect(await runOn(recorder().terminal, ['setup', '--yes', '--kubeconfig', file])).toBe(0);
  });
}

async function serving(reply: Serves): Promise<{ readonly url: string }> {
  const { url, stop } = await startStandIn(reply);
  closing.push(stop);
  return { url };
}

const silent: Serves = () => undefined;
const INTERRUPTED = new PromwireError('interrupted', 'interrupted', '');

/** A Prometheus whose operator serves another cluster, of one target. */
const scraping =
  (pool: string): Serves =>
  (_request, response, { pathname }) => {
    const scraped = {
      scrapePool: pool,
      scrapeUrl: 'http://10.9.9.9:8080/metrics',
      labels: {},
      health: 'up',
      lastError: '',
    };
    const data: Readonly<Record<string, unknown>> = {
      '/api/v1/targets': { activeTargets: [scraped] },
      '/api/v1/rules': { groups: [] },
      '/api/v1/status/config': { yaml: `scrape_configs:\n- job_name: ${pool}\n` },
      '/api/v1/query': { resultType: 'vector', result: [] },
    };
    response.end(success(data[pathname]));
  };

const otherCluster = scraping('serviceMonitor/elsewhere/app/0');
const twin = scraping('serviceMonitor/kuberhealthy/promwire-kuberhealthy/0');

/** A port that nobody listens at. */
async function closedPort(): Promise<number> {
  const { port, stop } = await startStandIn(silent);
  await stop();
  return port;
}

/** Ends about when its time-out does. */
const TIMEOUT = 3;
const timely = ({ seconds }: Ended): void => expect(seconds).toBeLessThan(TIMEOUT + 5);
/** Of the five minutes that it has without --timeout. */
const atOnce = ({ seconds }: Ended): void => expect(seconds).toBeLessThan(20);
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('promwire verify where nothing is installed', () => {
  it('ends at once, and names what is missing', async () => {
    const ended = await verifyOn(await bare(), []);
    expect(ended.code).toBe(1);
    expect(plain(ended.out)).toContain(
      'ServiceMonitor kuberhealthy/promwire-kuberhealthy is not there; promwire setup',
    );
    expect(plain(ended.out)).toContain('ConfigMap kuberhealthy/promwire-kuberhealthy-v2 is not there');
    atOnce(ended);
  });

  it('waits with --wait, to the end of the time-out, or until it is there', async () => {
    const api = await bare();
    const waited = await verifyOn(api, ['--wait', '--timeout', `${TIMEOUT}s`]);
    expect(waited.code).toBe(1);
    expect(waited.seconds).toBeGreaterThan(TIMEOUT / 2);
    timely(waited);
    const waiting = verifyOn(api, ['--wait', '--timeout', '60s']);
    await wire(api);
    expect(await waiting).toMatchObject({ code: 0, out: expect.stringContaining('2/2 targets up') });
  });

  it('waits with --wait for the application, too', async () => {
    const ended = await verifyOn(await bare(), ['--wait', '--timeout', '2s', '-n', 'elsewhere']);
    expect(ended).toMatchObject({
      code: 'failed',
      said: expect.stringContaining('was not found in namespace elsewhere'),
    });
    expect(ended.seconds).toBeGreaterThan(1);
    expect(ended.progress.join()).toContain('waiting: ');
    timely(ended);
  });
});

describe('promwire verify -o html', () => {
  it('is a page of what the last look saw, under what it comes to, and asks for nothing more', async () => {
    const asked: string[] = [];
    const api = wired(({ method, url }) => {
      asked.push(`${method} ${url}`);
      return undefined;
    });
    const text = await verifyOn(api, []);
    const needed = asked.splice(0).toSorted();
    const page = await verifyOn(api, ['-o', 'html']);
    expect(asked.toSorted()).toEqual(needed);
    expect([text.code, page.code]).toEqual([0, 0]);
    expect(page.out).toMatch(/<title>promwire: 0 broken, 1 warning, 0 not known, verify, http/);
    expect(page.out).toContain('targets of ServiceMonitor kuberhealthy/promwire-kuberhealthy: 2/2 targets up');
    expect(page.out).toContain('id="servicemonitor/kuberhealthy/promwire-kuberhealthy"');
    expect(page.out).toContain('<b>2 of 2 up</b>');
  });

  it('calls nothing fine that is not there, or that nobody answered about', async () => {
    const page = await verifyOn(await bare(), ['-o', 'html']);
    expect(page.code).toBe(1);
    expect(page.out).toMatch(/<title>promwire: 3 broken, /);
    expect(plain(page.out)).toContain('ServiceMonitor kuberhealthy/promwire-kuberhealthy is not there');
    expect(page.out).toContain('expected-not-taken');
    const refused = await verifyOn(wired(), [
      '-o',
      'html',
      '--prometheus-url',
      `http://127.0.0.1:${await closedPort()}`,
    ]);
    expect(refused.code).toBe(3);
    expect(refused.out).toMatch(/<title>promwire: 0 broken, 0 warnings, 2 not known, /);
    const many = await verifyOn(wired(), ['-o', 'html', '--all-contexts']);
    expect(many.out).toMatch(/<title>promwire: 1 cluster: 1 fine<\/title>/);
    expect(many.out).toMatch(/id="[^"]+\/servicemonitor\/kuberhealthy\/promwire-kuberhealthy"/);
  });
});

describe('promwire verify and a Prometheus that', () => {
  it('never answers, through the API server, ends at its time-out', async () => {
    const api = wired(({ url }) => (url.includes('/proxy/') ? { silent: true } : undefined));
    const ended = await verifyOn(api, ['--timeout', `${TIMEOUT}s`]);
    expect(ended.code).toBe(3);
    expect(plain(ended.out)).toContain('no answer before the time-out ended');
    expect(ended.out).toMatch(/ok +dashboard: /);
    expect(ended.progress.join()).toContain('asking Prometheus monitoring/');
    timely(ended);
  });

  it('never answers, at its address, ends at its time-out', async () => {
    const { url } = await serving(silent);
    const ended = await verifyOn(wired(), ['--prometheus-url', url, '--timeout', `${TIMEOUT}s`]);
    expect(ended.code).toBe(3);
    expect(plain(ended.out)).toContain(`${url}: no answer before the time-out ended`);
    expect(ended.progress.join()).toContain(`asking ${url}`);
    timely(ended);
  });

  it('answers with the head alone, ends at its time-out', async () => {
    const { url } = await serving((_request, response) => response.writeHead(200).flushHeaders());
    const ended = await verifyOn(wired(), ['--prometheus-url', url, '--timeout', `${TIMEOUT}s`]);
    expect([ended.code, plain(ended.out)]).toEqual([3, expect.stringContaining('no answer before the time-out ended')]);
    timely(ended);
  });

  it.each([
    ['refuses the connection', 'connection refused', async () => `http://127.0.0.1:${await closedPort()}`],
    // No label of a name is so long: it is not even looked up.
    ['has no such name', 'host name', async () => await Promise.resolve(`http://${'x'.repeat(64)}.invalid:9090`)],
  ])('%s, ends at once', async (_what, says, urlOf) => {
    const url = await urlOf();
    const ended = await verifyOn(wired(), ['--prometheus-url', url]);
    expect([ended.code, plain(ended.out)]).toEqual([3, expect.stringContaining(says)]);
    atOnce(ended);
  });

  it.each<[string, string, Serves]>([
    [
      'an HTML page',
      'answered with an HTML page',
      always(200, '<html>Welcome</html>', { 'content-type': 'text/html' }),
    ],
    ['JSON of something else', "the answer is JSON, but not that of Prometheus' HTTP API", always(200, '{"ok":true}')],
    ['data that has no shape', 'does not have the documented shape', always(200, success(5))],
    ['half an answer', 'is not JSON, or was cut off', always(200, '{"status":"succ')],
  ])('answers with %s, ends at once', async (_what, says, reply) => {
    const { url } = await serving(reply);
    const ended = await verifyOn(wired(), ['--prometheus-url', url]);
    expect([ended.code, plain(ended.out)]).toEqual([3, expect.stringContaining(says)]);
    atOnce(ended);
  });

  it('is that of another cluster, ends at once', async () => {
    const { url } = await serving(otherCluster);
    const ended = await verifyOn(wired(), ['--prometheus-url', url]);
    expect([ended.code, plain(ended.out)]).toEqual([
      3,
      expect.stringContaining('of this cluster: it runs serviceMonitor/elsewhere/app/0'),
    ]);
    expect(ended.out).not.toMatch(/^ +(?:ok|not met) +(?:targets|rules|query|panels)/m);
    atOnce(ended);
  });
});

it('promwire verify is not content with targets of another cluster that has the same names', async () => {
  const { url } = await serving(twin);
  const ended = await verifyOn(wired(), ['--prometheus-url', url, '--timeout', `${TIMEOUT}s`]);
  expect([ended.code, plain(ended.out)]).toEqual([
    3,
    expect.stringContaining('scrapes 10.9.9.9:8080, and none of the addresses of this cluster'),
  ]);
  timely(ended);
});

describe('promwire verify and an API server that', () => {
  it('never answers, ends at its time-out, and says from the first second what it waits for', async () => {
    const api = await bare(() => ({ silent: true }));
    const ended = await verifyOn(api, ['--timeout', `${TIMEOUT}s`]);
    expect(ended).toMatchObject({ code: 'unreachable', out: '' });
    expect(ended.said).toContain(`the time-out of ${TIMEOUT} s ended before the cluster was read`);
    expect(ended.progress).toContain(`reading http://127.0.0.1:${api.port}`);
    timely(ended);
  });

  it('falls silent later gives the table of what was known', async () => {
    let pods = 0;
    const api = wired(({ url }) => {
      if (/\/pods(?:\?|$)/.test(url)) pods += 1;
      return pods > 1 ? { silent: true } : undefined;
    });
    const ended = await verifyOn(api, ['--timeout', `${TIMEOUT}s`]);
    expect(ended.code).toBe(3);
    expect(ended.out).toMatch(/unknown +targets of /);
    timely(ended);
  });
});

it('promwire setup ends within the time-out of its verifying end, too', async () => {
  const api = await bare(({ url }) => (url.includes('/proxy/') ? { silent: true } : undefined));
  const ended = await runIn(api, ['setup', '--yes', '--timeout', `${TIMEOUT}s`]);
  expect([ended.code, plain(ended.out)]).toEqual([3, expect.stringContaining('no answer before the time-out ended')]);
  expect(ended.said).toContain('applied ServiceMonitor kuberhealthy/promwire-kuberhealthy');
  // Reading and writing come before, and count not.
  expect(ended.seconds).toBeLessThan(TIMEOUT + 5);
});

it('promwire setup does not begin where the Prometheus at its address does not answer', async () => {
  const { url } = await serving(silent);
  const ended = await runIn(await bare(), ['setup', '--yes', '--prometheus-url', url, '--timeout', '1s']);
  expect(ended).toMatchObject({ code: 'unreachable', said: expect.stringContaining(`${url}: no answer within 1 s`) });
  expect(ended.said).not.toContain('applied');
});

describe('Ctrl-C while promwire verify asks', () => {
  it('prints the table of what is known by then', async () => {
    const stop = new AbortController();
    const { url } = await serving((_request, response, { pathname }) => {
      if (pathname.endsWith('/rules')) response.end(success({ groups: [] }));
      // Once the rest is there.
      if (pathname.endsWith('/targets')) setTimeout(() => stop.abort(INTERRUPTED), 1000);
    });
    const ended = await verifyOn(wired(), ['--prometheus-url', url], stop.signal);
    expect(ended.code).toBe(130);
    expect(ended.out).toMatch(/unknown +targets of ServiceMonitor/);
    expect(plain(ended.out)).toContain('no answer before the interruption');
    expect(plain(ended.out)).toMatch(/pending rules of PrometheusRule \S+: 0\/\d+ groups loaded/);
    expect(ended.out).toMatch(/ok +dashboard: /);
    atOnce(ended);
  });
});

it.each(['--prometheus-token-file', '--prometheus-ca', '--prometheus-header'])(
  'promwire verify %s without --prometheus-url is a wrong command line',
  async (flag) => {
    const ended = await verifyOn(await bare(() => ({ silent: true })), [flag, 'some-file']);
    expect(ended.code).toBe('usage');
    expect(ended.said).toMatch(new RegExp(`^${flag} without --prometheus-url.*Add --prometheus-url`));
  },
);

it('promwire verify tells a wrong flag before it reads the cluster', async () => {
  const ended = await verifyOn(await bare(() => ({ silent: true })), ['--prometheus-url', 'nonsense']);
  expect(ended).toMatchObject({ code: 'usage', said: expect.stringContaining('--prometheus-url is not an URL') });
  atOnce(ended);
});
