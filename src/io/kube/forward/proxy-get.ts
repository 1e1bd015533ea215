/** GET of a Pod's or Service's port through the API server's own proxy: no port-forward, no exec, read-only. */
import type { Gap, InstanceAddress } from '../../../model/index.ts';
import type { Answer } from '../connect/attempt.ts';
import type { Kube, KubeRequest } from '../connect/open.ts';
import { answered, parseStatus, saidBy } from '../status.ts';

/** A port inside the cluster. `prefix` is not added: `path` is the whole path. */
export type ProxyAddress = Pick<InstanceAddress, 'via' | 'namespace' | 'name' | 'port' | 'scheme'>;

/** The answer, with `gap` where the API server itself gave it and the application was not reached. */
export interface ProxyAnswer extends Answer {
  readonly gap?: Gap;
}

/**
 * One GET; `path` starts with a slash and holds the query. Not repeated on 5xx: that may be the application's own
 * answer, and the caller asks again. Throws what Kube.request throws.
 */
export async function proxyGet(
  kube: Kube,
  address: ProxyAddress,
  path: string,
  signal?: AbortSignal,
  asked: Pick<KubeRequest, 'accept' | 'packed'> = { accept: 'application/json, text/plain;q=0.9, */*;q=0.1' },
): Promise<ProxyAnswer> {
  const whole = proxyPath(address) + path;
  if (!staysWithin(proxyPath(address), whole)) return ledAway(address);
  const answer = await kube.request({
    method: 'GET',
    path: whole,
    ...asked,
    patient: false,
    passedOn: true,
    ...(signal ? { signal } : {}),
  });
  const status = answer.status >= 400 ? parseStatus(answer.body) : undefined;
  // A component of Kubernetes asks the API server who may read its /metrics, and refuses in the same words.
  if (!status || / cannot \w+ path "/.test(status.message)) return answer;
  const { via, namespace, name, port } = address;
  const where = `${via === 'pods' ? 'Pod' : 'Service'} ${namespace}/${name} port ${port}`;
  const forbidden = answer.status === 403;
  return {
    ...answer,
    gap: {
      reason: forbidden ? 'forbidden' : 'unreachable',
      reads: { group: '', kind: via === 'pods' ? 'Pod' : 'Service', namespace },
      request: { verb: 'get', resource: `${via}/proxy`, scope: 'namespace', ...answered(answer) },
      ...(forbidden ? {} : { sentence: `${where} could not be reached through the API server: ${saidBy(answer)}.` }),
    },
  };
}

/**
 * Where a redirect of an application leads that was asked for `path`; undefined: to another host. The API server writes its
 * own prefix before paths of the application (k8s.io/apimachinery pkg/util/proxy/transport.go, rewriteURL).
 */
export function redirectWithin(
  address: ProxyAddress,
  path: string,
  location: string,
): { readonly path: string; readonly scheme: 'http' | 'https' } | undefined {
  const base = `${address.scheme}://here.invalid${path}`;
  if (!URL.canParse(location, base)) return undefined;
  const { host, protocol, pathname, search } = new URL(location, base);
  const prefix = [proxyPath(address), decodeURIComponent(proxyPath(address))].find((each) =>
    pathname.startsWith(`${each}/`),
  );
  if (host !== 'here.invalid' && prefix === undefined) return undefined;
  return { path: pathname.slice(prefix?.length ?? 0) + search, scheme: protocol === 'https:' ? 'https' : 'http' };
}

/**
 * A path may be foreign: of an annotation, of a Prometheus' routePrefix. Folded as a client does (`..`, `%2e%2e`, a
 * backslash) it must be what it was, or it would be asked of the API server itself, with the rights of the user.
 */
function staysWithin(base: string, whole: string): boolean {
  const url = `http://h${whole}`;
  if (!URL.canParse(url)) return false;
  const { host, pathname, hash } = new URL(url);
  const segments = (whole.split('?')[0] ?? '').split('/');
  return host === 'h' && hash === '' && pathname.startsWith(`${base}/`) && !segments.some((each) => DOTS.test(each));
}

/** Also escaped once more, or with an escaped slash: what a server behind this one unescapes it may fold. */
const DOTS =
  /^(?:\.|%2e){1,2}$|\\|%(?:2f|5c)(?:\.|%2e){1,2}(?:%|$)|^(?:\.|%2e){2}%(?:2f|5c)|%25(?:2e|2f|5c)|[\s\u0000-\u001f]/i;

function ledAway({ via, namespace, name, port }: ProxyAddress): ProxyAnswer {
  const kind = via === 'pods' ? 'Pod' : 'Service';
  return {
    ...{ status: 400, headers: {}, body: '' },
    gap: {
      reason: 'unreachable',
      reads: { group: '', kind, namespace },
      request: { verb: 'get', resource: `${via}/proxy`, scope: 'namespace', status: 400 },
      sentence: `${kind} ${namespace}/${name} port ${port} was not asked: the path leads out of it, to the API server.`,
    },
  };
}

/** "/api/v1/namespaces/monitoring/pods/https:prometheus-k8s-0:9090/proxy". */
function proxyPath({ via, namespace, name, port, scheme }: ProxyAddress): string {
  const target = `${scheme === 'https' ? 'https:' : ''}${name}:${port}`;
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/${via}/${encodeURIComponent(target)}/proxy`;
}
