import { afterEach, describe, expect, it } from '@jest/globals';
import { PromwireError } from '../../src/errors.ts';
import { startStandIn, success } from '../io/prometheus/prometheus-standin.ts';
import type { StandIn } from '../io/prometheus/prometheus-standin.ts';
import { runOn } from './ask.ts';
import { recorder } from './terminal.ts';

let prometheus: StandIn | undefined;
afterEach(async () => {
  await prometheus?.stop();
  prometheus = undefined;
});

/** Answers instant queries by a function; undefined is Prometheus' refusal. */
const start = async (value: (expr: string) => readonly (readonly [object, string])[] | undefined) => {
  prometheus = await startStandIn((_request, response, url) => {
    const result = value(url.searchParams.get('query') ?? '');
    response
      .writeHead(result ? 200 : 400, { 'content-type': 'application/json' })
      .end(
        result
          ? success({ resultType: 'vector', result: result.map(([metric, text]) => ({ metric, value: [0, text] })) })
          : JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'parse error' }),
      );
  });
  return prometheus.url;
};

const run = async (...args: readonly string[]) => {
  const { terminal, out, err } = recorder();
  const code = await runOn(terminal, ['dashboard', 'preview', ...args]);
  return { code, out: out(), err: err() };
};

const failure = async (...args: readonly string[]): Promise<PromwireError> =>
  await run(...args).then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => {
      if (error instanceof PromwireError) return error;
      throw error;
    },
  );

describe('promwire dashboard preview', () => {
  it('wants a file of headers that is there', async () => {
    const { code, message } = await failure('--prometheus-url', 'http://x', '--prometheus-header', 'no-such-headers');
    expect([code, message]).toEqual([
      'usage',
      '--prometheus-header no-such-headers cannot be read: there is no such file or folder',
    ]);
  });

  it('tells by a metric which variant runs, and prints every panel', async () => {
    const url = await start((expr) => (expr.includes('controller_leader') ? [[{ pod: 'kuberhealthy-0' }, '1']] : []));
    const { code, out } = await run('--prometheus-url', url);
    expect(code).toBe(0);
    expect(out).toMatch(/^Kuberhealthy 3 \/ Overview\n/);
    expect(out).toMatch(/Leader\s+kuberhealthy-0 leads/);
    expect(out).toMatch(/Cluster state\s+No pod is scraped/);
  });

  it.each([
    ['12', 0, ''],
    ['90', 0, ''],
    ['190.4', 3, 'old: the newest sample of Kuberhealthy is 3m10s old; it is not scraped any more, or seldom. Panels'],
  ])('of samples that are %s s old ends with %d', async (age, expected, says) => {
    const url = await start((expr) =>
      expr.startsWith('time() - max(timestamp(')
        ? [[{}, age]]
        : expr.includes('controller_leader')
          ? [[{ pod: 'kuberhealthy-0' }, '1']]
          : [],
    );
    const { code, out } = await run('--prometheus-url', url);
    expect(code).toBe(expected);
    expect(out.includes('old:')).toBe(says !== '');
    expect(out).toContain(says);
  });

  it('is unknown, exit code 3, where a query is refused', async () => {
    const url = await start((expr) => (expr.includes('cluster_state') ? undefined : []));
    const { code, out } = await run('--prometheus-url', url, '--variant', 'v2');
    expect(code).toBe(3);
    expect(out).toMatch(/^unknown: .*parse error/m);
    expect(out).toMatch(/Cluster state +unknown\n/);
  });

  it('says once what no panel was told', async () => {
    const url = await start(() => undefined);
    const { code, out } = await run('--prometheus-url', url, '--variant', 'v3');
    expect(code).toBe(3);
    expect(out.match(/parse error/g)).toHaveLength(1);
    expect(out).toMatch(/^Kuberhealthy 3 \/ Overview\n.*\nunknown: .*parse error\. Correct the expression\.\n/);
    expect(out).toMatch(/Cluster state +unknown\n/);
  });

  const CALM = /No check has run yet|No check fails|No alert is active|Nothing is known of alerts/;

  it.each([['v2'], ['v3']])(
    '%s: where the rules are not loaded, no panel that rests on them shows a calm',
    async (id) => {
      const raw = /^count\((?:kuberhealthy_cluster_state|max_over_time\(\(kuberhealthy_check.* offset 2m)/;
      const url = await start((expr) => (raw.test(expr) ? [[{}, '2']] : []));
      for (const set of [[], ['--set', 'check=nosuch']]) {
        const { code, out, err } = await run('--prometheus-url', url, '--variant', id, ...set);
        expect(code).toBe(3);
        expect(err).toMatch(
          /^promwire: the rules of promwire are not loaded in this Prometheus: .*promwire setup makes them\.\n$/,
        );
        expect(out.match(/not loaded in this Prometheus/g)).toHaveLength(1);
        expect(out).not.toMatch(CALM);
      }
    },
  );

  it('says where nothing is scraped, and nothing of rules where no check has run yet, or one just now', async () => {
    const nothing = await run('--prometheus-url', await start(() => []), '--variant', 'v3', '--set', 'check=nosuch');
    expect([nothing.code, nothing.err]).toEqual([
      3,
      expect.stringContaining('nothing of Kuberhealthy is scraped here'),
    ]);
    expect(nothing.out).not.toMatch(CALM);
    await prometheus?.stop();
    const url = await start((expr) => (/^count\(kuberhealthy_(?:cluster_state|check)/.test(expr) ? [[{}, '1']] : []));
    const young = await run('--prometheus-url', url, '--variant', 'v3');
    expect([young.code, young.err]).toEqual([0, '']);
    expect(young.out).toMatch(CALM);
  });

  it('prints one document with -o json', async () => {
    const url = await start((expr) => (expr === 'count(kuberhealthy_running)' ? [[{}, '2']] : []));
    const { out } = await run('--prometheus-url', url, '-o', 'json', '--set', 'check=web');
    expect(JSON.parse(out)).toMatchObject({
      kind: 'DashboardPreview',
      uid: 'promwire-kuberhealthy-v2',
      variables: { check: 'web' },
    });
  });

  it('refuses a value that no series has, and names those that are there', async () => {
    const url = await start((expr) =>
      expr.startsWith('group by (check)')
        ? ['dns', 'web'].map((check) => [{ check }, '1'] as const)
        : expr.startsWith('count({__name__')
          ? [[{}, '9']]
          : [],
    );
    const wrong = await failure('--prometheus-url', url, '--variant', 'v3', '--set', 'check=typo');
    expect([wrong.code, wrong.message]).toEqual(['usage', '--set check=typo: no such check']);
    expect(wrong.hint).toBe('There are: dns, web.');
    for (const good of ['web', 'dns|web'])
      expect((await run('--prometheus-url', url, '--variant', 'v3', '--set', `check=${good}`)).code).toBe(0);
  });

  it('says what it lacks', async () => {
    const url = await start(() => []);
    expect(await failure('--prometheus-url', url)).toMatchObject({
      code: 'failed',
      hint: expect.stringContaining('--variant'),
    });
    expect(await failure('--prometheus-url', url, '--variant', 'v3', '--set', 'pod=x')).toMatchObject({
      code: 'usage',
    });
    expect(await failure('--prometheus-url', url, '--set', 'check')).toMatchObject({ code: 'usage' });
    expect(await failure('--prometheus-url', url, '--variant', 'v3', '--dashboard', 'x')).toMatchObject({
      code: 'usage',
    });
    expect(await failure('--prometheus-url', 'http://127.0.0.1:1')).toMatchObject({ code: 'unreachable' });
  });
});
