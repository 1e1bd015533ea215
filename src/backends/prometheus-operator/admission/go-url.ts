import { isIpv6 } from './host.ts';

/** A URL as Go's net/url.Parse (1.26) takes it apart, as far as the operator asks. */
export type GoUrl = { readonly scheme: string; readonly host: string } | { readonly problem: string };

export function parseGoUrl(text: string): GoUrl {
  const hash = text.indexOf('#');
  const address = hash < 0 ? text : text.slice(0, hash);
  if (/[\u0000-\u001f\u007f]/.test(text)) return { problem: 'it holds a control character' };
  if (hash >= 0 && hasBadEscape(text.slice(hash + 1))) return { problem: 'its fragment holds an invalid % escape' };
  if (address === '*') return { scheme: '', host: '' };
  if (address.startsWith(':')) return { problem: 'it has no scheme before the colon' };
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(address)?.[1] ?? '';
  const [rest = ''] = address.slice(scheme === '' ? 0 : scheme.length + 1).split('?');
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { scheme: scheme.toLowerCase(), host: '' };
    if ((rest.split('/')[0] ?? '').includes(':'))
      return { problem: 'its first part holds a colon but is not a scheme' };
  }
  const authority =
    rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///')) ? /^\/\/([^/]*)/.exec(rest)?.[1] : undefined;
  const path = authority === undefined ? rest : rest.slice(authority.length + 2);
  if (hasBadEscape(path)) return { problem: 'its path holds an invalid % escape' };
  if (authority === undefined) return { scheme: scheme.toLowerCase(), host: '' };
  return parseAuthority(scheme.toLowerCase(), authority);
}

/** Why Go's url.Parse refuses a text, or undefined. */
export function goUrlProblem(text: string): string | undefined {
  const url = parseGoUrl(text);
  return 'problem' in url ? url.problem : undefined;
}

function parseAuthority(scheme: string, authority: string): GoUrl {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const problem = hostProblem(scheme, host) ?? userProblem(at < 0 ? '' : authority.slice(0, at));
  return problem === undefined ? { scheme, host } : { problem };
}

function userProblem(user: string): string | undefined {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) return 'its user part holds an invalid character';
  return hasBadEscape(user) ? 'its user part holds an invalid % escape' : undefined;
}

function hostProblem(scheme: string, host: string): string | undefined {
  const open = host.lastIndexOf('[');
  if (open > 0) return 'its host holds a bracket';
  if (open === 0) {
    const end = host.lastIndexOf(']');
    if (end < 0) return 'its host lacks the closing bracket';
    const address = host.slice(1, end).split('%25')[0] ?? '';
    return isPort(host.slice(end + 1)) && isIpv6(address) ? undefined : 'its host in brackets is not an IPv6 address';
  }
  const first = host.indexOf(':');
  const strict = scheme === 'http' || scheme === 'https';
  if (first >= 0 && !isPort(host.slice(strict ? first : host.lastIndexOf(':')))) return 'its port is not a number';
  if (hasBadEscape(host)) return 'its host holds an invalid % escape';
  // In a host only bytes above ASCII, and the per cent sign, may be escaped.
  if (/%[0-7](?!5)|%[013-7]5/.test(host)) return 'its host holds an invalid % escape';
  return /[\u0020#%/?@\\^`{|}]/.test(host.replaceAll(/%[0-9A-Fa-f]{2}/g, ''))
    ? 'its host holds an invalid character'
    : undefined;
}

function isPort(text: string): boolean {
  return text === '' || /^:\d*$/.test(text);
}

function hasBadEscape(text: string): boolean {
  return /%(?![0-9A-Fa-f]{2})/.test(text);
}
