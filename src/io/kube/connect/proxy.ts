/**
 * Which proxy leads to a server: the kubeconfig's proxy-url, else HTTPS_PROXY or HTTP_PROXY unless NO_PROXY names
 * the server. The rules are Go's (golang.org/x/net/http/httpproxy), so that promwire goes where kubectl goes.
 */
import { BlockList, isIP } from 'node:net';
import { PromwireError } from '../../../errors.ts';
import type { Environment } from './environment.ts';

/** The proxy to use, or undefined for a direct connection. Throws PromwireError 'usage' on an address of no use. */
export function proxyFor(server: URL, configured: string | undefined, env: Environment): URL | undefined {
  if (configured !== undefined) return parseProxy(configured, "the cluster's proxy-url");
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = env[name] || env[name.toLowerCase()];
  if (!value || bypassed(server, env['NO_PROXY'] || env['no_proxy'] || '')) return undefined;
  return parseProxy(value.includes('://') ? value : `http://${value}`, name);
}

/** User or password of an URL. A lone % is not an escape, and taken as it stands. */
export function unescaped(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function parseProxy(text: string, where: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && url.hostname !== '' && ['http:', 'https:', 'socks5:', 'socks5h:'].includes(url.protocol)) return url;
  // The address may hold a password: it is not repeated.
  throw new PromwireError(
    'usage',
    `The proxy in ${where} is of no use.`,
    'Write http://, https:// or socks5://HOST:PORT.',
  );
}

/** Whether NO_PROXY names the server; localhost and loopback addresses are never proxied. */
function bypassed(server: URL, noProxy: string): boolean {
  const host = bareHost(server.hostname.toLowerCase());
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const family = isIP(host);
  if (host === 'localhost' || host === '::1' || (family === 4 && host.startsWith('127.'))) return true;
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry, host, port, family));
}

function matches(entry: string, host: string, port: string, family: number): boolean {
  if (entry === '*') return true;
  const [range, bits] = entry.split('/');
  if (range !== undefined && bits !== undefined) {
    const rangeFamily = isIP(range);
    if (rangeFamily === 0 || rangeFamily !== family || !/^\d{1,3}$/.test(bits)) return false;
    if (Number(bits) > (family === 6 ? 128 : 32)) return false;
    const list = new BlockList();
    const type = family === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(range, Number(bits), type);
    return list.check(host, type);
  }
  const withPort = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry);
  if (withPort && withPort[2] !== port) return false;
  const name = bareHost(withPort?.[1] ?? entry);
  if (name.startsWith('.') || name.startsWith('*.')) return host.endsWith(name.replace(/^\*/, ''));
  return host === name || (isIP(name) === 0 && host.endsWith(`.${name}`));
}

function bareHost(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}
