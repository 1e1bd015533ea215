/** Names of objects in a cluster, for a shell that waits at a key: metadata of one page, in a short time, or nothing. */
import { PromwireError } from '../../errors.ts';
import type { Names } from '../../io/kept-names.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import { queryOf, resourcePath } from '../../io/kube/paths.ts';
import { asList, asObject, asText, parseJson } from '../../kube/json.ts';
import type { Resource } from '../../model/index.ts';

/** The cluster that a command line names. */
export interface Where {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends all of it. */
  readonly signal: AbortSignal;
}

/** As long as a user waits for a list at a prompt, in milliseconds: a cluster behind a slow login is not waited for. */
const LONGEST_MS = 1500;

const PAGE = 500;
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/** Asks one cluster; nothing is opened before something is asked. */
export interface LiveNames {
  /** Those of a namespace, or of all; of those where the user may not list them, in the namespace of the context. */
  readonly list: (resource: Resource, namespace?: string) => Promise<Names>;
  readonly close: () => void;
}

/** Each `list` throws PromwireError where nothing is known. */
export function liveNames(where: Where): LiveNames {
  const signal = AbortSignal.any([where.signal, AbortSignal.timeout(LONGEST_MS)]);
  let opened: Promise<Kube> | undefined;
  const open = async (): Promise<Kube> => {
    const { openKube } = await import('../../io/kube/connect/open.ts');
    const { kubeconfig, context, env } = where;
    return await openKube({
      env,
      signal,
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(context === undefined ? {} : { context }),
    });
  };
  const ask = async (kube: Kube, resource: Resource, namespace: string | undefined): Promise<Names> => {
    const of = [kube.server, kube.context, where.kubeconfig ?? where.env['KUBECONFIG'] ?? '', resource.group];
    const key = [...of, resource.plural, namespace ?? ''];
    const { keepNames, keptNames } = await import('../../io/kept-names.ts');
    const kept = await keptNames(key, where.env, Date.now());
    if (kept) return kept;
    const names = await page(kube, resource, namespace, signal);
    await keepNames(key, names, where.env, Date.now());
    return names;
  };
  return {
    async list(resource, namespace) {
      opened ??= open();
      const kube = await opened;
      try {
        return await ask(kube, resource, namespace);
      } catch (error) {
        const narrow = error instanceof PromwireError && error.code === 'forbidden';
        if (!narrow || namespace !== undefined || !resource.namespaced) throw error;
        return await ask(kube, resource, kube.namespace);
      }
    },
    close: () => void opened?.then((kube) => kube.close()).catch(() => undefined),
  };
}

async function page(
  kube: Kube,
  resource: Resource,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<Names> {
  const { namesIn } = await import('../../io/kept-names.ts');
  let status = 0;
  for (const version of resource.versions) {
    const answer = await kube.request({
      method: 'GET',
      path: resourcePath(resource, version, namespace) + queryOf({ limit: PAGE }),
      accept: METADATA,
      patient: false,
      signal,
    });
    ({ status } = answer);
    if (status === 404) continue;
    if (status !== 200) break;
    const list = asObject(parseJson(answer.body));
    const names = namesIn(asList(list['items']).map((item) => asObject(item)['metadata']));
    return { names, more: (asText(asObject(list['metadata'])['continue']) ?? '') !== '' };
  }
  throw new PromwireError(status === 403 ? 'forbidden' : 'failed', `no names of ${resource.plural}`, '');
}
