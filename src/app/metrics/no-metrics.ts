/** Why an application cannot be wired in: what its ports answered, what that means, and what to do. */
import { PromwireError } from '../../errors.ts';
import { meshOf } from '../../kube/mesh.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { KubeObject } from '../../model/index.ts';
import type { WantedPods } from '../../plan/wanted-pods.ts';
import type { NoMetrics } from './answer.ts';
import { whereAsked } from './ask.ts';
import type { Asked } from './ask.ts';

/** The most telling first: of several answers the one that is nearest to metrics decides what to do. */
const WORDS: Readonly<Record<NoMetrics, string>> = {
  broken:
    'Prometheus stores nothing of a page that breaks off, so the target would be down: have the application write that line as the text format asks.',
  unauthorized:
    'It wants to know who asks, and Prometheus would get the same answer. Serve the metrics without a login inside the cluster, or write the monitor by hand with authorization or basicAuth: promwire setup writes no credentials.',
  denied:
    'It refuses who asks, as kube-rbac-proxy does, and Prometheus would get the same answer. Write the monitor by hand with authorization, and give the ServiceAccount of Prometheus the right to get /metrics.',
  login:
    'It leads to a login, and Prometheus would get the same answer. Serve the metrics without one, on a port or path of their own, and name it with --port and --path.',
  elsewhere:
    'Prometheus follows a redirect, and would store what answers there, if anything. Have the application answer its metrics without one (an exception for that path), or name the port and path that answer themselves with --port and --path.',
  encoding:
    'Prometheus unpacks gzip alone, where Content-Encoding is exactly gzip and the bytes are. Have the application, or what packs its answers on the way, send its metrics unpacked.',
  mesh: 'A service mesh takes no plain connection there, and Prometheus makes one.',
  tls: 'TLS is refused before anything is asked. Where it wants a certificate of who asks, write the monitor by hand with tlsConfig (cert, keySecret): promwire setup writes no credentials. Else name another port with --port.',
  http2:
    'Prometheus does not scrape gRPC. Name the port of its metrics with --port, or have the application open one: a gRPC server has none by itself.',
  silent:
    'The API server gets no connection there. The pod may be on its way, or a NetworkPolicy or firewall may keep the API server out, and Prometheus as well: promwire check says what is known of it. To go on without asking, give a page of its metrics with --metrics FILE.',
  closed:
    'It closes the connection without a word: it speaks another protocol there, or TLS alone. Name another port with --port.',
  unread:
    'Prometheus waits 10 seconds for a page, and stores nothing of one that does not come whole. Find out what that port serves, or name another one with --port.',
  protobuf: 'It answers in protobuf though text was asked for. Have it answer text, which every Prometheus reads.',
  error: 'It fails when it is asked for metrics: look at its own log.',
  'not-running':
    'Nothing answers there now: it is not started yet, listens on another port than the one that is declared, or on 127.0.0.1 alone. Start it, declare the right port, or give a page of its metrics with --metrics FILE.',
  empty: 'A page without samples is no proof of metrics. Use the application once, or name another path with --path.',
  expvar:
    "expvar is JSON, which Prometheus cannot read. Serve github.com/prometheus/client_golang's promhttp.Handler() at /metrics (its collectors package has NewExpvarCollector), and name port and path with --port and --path.",
  spring:
    'That is a list of meters in JSON. Add micrometer-registry-prometheus and management.endpoints.web.exposure.include=prometheus: then Spring Boot serves metrics at /actuator/prometheus.',
  json: 'JSON is not metrics: Prometheus cannot read it. Name another path with --path, or run an exporter next to it.',
  html: 'A page for people is not metrics. Name another path with --path, or run an exporter next to it.',
  missing:
    'None of the usual paths has metrics. Name the port and the path with --port and --path; an application without metrics needs an exporter next to it.',
  'wants-https': 'It speaks TLS there, in a way that could not be followed. Name another port with --port.',
  'wants-http': 'It speaks no TLS there, in a way that could not be followed. Name another port with --port.',
};
const ORDER = Object.keys(WORDS) as readonly NoMetrics[];

/** What credentials are an answer to. */
const WANTS: readonly NoMetrics[] = ['unauthorized', 'denied', 'tls', 'login'];

/** At most so many answers are told. */
const SHOWN = 8;

/** `asking`: monitors that are there and bring credentials. */
export function noMetrics(
  wanted: WantedPods,
  word: string,
  tried: readonly Asked[],
  asking: readonly KubeObject[] = [],
): PromwireError {
  if (tried.length === 0 && wanted.pods.length === 0)
    return new PromwireError(
      'failed',
      `${word} has no pods, so there is nobody to ask for metrics`,
      'Start it first, or give a page of its metrics with --metrics FILE.',
    );
  if (tried.length === 0)
    return new PromwireError(
      'failed',
      `${word} has no port that could serve metrics`,
      'Declare it in the ports of the container, or of a Service in front of it.',
    );
  const reasons = tried.flatMap(({ answer }) => (answer.kind === 'none' ? [answer.reason] : []));
  const reason = ORDER.find((each) => reasons.includes(each)) ?? 'missing';
  // Where all paths of a port answer alike, once is enough.
  const told = tried.filter(
    (asked, i) => !tried.slice(0, i).some((before) => before.port === asked.port && sameFact(before, asked)),
  );
  const lines = told.slice(0, SHOWN).map((asked) => {
    const alike = tried.filter((each) => each.port === asked.port && sameFact(each, asked)).length;
    const others = alike > 1 ? `, and ${alike - 1} other ${alike === 2 ? 'path' : 'paths'}` : '';
    return `  ${whereAsked(asked, wanted)}${others}: ${factOf(asked)}`;
  });
  const more = told.length > SHOWN ? [`  and ${told.length - SHOWN} more`] : [];
  return new PromwireError(
    'failed',
    `${word} answered no metrics:\n${[...lines, ...more].join('\n')}`,
    reason === 'mesh'
      ? `${WORDS.mesh} ${meshWords(wanted, tried)}`
      : asking.length > 0 && WANTS.includes(reason)
        ? `${asking.map((object) => title(refOf(object))).join(' and ')} asks that port with credentials of its own, which promwire does not read: give a page of its metrics with --metrics FILE, with the --port and --path of that monitor, and they get alerts and a dashboard.`
        : WORDS[reason],
  );
}

function factOf({ answer }: Asked): string {
  return answer.kind === 'none' ? answer.fact : 'metrics';
}

function sameFact(one: Asked, other: Asked): boolean {
  return factOf(one) === factOf(other);
}

function meshWords({ pods, workload }: WantedPods, tried: readonly Asked[]): string {
  const mesh = pods.map(meshOf).find((each) => each !== undefined);
  if (!mesh) return 'Look at the proxy that answers in its place.';
  const port = tried.find(({ answer }) => answer.kind === 'none' && answer.reason === 'mesh')?.port.number ?? 0;
  const key =
    mesh === 'Linkerd' ? 'config.linkerd.io/skip-inbound-ports' : 'traffic.sidecar.istio.io/excludeInboundPorts';
  const where = workload ? `the pod template of ${title(refOf(workload))}` : 'its pod template';
  return `Let ${mesh} leave that port alone: the annotation ${key}: "${port}" in ${where}.`;
}
