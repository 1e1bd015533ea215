import { isUtf8 } from 'node:buffer';
import { isObject, parseJson } from '../../kube/json.ts';
/** Prometheus, Grafana and a Pushgateway at the addresses that --prometheus-url, --grafana-url, --pushgateway-url give. */
import { PromwireError } from '../../errors.ts';
import { reasonOf } from '../files/node-error.ts';
import { proxyFor, unescaped } from '../kube/connect/proxy.ts';
import { agentFor } from '../kube/connect/tunnel.ts';
import type { Exchange } from '../prometheus/answer.ts';
import { get, wasReset } from '../prometheus/http.ts';
import type { GetOptions } from '../prometheus/http.ts';
import { readSmallNow } from '../read-file.ts';
import { bareUrl } from '../prometheus/text.ts';
import { newSent } from '../../sent.ts';
import type { Sent } from '../../sent.ts';

type Of = NonNullable<GetOptions['of']>;

export interface AddressOptions {
  /** Whose flags these are; --prometheus-… where absent. */
  readonly of?: Of;
  /** Instead of user:password in the URL. */
  readonly basic?: { readonly user: string; readonly password: string };
  /** --prometheus-url; path prefix and user:password are taken from it. */
  readonly url: string;
  /** --prometheus-token-file; read again for every request, because such files rotate. */
  readonly tokenFile?: string;
  /** --prometheus-ca: a PEM file, in addition to nothing: only these CAs are trusted. */
  readonly caFile?: string;
  /** --prometheus-header, each "Name: value". `content-type` where a body is not JSON. */
  readonly headers?: readonly string[];
  /** For HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as for the API server; none is used when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets the credentials of this address, which are hidden in what it says. */
  readonly sent?: Sent;
}

/** One request to a path below the address; whatever comes back, or fails, is a value. */
export type Send = (
  request: {
    readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
    readonly path: string;
    readonly params?: Readonly<Record<string, string>>;
    readonly body?: string;
  },
  signal: AbortSignal,
) => Promise<Exchange>;

/**
 * An address that a flag gives, with its credentials. `name` is the URL without them; `close` ends idle connections.
 * @throws PromwireError `usage`: an URL, header, token or CA file that cannot be used; none of them is repeated.
 */
export function openAddress(options: AddressOptions): {
  readonly name: string;
  readonly send: Send;
  readonly close: () => void;
} {
  const { of = 'prometheus', sent = newSent() } = options;
  const url = readUrl(options.url, of);
  const extra = Object.fromEntries((options.headers ?? []).map((text) => readHeader(text, of)));
  const ca = options.caFile === undefined ? undefined : readCa(options.caFile, of);
  for (const [name, value] of Object.entries(extra)) sent.addHeader(name, value);
  sent.addLogin(unescaped(url.username), unescaped(url.password));
  if (options.basic) sent.addLogin(options.basic.user, options.basic.password);
  // Read once now, so that a wrong path is a usage error and not a failure in the middle of the work.
  if (options.tokenFile !== undefined) readToken(options.tokenFile, of);
  const proxy = proxyFor(url, undefined, options.env ?? {});
  if (proxy) sent.addLogin(unescaped(proxy.username), unescaped(proxy.password));
  const agent = agentFor(url, proxy, ca === undefined ? {} : { ca });
  const name = `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
  const basic = options.basic ? basicOf(options.basic.user, options.basic.password) : basicAuth(url);
  const prefix = url.pathname.replace(/\/+$/, '');

  const send: Send = async ({ method = 'GET', path, params = {}, body }, signal) => {
    const to = new URL(`${url.protocol}//${url.host}${prefix}${path}`);
    to.search = new URLSearchParams(params).toString();
    const token = options.tokenFile === undefined ? undefined : readToken(options.tokenFile, of);
    const authorization = token === undefined ? basic : `Bearer ${token}`;
    const headers = { ...(authorization === undefined ? {} : { authorization }), ...extra };
    sent.add(token);
    const how = {
      name: proxy ? `${name} through the proxy ${proxy.host}` : name,
      headers,
      agent,
      method,
      of,
      ...(body === undefined ? {} : { body }),
    };
    const who = credentialIn(options, of, extra, authorization);
    const once = async (): Promise<Exchange> => {
      const exchange = withoutSent(await get(to, how, signal), sent);
      const refused = exchange.kind === 'answer' && (exchange.status === 401 || exchange.status === 403);
      return refused && who !== undefined ? { ...exchange, sent: who } : exchange;
    };
    const first = await once();
    // A write that was cut off may have been carried out.
    return wasReset(first) && method === 'GET' ? await once() : first;
  };
  return {
    name,
    send,
    close: () => {
      agent.destroy();
    },
  };
}

/** What was sent to say who asks, as a user knows it; undefined where nothing was. */
function credentialIn(
  { tokenFile, basic }: AddressOptions,
  of: Of,
  headers: Readonly<Record<string, string>>,
  authorization: string | undefined,
): string | undefined {
  if ('authorization' in headers) return `the Authorization of --${of}-header`;
  if (tokenFile !== undefined) return `the token of --${of}-token-file`;
  if (basic) return 'the user with that password';
  return authorization === undefined ? undefined : `the user in --${of}-url`;
}

function usage(message: string, hint: string, cause?: unknown): PromwireError {
  return new PromwireError('usage', message, hint, cause === undefined ? undefined : { cause });
}

function readUrl(text: string, of: Of): URL {
  const example = `Write it like --${of}-url https://${of}.example.com/prefix`;
  if (!URL.canParse(text)) throw usage(`--${of}-url is not an URL.`, example);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw usage(`--${of}-url must start with http:// or https://.`, example);
  if (url.search !== '' || url.hash !== '') {
    throw usage(`--${of}-url ${bareUrl(text) ?? ''} must not have a query or a fragment.`, example);
  }
  return url;
}

function basicAuth(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  return basicOf(unescaped(url.username), unescaped(url.password));
}

function basicOf(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** RFC 9110: a field name is a token, a value has no control characters. */
function readHeader(text: string, of: Of): readonly [string, string] {
  const match = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\p{Cc}]*?)[ \t]*$/u.exec(text);
  if (!match?.[1])
    throw usage(
      `--${of}-header is not of the form "Name: value".`,
      `Write it like --${of}-header 'X-Scope-OrgID: team-a'`,
    );
  return [match[1].toLowerCase(), match[2] ?? ''];
}

/** The text of a file that a flag names. @throws PromwireError `usage` */
export function readFileFor(flag: string, file: string): string {
  return readPageFor(flag, file).text;
}

/** The same of a text in which bytes that are not UTF-8 matter: `mangled`, they are U+FFFD. */
export function readPageFor(flag: string, file: string): { readonly text: string; readonly mangled: boolean } {
  try {
    const bytes = readSmallNow(file);
    return { text: bytes.toString('utf8'), mangled: !isUtf8(bytes) };
  } catch (error) {
    throw usage(
      `${flag} ${file} cannot be read: ${reasonOf(error)}.`,
      'Give the path of a file that exists and may be read.',
      error,
    );
  }
}

function readToken(file: string, of: Of): string {
  const token = readFileFor(`--${of}-token-file`, file).trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw usage(
      `--${of}-token-file ${file} does not hold one token.`,
      'The file must hold the token and nothing else.',
    );
  }
  return token;
}

function readCa(file: string, of: Of): string {
  const pem = readFileFor(`--${of}-ca`, file);
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw usage(`--${of}-ca ${file} holds no PEM certificate.`, 'Give a PEM file.');
  return pem;
}

/**
 * Some login pages and debug proxies repeat the request's headers: an error must not carry our credential on.
 * Answers to the question are left alone: a password like "prometheus" would tear holes in them.
 */
function withoutSent(exchange: Exchange, { hideAll }: Sent): Exchange {
  if (exchange.kind === 'unknown') return { ...exchange, detail: hideAll(exchange.detail) };
  const { location } = exchange;
  const there = location === undefined ? {} : { location: hideAll(location) };
  if (exchange.status < 300 && !complains(exchange.body)) return exchange;
  return { ...exchange, ...there, body: hideAll(exchange.body) };
}

/** An error with the status of a success: Prometheus' and Grafana's form of one. */
function complains(body: string): boolean {
  // Most answers are large and have neither word.
  if (!/"(?:error|message)"/.test(body)) return false;
  // A body that is not JSON is never printed.
  const json = parseJson(body);
  return isObject(json) && (json['status'] === 'error' || typeof json['message'] === 'string');
}
