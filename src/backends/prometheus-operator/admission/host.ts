/*
 * Addresses as Go and the operator's validation library read them: net.ParseIP, and IsHost and IsPort of
 * asaskevich/govalidator (validator.go:674-850, patterns.go:33).
 */

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const DNS_NAME = /^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62}(?:\.[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62})*[._]?$/;

function isIpv4(text: string): boolean {
  return IPV4.test(text);
}

/** Eight groups, or fewer with one "::"; the last two may be written as an IPv4 address. */
export function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || text.includes(':::')) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const [last] = all.slice(-1);
  const dotted = last?.includes('.') ?? false;
  if (dotted && !(isIpv4(last ?? '') && text.endsWith(last ?? ''))) return false;
  const plain = dotted ? all.slice(0, -1) : all;
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const length = plain.length + (dotted ? 2 : 0);
  return halves.length === 2 ? length < 8 : length === 8;
}

function isHost(text: string): boolean {
  if (isIpv4(text) || isIpv6(text)) return true;
  return text.replaceAll('.', '').length <= 255 && DNS_NAME.test(text);
}

/**
 * Why this is not a prober address, or undefined: "host" or "host:port", no scheme and no path
 * (pkg/prometheus/resource_selector.go:515-537; :593-607 of v0.70.0). `ipv6`: this operator knows such addresses.
 */
export function proberProblem(text: string, ipv6 = true): string | undefined {
  const split = ipv6 ? splitHostPort(text) : splitAtColons(text);
  if (!split) return isHost(text) ? undefined : `${JSON.stringify(text)} is not a host`;
  const [host, port] = split;
  if (!isHost(host)) return `${JSON.stringify(host)} is not a host`;
  // strconv.Atoi takes a sign.
  const number = /^[+-]?\d+$/.test(port) ? Number(port) : 0;
  return number > 0 && number < 65_536 ? undefined : `${JSON.stringify(port)} is not a port`;
}

/** The first two parts; operators before 0.89 looked at no more. */
function splitAtColons(text: string): readonly [string, string] | undefined {
  const [host = '', port] = text.split(':');
  return port === undefined ? undefined : [host, port];
}

/** net.SplitHostPort; undefined where it gives an error. */
function splitHostPort(text: string): readonly [string, string] | undefined {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return undefined;
  const port = text.slice(colon + 1);
  if (!text.startsWith('[')) {
    const host = text.slice(0, colon);
    return /[:[\]]/.test(host) || /[[\]]/.test(port) ? undefined : [host, port];
  }
  const end = text.indexOf(']');
  if (end + 1 !== colon) return undefined;
  const host = text.slice(1, end);
  return /\[/.test(host) || /[[\]]/.test(port) ? undefined : [host, port];
}
