/**
 * Plants secrets in every place where clusters have them and searches for them in what promwire makes of it.
 * A renderer or output that is added belongs into OUTPUTS.
 */
import { describe, expect, it } from '@jest/globals';
import { analyse } from '../src/judge/analysis.ts';
import { report } from '../src/judge/report.ts';
import { buildWorld } from '../src/world/world.ts';
import { readFiles, type FilePorts, type FileSnapshot } from '../src/io/files/index.ts';
import { toYamlStream } from '../src/render/yaml.ts';
import type { Report } from '../src/model/index.ts';
import { backends, checks, clusterChecks, profiles } from '../src/registry.ts';
import { reportJson } from '../src/render/report-json.ts';
import { writeSnapshot } from '../src/render/snapshot.ts';
import { plain } from '../src/render/text/style.ts';
import { reportText } from '../src/render/text/report.ts';

const CANARY = 'c4n4ry';
let planted = 0;
/** A secret of its own for every place, so that a failure names the place. */
const secret = (place: string): string => `${CANARY}-${place}-${++planted}`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const url = (place: string): string => `https://user:${secret(place)}@example.com/path`;

const monitoring = 'monitoring.coreos.com/v1';

function object(apiVersion: string, kind: string, rest: object): object {
  const metadata = {
    name: kind.toLowerCase(),
    namespace: 'app',
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ spec: secret(`${kind}-last-applied`) }),
      'prometheus.io/path': `/metrics?token=${secret(`${kind}-annotation-token`)}`,
      'prometheus.io/password': secret(`${kind}-annotation-password`),
      'my.company/note': secret(`${kind}-other-annotation`),
    },
    managedFields: [
      { manager: 'x', operation: 'Update', fieldsV1: { 'f:data': { [`f:${secret(`${kind}-field`)}`]: {} } } },
    ],
  };
  return { apiVersion, kind, metadata, ...rest };
}

const env = (place: string): readonly object[] => [
  { name: 'DB_PASSWORD', value: secret(`${place}-env`) },
  { name: 'URL', value: url(`${place}-env-url`) },
  { name: 'REQ_URL', value: url(`${place}-req-url`) },
  { name: 'REQ_PASSWORD', value: secret(`${place}-req-password`) },
];

const podSpec = (place: string): object => ({
  containers: [
    {
      name: 'app',
      image: 'app:1',
      env: env(place),
      args: [`--password=${secret(`${place}-args`)}`],
      command: [url(place)],
    },
    { name: 'sc-dashboard', image: 'kiwigrid/k8s-sidecar:1', env: env(`${place}-sidecar`) },
    {
      name: 'operator',
      image: 'quay.io/prometheus-operator/prometheus-operator:v1',
      args: [`--web.token=${secret(`${place}-operator`)}`, `--apiserver=${url(`${place}-operator-url`)}`],
    },
  ],
  initContainers: [{ name: 'init', image: 'init:1', env: env(`${place}-init`) }],
  imagePullSecrets: [{ name: secret(`${place}-pull`) }],
});

const endpoint = {
  port: 'http',
  params: { token: [secret('params')], q: [secret('params-any')] },
  basicAuth: { username: secret('basic-user'), password: secret('basic-password') },
  authorization: { type: `Bearer ${secret('auth-type')}`, credentials: secret('auth-credentials') },
  bearerTokenSecret: secret('bearer'),
  bearerToken: secret('bearer-token'),
  proxyUrl: url('proxy-url'),
  proxyConnectHeader: { Authorization: [secret('proxy-header')], key: secret('proxy-header-key') },
  path: `/metrics?api_key=${secret('path-query')}`,
  oauth2: {
    clientSecret: secret('oauth2'),
    tokenUrl: url('oauth2-url'),
    endpointParams: { p: secret('oauth2-params') },
  },
  tlsConfig: { key: `-----BEGIN RSA PRIVATE KEY-----\n${secret('tls-key')}\n-----END RSA PRIVATE KEY-----` },
};

const stackSpec = {
  externalUrl: url('external-url'),
  externalLabels: { token: secret('external-labels') },
  remoteWrite: [
    {
      url: url('remote-write'),
      headers: { Authorization: secret('remote-write-header') },
      basicAuth: { password: secret('remote-write-password') },
      bearerToken: secret('remote-write-bearer'),
    },
  ],
  remoteRead: [{ url: `https://h/${secret('remote-read-path')}`, headers: { x: secret('remote-read-header') } }],
  alerting: { alertmanagers: [{ name: 'a', basicAuth: { password: secret('alerting') }, bearerTokenFile: '/x' }] },
  apiserverConfig: { host: url('apiserver'), bearerToken: secret('apiserver-token') },
  scrapeClasses: [{ name: 'c', authorization: { credentials: secret('scrape-class') } }],
  additionalArgs: [{ name: 'x', value: secret('additional-args') }],
  thanos: { objectStorageConfig: secret('thanos') },
  containers: [{ name: 'c', image: 'i', env: env('stack-container'), args: [secret('stack-args')] }],
  alertmanagersUrl: [url('alertmanagers-url')],
  alertmanagerConfiguration: { name: 'x', global: { smtp: { authPassword: secret('smtp') } } },
  web: { tlsConfig: { keySecret: secret('web') }, httpConfig: { headers: { x: secret('web-header') } } },
};

const objects: readonly object[] = [
  object('v1', 'Secret', {
    type: 'Opaque',
    data: { password: base64(secret('secret-data')) },
    stringData: { token: secret('secret-string-data') },
  }),
  object('v1', 'ConfigMap', {
    data: {
      'datasource.yaml': `apiVersion: 1\ndatasources:\n- secureJsonData: {password: ${secret('datasource')}}\n`,
      'grafana.ini': `[security]\nadmin_password = ${secret('grafana-ini')}\n`,
      'dashboard.json': JSON.stringify({ uid: 'u', title: url('dashboard-title'), panels: [secret('dashboard')] }),
      'broken.json': `{"a": ${secret('broken-dashboard')}`,
    },
    binaryData: { x: base64(secret('binary-data')) },
  }),
  object('v1', 'Pod', { spec: podSpec('pod'), status: { message: secret('pod-status') } }),
  ...['Deployment', 'StatefulSet', 'DaemonSet'].map((kind) =>
    object('apps/v1', kind, {
      spec: { template: { metadata: { annotations: { a: secret(kind) } }, spec: podSpec(kind) } },
    }),
  ),
  // The same with wrong types: a map where a list is expected, text where a map is.
  object('apps/v1', 'ReplicaSet', { spec: { template: { spec: podSpec('ReplicaSet') } } }),
  {
    ...object('apps/v1', 'Deployment', {}),
    metadata: { name: 'wrong' },
    spec: { template: { spec: { containers: podSpec('wrong') } } },
  },
  { ...object('apps/v1', 'Deployment', {}), metadata: { name: 'text' }, spec: secret('wrong-spec') },
  object(monitoring, 'ServiceMonitor', { spec: { endpoints: [endpoint] } }),
  object(monitoring, 'PodMonitor', { spec: { podMetricsEndpoints: [endpoint] } }),
  object(monitoring, 'Probe', {
    spec: { ...endpoint, prober: { url: url('prober') }, targets: { staticConfig: { static: [url('probe')] } } },
  }),
  object('monitoring.coreos.com/v1alpha1', 'ScrapeConfig', {
    spec: { ...endpoint, httpSDConfigs: [{ url: url('http-sd'), authorization: { credentials: secret('http-sd') } }] },
  }),
  object('monitoring.coreos.com/v1alpha1', 'AlertmanagerConfig', {
    spec: {
      receivers: [
        {
          webhookConfigs: [{ url: `https://hooks.example.com/${secret('webhook')}`, httpConfig: endpoint }],
          slackConfigs: [{ apiURL: `https://hooks.slack.com/${secret('slack')}` }],
          pagerdutyConfigs: [
            { routingKey: { name: 'a', key: 'b', value: secret('pagerduty') }, serviceKey: { key: 'k' } },
          ],
          emailConfigs: [{ authPassword: secret('email'), headers: [{ key: 'X', value: secret('email-header') }] }],
        },
      ],
    },
  }),
  object(monitoring, 'PrometheusRule', {
    spec: {
      groups: [
        { rules: [{ alert: 'A', expr: `up{x="${url('expr')}"}`, annotations: { runbook_url: url('runbook') } }] },
      ],
    },
  }),
  ...['Prometheus', 'PrometheusAgent', 'ThanosRuler', 'Alertmanager'].map((kind) =>
    object(monitoring, kind, { spec: stackSpec }),
  ),
  object('v1', 'Service', { spec: { externalName: url('external-name'), sessionAffinityConfig: secret('service') } }),
  object('v1', 'Event', { message: `cannot reach ${url('event')}`, reason: 'x' }),
  object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', {
    webhooks: [{ name: 'w', clientConfig: { url: url('webhook-config'), caBundle: secret('ca-bundle') } }],
  }),
  object('example.com/v1', 'Unknown', { spec: { password: secret('unknown-kind') } }),
];

function ports(text: string): FilePorts {
  return {
    isFolder: () => Promise.resolve(false),
    list: () => Promise.resolve([]),
    read: () => Promise.resolve(new Uint8Array()),
    stdin: () => Promise.resolve(Buffer.from(text)),
  };
}

const reported = (snapshot: FileSnapshot): Report =>
  report(analyse(buildWorld(snapshot), { backends, checks, profiles }), clusterChecks);

/** Every way in which what was read gets out again. */
const OUTPUTS: readonly (readonly [string, (snapshot: FileSnapshot) => string])[] = [
  ['the snapshot itself', (snapshot) => JSON.stringify(snapshot)],
  ['a snapshot file', writeSnapshot],
  ['a report', (snapshot) => JSON.stringify(reported(snapshot))],
  ['a printed report', (snapshot) => JSON.stringify(reportJson(reported(snapshot), { verdicts: 'all' }))],
  ['a report for people', (snapshot) => reportText(reported(snapshot), plain)],
];

const found = (text: string): readonly string[] => text.match(new RegExp(`${CANARY}[\\w-]*`, 'g')) ?? [];

describe('no secret gets out', () => {
  it.each(OUTPUTS)('by %s', async (_name, output) => {
    const snapshot = await readFiles(['-'], ports(toYamlStream(objects)));
    expect(snapshot.gaps).toEqual([]);
    expect(snapshot.objects).toHaveLength(objects.length - 1);
    expect(found(output(snapshot))).toEqual([]);
  });

  it('by the gap of a document that cannot be read', async () => {
    const broken = objects.map((one) => `${JSON.stringify(one).slice(0, -1)}: x: {{ y }\n`).join('---\n');
    const tagged = `---\na: !!int ${secret('tag')}\n---\n? [${secret('key')}]\n: x\n---\na: *${secret('alias')}\n---\n[] ${secret('stray')}\n---\na: b\n${secret('no-key')}\n---\na: |${secret('header')}\n---\na: "\\${secret('escape')}"\n---\n}${secret('end')}\n`;
    const snapshot = await readFiles(['-'], ports(`---\n${broken}${tagged}`));
    expect(snapshot.gaps.length).toBeGreaterThanOrEqual(objects.length);
    expect(found(JSON.stringify(snapshot))).toEqual([]);
  });

  it('and would be noticed if it did', () => {
    expect(found(toYamlStream(objects)).length).toBeGreaterThan(100);
  });
});
