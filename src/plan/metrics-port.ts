/** Where an application may serve its metrics: the ports of its Services and pods, the likeliest first. */
import { containersOf } from '../backends/prometheus-operator/discovery/pods.ts';
import type { ContainerPort } from '../backends/prometheus-operator/discovery/pods.ts';
import { groupBy } from '../kube/group.ts';
import { numberAt, objectsAt, stringAt } from '../kube/json.ts';
import { refOf, title } from '../kube/refs.ts';
import { isExternalName, speaksGrpc } from '../kube/service.ts';
import type { JsonObject, KubeObject, ServiceSelection } from '../model/index.ts';
import type { World } from '../world/world.ts';
import { portSelection, uniqueLabels } from '../world/service-choice.ts';
import { podsOf } from './wanted-pods.ts';
import type { WantedPods } from './wanted-pods.ts';
import { annotated } from './scrape-annotations.ts';
import type { Annotated, Rhythm } from './scrape-annotations.ts';

/** A port that may serve metrics. */
export interface MetricsPort {
  /** The container's; the Service's where no pod is known. */
  readonly number: number;
  /** As people call it: "metrics", "8080". */
  readonly name: string;
  readonly service?: KubeObject;
  /** How a monitor finds it; absent: nothing declares it, so that none can. */
  readonly selection?: ServiceSelection;
  readonly scheme: 'http' | 'https';
  /** An annotation names the path. */
  readonly path?: string;
  /** An annotation says how often. */
  readonly rhythm?: Rhythm;
  /** Why it is thought of, for a person. */
  readonly why: string;
  /** An annotation or its name tells that metrics are there. */
  readonly told: boolean;
}

/** Names of ports that serve metrics: `metrics`, `http-metrics`, `prom`, `exporter`; and those of a port for operators. */
const METRICS = /(?:^|[-_])(?:metrics?|prom|prometheus|telemetry|exporter|monitoring)(?:[-_]|$)/i;
const ADMIN =
  /(?:^|[-_])(?:admin|management|mgmt|actuator|monitor|stats|status|ops|health|healthz|diagnostics)(?:[-_]|$)/i;
const HTTP = /^(?:https?|web|ui|api|rest|app|server|main|default|http2?)(?:[-_].*)?$/i;

/** Containers of a mesh or an agent: what they serve is their own. */
const SIDECARS: readonly string[] = [
  'istio-proxy',
  'istio-init',
  'linkerd-proxy',
  'linkerd-init',
  'vault-agent',
  'daprd',
];

/** Every port that may serve the metrics of these pods, the likeliest first. Of one that a Service leads to, that Service. */
export function metricsPorts(world: World, wanted: WantedPods): readonly MetricsPort[] {
  const pod = podsOf(wanted)[0] ?? wanted.template;
  const declared = (pod ? containersOf(pod).flat() : []).filter(
    ({ protocol, number, of }) => protocol === 'TCP' && number > 0 && !SIDECARS.includes(of.name),
  );
  const hints = annotated(wanted);
  const led = wanted.services.flatMap((service) => ofService(world, service, declared));
  const own = declared.flatMap((port) => ofPod(port, wanted));
  // The same port of the container once: through a Service that a monitor can find, else through the pods.
  const known: readonly Found[] = [...led.filter(({ selection }) => selection), ...own, ...led];
  const undeclared = hints.numbers
    .filter((number) => known.every((found) => found.number !== number && found.outside !== number))
    .map((number) => ({ number, name: String(number), label: '' }));
  const all: readonly Found[] = [...known, ...undeclared];
  return [...groupBy(all, ({ number }) => number).values()]
    .flatMap((same, order) => {
      const [found] = same;
      // Of what it is called here and there, what tells most.
      const rank = Math.min(...same.map((each) => rankOf(each, hints)));
      return found && rank < NEVER ? [{ found, order, rank }] : [];
    })
    .toSorted((a, b) => a.rank - b.rank || a.order - b.order)
    .map(({ found, rank }) => portOf(found, rank, hints));
}

interface Found extends Pick<MetricsPort, 'number' | 'name' | 'service' | 'selection'> {
  /** Its name, '' where it has none. */
  readonly label: string;
  /** The number of the Service's port, which some annotations name. */
  readonly outside?: number;
  readonly grpc?: boolean;
  readonly secure?: boolean;
}

const NEVER = 9;

function rankOf({ number, label, outside = number, grpc = false }: Found, { numbers, names }: Annotated): number {
  if (numbers.includes(number) || names.includes(label)) return 0;
  if (numbers.includes(outside)) return 0;
  if (grpc) return NEVER;
  if (METRICS.test(label)) return 1;
  if (ADMIN.test(label)) return 2;
  return HTTP.test(label) || label === '' ? 3 : 4;
}

function portOf(found: Found, rank: number, hints: Annotated): MetricsPort {
  const { number, name, label, service, selection, secure = false } = found;
  const meant = rank === 0 || hints.numbers.length + hints.names.length === 0;
  const why =
    rank === 0
      ? `${hints.from} names it`
      : rank === 1
        ? `${METRICS.test(name) ? "the port's name" : `its name ${label}`} says metrics`
        : service
          ? `${title(refOf(service))} has it`
          : 'a container declares it';
  const scheme = (meant ? hints.scheme : undefined) ?? (secure ? 'https' : 'http');
  const path = meant ? hints.path : undefined;
  return {
    number,
    name,
    ...(service ? { service } : {}),
    ...(selection ? { selection } : {}),
    scheme,
    ...(path === undefined ? {} : { path }),
    ...(meant && hints.rhythm ? { rhythm: hints.rhythm } : {}),
    why,
    told: rank <= 1,
  };
}

function ofService(world: World, service: KubeObject, declared: readonly ContainerPort[]): readonly Found[] {
  const namespace = service.metadata.namespace ?? '';
  const labels = uniqueLabels(world, service, {});
  if (isExternalName(service)) return [];
  return objectsAt(service.body, 'spec', 'ports').flatMap((port): readonly Found[] => {
    if ((stringAt(port, 'protocol') ?? 'TCP') !== 'TCP') return [];
    const number = behind(port, declared);
    const selected = portSelection(port);
    const label = stringAt(port, 'name') ?? '';
    const outside = numberAt(port, 'port');
    if (number === undefined) return [];
    return [
      {
        number,
        label,
        name: label === '' ? String(number) : label,
        service,
        ...(outside === undefined ? {} : { outside }),
        ...(labels && selected ? { selection: { labels, namespace, port: selected } } : {}),
        grpc: speaksGrpc(service, port),
        secure: isSecure(label, outside ?? number, stringAt(port, 'appProtocol')),
      },
    ];
  });
}

/** The container's port behind one of a Service. */
function behind(port: JsonObject, declared: readonly ContainerPort[]): number | undefined {
  const name = stringAt(port, 'targetPort');
  const number = numberAt(port, 'targetPort') ?? numberAt(port, 'port');
  if (name === undefined || name === '') return number;
  if (/^\d+$/.test(name)) return Number(name);
  return declared.find((each) => each.name === name)?.number ?? (declared.length === 0 ? number : undefined);
}

function ofPod({ name, number }: ContainerPort, { labels, namespace }: WantedPods): readonly Found[] {
  const port = name === '' ? { target: number } : { name };
  const selection: ServiceSelection = { labels, namespace, port, of: 'pods' };
  return [
    {
      number,
      label: name,
      name: name === '' ? String(number) : name,
      ...(Object.keys(labels).length > 0 ? { selection } : {}),
      grpc: /^grpc(?:-(?!.*metrics)|$)/.test(name),
      secure: isSecure(name, number, undefined),
    },
  ];
}

function isSecure(name: string, number: number, protocol: string | undefined): boolean {
  return /^https(?:-|$)|-https$/.test(name) || /^https$/i.test(protocol ?? '') || number === 443;
}
