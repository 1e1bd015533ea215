/** Asks the ports of an application for its metrics, through the API server, until one has them. */
import { PromwireError } from '../../errors.ts';
import { title } from '../../kube/refs.ts';
import { proxyGet, redirectWithin } from '../../io/kube/forward/proxy-get.ts';
import type { ProxyAnswer } from '../../io/kube/forward/proxy-get.ts';
import { parseStatus } from '../../io/kube/status.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import { meshOf } from '../../kube/mesh.ts';
import { numberAt, objectsAt } from '../../kube/json.ts';
import type { Gap, KubeObject } from '../../model/index.ts';
import type { MetricsPort } from '../../plan/metrics-port.ts';
import { podsOf } from '../../plan/wanted-pods.ts';
import type { WantedPods } from '../../plan/wanted-pods.ts';
import { printable } from '../../io/prometheus/text.ts';
import { pageAnswer } from './answer.ts';
import type { Got, Leads, PageAnswer } from './answer.ts';
import { metricsPath } from './path.ts';

/** A port that was asked, and what it said. */
export interface Asked {
  readonly port: MetricsPort;
  readonly path: string;
  readonly scheme: 'http' | 'https';
  readonly answer: PageAnswer;
}

export type Asking =
  | { readonly kind: 'asked'; readonly tried: readonly Asked[]; readonly found?: Asked }
  /** The right to ask is missing. */
  | { readonly kind: 'forbidden'; readonly gap: Gap };

/**
 * Where else metrics are: Spring Boot, Quarkus, Micronaut, Istio and Envoy, Jenkins and Prometheus' own way with a prefix,
 * GitLab, MinIO, CockroachDB.
 */
const USUAL: readonly string[] = [
  '/metrics',
  '/actuator/prometheus',
  '/q/metrics',
  '/prometheus',
  '/stats/prometheus',
  '/metrics/prometheus',
  '/api/metrics',
  '/-/metrics',
  '/minio/v2/metrics/cluster',
  '/_status/vars',
];
/** What Prometheus 3 asks for, the text formats alone (scrape/scrape.go of v3.13). */
const ACCEPT =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';
/** An application is asked, not searched. */
const MOST = 24;
/** How long Prometheus waits for a page, unless it is told to (config/config.go, DefaultGlobalConfig). */
const PAGE_MS = 10_000;
/** Answers that are about the path; another one may have metrics. */
const OTHER_PATH: readonly string[] = [
  ...['missing', 'html', 'json', 'expvar', 'spring', 'empty'],
  // Also: a login that is asked for on every path but those that it knows.
  ...['login', 'elsewhere', 'unauthorized', 'denied'],
];
/** Redirects that are followed, of the ten that Prometheus follows. */
const HOPS = 3;

export interface AskMetricsOptions {
  /** The only path that is asked. */
  readonly path?: string | undefined;
  /** Longest time for a page in milliseconds; as long as Prometheus waits, by default. */
  readonly pageMs?: number;
  readonly onStep?: ((text: string) => void) | undefined;
  readonly signal: AbortSignal;
}

/** Throws what Kube.request throws. */
export async function askForMetrics(
  kube: Kube,
  wanted: WantedPods,
  ports: readonly MetricsPort[],
  { path: only, pageMs = PAGE_MS, onStep, signal }: AskMetricsOptions,
): Promise<Asking> {
  const tried: Asked[] = [];
  // Without a pod and a Service there is nobody to ask.
  for (const port of ports.filter((each) => addressesOf(wanted, each).length > 0)) {
    const refused = refusedPath(port);
    if (only === undefined && refused) tried.push(refused);
    const first = only ?? (refused ? undefined : port.path) ?? '/metrics';
    const paths = only === undefined ? [first, ...USUAL.filter((path) => path !== first)] : [first];
    for (const path of paths) {
      if (tried.length >= MOST) return { kind: 'asked', tried };
      onStep?.(`asking port ${port.name} for ${path}`);
      const got = await wholePage(kube, wanted, port, path, { pageMs, signal });
      if ('gap' in got) return { kind: 'forbidden', gap: got.gap };
      tried.push(got);
      if (got.answer.kind === 'metrics') return { kind: 'asked', tried, found: got };
      if (!OTHER_PATH.includes(got.answer.reason)) break;
    }
  }
  return { kind: 'asked', tried };
}

/** A path of an annotation that is not asked: the writer of a Service would choose what is asked of the API server. */
export function refusedPath(port: MetricsPort): Asked | undefined {
  const read = port.path === undefined ? undefined : metricsPath(port.path);
  if (port.path === undefined || read === undefined || !('refused' in read)) return undefined;
  const answer: PageAnswer = { kind: 'none', reason: 'missing', fact: `not asked, since ${read.refused}` };
  return { port, path: printable(port.path).slice(0, 80), scheme: port.scheme, answer };
}

/** A page that never ends, or breaks off on the way, is a fact about its port: the next one is asked. */
async function wholePage(
  kube: Kube,
  wanted: WantedPods,
  port: MetricsPort,
  path: string,
  { pageMs, signal }: { readonly pageMs: number; readonly signal: AbortSignal },
): ReturnType<typeof getPage> {
  const limit = AbortSignal.timeout(pageMs);
  try {
    return await getPage(kube, wanted, port, path, AbortSignal.any([signal, limit]));
  } catch (error) {
    if (signal.aborted || !(error instanceof PromwireError)) throw error;
    if (!limit.aborted && error.code !== 'unreachable') throw error;
    // Where the API server itself is gone this throws.
    await kube.request({ method: 'GET', path: '/version', signal });
    const fact = limit.aborted ? `no whole page within ${pageMs / 1000} seconds` : brokenOff(error.message);
    const reason = / is not the gzip /.test(fact) ? 'encoding' : 'unread';
    return { port, path, scheme: port.scheme, answer: { kind: 'none', reason, fact } };
  }
}

/** What Kube.request says of the API server, through which a page came. */
function brokenOff(message: string): string {
  const [, what = message] = /could not be reached(?: through the proxy \S+)?: ([^]*?)\.?$/.exec(message) ?? [];
  return /too long/.test(what)
    ? 'a page that does not end, or is longer than 256 MB'
    : `no whole page: ${printable(what)}`;
}

async function getPage(
  kube: Kube,
  wanted: WantedPods,
  port: MetricsPort,
  path: string,
  signal: AbortSignal,
): Promise<Asked | { readonly gap: Gap }> {
  const ask = async (scheme: 'http' | 'https', at = path): Promise<Asked | { readonly gap: Gap }> => {
    const { answer, leads } = await throughServer(kube, addressesOf(wanted, port), scheme, at, signal);
    if (answer.gap?.reason === 'forbidden') return { gap: answer.gap };
    const got: Got = {
      status: answer.status,
      contentType: answer.headers['content-type'],
      encoding: answer.headers['content-encoding'],
      location: answer.headers['location'],
      leads,
      program: answer.headers['server'],
      proxyError: answer.headers['l5d-proxy-error'],
      body: answer.body,
      mangled: answer.mangled,
      ...(answer.gap ? { server: parseStatus(answer.body)?.message ?? '' } : {}),
    };
    return { port, path: at, scheme, answer: inMesh(pageAnswer(got), wanted) };
  };
  const other = port.scheme === 'http' ? 'https' : 'http';
  const first = await ask(port.scheme);
  if ('gap' in first || first.answer.kind === 'metrics') return first;
  if (first.answer.reason === `wants-${other}`) return await followed(await ask(other), ask);
  if (first.answer.reason === 'closed' && other === 'https') {
    // A server of TLS alone may end what is no TLS without a word.
    const second = await followed(await ask(other), ask);
    return 'gap' in second || second.answer.kind === 'metrics' ? second : first;
  }
  return await followed(first, ask);
}

/** Goes on where redirects of the application lead to another path of the same port, as Prometheus does. */
async function followed(
  first: Asked | { readonly gap: Gap },
  ask: (scheme: 'http' | 'https', path: string) => Promise<Asked | { readonly gap: Gap }>,
): Promise<Asked | { readonly gap: Gap }> {
  let last = first;
  for (let hops = 0; hops < HOPS; hops += 1) {
    const leads = leadsOf(last);
    if (!leads || 'refused' in metricsPath(leads.path)) break;
    last = await ask(leads.scheme, leads.path);
  }
  if (last === first || 'gap' in last || 'gap' in first || last.answer.kind === 'metrics') return last;
  // What was asked for is told, and what came of it in the end.
  const before = first.answer.kind === 'none' ? first.answer.fact : '';
  const toTls = last.scheme === 'https' && first.scheme === 'http';
  const { reason, fact } = last.answer;
  const end = toTls ? `by https, and this port: ${fact}` : fact;
  return {
    ...first,
    answer: {
      kind: 'none',
      reason: toTls ? 'elsewhere' : reason,
      fact: `${before}, ${toTls ? '' : 'and there: '}${end}`,
    },
  };
}

function leadsOf(asked: Asked | { readonly gap: Gap }): Leads | undefined {
  return 'gap' in asked || asked.answer.kind === 'metrics' ? undefined : asked.answer.leads;
}

/** The right may be there for Services alone, or for pods. */
async function throughServer(
  kube: Kube,
  addresses: readonly Address[],
  scheme: 'http' | 'https',
  path: string,
  signal: AbortSignal,
): Promise<{ readonly answer: ProxyAnswer; readonly leads?: Leads | undefined }> {
  let first: ProxyAnswer | undefined;
  for (const address of addresses) {
    // Prometheus asks for gzip, and an application that packs its page wrongly does so only then.
    const answer = await proxyGet(kube, { ...address, scheme }, path, signal, { accept: ACCEPT, packed: true });
    const { location } = answer.headers;
    if (answer.gap?.reason !== 'forbidden')
      return {
        answer,
        leads: location === undefined ? undefined : redirectWithin({ ...address, scheme }, path, location),
      };
    first ??= answer;
  }
  if (!first) throw new Error('nothing to ask');
  return { answer: first };
}

/** A connection that ends without a word is the doing of a mesh where there is one. */
function inMesh(answer: PageAnswer, { pods }: WantedPods): PageAnswer {
  const isMesh = pods.some((pod) => meshOf(pod) !== undefined);
  return isMesh && answer.kind === 'none' && answer.reason === 'closed' ? { ...answer, reason: 'mesh' } : answer;
}

type Address = Pick<Parameters<typeof proxyGet>[1], 'via' | 'namespace' | 'name' | 'port'>;

/** A pod that is ready first; then the Service, which passes on to any. */
function addressesOf(wanted: WantedPods, { number, service }: MetricsPort): readonly Address[] {
  const { namespace } = wanted;
  const pods = podsOf(wanted)
    .filter(({ kind }) => kind === 'Pod')
    .slice(0, 1)
    .map(({ metadata: { name } }): Address => ({ via: 'pods', namespace, name, port: number }));
  if (!service) return pods;
  const { name } = service.metadata;
  return [...pods, { via: 'services', namespace, name, port: servicePort(service, number) }];
}

function servicePort(service: KubeObject, number: number): number {
  const ports = objectsAt(service.body, 'spec', 'ports');
  const port = ports.find((each) => (numberAt(each, 'targetPort') ?? numberAt(each, 'port')) === number) ?? ports[0];
  return numberAt(port, 'port') ?? number;
}

/** "http://Pod shop/web-1:8080/metrics", for a person. */
export function whereAsked({ port, path, scheme }: Asked, wanted: WantedPods): string {
  const [address] = addressesOf(wanted, port);
  const kind = address?.via === 'services' ? 'Service' : 'Pod';
  const asked = title({ apiVersion: 'v1', kind, namespace: wanted.namespace, name: address?.name ?? '' });
  return `${scheme}, ${asked} port ${port.name}${port.name === String(port.number) ? '' : ` (${port.number})`}, ${printable(path)}`;
}
