import type { JsonObject, KubeObject, Stack } from '../../../model/index.ts';
import { at, objectAt, objectsAt, stringAt } from '../../../kube/json.ts';
import { atLeast, operatorsAtLeast } from '../../../kube/version.ts';
import { goUrlProblem, parseGoUrl } from './go-url.ts';
import { kubernetesProblem, selectorsProblem } from './kubernetes-discovery.ts';

/*
 * What the operator refuses in the service discoveries of a ScrapeConfig, apart from secrets, TLS and proxies.
 * Source: prometheus-operator v0.93.0 pkg/prometheus/resource_selector.go:703-1374.
 */

/** Versions that are demanded of every ScrapeConfig, whether it uses that discovery or not, in the order they are tested. */
export const DEMANDED: readonly { readonly discovery: string; readonly minimum: string }[] = [
  { discovery: 'HTTP', minimum: '2.28.0' },
  { discovery: 'DigitalOcean', minimum: '2.20.0' },
  { discovery: 'Linode', minimum: '2.28.0' },
  { discovery: 'DockerSwarm', minimum: '2.20.0' },
  { discovery: 'PuppetDB', minimum: '2.31.0' },
  { discovery: 'LightSail', minimum: '2.27.0' },
  { discovery: 'OVHCloud', minimum: '2.40.0' },
  { discovery: 'Scaleway', minimum: '2.26.0' },
  { discovery: 'IONOS', minimum: '2.36.0' },
];

export interface DiscoveryProblem {
  readonly path: readonly string[];
  readonly problem: string;
  /** What to do, where that is known. */
  readonly cure?: string;
}

type Judge = (config: JsonObject, version: string | undefined) => string | undefined;

/** Every problem of every discovery of a ScrapeConfig, for this stack's version and operator. */
export function discoveryProblems(object: KubeObject, stack: Stack): readonly DiscoveryProblem[] {
  const spec = objectAt(object.body, 'spec');
  const { version } = stack;
  return Object.entries(operatorsAtLeast(stack, '0.73.0') ? JUDGES : BEFORE_0_73).flatMap(([field, judge]) =>
    objectsAt(spec, field).flatMap((config, i) => {
      const problem = judge(config, version);
      return problem === undefined ? [] : [{ path: ['spec', field, String(i)], problem }];
    }),
  );
}

const isSet = (config: JsonObject, field: string): boolean => (at(config, field) ?? null) !== null;

/** The first of these fields that is set and newer than the Prometheus. */
const newer =
  (fields: Readonly<Record<string, string>>): Judge =>
  (config, version) => {
    const found = Object.entries(fields).find(([field, since]) => isSet(config, field) && !atLeast(version, since));
    return found && `${found[0]} needs Prometheus ${found[1]}`;
  };

const server: Judge = (config) => {
  const url = parseGoUrl(stringAt(config, 'server') ?? '');
  if ('problem' in url) return `server: ${url.problem}`;
  return url.scheme === '' || url.host === '' ? 'server needs a scheme and a host' : undefined;
};

const host: Judge = (config) => {
  const problem = goUrlProblem(stringAt(config, 'host') ?? '');
  return problem && `host: ${problem}`;
};

const AZURE_BY_OTHERS: Readonly<Record<string, string>> = {
  ManagedIdentity: '0.0.0',
  SDK: '2.52.0',
  WorkloadIdentity: '3.11.0',
};

const azure: Judge = (config, version) => {
  const method = stringAt(config, 'authenticationMethod') ?? '';
  const since = AZURE_BY_OTHERS[method];
  if (since !== undefined && !atLeast(version, since))
    return `authenticationMethod ${method} needs Prometheus ${since}`;
  const resourceGroup = newer({ resourceGroup: '2.35.0' })(config, version);
  if (resourceGroup !== undefined || since !== undefined) return resourceGroup;
  return azureCredentials(config, version);
};

const azureCredentials: Judge = (config) => {
  const missing = ['tenantID', 'clientID'].find((field) => (stringAt(config, field) ?? '') === '');
  if (missing !== undefined) return `${missing} is missing`;
  return objectAt(config, 'clientSecret') ? undefined : 'clientSecret is missing';
};

const dns: Judge = (config) =>
  isSet(config, 'type') && stringAt(config, 'type') !== 'SRV' && !isSet(config, 'port')
    ? `port is missing, which records of type ${stringAt(config, 'type') ?? ''} need`
    : undefined;

const puppet: Judge = (config) => {
  const url = parseGoUrl(stringAt(config, 'url') ?? '');
  if ('problem' in url) return `url: ${url.problem}`;
  if (url.scheme !== 'http' && url.scheme !== 'https') return 'url must begin with http:// or https://';
  return url.host === '' ? 'url has no host' : undefined;
};

const JUDGES: Readonly<Record<string, Judge>> = {
  httpSDConfigs: (config) => {
    const problem = goUrlProblem(stringAt(config, 'url') ?? '');
    return problem && `url: ${problem}`;
  },
  kubernetesSDConfigs: (config, version) => kubernetesProblem(config, atLeast(version, '2.21.0')),
  consulSDConfigs: newer({ pathPrefix: '2.45.0', namespace: '2.28.0', filter: '3.0.0', healthFilter: '3.11.2' }),
  dnsSDConfigs: dns,
  azureSDConfigs: azure,
  openstackSDConfigs: (config, version) =>
    stringAt(config, 'role') === 'LoadBalancer' && !atLeast(version, '3.2.0')
      ? 'role LoadBalancer needs Prometheus 3.2.0'
      : undefined,
  kumaSDConfigs: (config, version) => newer({ clientID: '2.50.0' })(config, version) ?? server(config, version),
  dockerSDConfigs: (config, version) =>
    newer({ matchFirstNetwork: '2.54.1' })(config, version) ?? host(config, version),
  hetznerSDConfigs: newer({ labelSelector: '3.5.0' }),
  nomadSDConfigs: server,
  dockerSwarmSDConfigs: host,
  puppetDBSDConfigs: puppet,
};

/** All that older operators look at: resource_selector.go:760-878 of v0.70.0; v0.73.2 has most of today's tests. */
const BEFORE_0_73: Readonly<Record<string, Judge>> = {
  kubernetesSDConfigs: selectorsProblem,
  dnsSDConfigs: dns,
  azureSDConfigs: azureCredentials,
};
