/** What one GET of a page of metrics came to. */
import { bareUrl, printable } from '../../io/prometheus/text.ts';
import { readExposition } from '../../lang/exposition/index.ts';
import { isObject, parseJson } from '../../kube/json.ts';
import type { Exposition } from '../../model/index.ts';

/** An answer, from whomever. `server`: the API server says so, and the application was not reached. */
export interface Got {
  readonly status: number;
  readonly contentType?: string | undefined;
  readonly location?: string | undefined;
  /** Which program answered: the header Server. */
  readonly program?: string | undefined;
  readonly body: string;
  readonly server?: string | undefined;
}

export type NoMetrics =
  | 'login'
  | 'unauthorized'
  | 'denied'
  | 'missing'
  | 'wants-https'
  | 'wants-http'
  | 'mesh'
  | 'closed'
  | 'html'
  | 'json'
  | 'empty'
  | 'broken'
  | 'error'
  | 'not-running'
  | 'protobuf'
  | 'unread';

export type PageAnswer =
  /** `foreign`: its Content-Type is none of metrics, which Prometheus 3 refuses. */
  | { readonly kind: 'metrics'; readonly page: Exposition; readonly foreign?: string }
  | {
      readonly kind: 'none';
      readonly reason: NoMetrics;
      /** What was seen, without a full stop. */
      readonly fact: string;
    };

/** What Prometheus 3 reads a Content-Type as (model/textparse/interface.go of v3.13); undefined: it refuses it. */
function formatOf(contentType: string | undefined): 'text' | 'openmetrics' | 'protobuf' | undefined {
  const [type = ''] = (contentType ?? '').split(';');
  switch (type.trim().toLowerCase()) {
    case 'text/plain':
      return 'text';
    case 'application/openmetrics-text':
      return 'openmetrics';
    case 'application/vnd.google.protobuf':
      return 'protobuf';
    default:
      return undefined;
  }
}

const none = (reason: NoMetrics, fact: string): PageAnswer => ({ kind: 'none', reason, fact: printable(fact) });

/** Tells metrics from all else that answers in their place. */
export function pageAnswer(got: Got): PageAnswer {
  const { status, location, body, program = '' } = got;
  if (got.server !== undefined) return unreached(got.server);
  if (isMesh(got)) return none('mesh', `HTTP ${status} of ${program === '' ? 'a proxy' : program}: ${firstLine(body)}`);
  // net/http of Go, nginx, Apache, Jetty.
  if (
    status === 400 &&
    /HTTPS? request to an HTTPS server|plain HTTP request was sent to HTTPS|speaking plain HTTP/i.test(body)
  )
    return none('wants-https', 'HTTP 400: it is asked by http, and speaks https');
  if (status >= 300 && status < 400) {
    const to = /^https?:/i.test(location ?? '') ? bareUrl(location ?? '') : undefined;
    return none('login', `HTTP ${status}, a redirect${to === undefined ? '' : ` to ${to}`}`);
  }
  if (status === 401) return none('unauthorized', 'HTTP 401');
  if (status === 403) return none('denied', 'HTTP 403');
  if (status === 404 || status === 405 || status === 410) return none('missing', `HTTP ${status}`);
  if (status < 200 || status > 299) return none('error', `HTTP ${status}: ${firstLine(body)}`);
  return pageOf(got);
}

function pageOf({ contentType, body }: Got): PageAnswer {
  const format = formatOf(contentType);
  if (format === 'protobuf') return none('protobuf', `Content-Type ${contentType ?? ''}`);
  if (body.trim() === '') return none('empty', 'an empty answer');
  if (/^\s*(?:<!doctype|<html|<\?xml|<head|<body)/i.test(body))
    return /type=["']?password|log ?in|sign ?in/i.test(body.slice(0, 100_000))
      ? none('login', 'an HTML page with a login')
      : none('html', 'an HTML page');
  if (/^\s*[{[]/.test(body) && parseJson(body) !== undefined) return none('json', 'JSON');
  const page = readExposition(body, format ?? 'text');
  if (page.broken && page.samples === 0 && page.families.length === 0)
    return none('broken', `line ${page.broken.line}, column ${page.broken.column}: ${page.broken.why}`);
  if (page.broken)
    return none(
      'broken',
      `after ${page.samples} samples the page breaks off at line ${page.broken.line}, column ${page.broken.column}: ${page.broken.why}`,
    );
  if (page.samples === 0 && page.families.length === 0) return none('empty', 'a page without any sample');
  if (format !== undefined) return { kind: 'metrics', page };
  return { kind: 'metrics', page, foreign: printable(contentType ?? '') };
}

/** Envoy's and Linkerd's own words: a sidecar or a gateway stands in between. */
function isMesh({ status, body, program = '' }: Got): boolean {
  if (/^(?:upstream connect error|RBAC: access denied|no healthy upstream)/.test(body)) return true;
  return status >= 400 && status !== 404 && /istio-envoy|linkerd/i.test(program) && body.trim() === '';
}

/** The words of the API server's proxy (k8s.io/apimachinery pkg/util/proxy, Go's net/http and crypto/tls). */
function unreached(server: string): PageAnswer {
  if (/first record does not look like a TLS handshake|HTTP response to HTTPS client|wrong version number/.test(server))
    return none('wants-http', 'it is asked by https, and speaks http');
  if (/malformed HTTP response|\\x15\\x03/.test(server))
    return none('wants-https', 'it is asked by http, and speaks https');
  if (/connection reset by peer|: EOF$|unexpected EOF|server closed/.test(server))
    return none('closed', `the connection was closed (${server})`);
  return none('not-running', server);
}

function firstLine(body: string): string {
  const json = parseJson(body);
  const message = isObject(json) && typeof json['message'] === 'string' ? json['message'] : body;
  return printable(message.trim().split('\n')[0] ?? '').slice(0, 120) || 'no words';
}
