/** The contexts of the kubeconfig, and which of them are of one cluster. */
import { asText, isObject } from '../../../kube/json.ts';
import { readKubeconfig } from './kubeconfig.ts';
import type { Environment } from './environment.ts';
import type { Merged } from './kubeconfig.ts';

export interface NamedContext {
  readonly name: string;
  /** Alike for contexts that lead to one cluster. It may hold a credential: never print it. */
  readonly cluster: string;
}

/** All contexts, in the order of the files. Throws PromwireError 'usage' where a file is broken. */
export async function contextsIn(where: {
  readonly kubeconfig?: string | undefined;
  readonly env: Environment;
}): Promise<readonly NamedContext[]> {
  const { merged } = await readKubeconfig(where);
  return [...merged.contexts.keys()].map((name) => ({ name, cluster: clusterOf(merged, name) }));
}

/**
 * Address, proxy and name of the certificate tell a cluster from others. Where a plugin makes the credential it does so as
 * well: behind one address of Teleport it is the plugin's arguments that choose the cluster.
 */
function clusterOf({ clusters, users, contexts }: Merged, name: string): string {
  const context = contexts.get(name)?.value;
  const raw = context && clusters.get(context.cluster)?.raw;
  const server = addressOf(asText(raw?.['server']));
  if (raw === undefined || server === undefined) return JSON.stringify(['context', name]);
  const exec = context?.user === undefined ? undefined : users.get(context.user)?.raw['exec'];
  const plugin = isObject(exec) ? [exec['command'], exec['args'], exec['env']] : [];
  return JSON.stringify([server, raw['tls-server-name'] ?? null, raw['proxy-url'] ?? null, ...plugin]);
}

/** As it is connected to: without the end that client-go drops, and the port that is the usual one. */
function addressOf(server = ''): string | undefined {
  if (!URL.canParse(server)) return undefined;
  const { protocol, host, pathname } = new URL(server);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}
