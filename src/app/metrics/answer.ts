/** What one GET of a page of metrics came to. */
import { bareUrl, printable } from '../../io/prometheus/text.ts';
import { readExposition } from '../../lang/exposition/index.ts';
import { isObject, parseJson } from '../../kube/json.ts';
import type { Exposition } from '../../model/index.ts';
import { formatOf } from './content-type.ts';

/** An answer, from whomever. `server`: the API server says so, and the application was not reached. */
export interface Got {
  readonly status: number;
  readonly contentType?: string | undefined;
  readonly encoding?: string | undefined;
  readonly location?: string | undefined;
  /** Where a redirect leads on the application itself. */
  readonly leads?: Leads | undefined;
  /** Which program answered: the header Server. */
  readonly program?: string | undefined;
  /** Linkerd's proxy answers in place of the application (header l5d-proxy-error). */
  readonly proxyError?: string | undefined;
  readonly body: string;
  /** The body came in bytes that are not all UTF-8. */
  readonly mangled?: boolean | undefined;
  readonly server?: string | undefined;
}

export interface Leads {
  readonly path: string;
  readonly scheme: 'http' | 'https';
}

export type NoMetrics =
  | 'login'
  | 'elsewhere'
  | 'unauthorized'
  | 'denied'
  | 'missing'
  | 'wants-https'
  | 'wants-http'
  | 'tls'
  | 'mesh'
  | 'closed'
  | 'http2'
  | 'silent'
  | 'html'
  | 'json'
  | 'expvar'
  | 'spring'
  | 'empty'
  | 'broken'
  | 'encoding'
  | 'error'
  | 'not-running'
  | 'protobuf'
  | 'unread';

export type PageAnswer =
  | {
      readonly kind: 'metrics';
      readonly page: Exposition;
      /** Its Content-Type is none of metrics, which Prometheus 3 refuses. */
      readonly foreign?: string;
      /** As what it is to be read then. */
      readonly fallback?: 'PrometheusText0.0.4' | 'OpenMetricsText1.0.0';
    }
  | {
      readonly kind: 'none';
      readonly reason: NoMetrics;
      /** What was seen, without a full stop. */
      readonly fact: string;
      /** A redirect to another path of the same port, which Prometheus follows. */
      readonly leads?: Leads;
    };

const none = (reason: NoMetrics, fact: string): PageAnswer & { readonly kind: 'none' } => ({
  kind: 'none',
  reason,
  fact: printable(fact),
});

/** Tells metrics from all else that answers in their place. */
export function pageAnswer(got: Got): PageAnswer {
  const { status, body, program = '' } = got;
  if (got.server !== undefined) return unreached(got.server);
  if (isMesh(got)) return none('mesh', `HTTP ${status} of ${program === '' ? 'a proxy' : program}: ${firstLine(body)}`);
  // net/http of Go, nginx, Apache, Jetty.
  if (
    status === 400 &&
    /HTTPS? request to an HTTPS server|plain HTTP request was sent to HTTPS|speaking plain HTTP/i.test(body)
  )
    return none('wants-https', 'HTTP 400: it is asked by http, and speaks https');
  if ([301, 302, 303, 307, 308].includes(status) && (got.location ?? '') !== '') return redirected(got);
  if (status === 401) return none('unauthorized', 'HTTP 401');
  if (status === 403) return none('denied', 'HTTP 403');
  if (status === 404 || status === 405 || status === 410) return none('missing', `HTTP ${status}`);
  // Of answers without an error Prometheus takes 200 alone (readResponse in scrape/scrape.go of v3.13).
  if (status !== 200)
    return none(
      'error',
      `HTTP ${status}${status < 400 ? ', where Prometheus takes 200 alone' : `: ${firstLine(body)}`}`,
    );
  return pageOf(got);
}

/** Words by which the places of a login are called. */
const LOGIN = /log-?in|sign-?in|sso|saml|oidc|oauth|\bidp\b|\bauth|keycloak|okta|\bdex\b/i;

/** Prometheus follows a redirect wherever it leads (follow_redirects of prometheus/common's HTTPClientConfig is true). */
function redirected({ status, location = '', leads }: Got): PageAnswer {
  if (leads) return { ...none('missing', `HTTP ${status}, a redirect to ${bare(leads.path)}`), leads };
  const to = /^(?:https?:)?\/\//i.test(location) ? bareUrl(location.replace(/^\/\//, 'http://')) : undefined;
  const isLogin = LOGIN.test(to ?? location);
  return none(isLogin ? 'login' : 'elsewhere', `HTTP ${status}, a redirect${to === undefined ? '' : ` to ${to}`}`);
}

const bare = (path: string): string => path.split(/[?#]/)[0] ?? '';

function pageOf(got: Got): PageAnswer {
  const { contentType, encoding = '', body, mangled } = got;
  const format = formatOf(contentType);
  if (format === 'protobuf') return none('protobuf', `Content-Type ${contentType ?? ''}`);
  if (body.trim() === '') return none('empty', 'an empty answer');
  if (/^\s*(?:<!doctype|<html|<\?xml|<head|<body)/i.test(body))
    return /type=["']?password|log ?in|sign ?in/i.test(body.slice(0, 100_000))
      ? none('login', 'an HTML page with a login')
      : none('html', 'an HTML page');
  const json = /^\s*[{[]/.test(body) ? parseJson(body) : undefined;
  if (json !== undefined) return jsonAnswer(json);
  // Without a Content-Type of metrics the monitor says as what the page is read.
  const read = format ?? (/(?:^|\n)# EOF\n?$/.test(body) ? 'openmetrics' : 'text');
  const page = readExposition(body, read, { mangled: mangled === true });
  if (page.broken && page.samples === 0 && body.startsWith('\u001f'))
    return none('encoding', `a page in gzip, without a Content-Encoding that says so`);
  if (page.broken && !['', 'gzip', 'identity'].includes(encoding))
    return none('encoding', `Content-Encoding ${encoding}, where gzip or none was asked for`);
  if (page.broken && page.samples === 0 && page.families.length === 0)
    return none('broken', `line ${page.broken.line}, column ${page.broken.column}: ${page.broken.why}`);
  if (page.broken)
    return none(
      'broken',
      `after ${page.samples} samples the page breaks off at line ${page.broken.line}, column ${page.broken.column}: ${page.broken.why}`,
    );
  if (page.samples === 0 && page.families.length === 0) return none('empty', 'a page without any sample');
  if (format !== undefined) return { kind: 'metrics', page };
  const fallback = read === 'openmetrics' ? 'OpenMetricsText1.0.0' : 'PrometheusText0.0.4';
  return { kind: 'metrics', page, foreign: printable(contentType ?? ''), fallback };
}

/** JSON that is known to be measurements, of which something else makes metrics. */
function jsonAnswer(json: unknown): PageAnswer {
  const keys = isObject(json) ? Object.keys(json) : [];
  // Go, package expvar: these two are always there.
  if (keys.includes('cmdline') && keys.includes('memstats')) return none('expvar', "JSON of Go's expvar");
  // Spring Boot, MetricsEndpoint: the names of its meters.
  if (keys.length === 1 && keys[0] === 'names') return none('spring', "JSON of Spring Boot's metrics endpoint");
  return none('json', 'JSON');
}

/** Envoy's and Linkerd's own words: a sidecar or a gateway stands in between. */
function isMesh({ status, body, program = '', proxyError = '' }: Got): boolean {
  if (/^(?:upstream connect error|RBAC: access denied|no healthy upstream)/.test(body)) return true;
  if (status >= 400 && proxyError !== '') return true;
  return status >= 400 && status !== 404 && /istio-envoy|linkerd/i.test(program) && body.trim() === '';
}

/** The words of the API server's proxy (k8s.io/apimachinery pkg/util/proxy, Go's net/http and crypto/tls), in this order. */
const UNREACHED: readonly (readonly [RegExp, NoMetrics, string])[] = [
  [
    /first record does not look like a TLS handshake|HTTP response to HTTPS client|wrong version number/,
    'wants-http',
    'it is asked by https, and speaks http',
  ],
  [/malformed HTTP response "?\\+x15\\+x03/, 'wants-https', 'it is asked by http, and speaks https'],
  [/malformed HTTP response "?\\+x00|http2: /, 'http2', 'it speaks HTTP/2 there, as gRPC does'],
  [/malformed (?:HTTP|MIME)/, 'closed', 'it speaks another protocol there'],
  [/TLS handshake timeout|i\/o timeout|deadline exceeded|timed out|no route to host/, 'silent', 'no connection'],
  [/remote error: tls: |tls: /, 'tls', 'TLS fails'],
  [/connection reset by peer|: EOF$|unexpected EOF|server closed/, 'closed', 'the connection was closed'],
];

function unreached(server: string): PageAnswer {
  const [, reason, fact] = UNREACHED.find(([words]) => words.test(server)) ?? [];
  if (reason === undefined || fact === undefined) return none('not-running', server);
  const isClear = ['wants-http', 'wants-https', 'http2'].includes(reason);
  return none(reason, isClear ? fact : `${fact} (${server})`);
}

function firstLine(body: string): string {
  const json = parseJson(body);
  const message = isObject(json) && typeof json['message'] === 'string' ? json['message'] : body;
  return printable(message.trim().split('\n')[0] ?? '').slice(0, 120) || 'no words';
}
