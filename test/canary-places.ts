/** A cluster with a secret in every place where clusters have them; each names its place. */

export const CANARY = 'c4n4ry';
let count = 0;
/** A secret of its own for every place, so that a failure names the place. */
export const secret = (place: string): string => `${CANARY}-${place}-${++count}`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
export const url = (place: string): string => `https://user:${secret(place)}@example.com/path`;

const monitoring = 'monitoring.coreos.com/v1';

function object(apiVersion: string, kind: string, rest: object): object {
  const metadata = {
    name: kind.toLowerCase(),
    namespace: 'app',
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ spec: secret(`${kind}-last-applied`) }),
      'prometheus.io/path': `/metrics?token=${secret(`${kind}-annotation-token`)}&code=${secret(`${kind}-annotation-code`)}`,
      'prometheus.io/pwd': secret(`${kind}-annotation-pwd`),
      'prometheus.io/password': secret(`${kind}-annotation-password`),
      'helm.sh/hook-notes': secret(`${kind}-helm`),
      'meta.helm.sh/release-notes': secret(`${kind}-helm-notes`),
      'argocd.argoproj.io/sync-options': secret(`${kind}-argocd`),
      'kustomize.toolkit.fluxcd.io/reconcile': url(`${kind}-flux`),
      'prometheus.io/param_q': secret(`${kind}-annotation-param`),
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
  { name: 'HTTP_PROXY', value: `user:${secret(`${place}-proxy`)}@proxy:3128` },
  { name: 'REQ_PASSWORD', value: secret(`${place}-req-password`) },
];

const podSpec = (place: string): object => ({
  containers: [
    {
      name: 'app',
      image: `user:${secret(`${place}-image-login`)}@registry.example.com/app:1?x=${secret(`${place}-image-query`)}`,
      env: env(place),
      args: [`--password=${secret(`${place}-args`)}`],
      command: [url(place)],
    },
    { name: 'sc-dashboard', image: 'kiwigrid/k8s-sidecar:1', env: env(`${place}-sidecar`) },
    {
      name: 'operator',
      image: 'quay.io/prometheus-operator/prometheus-operator:v1',
      args: [
        '--web.password',
        secret(`${place}-operator-separate`),
        `--web.token=${secret(`${place}-operator`)}`,
        `--anything=${secret(`${place}-operator-any`)}`,
        '--namespaces',
        'app',
        `--apiserver=${url(`${place}-operator-url`)}`,
      ],
    },
  ],
  initContainers: [{ name: 'init', image: 'init:1', env: env(`${place}-init`) }],
  imagePullSecrets: [{ name: secret(`${place}-pull`) }],
});

/** A relabeling, a matcher and a template that are invalid behind the credential, so that an error quotes them. */
const broken = (place: string): string => `${url(place)}(`;
/** Fields that no schema knows: beside, near and below those that it does. */
const unknown = (place: string): object => ({
  note: secret(`${place}-unknown`),
  notes: [secret(`${place}-unknown-list`), { deep: { deeper: secret(`${place}-unknown-deep`) } }],
});
/** Without a space behind the colon it is a name. */
const tight = (place: string): object => ({
  [`password:${secret(`${place}-tight`)}`]: null,
  [`${place}-token:${secret(`${place}-tight-value`)}`]: 'x',
  [`https://u:${secret(`${place}-tight-url`)}@x`]: 1,
});
const endpoint = {
  ...tight('endpoint'),
  ...unknown('endpoint'),
  http_headers: { 'X-Key': secret('endpoint-headers') },
  intervall: secret('endpoint-slip'),
  port: 'http',
  params: { token: [secret('params')], q: [secret('params-any')] },
  basicAuth: { ...tight('basic'), username: secret('basic-user'), password: secret('basic-password') },
  authorization: { ...tight('auth'), type: `Bearer ${secret('auth-type')}`, credentials: secret('auth-credentials') },
  bearerTokenSecret: secret('bearer'),
  bearerToken: secret('bearer-token'),
  proxyUrl: url('proxy-url'),
  proxyConnectHeader: { Authorization: [secret('proxy-header')], key: secret('proxy-header-key') },
  relabelings: [{ action: 'keep', sourceLabels: ['__address__'], regex: broken('regex') }],
  metricRelabelings: [
    { action: 'drop', sourceLabels: ['a'], regex: broken('metric-regex'), replacement: url('replacement') },
    { action: 'replace', targetLabel: 'auth_token', replacement: secret('replacement-token') },
    { action: 'replace', targetLabel: 'a', replacemnt: secret('replacement-slip') },
    { target_label: 'password', replacement: secret('replacement-neighbour') },
    { targetLabel: '__metrics_path__', replacement: `/a?code=${secret('replacement-path')}` },
    { targetLabel: '__param_code', replacement: secret('replacement-param') },
    { targetLable: '__param_token', replacement: secret('replacement-neighbour-slip') },
  ],
  metricsPath: `/metrics?code=${secret('metrics-path-query')}`,
  path: `/metrics?api_key=${secret('path-query')}&x=${secret('path-any-query')}`,
  oauth2: {
    clientId: secret('oauth2-id'),
    clientSecret: secret('oauth2'),
    tokenUrl: `https://user:${secret('oauth2-url')}@example.com/${secret('oauth2-path')}?x=${secret('oauth2-query')}`,
    endpointParams: { p: secret('oauth2-params') },
  },
  tlsConfig: {
    ...unknown('tls'),
    key: `-----BEGIN RSA PRIVATE KEY-----\n${secret('tls-key')}\n-----END RSA PRIVATE KEY-----`,
  },
};

const conditions = (place: string, type = 'Reconciled'): readonly object[] => [
  {
    type,
    status: 'False',
    reason: 'Failed',
    message: `cannot reach ${url(`${place}-condition`)}, password=${secret(`${place}-condition-password`)}, password: some ${secret(`${place}-condition-words`)} of words, Authorization: Basic ${secret(`${place}-condition-basic`)}; Post https://hooks.slack.com/services/${secret(`${place}-condition-hook`)}: EOF`,
  },
];

const stackSpec = {
  image: `user:${secret('stack-image')}@registry:5000/prometheus:v3`,
  externalUrl: `${url('external-url')}?code=${secret('external-url-query')}`,
  routePrefix: `/a?code=${secret('route-prefix')}`,
  externalLabels: { token: secret('external-labels') },
  remoteWrite: [
    {
      url: url('remote-write'),
      headers: { Authorization: secret('remote-write-header') },
      basicAuth: { password: secret('remote-write-password') },
      bearerToken: secret('remote-write-bearer'),
      ...tight('remote-write'),
    },
  ],
  remoteRead: [{ url: `https://h/${secret('remote-read-path')}`, headers: { x: secret('remote-read-header') } }],
  alerting: {
    ...unknown('alerting'),
    alertmanagers: [
      {
        name: 'a',
        pathPrefix: `/a?code=${secret('path-prefix')}`,
        basicAuth: { password: secret('alerting') },
        bearerTokenFile: '/x',
      },
    ],
  },
  apiserverConfig: { host: url('apiserver'), bearerToken: secret('apiserver-token') },
  serviceMonitorSelector: { ...unknown('selector'), ...tight('selector'), matchLabels: tight('labels') },
  scrapeClasses: [{ ...unknown('scrape-class'), name: 'c', authorization: { credentials: secret('scrape-class') } }],
  additionalArgs: [{ name: 'x', value: secret('additional-args') }],
  thanos: { objectStorageConfig: secret('thanos') },
  containers: [{ name: 'c', image: 'i', env: env('stack-container'), args: [secret('stack-args')] }],
  alertmanagersUrl: [url('alertmanagers-url')],
  alertmanagerConfiguration: { name: 'x', global: { smtp: { authPassword: secret('smtp') } } },
  web: { tlsConfig: { keySecret: secret('web') }, httpConfig: { headers: { x: secret('web-header') } } },
};

export const objects: readonly object[] = [
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
  object(monitoring, 'PodMonitor', {
    spec: { podMetricsEndpoints: [{ ...endpoint, proxyUrl: `user:${secret('bare-proxy')}@proxy:3128` }] },
    status: {
      bindings: [
        {
          group: 'monitoring.coreos.com',
          resource: 'prometheuses',
          name: 'prometheus',
          namespace: 'app',
          conditions: conditions('binding', 'Accepted'),
        },
      ],
    },
  }),
  object(monitoring, 'Probe', {
    spec: {
      ...endpoint,
      prober: { url: url('prober') },
      targets: {
        staticConfig: {
          static: [`${url('probe')}?code=${secret('probe-query')}`],
          labels: { __param_code: secret('probe-param'), db_pwd: secret('probe-pwd') },
        },
      },
    },
  }),
  object('monitoring.coreos.com/v1alpha1', 'ScrapeConfig', {
    spec: {
      ...endpoint,
      consulSDConfigs: [
        {
          server: `consul:8500?code=${secret('consul-server')}`,
          pathPrefix: `/a?code=${secret('consul-prefix')}`,
        },
      ],
      kubernetesSDConfigs: [{ role: 'Pod', apiServer: `https://h?code=${secret('api-server')}` }],
      openstackSDConfigs: [{ identityEndpoint: `https://h?code=${secret('identity')}` }],
      dockerSDConfigs: [{ host: `https://h?code=${secret('docker-host')}` }],
      httpSDConfigs: [
        {
          url: `${url('http-sd')}?x=${secret('http-sd-query')}`,
          ...unknown('http-sd'),
          authorization: { credentials: secret('http-sd') },
        },
      ],
    },
  }),
  object('monitoring.coreos.com/v1alpha1', 'AlertmanagerConfig', {
    spec: {
      ...unknown('alertmanagerconfig'),
      inhibitRules: [unknown('inhibit')],
      route: {
        ...unknown('route'),
        routes: [{ receiver: 'page', ...unknown('route-below') }],
        receiver: 'page',
        matchers: [
          { name: 'url', value: broken('route-matcher'), matchType: '=~' },
          { name: 'token', value: secret('route-token') },
          { nname: 'password', value: secret('route-neighbour') },
          { name: 'hook', value: `https://hooks.slack.com/services/${secret('route-hook')}` },
        ],
      },
      receivers: [
        {
          name: 'page',
          webhookConfigs: [
            { url: `https://hooks.example.com/${secret('webhook')}`, httpConfig: endpoint },
            { [`url:https://u:${secret('webhook-tight')}@x/y`]: null },
          ],
          slackConfigs: [
            {
              apiURL: `https://hooks.slack.com/${secret('slack')}`,
              title: secret('slack-title'),
              text: url('slack-text'),
            },
          ],
          discordConfigs: [
            { apiURL: { name: 'a', key: 'b' }, content: secret('discord'), message: secret('discord-message') },
          ],
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
      ...unknown('rules'),
      groups: [
        {
          ...unknown('group'),
          name: 'g',
          labels: { group_password: secret('group-label') },
          rules: [
            {
              alert: 'A',
              labels: {
                ...{ token: secret('label-token'), api_key: secret('label-key'), routing_key: secret('label-routing') },
                ...tight('rule-labels'),
                ...{ webhook_url: `https://chat.example.com/${secret('label-hook')}`, link: url('label-url') },
                ...{ slack: `https://hooks.slack.com/services/${secret('label-slack')}` },
                ...{
                  password: `${secret('label-template')} {{ $labels.x }}`,
                  note: `password: a ${secret('label-words')}`,
                  passwords: [secret('label-list')],
                },
              },
              expr: `up{x="${url('expr')}"}`,
              annotations: { runbook_url: url('runbook'), note: secret('rule-note') },
            },
            {
              alert: 'B',
              expr: `up{x=~"${broken('matcher')}"}`,
              annotations: { text: `${secret('rule-text')} {{ "${url('template')}" | nofunction }}` },
            },
            { alert: 'C', expr: `up{x="${url('broken-expr')}"} ==`, labels: { link: url('rule-label') } },
            { alert: 'E', expr: 'up', ...unknown('rule'), annotatons: { a: secret('rule-annotations') } },
            { alert: 'D', expr: 'up', annotations: { text: `{{ $labels.x } ${url('broken-template')}` } },
          ],
        },
      ],
    },
  }),
  ...['Prometheus', 'PrometheusAgent', 'ThanosRuler', 'Alertmanager'].map((kind) =>
    object(monitoring, kind, { spec: stackSpec, status: { conditions: conditions(kind) } }),
  ),
  object('v1', 'Service', {
    spec: {
      externalName: url('external-name'),
      ports: [{ port: 80, ...unknown('service-port') }],
      sessionAffinityConfig: secret('service'),
    },
  }),
  object('v1', 'Event', {
    message: `cannot reach ${url('event')}: ${secret('event-text')}`,
    note: secret('event-note'),
    reason: 'x',
  }),
  object('grafana.integreatly.org/v1beta1', 'Grafana', {
    spec: { config: { security: { admin_password: secret('grafana-admin') } } },
    status: { conditions: conditions('grafana') },
  }),
  object('security.istio.io/v1', 'AuthorizationPolicy', {
    spec: {
      ...unknown('istio-policy'),
      rules: [
        {
          from: [{ source: unknown('istio-source') }],
          when: [{ key: 'request.headers[x-token]', values: [secret('istio-header')] }],
        },
      ],
    },
  }),
  object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ...unknown('network-policy') } }),
  object('policy.linkerd.io/v1beta1', 'Server', { spec: unknown('linkerd') }),
  object('security.istio.io/v1', 'PeerAuthentication', { spec: unknown('istio') }),
  {
    ...object('apps/v1', 'Deployment', { spec: {}, status: { conditions: conditions('deployment', 'Progressing') } }),
    metadata: { name: 'stuck', namespace: 'app' },
  },
  object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', {
    webhooks: [
      { name: url('webhook-name'), clientConfig: { url: url('webhook-config'), caBundle: secret('ca-bundle') } },
    ],
  }),
  object('example.com/v1', 'Unknown', { spec: { password: secret('unknown-kind') } }),
];
