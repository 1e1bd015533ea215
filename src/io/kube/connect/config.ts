/** From kubeconfig files, or the service account of a pod, to one Connection. */
import { isIPv6 } from 'node:net';
import path from 'node:path';
import { readSmall } from '../../read-file.ts';
import { asList, asObject, asText, isObject } from '../../../kube/json.ts';
import { readKubeconfig, readOptional, unreadable, usage } from './kubeconfig.ts';
import type { Environment } from './environment.ts';
import type { Entry, Merged, User } from './kubeconfig.ts';

/** A credential plugin, `users[].user.exec`; checked for shape where it is run. */
export interface ExecSpec {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Folder of the kubeconfig: a relative command with a slash in it starts there. */
  readonly folder: string;
}

/** How requests are authenticated. */
export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'token-file'; readonly file: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'exec'; readonly spec: ExecSpec };

/** Everything needed to talk to one API server. Holds secrets: never print it. */
export interface Connection {
  readonly server: string;
  readonly context: string;
  readonly namespace: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly insecure: boolean;
  readonly proxyUrl?: string;
  readonly auth: Auth;
  /** Impersonate-User and Impersonate-Group. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** The cluster's extension `client.authentication.k8s.io/exec`, for plugins that ask for it. */
  readonly execConfig?: unknown;
}

export interface ConfigOptions {
  /** --kubeconfig: this file alone, and it must exist. */
  readonly kubeconfig?: string;
  /** --context. */
  readonly context?: string;
  /** The context is that of a file which is for other machines, too: in a pod without a kubeconfig its own cluster is meant. */
  readonly orPod?: boolean;
  readonly env: Environment;
  /** What else there is to read, where no kubeconfig is: "read files with --from". */
  readonly instead?: string | undefined;
  /** Where a pod finds its service account; another folder in tests. */
  readonly serviceAccountDir?: string;
}

/**
 * Finds and reads the configuration in kubectl's order: --kubeconfig, KUBECONFIG, ~/.kube/config, in-cluster.
 * Throws PromwireError 'usage' where there is none, or it is broken, or the context does not exist.
 */
export async function loadConnection(options: ConfigOptions): Promise<Connection> {
  const { merged, files, found } = await readKubeconfig(options);
  const explicit = options.kubeconfig !== undefined;
  if (explicit && found === 0) {
    throw usage(`The kubeconfig ${files.join(', ')} does not exist.`, 'Check the path given with --kubeconfig.');
  }
  if (merged.contexts.size === 0 && (options.context === undefined || options.orPod) && !explicit) {
    const inCluster = await loadInCluster(options);
    if (inCluster) return inCluster;
  }
  if (found === 0) {
    throw usage(
      `No kubeconfig was found (looked for ${files.join(', ')}), and this is not a pod of a cluster.`,
      `Give one with --kubeconfig or KUBECONFIG${options.instead === undefined ? '' : `, or ${options.instead}`}.`,
    );
  }
  return await select(merged, options.context ?? merged.current, files);
}

async function select(merged: Merged, name: string | undefined, files: readonly string[]): Promise<Connection> {
  const where = files.join(', ');
  const known = [...merged.contexts.keys()].toSorted().join(', ') || 'none';
  if (name === undefined) {
    throw usage(`${where} has no current-context.`, `Choose one with --context. Contexts: ${known}.`);
  }
  const context = merged.contexts.get(name)?.value;
  if (!context) throw usage(`There is no context "${name}" in ${where}.`, `Contexts: ${known}.`);
  const cluster = merged.clusters.get(context.cluster);
  if (!cluster) {
    throw usage(
      `Context "${name}" names cluster "${context.cluster}", which ${where} does not describe.`,
      `Add the cluster to the kubeconfig, or name another context with --context: ${known}.`,
    );
  }
  const user = context.user === undefined ? undefined : merged.users.get(context.user);
  if (context.user !== undefined && !user) {
    throw usage(
      `Context "${name}" names user "${context.user}", which ${where} does not describe.`,
      `Add the user to the kubeconfig, or name another context with --context: ${known}.`,
    );
  }
  const server = asText(cluster.raw['server']) ?? '';
  // As Go's net/url, which takes no control character.
  const url = URL.canParse(server) && !/\p{Cc}/u.test(server) ? new URL(server) : undefined;
  if (url && (url.username !== '' || url.password !== '')) {
    throw usage(
      `Cluster "${context.cluster}" has a user or password in its server address, which promwire does not send.`,
      'Take them out of clusters[].cluster.server; credentials belong to users[].user.',
    );
  }
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw usage(`Cluster "${context.cluster}" has no usable server address.`, 'It starts with https:// or http://.');
  }
  const ca = await material(cluster, cluster.value.caFile, cluster.value.caData);
  const cert = user && (await material(user, user.value.certFile, user.value.certData));
  const key = user && (await material(user, user.value.keyFile, user.value.keyData));
  const serverName = asText(cluster.value.tlsServerName);
  const proxyUrl = asText(cluster.value.proxyUrl);
  const execConfig = asList(cluster.raw['extensions'])
    .map(asObject)
    .find((extension) => extension['name'] === 'client.authentication.k8s.io/exec')?.['extension'];
  return {
    // client-go drops query and fragment (rest/client.go NewRESTClient); a token in there goes nowhere.
    server: server.replace(/[?#].*$/s, '').replace(/\/+$/, ''),
    context: name,
    namespace: asText(context.namespace) ?? 'default',
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { serverName }),
    insecure: cluster.value.skipTLSVerify,
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
    auth: user ? authOf(user, context.user) : { kind: 'none' },
    headers: user ? impersonation(user.raw) : {},
    ...(execConfig === undefined ? {} : { execConfig }),
  };
}

/** A certificate or key: the data field wins over the file, as in client-go. */
async function material(entry: Entry<unknown>, file: unknown, data: unknown): Promise<string | undefined> {
  const encoded = asText(data);
  if (encoded !== undefined) return Buffer.from(encoded, 'base64').toString('utf8');
  const name = asText(file);
  if (name === undefined) return undefined;
  const full = path.resolve(entry.folder, name);
  try {
    return await readSmall(full);
  } catch (error) {
    throw unreadable(full, error);
  }
}

/** client-go's order: a token (its file first), a password, a plugin. client-node reads a misspelt `token-file`. */
function authOf(user: Entry<User>, name: string): Auth {
  const tokenFile = asText(user.raw['tokenFile']);
  if (tokenFile !== undefined) return { kind: 'token-file', file: path.resolve(user.folder, tokenFile) };
  const token = asText(user.value.token);
  if (token !== undefined) return { kind: 'token', token };
  const username = asText(user.value.username);
  if (username !== undefined) return { kind: 'basic', username, password: asText(user.value.password) ?? '' };
  if (isObject(user.raw['exec'])) {
    return { kind: 'exec', spec: { fields: user.raw['exec'], folder: user.folder } };
  }
  if (isObject(user.raw['auth-provider'])) {
    const provider = asText(user.raw['auth-provider']['name']) ?? 'unknown';
    throw usage(
      `User "${name}" logs in by the auth provider "${provider}" inside kubectl, which Kubernetes has retired.`,
      'Use its exec plugin (gke-gcloud-auth-plugin, kubelogin, …), or a context with a token or a certificate.',
    );
  }
  return { kind: 'none' };
}

function impersonation(user: Readonly<Record<string, unknown>>): Readonly<Record<string, readonly string[]>> {
  const as = asText(user['as']);
  if (as === undefined) return {};
  const groups = asList(user['as-groups']).filter((group): group is string => typeof group === 'string');
  return { 'Impersonate-User': [as], ...(groups.length === 0 ? {} : { 'Impersonate-Group': groups }) };
}

/** A pod's own service account (client-go rest.InClusterConfig), or undefined outside of a pod. */
async function loadInCluster({ env, serviceAccountDir }: ConfigOptions): Promise<Connection | undefined> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  const folder = serviceAccountDir ?? '/var/run/secrets/kubernetes.io/serviceaccount';
  const tokenFile = path.join(folder, 'token');
  if (!host || !port || (await readOptional(tokenFile)) === undefined) return undefined;
  const ca = await readOptional(path.join(folder, 'ca.crt'));
  const namespace = (await readOptional(path.join(folder, 'namespace')))?.trim();
  return {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    context: 'in-cluster',
    namespace: namespace === undefined || namespace === '' ? 'default' : namespace,
    ...(ca === undefined ? {} : { ca }),
    insecure: false,
    auth: { kind: 'token-file', file: tokenFile },
    headers: {},
  };
}
