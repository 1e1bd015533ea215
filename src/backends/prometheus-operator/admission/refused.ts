import { ENDPOINTS_FIELD } from '../monitors.ts';
import { anchoredTest } from '../../../lang/re2/index.ts';
import { nameScheme } from '../../../lang/versions.ts';
import type { KubeObject, Stack } from '../../../model/index.ts';
import { at, numberAt, objectAt, objectsAt, stringAt } from '../../../kube/json.ts';
import { scrapeClassOf } from '../scrape-class.ts';
import { atLeast, operatorsAtLeast } from '../../../kube/version.ts';
import { httpClients } from './clients.ts';
import { printPath } from '../../../kube/field-path.ts';
import type { HttpClient } from './clients.ts';
import { checksStaticLabels, staticLabelsOutside } from './static-labels.ts';

/** One thing in an object that makes Prometheus refuse the whole configuration, though the operator lets it pass. */
export type Refused = { readonly field: string; readonly problem: string };

/** Where Prometheus lets only one stand: "at most one of basic_auth, oauth2 & authorization". */
const WAYS: readonly string[] = ['authorization', 'basicAuth', 'bearerTokenSecret', 'oauth2'];

/** Everything in an object that the operator does not test and Prometheus does (prometheus/common config/http_config.go). */
export function refusedBy(object: KubeObject, stack: Stack): readonly Refused[] {
  return [
    ...httpClients(object).flatMap((client) => authentication(client, object, stack)),
    ...(object.kind === 'ScrapeConfig' ? ownCluster(object) : []),
    ...roleSelector(object, stack),
    ...ports(object),
    ...staticNames(object, stack),
  ];
}

/**
 * The operator compares the ways to authenticate in monitors only, that since 0.86 (PodMonitor) and 0.88 (ServiceMonitor),
 * and neither bearerTokenFile nor what the scrape class adds. What it compares it rejects, so that here it is not taken.
 */
function authentication(client: HttpClient, object: KubeObject, stack: Stack): readonly Refused[] {
  if (client.auth === 'none') return [];
  const field = printPath(client.path);
  const own = WAYS.filter(
    (way) => objectAt(client.config, way) !== undefined && isRead(client, way) && isWritten(way, stack),
  );
  const ways = [
    ...own,
    ...fileOf(client, object),
    ...(own.includes('authorization') ? [] : added(client, object, stack)),
  ];
  if (ways.length > 1) return [{ field, problem: `${ways.join(' and ')} are set together` }];
  const compared =
    client.auth === 'exclusive' && operatorsAtLeast(stack, object.kind === 'PodMonitor' ? '0.86.0' : '0.88.0');
  const type = (stringAt(client.config, 'authorization', 'type') ?? '').trim().toLowerCase();
  return type === 'basic' && !compared && isWritten('authorization', stack)
    ? [{ field: `${field}.authorization`, problem: 'type is "basic", which basicAuth is for' }]
    : [];
}

function isRead({ bearer }: HttpClient, way: string): boolean {
  return way !== 'bearerTokenSecret' || bearer !== 'never';
}

/** What the operator leaves out for an older Prometheus: promcfg.go:744, 2829 (v0.93.0). */
function isWritten(way: string, stack: Stack): boolean {
  return atLeast(stack.version, { authorization: '2.26.0', oauth2: '2.27.0' }[way] ?? '0.0.0');
}

/** Only endpoints of a ServiceMonitor may name a file. */
function fileOf({ config }: HttpClient, { kind }: KubeObject): readonly string[] {
  return kind === 'ServiceMonitor' && stringAt(config, 'bearerTokenFile') ? ['bearerTokenFile'] : [];
}

/** The authorization of the scrape class, which a scrape job without its own gets: promcfg.go:555-582 (v0.93.0). */
function added({ path }: HttpClient, object: KubeObject, stack: Stack): readonly string[] {
  const isJob = object.kind === 'ServiceMonitor' || object.kind === 'PodMonitor' || path.length === 1;
  const scrapeClass = isJob ? scrapeClassOf(object, stack.object) : undefined;
  return objectAt(scrapeClass, 'authorization') && isWritten('authorization', stack)
    ? [`authorization (of scrape class ${stringAt(scrapeClass, 'name') ?? ''})`]
    : [];
}

const CLIENT_FIELDS: readonly string[] = [
  'authorization',
  'basicAuth',
  'oauth2',
  'tlsConfig',
  'proxyUrl',
  'noProxy',
  'proxyFromEnvironment',
  'proxyConnectHeader',
  'followRedirects',
  'enableHTTP2',
];

/** Prometheus v0.313.1 discovery/kubernetes/kubernetes.go:195: settings of the client without an address to use them for. */
function ownCluster(object: KubeObject): readonly Refused[] {
  return objectsAt(object.body, 'spec', 'kubernetesSDConfigs').flatMap((config, i) => {
    if ((stringAt(config, 'apiServer') ?? '') !== '') return [];
    const set = CLIENT_FIELDS.filter((field) => {
      const value = at(config, field) ?? null;
      // What Prometheus does anyway changes nothing.
      const usual = field === 'followRedirects' || field === 'enableHTTP2' ? value === true : value === false;
      return value !== null && value !== '' && !usual;
    });
    return set.length === 0
      ? []
      : [{ field: `spec.kubernetesSDConfigs[${i}]`, problem: `${set.join(', ')} without apiServer` }];
  });
}

/** The names of the ports that an endpoint asks for are written into relabelings as they are: promcfg.go:1570-1598, 2087-2111. */
function ports(object: KubeObject): readonly Refused[] {
  const list = ENDPOINTS_FIELD[object.kind];
  if (list === undefined) return [];
  return objectsAt(object.body, 'spec', list).flatMap((endpoint, i) => {
    const field = stringAt(endpoint, 'port') ? 'port' : 'targetPort';
    const isNumber = field === 'targetPort' && (numberAt(endpoint, 'portNumber') ?? 0) !== 0;
    const answer = isNumber ? undefined : anchoredTest(stringAt(endpoint, field) ?? '');
    return answer?.kind === 'invalid' ? [{ field: `spec.${list}[${i}].${field}`, problem: answer.message }] : [];
  });
}

/** Names that an older operator does not look at. */
function staticNames(object: KubeObject, stack: Stack): readonly Refused[] {
  if (!['Probe', 'ScrapeConfig'].includes(object.kind) || checksStaticLabels(object, stack)) return [];
  return staticLabelsOutside(object, nameScheme('prometheus', stack.version)).map(({ path, name }) => ({
    field: printPath(path.slice(0, -1)),
    problem: `${JSON.stringify(name)} is not a label name`,
  }));
}

/** An agent on every node gives its own selector to the discovery of pods, and only one may be there. */
function roleSelector(object: KubeObject, stack: Stack): readonly Refused[] {
  const both =
    object.kind === 'PodMonitor' &&
    stack.restrictions.daemonSet &&
    stringAt(object.body, 'spec', 'selectorMechanism') === 'RoleSelector';
  return both
    ? [{ field: 'spec.selectorMechanism', problem: 'RoleSelector, for an agent that runs as a DaemonSet' }]
    : [];
}
