import { afterEach, describe, expect, it } from '@jest/globals';
import { PromwireError } from '../../../src/errors.ts';
import { directPrometheus } from '../../../src/io/prometheus/direct.ts';
import { prometheusOver } from '../../../src/io/prometheus/index.ts';
import { observeStack } from '../../../src/io/prometheus/observe-stack.ts';
import { newContact } from '../../../src/io/prometheus/contact.ts';
import type { AskOptions, Prometheus } from '../../../src/io/prometheus/index.ts';
import { always, CONFIG_YAML, RULES, startStandIn, success, TARGETS } from './prometheus-standin.ts';
import type { Reply, StandIn } from './prometheus-standin.ts';

const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function over(reply: Reply, patienceMs?: number): Promise<{ prometheus: Prometheus; standIn: StandIn }> {
  const standIn = await startStandIn(reply);
  const direct = directPrometheus({ url: standIn.url });
  open.push(direct.close, standIn.stop);
  return {
    prometheus: prometheusOver(
      { name: 'monitoring/prometheus-k8s-0' },
      direct.transport,
      patienceMs === undefined ? {} : { patienceMs },
    ),
    standIn,
  };
}

const never = new AbortController().signal;

const api: Reply = (_request, response, url) => {
  const data: Readonly<Record<string, unknown>> = {
    '/api/v1/targets': TARGETS,
    '/api/v1/rules': RULES,
    '/api/v1/status/config': { yaml: CONFIG_YAML },
    '/api/v1/status/buildinfo': { version: '3.13.0', revision: 'x' },
    '/api/v1/query': {
      resultType: 'vector',
      result: [{ metric: { __name__: 'up', pod: 'a' }, value: [1435781451.781, '1'] }],
    },
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(success(data[url.pathname] ?? null));
};

describe('documented answers', () => {
  it('reads targets, with the last error and the dropped counts', async () => {
    const { prometheus, standIn } = await over(api);
    const answer = await prometheus.targets(never);
    expect(answer).toEqual({
      kind: 'ok',
      warnings: [],
      value: {
        active: [
          {
            pool: 'serviceMonitor/kuberhealthy/kuberhealthy/0',
            url: 'http://10.244.0.7:8080/metrics',
            address: '10.244.0.7:8080',
            labels: {
              instance: '10.244.0.7:8080',
              job: 'kuberhealthy',
              namespace: 'kuberhealthy',
              pod: 'kuberhealthy-0',
            },
            health: 'up',
            lastError: '',
          },
          {
            pool: 'serviceMonitor/kuberhealthy/kuberhealthy/0',
            url: 'http://10.244.0.8:8080/metrics',
            address: '10.244.0.8:8080',
            labels: { instance: '10.244.0.8:8080', job: 'kuberhealthy' },
            health: 'down',
            lastError: 'Get "http://10.244.0.8:8080/metrics": dial tcp 10.244.0.8:8080: connect: connection refused',
          },
        ],
        dropped: { 'serviceMonitor/kuberhealthy/kuberhealthy/0': 3 },
      },
    });
    expect(standIn.seen[0]?.query.get('state')).toBe('active');
  });

  it('reads rules with their health', async () => {
    const { prometheus } = await over(api);
    const answer = await prometheus.rules(never);
    const groups = answer.kind === 'ok' ? answer.value : [];
    expect(groups[0]?.file).toMatch(/^\/etc\/prometheus\/rules\//);
    expect(groups[0]?.rules.map(({ name, health, lastError }) => [name, health, lastError])).toEqual([
      ['KuberhealthyDown', 'ok', ''],
      ['kuberhealthy:up', 'err', 'many-to-many'],
      ['KuberhealthyFresh', 'unknown', ''],
    ]);
  });

  it('keeps only the job names of the configuration', async () => {
    const { prometheus } = await over(api);
    expect(await prometheus.jobs(never)).toEqual({
      kind: 'ok',
      value: ['serviceMonitor/kuberhealthy/kuberhealthy/0', 'podMonitor/a/b/0'],
      warnings: [],
    });
  });

  it('reads the version, and says when there is none', async () => {
    expect(await (await over(api)).prometheus.version(never)).toMatchObject({ kind: 'ok', value: '3.13.0' });
    const { prometheus } = await over(always(200, success({ application: 'x' })));
    expect(await prometheus.version(never)).toMatchObject({ kind: 'unknown', reason: 'bad-answer' });
  });

  it.each([
    [
      'vector',
      { resultType: 'vector', result: [{ metric: { a: 'b' }, value: [1, '2'] }] },
      [{ labels: { a: 'b' }, value: '2' }],
    ],
    ['empty vector', { resultType: 'vector', result: [] }, []],
    [
      'matrix',
      {
        resultType: 'matrix',
        result: [
          {
            metric: {},
            values: [
              [1, '2'],
              [2, '3'],
            ],
          },
        ],
      },
      [{ labels: {}, value: '3' }],
    ],
    ['scalar', { resultType: 'scalar', result: [1435781451.781, '7'] }, [{ labels: {}, value: '7' }]],
    ['string', { resultType: 'string', result: [1435781451.781, 'x'] }, [{ labels: {}, value: 'x' }]],
    [
      'histogram',
      { resultType: 'vector', result: [{ metric: {}, histogram: [1, { count: '1' }] }] },
      [{ labels: {}, value: 'histogram' }],
    ],
  ])('reads a %s', async (_name, data, samples) => {
    const { prometheus } = await over(always(200, success(data)));
    expect(await prometheus.query('up', never)).toEqual({ kind: 'ok', value: samples, warnings: [] });
  });

  it('sends the expression unchanged, and hands on warnings and infos', async () => {
    const body = JSON.stringify({
      status: 'success',
      data: { resultType: 'vector', result: [] },
      warnings: ['partial response'],
      infos: ['PromQL info: metric might not be a counter'],
    });
    const { prometheus, standIn } = await over(always(200, body));
    const expr = 'sum by (a) (rate(x{b=~"ä+&=%20#"}[5m]))\n  > 1';
    expect(await prometheus.query(expr, never)).toMatchObject({
      warnings: ['partial response', 'PromQL info: metric might not be a counter'],
    });
    expect(standIn.seen[0]?.query.get('query')).toBe(expr);
  });
});

describe('answers of another shape', () => {
  it.each([
    ['activeTargets is not a list', { activeTargets: 'x' }, 'targets'],
    ['data is null', null, 'targets'],
    ['data is empty', {}, 'targets'],
    ['data is empty', {}, 'rules'],
    ['groups is not a list', { groups: {} }, 'rules'],
    ['yaml is not text', { yaml: 7 }, 'jobs'],
  ] as const)('%s: unknown', async (_name, data, question) => {
    const { prometheus } = await over(always(200, success(data)));
    expect(await prometheus[question](never)).toMatchObject({ kind: 'unknown', reason: 'bad-answer' });
  });

  it('null lists are empty, as Go prints nil slices', async () => {
    const { prometheus } = await over(always(200, success({ activeTargets: null, groups: null })));
    expect(await prometheus.targets(never)).toMatchObject({ kind: 'ok', value: { active: [] } });
    expect(await prometheus.rules(never)).toMatchObject({ kind: 'ok', value: [] });
  });

  it('an entry of the wrong type may be any: what the others lack is not known to be missing', async () => {
    const [good] = TARGETS.activeTargets;
    const { prometheus } = await over(
      always(200, success({ activeTargets: [good, 7, { scrapePool: 'x', health: 'sideways' }] })),
    );
    const answer = await prometheus.targets(never);
    expect(answer).toMatchObject({
      kind: 'unknown',
      reason: 'bad-answer',
      detail: 'targets of monitoring/prometheus-k8s-0: 2 of 3 entries could not be read.',
    });
    const rules = await over(always(200, success({ groups: [{ name: 'a', rules: [{ name: 'b', type: 'other' }] }] })));
    expect(await rules.prometheus.rules(never)).toMatchObject({
      kind: 'unknown',
      detail: 'rules of monitoring/prometheus-k8s-0, group a: 1 of 1 entries could not be read.',
    });
    const series = await over(always(200, success({ resultType: 'vector', result: [{ metric: {}, value: [0, 7] }] })));
    expect(await series.prometheus.query('up', never)).toMatchObject({ kind: 'unknown', reason: 'bad-answer' });
  });

  it('what a target says is made fit for a terminal, and shows no credential', async () => {
    const hostile = {
      ...TARGETS.activeTargets[1],
      scrapeUrl: 'http://user:hunter22@10.0.0.1:80/probe?target=a&token=hunter22',
      lastError: `\u001b[31mGet "http://user:hunter22@10.0.0.1:80/": ${'x'.repeat(10_000)}`,
    };
    const { prometheus } = await over(always(200, success({ activeTargets: [hostile] })));
    const answer = await prometheus.targets(never);
    const text = JSON.stringify(answer);
    expect(text).not.toContain('hunter22');
    expect(text).not.toMatch(/\\u001b/);
    expect(text.length).toBeLessThan(1000);
    expect(answer.kind === 'ok' && answer.value.active[0]?.url).toBe('http://10.0.0.1/probe?target=a&token=***');
  });

  it.each([
    // Prometheus names the whole URL of a target that it cannot reach, parameters included.
    'Get "http://10.0.0.1:80/metrics?api_key=hunter22": dial tcp: connection refused',
    'Get "http://10.0.0.1:80/metrics?a=b&key=hunter22": EOF',
    'Get "https://x.blob.example/m?sig=hunter22": EOF',
    "proxyconnect https://user:hun/hunter22'@proxy:3128: EOF",
    `${'x'.repeat(590)}://user:hunter22@proxy/`,
  ])('no credential of an error gets out: %s', async (lastError) => {
    const { prometheus } = await over(
      always(200, success({ activeTargets: [{ ...TARGETS.activeTargets[1], lastError }] })),
    );
    expect(JSON.stringify(await prometheus.targets(never))).not.toContain('hunter22');
  });
});

describe('no answer', () => {
  const html = '<!DOCTYPE html><html><title>Log in</title></html>';
  const status = (code: number, message: string): string =>
    JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code });
  const endless: Reply = (_request, response) => void response.writeHead(401).write('one moment');
  it.each([
    [
      'a login page',
      always(200, html, { 'content-type': 'text/html' }),
      'not-prometheus',
      /HTML page, probably a login page/,
    ],
    [
      'a redirect',
      always(302, '', { location: 'https://sso.example.com/login?state=geheim1' }),
      'not-prometheus',
      /redirect to https:\/\/sso\.example\.com\/login \(HTTP 302\)/,
    ],
    ['other JSON', always(200, '{"hello":1}'), 'not-prometheus', /not that of Prometheus/],
    ['a cut-off answer', always(200, '{"status":"success","data":{"activ'), 'bad-answer', /cut off/],
    ['401', always(401, 'no'), 'unauthorized', /HTTP 401/],
    ['403', always(403, html), 'forbidden', /HTTP 403/],
    [
      '401 with an error of Prometheus',
      always(401, JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'no' })),
      'unauthorized',
      /HTTP 401/,
    ],
    ['403 with what could be an answer', always(403, success({ activeTargets: [] })), 'forbidden', /HTTP 403/],
    ['401 with a body that never ends', endless, 'unauthorized', /HTTP 401/],
    ['403 with a body beyond measure', always(403, 'x'.repeat(1_000_000)), 'forbidden', /HTTP 403/],
    ['404', always(404, '404 page not found'), 'not-found', /HTTP 404/],
    ['429', always(429, ''), 'not-ready', /slow down/],
    ['500', always(500, 'boom'), 'bad-answer', /HTTP 500/],
    ['502', always(502, ''), 'not-ready', /HTTP 502/],
    ['503 while starting', always(503, 'Service Unavailable'), 'not-ready', /HTTP 503/],
    [
      'API server: no endpoints',
      always(503, status(503, 'no endpoints available for service "http:prometheus-operated:web"')),
      'not-ready',
      /no endpoints available/,
    ],
    [
      'API server: forbidden',
      always(403, status(403, 'pods "x" is forbidden: User "u" cannot get resource "pods/proxy"')),
      'forbidden',
      /pods\/proxy/,
    ],
    ['API server: gone', always(404, status(404, 'pods "x" not found')), 'not-found', /not found/],
    [
      'API server: other scheme',
      always(503, status(503, 'error trying to reach service: http: server gave HTTP response to HTTPS client')),
      'bad-answer',
      /HTTPS client/,
    ],
    [
      'http asked of an https port',
      always(400, 'Client sent an HTTP request to an HTTPS server.\n'),
      'bad-answer',
      /wants https/,
    ],
    [
      'bad PromQL',
      always(400, JSON.stringify({ status: 'error', errorType: 'bad_data', error: '1:5: parse error: unexpected )' })),
      'refused',
      /parse error/,
    ],
    [
      'an execution error',
      always(422, JSON.stringify({ status: 'error', errorType: 'execution', error: 'many-to-many' })),
      'refused',
      /many-to-many/,
    ],
    [
      'a query time-out',
      always(503, JSON.stringify({ status: 'error', errorType: 'timeout', error: 'query timed out' })),
      'timeout',
      /timed out/,
    ],
    [
      'an agent',
      always(
        422,
        JSON.stringify({ status: 'error', errorType: 'execution', error: 'unavailable with Prometheus Agent' }),
      ),
      'not-found',
      /Agent/,
    ],
  ] as const)('%s', async (_name, reply, reason, detail) => {
    const { prometheus } = await over(reply);
    const answer = await prometheus.query('up', never);
    expect(answer).toMatchObject({ kind: 'unknown', reason });
    expect(answer.kind === 'unknown' && answer.detail).toMatch(detail);
    expect(answer.kind === 'unknown' && answer.next.length).toBeGreaterThan(10);
    expect(JSON.stringify(answer)).not.toContain('geheim1');
  });

  it('a connection that is cut in the middle of the answer', async () => {
    const { prometheus } = await over((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"status":');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await prometheus.targets(never)).toMatchObject({ kind: 'unknown', reason: 'unreachable' });
  });

  it('nobody listens', async () => {
    const { prometheus, standIn } = await over(api);
    await standIn.stop();
    expect(await prometheus.targets(never)).toMatchObject({
      kind: 'unknown',
      reason: 'unreachable',
      detail: expect.stringMatching(/connection refused/),
    });
  });

  it('silence ends in time-out, an abort in PromwireError interrupted', async () => {
    const { prometheus } = await over(() => undefined, 50);
    expect(await prometheus.targets(never)).toMatchObject({ kind: 'unknown', reason: 'timeout' });
    const controller = new AbortController();
    const patient = (await over(() => undefined)).prometheus;
    const asked = patient.targets(controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 20);
    const error = await asked.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PromwireError);
    expect((error as PromwireError).code).toBe('interrupted');
  });
});

describe('an address', () => {
  const none: Reply = () => undefined;
  const opened = async (
    reply: Reply,
    options: AskOptions = {},
  ): Promise<{ prometheus: Prometheus; standIn: StandIn }> => {
    const standIn = await startStandIn(reply);
    const direct = directPrometheus({ url: standIn.url });
    open.push(direct.close, standIn.stop);
    const asked = { contact: direct.contact, patienceMs: 50, ...options };
    return { prometheus: prometheusOver({ name: 'p' }, direct.transport, asked), standIn };
  };

  it('that never answered is not asked again', async () => {
    const { prometheus, standIn } = await opened(none);
    const first = await prometheus.version(never);
    expect(first).toMatchObject({ reason: 'timeout', silent: true, detail: 'p: no answer within 0.05 s.' });
    expect(await prometheus.targets(never)).toEqual(first);
    expect(standIn.seen).toHaveLength(1);
  });

  it('that answered once is asked again, whatever it answered', async () => {
    let count = 0;
    const { prometheus, standIn } = await opened((_request, response) => {
      count += 1;
      if (count === 1) response.writeHead(503).end();
    });
    expect(await prometheus.version(never)).toMatchObject({ reason: 'not-ready' });
    const second = await prometheus.targets(never);
    expect(second).toMatchObject({ reason: 'timeout', detail: 'targets of p: no answer within 0.05 s.' });
    expect(second).not.toHaveProperty('silent');
    await prometheus.targets(never);
    expect(standIn.seen).toHaveLength(3);
  });

  it('that refuses is not asked again where a user gave it', async () => {
    const { prometheus, standIn } = await opened(none);
    await standIn.stop();
    expect(await prometheus.version(never)).toMatchObject({ reason: 'unreachable', silent: true });
    const inCluster = await opened(none, { contact: newContact(false) });
    await inCluster.standIn.stop();
    expect(await inCluster.prometheus.version(never)).not.toHaveProperty('silent');
  });

  it('has not answered when the whole run ends: a value, and no rejection', async () => {
    const end = new AbortController();
    const { prometheus } = await opened(none, { end: end.signal, patienceMs: 60_000 });
    const asked = prometheus.rules(never);
    setTimeout(() => end.abort(), 20);
    const answer = await asked;
    expect(answer).toMatchObject({ kind: 'unknown', reason: 'timeout' });
    expect(answer).not.toHaveProperty('silent');
    expect(await prometheus.rules(never)).toEqual(answer);
  });
});

describe('observeStack', () => {
  const ref = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', namespace: 'monitoring', name: 'k8s' };
  const job = 'serviceMonitor/kuberhealthy/kuberhealthy/0';

  it('asks only what is wanted, and the configuration only where a job has no target', async () => {
    const { prometheus, standIn } = await over(api);
    const stack = { ref, capabilities: ['targets', 'query', 'rules'] as const, shards: 1 };
    const observation = await observeStack(
      stack,
      [prometheus],
      { jobs: [job], rules: false, queries: ['up', 'down'] },
      never,
    );
    expect(standIn.seen.map(({ path }) => path).sort()).toEqual(['/api/v1/query', '/api/v1/query', '/api/v1/targets']);
    expect(Object.keys(observation.instances[0]?.queries ?? {})).toEqual(['up', 'down']);
    expect(observation.instances[0]).not.toHaveProperty('rules');

    await observeStack(stack, [prometheus], { jobs: ['serviceMonitor/x/y/0'], rules: true, queries: [] }, never);
    expect(
      standIn.seen
        .slice(3)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['/api/v1/rules', '/api/v1/status/config', '/api/v1/targets']);
  });

  it('does not ask an agent for what it lacks', async () => {
    const { prometheus, standIn } = await over(api);
    await observeStack(
      { ref, capabilities: ['targets'], shards: 1 },
      [prometheus],
      { jobs: [job], rules: true, queries: ['up'] },
      never,
    );
    expect(standIn.seen.map(({ path }) => path)).toEqual(['/api/v1/targets']);
  });

  it('carries on why there is nobody to ask', async () => {
    const problem = {
      kind: 'unknown',
      reason: 'no-address',
      detail: 'No pod.',
      next: 'Give --prometheus-url.',
    } as const;
    const observation = await observeStack(
      { ref, capabilities: ['targets'], shards: 1 },
      problem,
      { jobs: [job], rules: true, queries: [] },
      never,
    );
    expect(observation).toMatchObject({ instances: [], problem });
  });
});
