import type { Api } from './api.ts';
import { ApiFailure } from './api.ts';
import type { KubeThing } from './object.ts';

interface ApiResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Knows the path of every kind that the API server serves; asks its discovery once per group and version. */
export interface Resources {
  /** The collection's path: `/apis/apps/v1/namespaces/x/deployments`. Throws when the kind is not served. */
  collection(apiVersion: string, kind: string, namespace?: string): Promise<string>;
  /** The object's own path. */
  path(object: Pick<KubeThing, 'apiVersion' | 'kind' | 'metadata'>): Promise<string>;
}

export const discoverWith = (api: Api): Resources => {
  const known = new Map<string, Promise<readonly ApiResource[]>>();
  const root = (apiVersion: string): string =>
    apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

  const list = async (apiVersion: string): Promise<readonly ApiResource[]> => {
    const answer = await api.json<{ readonly resources: readonly ApiResource[] }>('GET', root(apiVersion));
    return answer.resources.filter((resource) => !resource.name.includes('/'));
  };

  const find = async (apiVersion: string, kind: string): Promise<ApiResource> => {
    for (const fresh of [false, true]) {
      if (fresh || !known.has(apiVersion)) known.set(apiVersion, list(apiVersion));
      try {
        const found = (await known.get(apiVersion))?.find((resource) => resource.kind === kind);
        if (found !== undefined) return found;
      } catch (error) {
        known.delete(apiVersion);
        if (!(error instanceof ApiFailure) || error.status !== 404 || fresh) throw error;
      }
    }
    throw new Error(`the API server serves no ${kind} of ${apiVersion}`);
  };

  const collection = async (apiVersion: string, kind: string, namespace?: string): Promise<string> => {
    const resource = await find(apiVersion, kind);
    if (resource.namespaced && namespace === undefined) return `${root(apiVersion)}/${resource.name}`;
    return resource.namespaced
      ? `${root(apiVersion)}/namespaces/${namespace}/${resource.name}`
      : `${root(apiVersion)}/${resource.name}`;
  };

  const path = async (object: Pick<KubeThing, 'apiVersion' | 'kind' | 'metadata'>): Promise<string> => {
    const { name, namespace } = object.metadata;
    const resource = await find(object.apiVersion, object.kind);
    const inside = resource.namespaced ? (namespace ?? 'default') : undefined;
    return `${await collection(object.apiVersion, object.kind, inside)}/${name}`;
  };
  return { collection, path };
};
