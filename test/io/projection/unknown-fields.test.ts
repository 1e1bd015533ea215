import { describe, expect, it } from '@jest/globals';
import { objectProblems } from '../../../src/io/apiserver/index.ts';
import { project } from '../../../src/io/projection/index.ts';
import { withoutSecrets } from '../../../src/io/projection/scrub-diff.ts';
import type { Origin } from '../../../src/model/index.ts';

const FILE: Origin = { source: 'file', file: 'a.yaml', document: 1, line: 1 };

function kept(
  kind: string,
  spec: object,
  { version = 'v1', origin = FILE }: { version?: string; origin?: Origin } = {},
): unknown {
  const group = kind === 'Service' ? '' : 'monitoring.coreos.com/';
  const done = project({ apiVersion: `${group}${version}`, kind, metadata: { name: 'a' }, spec }, origin);
  if ('invalid' in done) throw new Error(done.invalid);
  const again = project({ ...done, ...done.body }, origin);
  expect('invalid' in again ? again.invalid : again.body).toEqual(done.body);
  return done.body['spec'];
}

describe('a field that its kind does not have', () => {
  it('is kept by its name, whatever it holds and wherever it is', () => {
    const wrong = (value: unknown): object => ({
      note: value,
      endpoints: [{ port: 'http', note: value, tlsConfig: { serverName: 'a', note: value } }],
    });
    for (const value of ['hush', 7, ['hush'], { hush: 'hush' }, false])
      expect(kept('ServiceMonitor', wrong(value))).toEqual(wrong('***'));
    expect(kept('ServiceMonitor', wrong(null))).toEqual({
      endpoints: [{ port: 'http', tlsConfig: { serverName: 'a' } }],
    });
    expect(
      kept('PrometheusRule', { groups: [{ name: 'g', rules: [{ expr: 'up', annotatons: { a: 'b' } }] }] }),
    ).toEqual({
      groups: [{ name: 'g', rules: [{ expr: 'up', annotatons: '***' }] }],
    });
  });

  it('is hidden also where the API server keeps it: in routes below the first', () => {
    const route = (note: string): object => ({ receiver: 'a', routes: [{ receiver: 'b', routes: [{ note }] }] });
    for (const version of ['v1alpha1', 'v1beta1'])
      expect(kept('AlertmanagerConfig', { route: route('hush') }, { version })).toEqual({ route: route('***') });
  });

  it('keeps its value where one letter is wrong and the value is one of the field that is meant', () => {
    const spec = {
      selector: { matchLabel: { app: 'web' } },
      namespaceSelector: { matchName: 'shop' },
      endpoint: [{ prot: 'http', intervall: '30s' }],
    };
    expect(kept('ServiceMonitor', spec)).toEqual(spec);
    expect(
      kept('ServiceMonitor', { endpoints: [{ intervall: 'hush', parms: { x: ['hush'] }, port: 'a', prot: 'hush' }] }),
    ).toEqual({
      endpoints: [{ intervall: '***', parms: '***', port: 'a', prot: '***' }],
    });
  });

  it('keeps labels of namespaces, by which their names are found', () => {
    const spec = { namespaceSelector: { matchLabels: { team: 'shop' } } };
    expect(kept('PodMonitor', spec)).toEqual(spec);
  });

  it('is hidden in the kinds of Kubernetes too, and in what a cluster sends: its CRDs may be newer', () => {
    const spec = (note: string): object => ({ ports: [{ port: 80, note }] });
    expect(kept('Service', spec('hush'))).toEqual(spec('***'));
    expect(kept('ServiceMonitor', { note: 'hush' }, { origin: { source: 'cluster' } })).toEqual({ note: '***' });
  });
});

describe('a name that is a secret, for the space behind the colon is missing', () => {
  const endpoints = (...[password, token]: readonly string[]): object[] => [
    { port: 'web', basicAuth: { username: 'u', [password ?? '']: 1 }, params: { [token ?? '']: ['a'] } },
  ];

  it('ends at the colon, or is not shown at all; label names stay', () => {
    const selector = { matchLabels: { 'app.kubernetes.io/name': 'a' } };
    const spec = (...names: readonly string[]): object => ({ selector, endpoints: endpoints(...names) });
    expect(kept('ServiceMonitor', spec('password:hush', 'match[]'))).toEqual({
      selector,
      endpoints: [
        { port: 'web', basicAuth: { username: '***', 'password:***': '***' }, params: { 'match[]': ['***'] } },
      ],
    });
    expect(kept('ServiceMonitor', spec('hush hush', 'token:hush'))).toEqual({
      selector,
      endpoints: [{ port: 'web', basicAuth: { username: '***', '***': '***' }, params: { 'token:***': ['***'] } }],
    });
  });

  it('is told once, with its place and what is missing', () => {
    const spec = { selector: {}, endpoints: [{ port: 'a', 'bearerToken:hush': null, 'bearerToken:hush2': null }] };
    const raw = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', metadata: { name: 'a' }, spec };
    expect(objectProblems(raw).map(({ path, message }) => [path.join('.'), message])).toEqual([
      [
        'spec.endpoints.0.bearerToken:***',
        'no such field; if what follows the colon is its value, put a space behind the colon',
      ],
    ]);
  });

  it('is hidden in the lines of a diff', () => {
    expect(withoutSecrets([' - {port: a, authorization: {credentials:hush}, image: b/c-token:1.2}'])).toEqual([
      ' - {port: a, authorization: {credentials:***}, image: b/c-token:1.2}',
    ]);
  });
});

describe('a value of which the neighbour that decides is unknown', () => {
  it('is masked; that of a labelmap and what is no relabeling stay', () => {
    const relabelings = (value: string): object[] => [
      { target_label: 'password', replacement: value },
      { action: 'labelmap', target_label: 'password', replacement: value },
      { action: 'labelmap', regex: 'a_(.+)', replacement: 'b_$1' },
      { targetLabel: 'a', replacement: 'b' },
    ];
    const spec = (value: string): object => ({
      selector: { matchLabels: { replacement: 'blue', value: 'a' } },
      endpoints: [{ relabelings: relabelings(value) }],
    });
    const seen = kept('ServiceMonitor', spec('hush'));
    expect(JSON.stringify(seen)).not.toContain('hush');
    expect(JSON.parse(JSON.stringify(seen).replaceAll('"target_label":"***"', '"target_label":"password"'))).toEqual(
      spec('***'),
    );
    const route = (value: string): object => ({ route: { matchers: [{ nname: 'password', value }] } });
    expect(kept('AlertmanagerConfig', route('hush'), { version: 'v1alpha1' })).toEqual(route('***'));
  });
});

describe('a value of the wrong type', () => {
  it('says what it is, and not what it holds; text and numbers of a field for text stay', () => {
    const spec = (...[text, list, map]: readonly unknown[]): object => ({
      endpoints: [{ basicAuth: text, port: list, path: map, oauth2: { clientId: text }, interval: 30 }],
      targetLabels: 5,
    });
    expect(kept('ServiceMonitor', spec('hush', ['hush'], { hush: 'hush' }))).toEqual(spec('***', [], {}));
  });
});

describe('an address', () => {
  it('keeps where it leads, the names of its parameters, and what is no URL', () => {
    const spec = (path: string, tokenUrl: string, proxyUrl: string): object => ({
      endpoints: [{ path, oauth2: { tokenUrl }, proxyUrl }],
    });
    const scrape = (value: string): object => ({
      metricsPath: `/a?b=${value}`,
      staticConfigs: [{ targets: ['a:80'], labels: { __param_b: value, __param_module: 'm', a_pwd: value } }],
      consulSDConfigs: [{ server: `c:80?b=${value}`, pathPrefix: `/?b=${value}` }],
      relabelings: [
        { targetLabel: '__metrics_path__', replacement: `/$1?b=${value}` },
        { targetLabel: '__param_b', replacement: value },
      ],
    });
    expect(kept('ScrapeConfig', scrape('hush'), { version: 'v1alpha1' })).toEqual(scrape('***'));
    const stack = (value: string): object => ({ externalUrl: `http://a/b?c=${value}`, routePrefix: `/b?c=${value}` });
    expect(kept('Prometheus', stack('hush'))).toEqual(stack('***'));
    expect(kept('ServiceMonitor', spec('/a?b=hush&c&d=', 'https://h/hush?x=hush#y', 'http://h:1/a%zzhush'))).toEqual(
      spec('/a?b=***&c&d=', 'https://h/***?x=***#y', 'http://h:1/***%zz'),
    );
  });
});
