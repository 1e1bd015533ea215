import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isKnownKind, project, scrubText } from '../../../src/io/projection/index.ts';
import { hostOnly, scrubExpression } from '../../../src/io/projection/scrub-text.ts';
import type { JsonObject, KubeObject } from '../../../src/model/index.ts';

const MONITORING = 'monitoring.coreos.com/v1';

function projected(raw: unknown): KubeObject {
  const object = project(raw, { source: 'cluster' });
  if ('invalid' in object) throw new Error(object.invalid);
  return object;
}
const body = (apiVersion: string, kind: string, rest: object): JsonObject =>
  projected({ apiVersion, kind, metadata: { name: 'x' }, ...rest }).body;

describe('scrubText', () => {
  it.each([
    ['https://user:pass@host/x', 'https://***@host/x'],
    ['https://token@host', 'https://***@host'],
    ['a http://u:p@h and ftp://u:p@h', 'a http://***@h and ftp://***@h'],
    ['http://user:p@ss@host/x', 'http://***@host/x'],
    ['http://user:pa/ss@host/x', 'http://***@host/x'],
    ['http://h/x?token=abc&a=b', 'http://h/x?token=***&a=b'],
    ['/metrics?api_key=abc', '/metrics?api_key=***'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc', '***'],
    ['http://host:9090/a@b', 'http://host:9090/a@b'],
    ['me@example.com', 'me@example.com'],
    ['http://h/x?a=b', 'http://h/x?a=b'],
  ])('%s -> %s', (text, scrubbed) => {
    expect(scrubText(text)).toBe(scrubbed);
    expect(scrubText(scrubbed)).toBe(scrubbed);
  });

  it('is linear on hostile text', () => {
    const started = Date.now();
    for (const part of ['://a:b', '://', '?a', 'a', '://u:p@', '&token']) scrubText(part.repeat(200_000));
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('leaves expressions that can still be parsed', () => {
    expect(scrubExpression('up{a="http://u:p@h", b="c@d"}')).toBe('up{a="http://redacted@h", b="c@d"}');
    expect(scrubExpression('up{a="http://x",b="c@d"}')).toBe('up{a="http://x",b="c@d"}');
  });

  it('keeps only the host of a webhook', () => {
    expect(hostOnly('https://hooks.slack.com/services/T0/B0/xyz')).toBe('https://hooks.slack.com/***');
    expect(hostOnly('http://u:p@h:80/')).toBe('http://h:80/');
    expect(hostOnly('xyz')).toBe('***');
    expect(hostOnly('')).toBe('');
  });
});

describe('metadata', () => {
  it('keeps what says who owns the object, and nothing of last-applied', () => {
    const { metadata } = projected({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'a',
        namespace: 'b',
        labels: { x: 'y', empty: null },
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': '{}',
          'meta.helm.sh/release-name': 'r',
          'prometheus.io/port': '80',
          'prometheus.io/token': 'abc',
          'mine/other': 'z',
        },
        generation: 3,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', controller: true, uid: 'u' }, 'x'],
        managedFields: [
          { manager: 'helm', operation: 'Apply', fieldsV1: { 'f:metadata': { 'f:labels': { '.': {}, 'f:x': {} } } } },
          { manager: 'kubelet', operation: 'Update', subresource: 'status', fieldsV1: {} },
        ],
      },
    });
    expect(metadata).toEqual({
      name: 'a',
      namespace: 'b',
      labels: { x: 'y', empty: '' },
      annotations: { 'meta.helm.sh/release-name': 'r', 'prometheus.io/port': '80', 'prometheus.io/token': '***' },
      generation: 3,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', controller: true }],
      fieldOwners: [{ manager: 'helm', operation: 'Apply', labels: ['x'] }],
    });
  });

  it.each([
    [null, 'not a map'],
    [[], 'not a map'],
    [{}, 'no apiVersion'],
    [{ apiVersion: 'v1' }, 'no kind'],
    [{ apiVersion: 'v1', kind: 'Pod' }, 'no metadata'],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: [] }, 'metadata is a list'],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: {} }, 'no metadata.name'],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'x-' } }, 'generateName'],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 1 } }, 'metadata.name is a number'],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: [] } }, 'metadata.labels is a list'],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: {} } }, 'namespace is a map'],
  ])('refuses %j: %s', (raw, reason) => {
    expect(project(raw, { source: 'cluster' })).toEqual({ invalid: expect.stringContaining(reason) });
  });

  it('keeps an object with labels that are no strings, and says what the API server refuses', () => {
    const metadata = { name: 'a', labels: { on: true, a: 'b', c: null, deep: {} } };
    expect(project({ apiVersion: 'v1', kind: 'Pod', metadata }, { source: 'cluster' })).toMatchObject({
      metadata: { labels: { on: 'true', a: 'b', c: '' } },
      problems: [
        { kind: 'invalid', path: ['metadata', 'labels', 'on'], message: 'is a boolean, not a string: quote it' },
        { kind: 'invalid', path: ['metadata', 'labels', 'deep'], message: 'is a map, not a string: quote it' },
      ],
    });
  });

  it('refuses nesting that no object has', () => {
    let route: object = {};
    for (let depth = 0; depth < 100_000; depth++) route = { routes: [route] };
    const apiVersion = 'monitoring.coreos.com/v1alpha1';
    const raw = { apiVersion, kind: 'AlertmanagerConfig', metadata: { name: 'a' }, spec: { route } };
    expect(project(raw, { source: 'cluster' })).toEqual({ invalid: expect.stringContaining('nested') });
  });
});

describe('what survives', () => {
  it('drops null as the API server does: out of the maps of a custom resource, and in those of Kubernetes it is ""', () => {
    const spec = { selector: { matchLabels: { app: 'a', b: null }, c: null }, jobLabel: null };
    const endpoints = [null, { port: 'http', tlsConfig: null, params: {} }];
    expect(body(MONITORING, 'ServiceMonitor', { spec: { ...spec, endpoints, namespaceSelector: null } })).toEqual({
      spec: { selector: { matchLabels: { app: 'a' } }, endpoints: [null, { port: 'http', params: {} }] },
    });
    expect(body('v1', 'Service', { spec: { selector: { app: null }, type: null, ports: [] } })).toEqual({
      spec: { selector: { app: '' }, ports: [] },
    });
  });

  it('tells {} from an absent selector, which null is', () => {
    const spec = {
      serviceMonitorSelector: null,
      ruleSelector: {},
      probeSelector: { matchLabels: { 'my-token': 'x' } },
    };
    const { serviceMonitorSelector: _, ...stored } = spec;
    expect(body(MONITORING, 'Prometheus', { spec })['spec']).toEqual(stored);
  });

  it('keeps of remote write only where its secrets are', () => {
    const ref = { name: 's', key: 'k' };
    const spec = {
      remoteWrite: [
        { url: 'https://h/x', headers: { a: 'b' }, basicAuth: { username: ref, password: ref } },
        { url: 'y', headers: { key: 'b' } },
      ],
      additionalScrapeConfigs: { ...ref, optional: true },
      externalUrl: 'https://u:p@h/prefix',
      containers: [{ name: 'c', image: 'i', env: [{ name: 'A', value: 'secret' }] }],
    };
    expect(body(MONITORING, 'Prometheus', { spec })['spec']).toEqual({
      remoteWrite: [{ basicAuth: { username: ref, password: ref } }, {}],
      additionalScrapeConfigs: { ...ref, optional: true },
      externalUrl: 'https://***@h/prefix',
      containers: [{ name: 'c', image: 'i' }],
    });
  });

  it('keeps all of a monitor but its literals', () => {
    const ref = { name: 's', key: 'password', optional: true };
    const endpoint = {
      port: 'http',
      targetPort: 0,
      interval: '30s',
      bearerTokenFile: '/var/run/token',
      bearerTokenSecret: { key: '' },
      basicAuth: { username: ref, password: ref },
      authorization: { type: 'Bearer', credentials: ref },
      tlsConfig: { ca: { secret: ref }, keySecret: ref, keyFile: '/x', insecureSkipVerify: true },
      oauth2: { tokenUrl: 'https://h/', clientId: { secret: ref }, clientSecret: ref, scopes: ['a'] },
      relabelings: [{ sourceLabels: ['token'], regex: 'a', replacement: '$1' }],
    };
    const spec = {
      selector: { matchExpressions: [{ key: 'token', operator: 'In', values: ['a'] }] },
      endpoints: [endpoint],
    };
    expect(body(MONITORING, 'ServiceMonitor', { spec })['spec']).toEqual(spec);
    const literal = {
      params: { token: ['abc'], module: ['http'] },
      basicAuth: { username: 'u', password: 12345 },
      authorization: { type: 'Bearer abc', credentials: 'abc' },
      bearerTokenSecret: 'abc',
      proxyConnectHeader: { key: ['abc'], name: 'abc' },
      oauth2: { clientSecret: 'abc', endpointParams: { a: 'abc' } },
    };
    expect(body(MONITORING, 'ServiceMonitor', { spec: { endpoints: [literal] } })['spec']).toEqual({
      endpoints: [
        {
          params: { token: ['***'], module: ['***'] },
          basicAuth: { username: '***', password: '***' },
          authorization: { type: '***', credentials: '***' },
          bearerTokenSecret: '***',
          proxyConnectHeader: { key: ['***'], name: '***' },
          oauth2: { clientSecret: '***', endpointParams: { a: '***' } },
        },
      ],
    });
  });

  it('keeps rules as they are', () => {
    const spec = {
      groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'up{token="x"} == 0', labels: { secret_name: 'x' } }] }],
    };
    expect(body(MONITORING, 'PrometheusRule', { spec })['spec']).toEqual(spec);
  });

  it('keeps arguments of an operator and settings of a sidecar, and of other containers neither', () => {
    const template = (container: object): object => ({ spec: { template: { spec: { containers: [container] } } } });
    const env = [
      { name: 'LABEL', value: 'grafana_dashboard' },
      { name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'x' } } },
      { name: 'REQ_URL', value: 'http://u:p@localhost:3000/api/reload' },
      { name: 'REQ_PASSWORD', value: 'abc' },
    ];
    const args = ['--namespaces=a', '--web.token=abc'];
    expect(
      body('apps/v1', 'Deployment', template({ name: 'sc', image: 'quay.io/kiwigrid/k8s-sidecar:1', env, args })),
    ).toEqual(
      template({
        name: 'sc',
        image: 'quay.io/kiwigrid/k8s-sidecar:1',
        env: [env[0], { name: 'NAMESPACE', valueFrom: {} }, { name: 'REQ_URL', value: 'http://localhost:3000/***' }],
      }),
    );
    const operator = { name: 'x', image: 'quay.io/prometheus-operator/prometheus-operator:v0.93.0', args };
    expect(body('apps/v1', 'Deployment', template({ ...operator, env }))).toEqual(
      template({ ...operator, args: ['--namespaces=a', '--web.token=***'] }),
    );
    const other = { name: 'app', image: 'quay.io/prometheus-operator/prometheus-config-reloader:v1' };
    expect(body('apps/v1', 'Deployment', template({ ...other, env, args }))).toEqual(template(other));
  });

  it('keeps of fields of a wrong type only that they are wrong', () => {
    const raw = { spec: { template: { spec: { containers: { env: [{ value: 'abc' }] } } }, replicas: 'two' } };
    expect(body('apps/v1', 'Deployment', raw)).toEqual({
      spec: { template: { spec: { containers: {} } }, replicas: 'two' },
    });
    expect(body('apps/v1', 'Deployment', { spec: 'abc' })).toEqual({ spec: '***' });
  });

  it('keeps only the metadata of other kinds', () => {
    expect(isKnownKind('v1', 'Secret')).toBe(true);
    expect(isKnownKind('example.com/v1', 'Secret')).toBe(false);
    expect(body('example.com/v1', 'Secret', { data: { a: 'b' }, spec: {} })).toEqual({});
  });
});

describe('facts', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');

  it('says of a Secret which keys there are and what they are, not what they hold', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const der = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'der' });
    const hash = createHash('sha256').update(der).digest('hex').slice(0, 32);
    const data = {
      user: base64('abc'),
      empty: '',
      'tls.key': base64(privateKey),
      bad: base64('-----BEGIN X-----\nabc'),
    };
    expect(body('v1', 'Secret', { type: 'kubernetes.io/tls', data, stringData: { pub: publicKey } })).toEqual({
      facts: {
        type: 'kubernetes.io/tls',
        keys: {
          user: { present: true },
          empty: { present: true, empty: true },
          'tls.key': { present: true, pem: true, certificate: false, publicKey: hash },
          bad: { present: true, pem: false, certificate: false },
          pub: { present: true, pem: true, certificate: false },
        },
      },
    });
  });

  it('says of a ConfigMap how large its keys are, and of dashboards which they are', () => {
    const data = {
      'd.json': JSON.stringify({ uid: 'u', title: 'T', panels: [], __inputs: [{ name: 'DS' }] }),
      'bad.json': '{"uid": secret',
      'prometheus.yaml': 'password: abc',
    };
    expect(body('v1', 'ConfigMap', { data, binaryData: { b: base64('12345') } })).toEqual({
      facts: {
        keys: {
          'd.json': {
            present: true,
            size: data['d.json'].length,
            dashboard: { uid: 'u', title: 'T', hasInputs: true, inputs: [] },
          },
          'bad.json': { present: true, size: 14, dashboard: { invalid: true } },
          'prometheus.yaml': { present: true, size: 13 },
          b: { present: true, size: 5 },
        },
      },
    });
  });
});

describe('any input', () => {
  const kinds = fc.constantFrom(
    ...['Pod', 'Secret', 'ConfigMap', 'Service', 'Endpoints', 'Event', 'ServiceAccount', 'Namespace'].map((k) => [
      'v1',
      k,
    ]),
    ...['Prometheus', 'ServiceMonitor', 'PrometheusRule', 'AlertmanagerConfig'].map((k) => [MONITORING, k]),
    ['apps/v1', 'Deployment'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  );

  it('never throws, and projecting twice changes nothing', () => {
    fc.assert(
      fc.property(
        kinds,
        fc.object({ maxDepth: 4 }),
        fc.anything(),
        fc.anything(),
        ([apiVersion, kind], rest, spec, data) => {
          const raw = { ...rest, spec, data, template: data, status: spec, apiVersion, kind, metadata: { name: 'x' } };
          const once = project(raw, { source: 'cluster' });
          if ('invalid' in once) return;
          const again = project({ ...once.body, ...once }, { source: 'cluster' });
          expect(again).toEqual(once);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
