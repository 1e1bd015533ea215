import type { JsonObject, KubeObject } from '../../../model/index.ts';
import { objectAt, objectsAt, stringAt } from '../../../kube/json.ts';
import { memo } from '../../../kube/memo.ts';

/*
 * Where an object says how to reach something over HTTP, and how strictly the operator reads it there.
 * Source: prometheus-operator v0.93.0 pkg/prometheus/resource_selector.go:192-263 (ServiceMonitor), 342-415 (PodMonitor),
 * 433-497 (Probe), 569-1374 (ScrapeConfig and its service discoveries).
 */

export interface HttpClient {
  /** Field names and list indices that lead to it: ["spec", "endpoints", "0"]. */
  readonly path: readonly string[];
  readonly config: JsonObject;
  /**
   * `exclusive`: one way to authenticate at most, and authorization needs credentials (v1 http_config.go:117-157);
   * `each`: every one is read by itself, authorization without credentials is passed over (pkg/assets/store.go:184-201);
   * `none`: no authentication at this place.
   */
  readonly auth: 'exclusive' | 'each' | 'none';
  /** Files may stand in place of Secrets. */
  readonly tlsFiles: boolean;
  /** When bearerTokenSecret is looked up: it has a name, a name and a key, or in any case. */
  readonly bearer: 'named' | 'keyed' | 'always' | 'never';
  /** Further fields here that refer to a Secret. */
  readonly secrets: readonly string[];
}

/** Service discoveries of a ScrapeConfig, and the fields of each that refer to a Secret besides the usual ones. */
const DISCOVERIES: Readonly<Record<string, readonly string[]>> = {
  httpSDConfigs: [],
  kubernetesSDConfigs: [],
  consulSDConfigs: ['tokenRef'],
  ec2SDConfigs: ['accessKey', 'secretKey'],
  azureSDConfigs: ['clientSecret'],
  openstackSDConfigs: ['password', 'applicationCredentialSecret'],
  digitalOceanSDConfigs: [],
  kumaSDConfigs: [],
  eurekaSDConfigs: [],
  dockerSDConfigs: [],
  linodeSDConfigs: [],
  hetznerSDConfigs: [],
  nomadSDConfigs: [],
  dockerSwarmSDConfigs: [],
  puppetDBSDConfigs: [],
  lightSailSDConfigs: ['accessKey', 'secretKey'],
  ovhcloudSDConfigs: ['applicationSecret', 'consumerKey'],
  scalewaySDConfigs: ['secretKey'],
  ionosSDConfigs: [],
};

/** Receivers of an AlertmanagerConfig, and their fields that refer to a Secret (pkg/alertmanager/operator.go:1283-1760). */
const RECEIVERS: Readonly<Record<string, readonly string[]>> = {
  pagerdutyConfigs: ['routingKey', 'serviceKey'],
  opsgenieConfigs: ['apiKey'],
  discordConfigs: ['apiURL'],
  slackConfigs: ['apiURL'],
  webhookConfigs: ['urlSecret'],
  wechatConfigs: ['apiSecret'],
  webexConfigs: [],
  emailConfigs: ['authPassword', 'authSecret'],
  victoropsConfigs: ['apiKey'],
  pushoverConfigs: ['userKey', 'token'],
  snsConfigs: [],
  telegramConfigs: ['botToken'],
  msteamsConfigs: ['webhookUrl'],
  msteamsv2Configs: ['webhookURL'],
  rocketchatConfigs: ['token', 'tokenID'],
};

/** With these the operator reads nothing else of an Azure discovery (resource_selector.go:914-917). */
const AZURE_WITHOUT_SECRET: readonly string[] = ['ManagedIdentity', 'SDK', 'WorkloadIdentity'];

/** The HTTP clients of a monitor, Probe or ScrapeConfig, in the order in which the operator checks them. */
export const httpClients = memo((object: KubeObject): readonly HttpClient[] => {
  const clients = (CLIENTS[object.kind]?.(object) ?? []).flatMap((client) => [client, ...tokenClient(client)]);
  return clients;
});

const CLIENTS: Readonly<Record<string, (object: KubeObject) => readonly HttpClient[]>> = {
  ServiceMonitor: (object) =>
    objectsAt(object.body, 'spec', 'endpoints').map((config, i) =>
      client(['spec', 'endpoints', String(i)], config, { auth: 'exclusive', tlsFiles: true, bearer: 'named' }),
    ),
  PodMonitor: (object) =>
    objectsAt(object.body, 'spec', 'podMetricsEndpoints').map((config, i) =>
      client(['spec', 'podMetricsEndpoints', String(i)], config, { auth: 'exclusive', bearer: 'keyed' }),
    ),
  Probe: (object) => {
    const spec = objectAt(object.body, 'spec') ?? {};
    const { proxyUrl: _, noProxy: __, proxyFromEnvironment: ___, proxyConnectHeader: ____, ...rest } = spec;
    const prober = objectAt(spec, 'prober');
    return [
      client(['spec'], rest, { auth: 'each', bearer: 'always' }),
      ...(prober ? [client(['spec', 'prober'], proxyOnly(prober), {})] : []),
    ];
  },
  ScrapeConfig: (object) => {
    const spec = objectAt(object.body, 'spec') ?? {};
    const discoveries = Object.entries(DISCOVERIES).flatMap(([field, secrets]) =>
      objectsAt(spec, field).flatMap((config, i) =>
        AZURE_WITHOUT_SECRET.includes(stringAt(config, 'authenticationMethod') ?? '')
          ? []
          : [client(['spec', field, String(i)], config, { auth: 'each', secrets })],
      ),
    );
    return [client(['spec'], spec, { auth: 'each' }), ...discoveries];
  },
  AlertmanagerConfig: (object) =>
    objectsAt(object.body, 'spec', 'receivers').flatMap((receiver, i) =>
      Object.entries(RECEIVERS).flatMap(([field, secrets]) =>
        objectsAt(receiver, field).flatMap((config, j) => {
          const path = ['spec', 'receivers', String(i), field, String(j)];
          const { proxyUrl: _, noProxy: __, proxyFromEnvironment: ___, proxyConnectHeader: ____, ...rest } = config;
          const http = objectAt(config, 'httpConfig');
          return [
            client(path, rest, { secrets }),
            ...(http ? [client([...path, 'httpConfig'], http, { auth: 'exclusive', bearer: 'always' })] : []),
          ];
        }),
      ),
    ),
};

function client(path: readonly string[], config: JsonObject, rules: Partial<HttpClient>): HttpClient {
  return { path, config, auth: 'none', tlsFiles: false, bearer: 'never', secrets: [], ...rules };
}

/** The client that gets the token of oauth2 has TLS and a proxy of its own. */
function tokenClient({ path, config, auth }: HttpClient): readonly HttpClient[] {
  const oauth2 = auth === 'none' ? undefined : objectAt(config, 'oauth2');
  return oauth2 ? [client([...path, 'oauth2'], oauth2, {})] : [];
}

function proxyOnly({ proxyUrl, noProxy, proxyFromEnvironment, proxyConnectHeader }: JsonObject): JsonObject {
  const fields = { proxyUrl, noProxy, proxyFromEnvironment, proxyConnectHeader };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])),
  );
}
