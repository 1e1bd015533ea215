import { describe, expect, it } from '@jest/globals';
import { metricsPath } from '../../src/app/metrics/path.ts';

describe('metricsPath', () => {
  it.each([
    '/../x',
    '/a/..',
    '/./a',
    '/%2e%2e/x',
    '/.%2E/x',
    '/a/%2e',
    String.raw`/..\x`,
    '/a%2f..%2fb',
    '/a%5c..',
    '/%252e%252e/x',
    '//evil/x',
    '/a#b',
    '/a%23b',
    '/a\tb',
    '/a\u0000b',
    '/a%0d%0ab',
    '/a\u202Eb',
    'metrics',
    '',
    `/${'a'.repeat(600)}`,
    '/metrics?token=s3cr3t',
  ])('refuses %j', (text) => expect(metricsPath(text)).toEqual({ refused: expect.any(String) }));

  it.each(['/metrics', '/a..b/c', '/...', '/a/', '/-/metrics', '/%D0%BC'])('takes %s as it is', (path) =>
    expect(metricsPath(path)).toEqual({ path }),
  );

  it('takes no value that was masked', () =>
    expect(metricsPath('/metrics?code=***')).toMatchObject({ refused: expect.stringContaining('--path') }));

  it('takes a query apart', () =>
    expect(metricsPath('/v1/sys/metrics?format=prometheus&a=1&a=2')).toEqual({
      path: '/v1/sys/metrics',
      params: { format: ['prometheus'], a: ['1', '2'] },
    }));
});
