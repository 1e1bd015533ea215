import { describe, expect, it } from '@jest/globals';
import { pageAnswer } from '../../src/app/metrics/answer.ts';
import type { Got, NoMetrics } from '../../src/app/metrics/answer.ts';
import { formatOf } from '../../src/app/metrics/content-type.ts';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const got = (more: Partial<Got>): Got => ({ status: 200, contentType: TEXT, body: 'a 1\n', ...more });
const api = (server: string): Partial<Got> => ({ status: 503, body: '', server });

describe('the Content-Type of a page', () => {
  it.each([
    [TEXT, 'text'],
    ['text/plain', 'text'],
    ['TEXT/Plain;Version=0.0.4', 'text'],
    ['text/plain; version=1.0.0; escaping=allow-utf-8', 'text'],
    ['text/plain;', 'text'],
    ['text/plain; charset="utf-8"', 'text'],
    ['text/plain; charset=utf-8; charset=utf-8', 'text'],
    ['application/openmetrics-text; version=1.0.0; charset=utf-8', 'openmetrics'],
    ['application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited', 'protobuf'],
    // mime.ParseMediaType of Go refuses these.
    ['text/plain; charset', undefined],
    ['text/plain; version="0.0.4', undefined],
    ['text/plain; charset=utf-8; charset=latin1', undefined],
    ['text/plain, text/html', undefined],
    ['text/plain;;version=0.0.4', undefined],
    ['text', undefined],
    ['application/json', undefined],
    ['text/html; charset=utf-8', undefined],
    ['application/octet-stream', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j for Prometheus 3', (type, format) => expect(formatOf(type)).toBe(format));
});

describe('an answer that is metrics', () => {
  it.each<readonly [string, Partial<Got>]>([
    ['a page', {}],
    ['one whose bytes are not UTF-8 where nothing reads them', { body: '# by M\uFFFDller\na 1\n', mangled: true }],
    ['one with that very character', { body: 'a{b="\uFFFD"} 1\n' }],
    ['one with an encoding that is none', { encoding: 'utf-8' }],
  ])('%s', (_, more) => expect(pageAnswer(got(more))).toMatchObject({ kind: 'metrics' }));

  it('has its monitor say as what it is read, where its Content-Type does not', () => {
    expect(pageAnswer(got({ contentType: 'application/json' }))).toMatchObject({
      foreign: 'application/json',
      fallback: 'PrometheusText0.0.4',
    });
    const body = '# TYPE a unknown\na 1\n# EOF\n';
    expect(pageAnswer(got({ contentType: undefined, body }))).toMatchObject({ fallback: 'OpenMetricsText1.0.0' });
    // As text it is refused, and a Content-Type that is known decides.
    expect(pageAnswer(got({ body }))).toMatchObject({ reason: 'broken' });
  });
});

it.each<readonly [NoMetrics, Partial<Got>, RegExp]>([
  ['broken', { body: 'a{b="M\uFFFDller"} 1\n', mangled: true }, /^line 1, column 7: the value of a label holds bytes/],
  ['broken', { body: 'a 1\n# HELP b \uFFFD\n', mangled: true }, /the help of a metric holds bytes that are not UTF-8/],
  ['broken', { body: '{"\uFFFD"} 1\n', mangled: true }, /a name holds bytes that are not UTF-8/],
  ['broken', { body: 'a 1\r\nb 2\r\n' }, /carriage return/],
  ['broken', { body: '\uFEFFa 1\n' }, /^line 1, column 1/],
  ['broken', { contentType: 'application/openmetrics-text', body: 'a 1\n' }, /does not end with # EOF/],
  ['encoding', { body: '\u001f\uFFFD\b\u0000x', mangled: true }, /in gzip, without a Content-Encoding/],
  ['encoding', { body: 'x\uFFFD\u0001', mangled: true, encoding: 'deflate' }, /^Content-Encoding deflate, where gzip/],
  ['encoding', { body: '\u001f\uFFFD', mangled: true, encoding: 'GZIP' }, /gzip/],
  ['error', { status: 204, body: '' }, /^HTTP 204, where Prometheus takes 200 alone$/],
  ['error', { status: 206 }, /^HTTP 206/],
  ['error', { status: 304, body: '' }, /^HTTP 304, where/],
  ['error', { status: 302, body: '' }, /^HTTP 302, where/],
  ['error', { status: 503, body: 'warming up' }, /^HTTP 503: warming up$/],
  ['login', { status: 302, location: 'https://sso.example/x' }, /a redirect to https:\/\/sso\.example\/x$/],
  ['elsewhere', { status: 301, location: 'https://shop.example/metrics' }, /a redirect to https:\/\/shop\.example/],
  ['elsewhere', { status: 301, location: '//cdn.example/metrics' }, /a redirect to http:\/\/cdn\.example\/metrics$/],
  ['missing', { status: 301, location: '/m/', leads: { path: '/m/', scheme: 'http' } }, /a redirect to \/m\/$/],
  ['unauthorized', { status: 401 }, /^HTTP 401$/],
  ['denied', { status: 403 }, /^HTTP 403$/],
  ['mesh', { status: 403, body: 'RBAC: access denied' }, /of a proxy: RBAC/],
  ['mesh', { status: 503, program: 'istio-envoy', body: 'upstream connect error or x' }, /of istio-envoy/],
  ['mesh', { status: 403, body: '', proxyError: 'unauthorized request on route' }, /HTTP 403 of a proxy/],
  ['protobuf', { contentType: 'application/vnd.google.protobuf', body: '\n\u0005' }, /protobuf/],
  ['empty', { body: ' \n' }, /an empty answer/],
  ['empty', { body: '# nothing yet\n' }, /without any sample/],
  ['json', { body: '{"status":"up"}' }, /^JSON$/],
  ['expvar', { body: '{"cmdline":["web"],"memstats":{"Alloc":1}}' }, /expvar/],
  ['spring', { body: '{"names":["jvm.memory.used"]}' }, /Spring Boot's metrics endpoint/],
  ['html', { body: '<!DOCTYPE html><p>Shop</p>' }, /an HTML page$/],
  ['login', { body: '<html><form><input type=password>' }, /with a login/],
  ['wants-https', { status: 400, body: 'Client sent an HTTP request to an HTTPS server.' }, /speaks https/],
  [
    'wants-https',
    api(
      String.raw`error trying to reach service: net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x15\x03\x01\x00\x02\x02P"`,
    ),
    /it is asked by http, and speaks https/,
  ],
  [
    'http2',
    api(
      String.raw`error trying to reach service: net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x00\x00\x06\x04\x00"`,
    ),
    /speaks HTTP\/2/,
  ],
  ['closed', api('error trying to reach service: malformed HTTP response "-ERR wrong number of arguments"'), /another/],
  ['wants-http', api('error trying to reach service: http: server gave HTTP response to HTTPS client'), /speaks http$/],
  ['wants-http', api('error: tls: first record does not look like a TLS handshake'), /speaks http$/],
  ['tls', api('error trying to reach service: remote error: tls: certificate required'), /certificate required/],
  ['silent', api('error trying to reach service: dial tcp 10.0.0.1:8080: i/o timeout'), /i\/o timeout/],
  ['silent', api('error trying to reach service: net/http: TLS handshake timeout'), /handshake timeout/],
  ['closed', api('error trying to reach service: EOF'), /the connection was closed/],
  ['not-running', api('error trying to reach service: dial tcp 10.0.0.1:8080: connect: connection refused'), /refused/],
  ['not-running', api('no endpoints available for service "web"'), /no endpoints/],
])('%s: %j', (reason, more, fact) => {
  const answer = pageAnswer(got(more));
  expect(answer).toMatchObject({ kind: 'none', reason });
  expect(answer).toHaveProperty('fact', expect.stringMatching(fact));
});
