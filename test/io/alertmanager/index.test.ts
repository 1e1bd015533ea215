import type { Transport } from '../../../src/io/prometheus/index.ts';
import { describe, expect, it } from '@jest/globals';
import { readRouting, routingOf } from '../../../src/io/alertmanager/index.ts';
import { matcherOf } from '../../../src/io/alertmanager/routes.ts';
import type { Exchange } from '../../../src/io/prometheus/index.ts';

const config = `
global:
  smtp_auth_password: <secret>
route:
  receiver: "null"
  continue: false
  routes:
  - receiver: shop/team/page
    matchers:
    - severity=~"page|critical"
    - namespace="shop"
    continue: true
    routes:
    - match: {team: a}
      match_re: {pod: web-.*}
- receivers: none
`;
const right = config.replace(
  '- receivers: none',
  'receivers:\n- name: "null"\n- name: shop/team/page\n  webhook_configs:\n  - url: <secret>\n  email_configs: []',
);

/** A Monday. */
const NOW = Date.parse('2026-11-23T14:30:00Z');

describe('matcherOf', () => {
  it.each([
    ['a="b"', 'a', '=', 'b'],
    ['a != b', 'a', '!=', 'b'],
    ['a=~"b|c"', 'a', '=~', 'b|c'],
    ['a!~"x\\\\.y"', 'a', '!~', 'x\\.y'],
    ['a="with \\"quotes\\" and\\nlines"', 'a', '=', 'with "quotes" and\nlines'],
    ['"with.dots"="b"', 'with.dots', '=', 'b'],
    ['a=""', 'a', '=', ''],
  ])('%s', (text, name, op, value) => {
    expect(matcherOf(text)).toEqual({ name, op, value });
  });
  it.each(['', 'a', '{a="b"}', 'a=="b"', 'a="b'])('does not take %j', (text) => {
    expect(matcherOf(text)).toBeUndefined();
  });
});

describe('routingOf', () => {
  it('keeps routes, and of receivers the kinds of their integrations', () => {
    expect(routingOf(right, NOW)).toEqual({
      holds: { inhibitions: [], intervals: {} },
      receivers: { null: [], 'shop/team/page': ['webhook'] },
      route: {
        receiver: 'null',
        matchers: [],
        continue: false,
        routes: [
          {
            receiver: 'shop/team/page',
            matchers: [
              { name: 'severity', op: '=~', value: 'page|critical' },
              { name: 'namespace', op: '=', value: 'shop' },
            ],
            continue: true,
            from: {
              apiVersion: 'monitoring.coreos.com/v1alpha1',
              kind: 'AlertmanagerConfig',
              namespace: 'shop',
              name: 'team',
            },
            routes: [
              {
                matchers: [
                  { name: 'team', op: '=', value: 'a' },
                  { name: 'pod', op: '=~', value: 'web-.*' },
                ],
                continue: false,
                routes: [],
              },
            ],
          },
        ],
      },
    });
  });
  it.each([['a: ['], ['null'], ['route: x'], ['route: {matchers: [1]}'], ['route: {matchers: ["{a=b}"]}']])(
    'says what is wrong with %j',
    (text) => {
      expect(routingOf(text, NOW)).toEqual(expect.stringContaining('with a '));
    },
  );
});

describe('what holds alerts back', () => {
  const with_ = (text: string) => {
    const routing = routingOf(`${right}${text}`, NOW);
    if (typeof routing === 'string') throw new Error(routing);
    return routing;
  };
  it('keeps inhibitions, old and new form', () => {
    const text = `inhibit_rules:
- source_matchers: [severity="critical"]
  target_match: {severity: warning}
  target_match_re: {team: a|b}
  equal: [namespace, alertname]
`;
    expect(with_(text).holds.inhibitions).toEqual([
      {
        source: [{ name: 'severity', op: '=', value: 'critical' }],
        target: [
          { name: 'severity', op: '=', value: 'warning' },
          { name: 'team', op: '=~', value: 'a|b' },
        ],
        equal: ['namespace', 'alertname'],
      },
    ]);
  });
  it('keeps which intervals a route names', () => {
    const text = 'route: {receiver: x, mute_time_intervals: [night], active_time_intervals: [day, dusk]}';
    expect(routingOf(text, NOW)).toMatchObject({
      route: { muteIntervals: ['night'], activeIntervals: ['day', 'dusk'] },
    });
  });
  it.each([
    ['{}', 'in'],
    ['{weekdays: ["monday:friday"]}', 'in'],
    ['{weekdays: [saturday, sunday]}', 'out'],
    ['{times: [{start_time: "09:00", end_time: "14:30"}]}', 'out'],
    ['{times: [{start_time: "14:30", end_time: "24:00"}]}', 'in'],
    ['{times: [{start_time: "15:00", end_time: "16:00"}], location: Europe/Berlin}', 'in'],
    ['{times: [{start_time: "15:00", end_time: "16:00"}], location: Nowhere/Else}', 'unknown'],
    ['{days_of_month: ["23"]}', 'in'],
    ['{days_of_month: [23]}', 'in'],
    ['{days_of_month: ["-8:-1"]}', 'in'],
    ['{days_of_month: ["-7:-1"]}', 'out'],
    ['{months: ["november:december"], years: ["2026"]}', 'in'],
    ['{months: ["1:10"]}', 'out'],
    ['{years: ["2020:2025"]}', 'out'],
    ['{weekdays: [someday]}', 'unknown'],
    ['{weekdays: [someday], years: ["2020"]}', 'out'],
    ['{weekdays: 7}', 'unknown'],
    ['{years: ["2020"]}, {weekdays: [monday]}', 'in'],
    ['nonsense', 'unknown'],
  ])('on Monday 2026-11-23 at 14:30 UTC: %s', (interval, within) => {
    for (const field of ['time_intervals', 'mute_time_intervals'])
      expect(with_(`${field}:\n- name: x\n  time_intervals: [${interval}]\n`).holds.intervals).toEqual({ x: within });
  });
});

describe('readRouting', () => {
  const ask = async (exchange: Exchange, silences: Exchange = exchange): Promise<unknown> =>
    await readRouting(
      'Alertmanager a/b',
      async (path) => await Promise.resolve(path === '/api/v2/silences' ? silences : exchange),
      new AbortController().signal,
    );
  const answer = (value: unknown, status = 200): Exchange => ({ kind: 'answer', status, body: JSON.stringify(value) });
  const status = answer({ config: { original: right } });
  it('reads the status, and the silences in force', async () => {
    const silence = (id: string, state: string, matcher: object) => ({
      id,
      status: { state },
      matchers: [{ name: 'a', value: 'b', isRegex: false, isEqual: true, ...matcher }],
      endsAt: '2026-11-23T18:00:00.000Z',
      createdBy: 'alice',
      comment: 'see https://me:hunter22@wiki.example.com\u001b[31m',
    });
    const read = await ask(
      status,
      answer([
        silence('2', 'active', { isRegex: true, isEqual: false }),
        silence('0', 'expired', {}),
        silence('1', 'active', { isEqual: undefined }),
        silence('3', 'pending', {}),
      ]),
    );
    const common = { until: '2026-11-23T18:00:00.000Z', by: 'alice' };
    expect(read).toMatchObject({
      kind: 'ok',
      value: {
        holds: {
          silences: {
            kind: 'ok',
            value: [
              { id: '1', ...common, matchers: [{ name: 'a', op: '=', value: 'b' }] },
              { id: '2', ...common, matchers: [{ name: 'a', op: '!~', value: 'b' }] },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(read)).not.toMatch(/hunter22|u001b/);
  });
  it("tells the API server's refusal from Alertmanager's", async () => {
    const message = 'pods "a" is forbidden: User "bob" cannot get resource "pods/proxy"';
    expect(await ask(answer({ kind: 'Status', message }, 403))).toMatchObject({
      reason: 'forbidden',
      detail: expect.stringContaining('User "bob" cannot get resource "pods/proxy"'),
      next: expect.stringContaining('pods/proxy'),
    });
  });
  it.each([
    [answer({}), 'bad-answer'],
    [answer([], 403), 'forbidden'],
    [answer([], 500), 'bad-answer'],
    // Not a silence of whatever has no label.
    [answer([{ status: { state: 'active' }, matchers: [{}] }]), 'bad-answer'],
    [answer([7]), 'bad-answer'],
    [answer([{ status: { state: 'other' }, matchers: [] }]), 'bad-answer'],
    [answer([{ status: { state: 'active' }, matchers: [{ name: 'a', value: 1 }] }]), 'bad-answer'],
  ])('knows the routes where silences are not told', async (silences, reason) => {
    expect(await ask(status, silences)).toMatchObject({
      kind: 'ok',
      value: { holds: { silences: { kind: 'unknown', reason } } },
    });
  });
  it.each([
    [200, 'no JSON', 'bad-answer'],
    [200, '{}', 'bad-answer'],
    [200, '{"config":{"original":"a: ["}}', 'bad-answer'],
    [500, '', 'bad-answer'],
    [403, '', 'forbidden'],
    [503, '{"kind":"Status","message":"no endpoints available"}', 'not-ready'],
  ])('is unknown after %d %s', async (status, body, reason) => {
    expect(await ask({ kind: 'answer', status, body })).toMatchObject({ kind: 'unknown', reason });
  });
});

describe('an Alertmanager that accepts and never answers', () => {
  const hanging: Transport = async (_path, _params, signal) =>
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

  it('is not waited for longer than once', async () => {
    const answer = await readRouting('Alertmanager a/b', hanging, new AbortController().signal, 0, 50);
    expect(answer).toMatchObject({
      kind: 'unknown',
      reason: 'timeout',
      detail: 'Alertmanager a/b: no answer within 0.05 s.',
    });
  });

  it('is given up where everything is', async () => {
    const stop = AbortSignal.abort(new Error('over'));
    const gone: Transport = async (_path, _params, signal) => await Promise.reject(signal.reason as Error);
    await expect(readRouting('Alertmanager a/b', gone, stop, 0, 50)).rejects.toThrow('over');
  });

  it('does not lose its routes where only the silences hang', async () => {
    const half: Transport = async (path, params, signal) =>
      path.endsWith('/status')
        ? await Promise.resolve({
            kind: 'answer',
            status: 200,
            body: JSON.stringify({ config: { original: 'route: { receiver: a }\nreceivers: [{ name: a }]\n' } }),
          })
        : await hanging(path, params, signal);
    const answer = await readRouting('Alertmanager a/b', half, new AbortController().signal, 0, 50);
    expect(answer).toMatchObject({
      kind: 'ok',
      value: { holds: { silences: { kind: 'unknown', reason: 'timeout' } } },
    });
  });
});
