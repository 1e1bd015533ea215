/** The namespace of a rendered chart whose objects name none, by what its other documents tell. */
import { at, objectsAt, stringAt, stringsAt } from '../../kube/json.ts';
import { groupBy } from '../../kube/group.ts';
import type { KubeObject } from '../../model/index.ts';
import type { NamespaceTraces } from './namespace-traces.ts';

/** An object of a chart, with what its document tells in passing. */
export interface Rendered {
  readonly object: KubeObject;
  readonly traces?: NamespaceTraces;
}

const BINDINGS: readonly string[] = ['ClusterRoleBinding', 'RoleBinding'];
/** Charts put these where others look for them, and not into the namespace of the release. */
const PLACED: readonly string[] = [
  'ServiceMonitor',
  'PodMonitor',
  'PrometheusRule',
  'Probe',
  'ConfigMap',
  'Role',
  'RoleBinding',
];

/** The chart that an object was rendered from, in its file; undefined: nothing tells. */
function chartOf({ origin, template }: KubeObject): string | undefined {
  const chart = template?.split('/')[0];
  return chart === undefined || origin.source !== 'file' ? undefined : `${origin.file}\0${chart}`;
}

/**
 * Of the objects of one chart in one file: where its bindings, webhooks, certificates and addresses say that its own accounts
 * and Services are, else where all objects are that name a namespace, else where its programs are told to be, else where its
 * monitors look. What disagrees tells nothing.
 */
export function chartNamespaces(rendered: readonly Rendered[]): (object: KubeObject) => string | undefined {
  const charts = groupBy(rendered, ({ object }) => chartOf(object) ?? '');
  const known = new Map([...charts].map(([chart, members]) => [chart, namespaceOf(members)]));
  return (object) => {
    const chart = chartOf(object);
    return chart === undefined ? undefined : known.get(chart);
  };
}

function namespaceOf(rendered: readonly Rendered[]): string | undefined {
  const members = rendered.map(({ object }) => object);
  const traces = rendered.flatMap((each) => each.traces ?? []);
  const homeless = members.filter(({ metadata }) => metadata.namespace === undefined);
  const isOwn = (kind: string, name: string | undefined): boolean =>
    homeless.some((each) => each.kind === kind && each.metadata.name === name);
  const accounts = members
    .filter(({ kind }) => BINDINGS.includes(kind))
    .flatMap(({ body }) => objectsAt(body, 'subjects'))
    .filter((subject) => isOwn('ServiceAccount', stringAt(subject, 'name')))
    .flatMap((subject) => stringAt(subject, 'namespace') ?? []);
  const webhooks = members
    .flatMap(({ body }) => objectsAt(body, 'webhooks'))
    .map((webhook) => at(webhook, 'clientConfig', 'service'))
    .filter((service) => isOwn('Service', stringAt(service, 'name')))
    .flatMap((service) => stringAt(service, 'namespace') ?? []);
  const named = members.flatMap(({ kind, metadata }) => (PLACED.includes(kind) ? [] : (metadata.namespace ?? [])));
  const looked = members.flatMap(({ body }) => stringsAt(body, 'spec', 'namespaceSelector', 'matchNames'));
  const addresses = traces
    .flatMap(({ services }) => services)
    .filter(({ name }) => isOwn('Service', name))
    .map(({ namespace }) => namespace);
  const marked = traces.flatMap((each) => each.marked);
  const told = traces.flatMap((each) => each.told);
  return only([...accounts, ...webhooks, ...addresses, ...marked]) ?? only(named) ?? only(told) ?? only(looked);
}

/** The one name among them that is one; undefined where there are several. */
export function only(names: readonly string[]): string | undefined {
  const [name, second] = new Set(names);
  return second === undefined ? name : undefined;
}
