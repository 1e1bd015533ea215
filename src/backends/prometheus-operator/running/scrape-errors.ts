/** What a lastError of a target means, and what fixes it: for one monitor, and where many targets share it. */
export interface ScrapeError {
  readonly id: string;
  readonly pattern: RegExp;
  readonly means: string;
  /** The same of one target where others of its endpoint are up; absent: as `means`. */
  readonly meansAlone?: string;
  readonly remedy: string;
  readonly shared: string;
}

/** Of these other checks speak. */
export const CONTENT_TYPE = /Content-Type|content type|fallback_scrape_protocol/i;
export const LIMIT = /(?:sample|target|label|label_name_length|label_value_length|body)[_ ]?(?:size )?limit exceeded/i;

const NETWORK = 'Look for a NetworkPolicy or a firewall between Prometheus and the pods.';
const MESH = 'Let the mesh accept plain text on the metrics port, or let Prometheus present a certificate of the mesh.';

/** The first that fits counts. Texts: Go's net, tls, x509 and net/http; Prometheus v0.313.1 scrape/scrape.go. */
const ERRORS: readonly ScrapeError[] = [
  {
    id: 'http-for-https',
    pattern: /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/,
    means: 'The target speaks http, and is asked by https.',
    remedy: 'Set scheme: http.',
    shared: 'Take the TLS settings out of the default scrape class, or set scheme: http.',
  },
  {
    id: 'certificate',
    pattern: /x509:|tls:|certificate|remote error/i,
    means: 'The certificate of the target, or ours, is not accepted.',
    remedy: 'Set tlsConfig: ca (the CA that signed it) and serverName; for a client certificate cert and keySecret.',
    shared: 'Give the CA to all monitors at once: a default scrape class of the stack with tlsConfig.',
  },
  {
    id: 'unauthorized',
    pattern: /HTTP status 40[13]\b/,
    means: 'The target wants to know who asks, or does not allow it.',
    remedy:
      'Give the endpoint authorization or basicAuth; for kube-rbac-proxy, let the ServiceAccount of Prometheus get the nonResourceURL /metrics.',
    shared:
      'Let the ServiceAccount of Prometheus get the nonResourceURL /metrics, or give authorization in a default scrape class.',
  },
  {
    id: 'not-found',
    pattern: /HTTP status 404\b/,
    means: 'The target has nothing at that path.',
    remedy: 'Set path to where the metrics are.',
    shared: 'Set path to where the metrics are.',
  },
  {
    id: 'http-status',
    pattern: /HTTP status \d/,
    means: 'The target answers, but with an error. A 400 often means that it wants https.',
    remedy: 'Look into the log of the target; if it wants https, set scheme: https.',
    shared: 'Find out what is between Prometheus and the targets.',
  },
  {
    id: 'timeout',
    pattern: /context deadline exceeded|i\/o timeout|Client\.Timeout/,
    means: 'No answer in time: the packets are dropped on the way, or the target is slow.',
    remedy: `${NETWORK} If it is only slow, raise scrapeTimeout (up to interval).`,
    shared: NETWORK,
  },
  {
    id: 'refused',
    pattern: /connection refused/,
    means: 'Nothing listens at that address and port: the wrong port, or it listens on 127.0.0.1 only.',
    meansAlone: 'Nothing listens there: the application in it has not started, or has ended.',
    remedy: 'Ask for the port that the application listens on, and let it listen on all addresses.',
    shared: 'Let the targets listen on the address of the pod or node, not on 127.0.0.1.',
  },
  {
    id: 'no-route',
    pattern: /no route to host|network is unreachable|no such host|host is down/,
    means: 'There is no way from Prometheus to the address.',
    remedy: NETWORK,
    shared: NETWORK,
  },
  {
    id: 'cut-off',
    pattern: /\bEOF\b|connection reset by peer|upstream connect error|broken pipe/,
    means: 'The connection is cut: a service mesh that wants mutual TLS does this, or a target that ends.',
    remedy: MESH,
    shared: MESH,
  },
  {
    id: 'credential',
    pattern: /invalid header field value/,
    means: 'The token or password has a line break in it, so no request is made.',
    remedy: 'Write the Secret again without the line break: printf "%s", and not echo, before base64.',
    shared: 'Write the Secret again without the line break: printf "%s", and not echo, before base64.',
  },
  {
    id: 'not-metrics',
    pattern: /expected|invalid|unexpected|parse|unsupported|duplicate|text format|byte/i,
    means: 'What came back is not the text of metrics; one bad line spoils the whole scrape.',
    remedy: 'Ask the path by hand and look at the line; fix it in the application.',
    shared: 'Ask one target by hand and look at the line.',
  },
];

const LOGS = 'Look into the log of Prometheus and of the target.';
const OTHER: Omit<ScrapeError, 'pattern'> = { id: 'other', means: 'The scrape fails.', remedy: LOGS, shared: LOGS };

/** Connections that are dropped or refused on the way, as a network that enforces policies does it. */
const KEPT_OUT: readonly string[] = ['timeout', 'refused', 'no-route'];

/** May something between Prometheus and the target be the reason? */
export function isKeptOut(lastError: string): boolean {
  return KEPT_OUT.includes(classOf(lastError).id);
}

/** The class of a lastError. */
export function classOf(lastError: string): Omit<ScrapeError, 'pattern'> {
  return ERRORS.find(({ pattern }) => pattern.test(lastError)) ?? OTHER;
}
