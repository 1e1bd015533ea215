/** GET of a Pod's or Service's port through the API server's own proxy: no port-forward, no exec, read-only. */
import type { Gap, InstanceAddress } from '../../../model/index.ts';
import type { Answer } from '../connect/attempt.ts';
import type { Kube } from '../connect/open.ts';
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
  accept = 'application/json, text/plain;q=0.9, */*;q=0.1',
): Promise<ProxyAnswer> {
  const answer = await kube.request({
    method: 'GET',
    path: proxyPath(address) + path,
    accept,
    patient: false,
    passedOn: true,
    ...(signal ? { signal } : {}),
  });
  const status = answer.status >= 400 ? parseStatus(answer.body) : undefined;
  if (!status) return answer;
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

/** "/api/v1/namespaces/monitoring/pods/https:prometheus-k8s-0:9090/proxy". */
function proxyPath({ via, namespace, name, port, scheme }: ProxyAddress): string {
  const target = `${scheme === 'https' ? 'https:' : ''}${name}:${port}`;
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/${via}/${encodeURIComponent(target)}/proxy`;
}
