import type { Answer, Json, JsonObject, Unanswered } from '../../model/index.ts';
import { bareUrl, printable, throughServer, unanswered } from './text.ts';
import { isObject, parseJson } from '../../kube/json.ts';

/**
 * What came back for one GET, or why nothing did. `location`: the target of a redirect, which is never followed. `sent`: of
 * a 401 or 403, the credential that was sent, in words.
 */
export type Exchange =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly contentType?: string;
      readonly location?: string;
      readonly sent?: string;
      readonly body: string;
    }
  | Unanswered;

/**
 * The `data` of an answer of Prometheus' HTTP API, or why there is none. `what` names the question in messages
 * ("targets of monitoring/prometheus-k8s-0").
 *
 * Told apart: Prometheus' own errors (`{status: "error", errorType, error}`), the API server's (`kind: Status`) when
 * it is the proxy, and pages of whatever stands before Prometheus.
 */
export function readEnvelope(exchange: Exchange, what: string): Answer<Json> {
  if (exchange.kind === 'unknown') return exchange;
  if (exchange.status >= 300 && exchange.status < 400) return redirect(exchange, what);
  const json = parseJson(exchange.body);
  // The question was not looked at; what else the answer says is not about it.
  if (DENIED.includes(exchange.status))
    return isObject(json) && json['kind'] === 'Status'
      ? apiServerStatus(json, exchange.status, what)
      : denied(exchange, what);
  if (isObject(json)) {
    if (json['kind'] === 'Status') return apiServerStatus(json, exchange.status, what);
    if (json['status'] === 'error') return prometheusError(json, exchange.status, what);
    if (json['status'] === 'success' && exchange.status < 300) {
      return {
        kind: 'ok',
        value: json['data'] ?? null,
        warnings: [...strings(json['warnings']), ...strings(json['infos'])],
      };
    }
  }
  // Go's own answer on a TLS port (net/http); a 400 of Prometheus would be JSON.
  if (exchange.status === 400 && exchange.body.includes('HTTP request to an HTTPS server')) {
    return unanswered('bad-answer', `${what}: it wants https, and was asked by http.`, OTHER_SCHEME);
  }
  if (exchange.status >= 400) return httpError(exchange.status, what);
  return notPrometheus(exchange, json, what);
}

function strings(value: Json | undefined): readonly string[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Json[]).filter((entry): entry is string => typeof entry === 'string').map(printable);
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

const TOKEN = 'Give --prometheus-url with a token that may read it: --prometheus-token-file, or --prometheus-header.';
const ADDRESS = 'Give the address of Prometheus itself, path prefix included, with --prometheus-url.';
const OTHER_SCHEME = 'Compare spec.web.tlsConfig with what Prometheus serves, or give --prometheus-url with https://.';
const LATER = 'Wait until its pod is ready, then ask again.';

function redirect(exchange: Exchange & { kind: 'answer' }, what: string): Unanswered {
  // Only a web address is shown: what else stands there (javascript:, data:) is all path, and may hold anything.
  const to = /^https?:/i.test(exchange.location ?? '') ? bareUrl(exchange.location ?? '') : undefined;
  const where = to === undefined ? '' : ` to ${to}`;
  return unanswered(
    'not-prometheus',
    `${what}: answered with a redirect${where} (HTTP ${exchange.status}), as a login page or a missing path prefix does.`,
    `${ADDRESS} ${TOKEN}`,
  );
}

function notPrometheus(exchange: Exchange & { kind: 'answer' }, json: Json | undefined, what: string): Unanswered {
  const html = /^\s*</.test(exchange.body) || (exchange.contentType ?? '').includes('html');
  if (html) {
    return unanswered(
      'not-prometheus',
      `${what}: answered with an HTML page, probably a login page.`,
      `${ADDRESS} ${TOKEN}`,
    );
  }
  if (json === undefined) {
    return unanswered(
      'bad-answer',
      `${what}: the answer is not JSON, or was cut off.`,
      'Ask again; if it stays, look at the proxies on the way.',
    );
  }
  return unanswered('not-prometheus', `${what}: the answer is JSON, but not that of Prometheus' HTTP API.`, ADDRESS);
}

/** RFC 9110: 401 wants another credential, 403 knows it and says no. */
const DENIED: readonly number[] = [401, 403];

function denied({ status, sent }: Exchange & { kind: 'answer' }, what: string): Unanswered {
  const said = `${what}: HTTP ${status}`;
  if (status === 401)
    return sent === undefined
      ? unanswered('unauthorized', `${said}: it wants to know who asks.`, TOKEN)
      : unanswered('unauthorized', `${said}: ${sent} was refused.`, 'Give one that is valid there, and not expired.');
  return sent === undefined
    ? unanswered('forbidden', `${said}: access denied.`, TOKEN)
    : unanswered('forbidden', `${said}: ${sent} has no right to read it.`, 'Give one that may read Prometheus.');
}

function httpError(status: number, what: string): Unanswered {
  const said = `${what}: HTTP ${status}`;
  if (status === 404 || status === 405) return unanswered('not-found', `${said}: no such page there.`, ADDRESS);
  if (status === 429) return unanswered('not-ready', `${said}: asked to slow down.`, 'Ask again later.');
  if (status === 502 || status === 503 || status === 504)
    return unanswered('not-ready', `${said}: it is starting, or not running.`, LATER);
  return unanswered('bad-answer', `${said}.`, "Look at Prometheus' own log.");
}

/** https://prometheus.io/docs/prometheus/latest/querying/api/: errorType bad_data 400, execution 422, timeout and canceled 503. */
function prometheusError(json: JsonObject, status: number, what: string): Unanswered {
  const type = text(json['errorType']);
  const said = `${what}: ${text(json['error']) || type || `HTTP ${status}`}`;
  // web/api/v1 of an agent answers so to everything that needs a database.
  if (said.includes('unavailable with Prometheus Agent')) {
    return unanswered('not-found', said, 'Ask the Prometheus or the remote store that the agent writes to.');
  }
  if (type === 'bad_data' || type === 'execution') return unanswered('refused', said, 'Correct the expression.');
  if (type === 'timeout' || type === 'canceled')
    return unanswered('timeout', said, 'Ask again when Prometheus is less busy.');
  if (type === 'unavailable') return unanswered('not-ready', said, LATER);
  if (type === 'not_found') return unanswered('not-found', said, ADDRESS);
  return unanswered('bad-answer', said, "Look at Prometheus' own log.");
}

/** The API server's own answer, when it proxies: a right that is missing, or a pod that does not answer it. */
function apiServerStatus(json: JsonObject, status: number, what: string): Unanswered {
  const message = text(json['message']);
  const said = (reason: Unanswered['reason'], next: string): Unanswered =>
    throughServer(reason, what, message || `HTTP ${status}`, next);
  if (status === 401) return said('unauthorized', 'Log in to the cluster again.');
  if (status === 403) {
    return said('forbidden', 'Get the right to "get" pods/proxy (or services/proxy) there, or give --prometheus-url.');
  }
  if (status === 404)
    return said('not-found', 'Look whether its pods and Services are there: kubectl get pods,services.');
  if (/HTTP response to HTTPS|malformed HTTP response|x509|tls:/.test(message)) {
    return said('bad-answer', OTHER_SCHEME);
  }
  if (status === 429 || status === 502 || status === 503 || status === 504) return said('not-ready', LATER);
  return said('bad-answer', 'Give --prometheus-url.');
}
