import { describe, expect, it } from '@jest/globals';
import { matcherOf, readRouting, routingOf } from '../../src/io/alertmanager.ts';
import type { Exchange } from '../../src/io/prometheus.ts';

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
    expect(routingOf(right)).toEqual({
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
      expect(routingOf(text)).toEqual(expect.stringContaining('with a '));
    },
  );
});

describe('readRouting', () => {
  const ask = async (exchange: Exchange): Promise<unknown> =>
    await readRouting('Alertmanager a/b', async () => await Promise.resolve(exchange), new AbortController().signal);
  it('reads the status', async () => {
    const body = JSON.stringify({ config: { original: right } });
    expect(await ask({ kind: 'answer', status: 200, body })).toMatchObject({ kind: 'ok' });
  });
  it.each([
    [200, 'no JSON', 'bad-answer'],
    [200, '{}', 'bad-answer'],
    [200, '{"config":{"original":"a: ["}}', 'bad-answer'],
    [500, '', 'bad-answer'],
    [403, '', 'forbidden'],
  ])('is unknown after %d %s', async (status, body, reason) => {
    expect(await ask({ kind: 'answer', status, body })).toMatchObject({ kind: 'unknown', reason });
  });
});
