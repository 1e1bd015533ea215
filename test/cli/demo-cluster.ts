/**
 * The cluster of the demo, played: an API server that lists, applies and deletes its objects, and, through its proxy, a
 * Prometheus that scrapes and evaluates what carries its release label, and an Alertmanager that notifies nobody.
 */
import { parse, parseAllDocuments } from 'yaml';
import { demoCluster } from '../../src/generated/demo-cluster.ts';
import { findResource } from '../../src/io/resources.ts';
import { groupOf } from '../../src/kube/refs.ts';
import { standIn, status } from '../io/kube/api-stand-in.ts';
import type { Reply, Seen, StandIn } from '../io/kube/api-stand-in.ts';
import { success } from '../io/prometheus/prometheus-standin.ts';

type Labels = Readonly<Record<string, string>>;
interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
}
interface Stored {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
    readonly [field: string]: unknown;
  };
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Labels };
    readonly endpoints?: readonly { readonly port?: string; readonly path?: string }[];
    readonly groups?: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
  };
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly name?: string; readonly port: number }[];
  }[];
}

const PATH = /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/([^/]+)(?=\/))?\/([^/?]+)(?:\/([^/?]+))?(?:\?|$)/;
const PROXY = /^\/api\/v1\/namespaces\/[^/]+\/(?:pods|services)\/([^/]+)\/proxy(\/[^?]*)(?:\?(.*))?$/;
const UID = '00000000-0000-4000-8000-000000000000';

/**
 * Its Prometheus has series of kuberhealthy, and no rule has recorded anything yet. `instead`: what answers in its place,
 * where it does.
 */
export async function startDemoCluster(instead: (seen: Seen) => Reply | undefined = () => undefined): Promise<StandIn> {
  const documents = parseAllDocuments(demoCluster).map((document) => document.toJS() as Stored);
  let objects: readonly Stored[] = documents.filter(({ metadata }) => metadata !== undefined).map(withUid);
  return await standIn((seen) => {
    const other = instead(seen);
    if (other) return other;
    if (seen.url.startsWith('/version')) return { body: { gitVersion: 'v1.36.3' } };
    const [, target, path = '', query = ''] = PROXY.exec(seen.url) ?? [];
    if (target !== undefined) {
      const answer = target.startsWith('alertmanager')
        ? alertmanager(path)
        : prometheus(path, new URLSearchParams(query).get('query') ?? '', objects);
      return answer ?? status(404, 'NotFound', 'not played');
    }
    return api(seen, objects, (next) => (objects = next));
  });
}

function withUid(object: Stored): Stored {
  return { ...object, metadata: { uid: UID, resourceVersion: '1', ...object.metadata } };
}

function api(
  { method, url, body }: Seen,
  objects: readonly Stored[],
  store: (objects: readonly Stored[]) => void,
): Reply {
  const [, group = '', namespace, plural = '', name] = PATH.exec(url) ?? [];
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const wanted = (query.get('labelSelector') ?? '').split(',').filter((part) => part !== '');
  const isOne = ({ apiVersion, kind, metadata }: Stored): boolean =>
    groupOf(apiVersion) === group &&
    findResource(group, kind)?.plural === plural &&
    (namespace === undefined || metadata.namespace === namespace) &&
    (name === undefined || metadata.name === name) &&
    wanted.every((part) => {
      const [key = '', value] = part.split('=');
      return value === undefined ? metadata.labels?.[key] !== undefined : metadata.labels?.[key] === value;
    });
  const found = objects.filter(isOne);
  if (group === 'grafana.integreatly.org') return status(404, 'NotFound', 'the server could not find the resource');
  if (method === 'PATCH') {
    const given = parse(body) as Stored;
    const managedFields = [{ manager: 'promwire', operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1: {} }];
    const applied = withUid({ ...given, metadata: { ...given.metadata, managedFields } });
    if (query.get('dryRun') === null) store([...objects.filter((object) => !isOne(object)), applied]);
    return { body: applied, status: found.length > 0 ? 200 : 201 };
  }
  if (name === undefined) return { body: { metadata: { resourceVersion: '1' }, items: found } };
  if (!found[0]) return status(404, 'NotFound', `${plural} "${name}" not found`, { name });
  if (method === 'DELETE') store(objects.filter((object) => !isOne(object)));
  return { body: method === 'DELETE' ? { kind: 'Status', status: 'Success' } : found[0] };
}

function prometheus(path: string, expr: string, objects: readonly Stored[]): Reply | undefined {
  const taken = objects.filter(({ metadata }) => metadata.labels?.['release'] === 'prometheus');
  const data = (value: object): Reply => ({
    body: success(value),
    headers: { 'content-type': 'application/json' },
  });
  switch (path) {
    case '/api/v1/status/buildinfo':
      return data({ version: '3.13.0' });
    case '/api/v1/status/runtimeinfo':
      return data({ reloadConfigSuccess: true });
    case '/api/v1/status/config':
      return data({ yaml: 'scrape_configs:\n' });
    case '/api/v1/targets': {
      const monitors = taken.filter(({ kind }) => kind === 'ServiceMonitor');
      return data({ activeTargets: monitors.flatMap((monitor) => targetsOf(monitor, objects)), droppedTargets: [] });
    }
    case '/api/v1/rules':
      return data({ groups: taken.filter(({ kind }) => kind === 'PrometheusRule').flatMap(groupsOf) });
    case '/api/v1/query':
      return data({
        resultType: 'vector',
        result: /^kuberhealthy_(?:cluster_state|check)$/.test(expr) ? [{ metric: {}, value: [0, '1'] }] : [],
      });
    default:
      return undefined;
  }
}

function targetsOf({ metadata, spec }: Stored, objects: readonly Stored[]): readonly object[] {
  const wanted = Object.entries(spec?.selector?.matchLabels ?? {});
  const services = objects.filter(
    (object) =>
      object.kind === 'Service' &&
      object.metadata.namespace === metadata.namespace &&
      wanted.every(([key, value]) => object.metadata.labels?.[key] === value),
  );
  return (spec?.endpoints ?? []).flatMap(({ port, path = '/metrics' }, index) =>
    services.flatMap(({ metadata: { namespace = '', name } }) =>
      objects
        .filter(
          (object) =>
            object.kind === 'Endpoints' && object.metadata.namespace === namespace && object.metadata.name === name,
        )
        .flatMap(({ subsets = [] }) => subsets)
        .flatMap(({ addresses = [], ports = [] }) =>
          ports
            .filter((entry) => entry.name === port)
            .flatMap((entry) => addresses.map(({ ip }) => `http://${ip}:${entry.port}${path}`)),
        )
        .map((scrapeUrl) => ({
          scrapePool: `serviceMonitor/${metadata.namespace ?? ''}/${metadata.name}/${index}`,
          scrapeUrl,
          labels: { namespace, service: name },
          health: 'up',
          lastError: '',
        })),
    ),
  );
}

function groupsOf({ metadata, spec }: Stored): readonly object[] {
  const file = `/etc/prometheus/rules/${metadata.namespace ?? ''}-${metadata.name}-${UID}.yaml`;
  return (spec?.groups ?? []).map(({ name, rules }) => ({
    name,
    file,
    rules: rules.map(({ alert, record, expr }) => ({
      name: alert ?? record,
      type: alert === undefined ? 'recording' : 'alerting',
      query: expr,
      health: 'ok',
      lastError: '',
    })),
  }));
}

function alertmanager(path: string): Reply | undefined {
  if (path === '/api/v2/silences') return { body: [] };
  if (path !== '/api/v2/status') return undefined;
  return { body: { config: { original: 'route:\n  receiver: "null"\nreceivers:\n  - name: "null"\n' } } };
}
