/**
 * From kubeconfig files, or the service account of a pod, to one Connection. The only importer of client-node:
 * its readers of clusters, users and contexts are 1.5 kB, where the whole package is 1.7 MB and 70 ms of start-up.
 *
 * Files are merged as client-go does (tools/clientcmd/loader.go): the first file that names an entry wins, a
 * missing file of the KUBECONFIG list is passed over, relative paths start at the file's own folder.
 */
import { isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import path from 'node:path';
import { newClusters, newContexts, newUsers } from '@kubernetes/client-node/dist/config_types.js';
import type { Cluster, Context, User } from '@kubernetes/client-node/dist/config_types.js';
import { PromwireError } from '../../../errors.ts';
import { readBlockYaml } from '../../files/block-yaml.ts';
import { codeOf } from '../../error-code.ts';
import { reasonOf } from '../../files/node-error.ts';
import { readSmall } from '../../read-file.ts';
import { asList, asObject, asText, isObject, parseJson } from '../../../kube/json.ts';
import { oneLine } from '../words.ts';

/** The environment: process.env, or a test's own. */
export type Environment = Readonly<Record<string, string | undefined>>;

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
  readonly env: Environment;
  /** What else there is to read, where no kubeconfig is: "read files with --from". */
  readonly instead?: string | undefined;
  /** Where a pod finds its service account; another folder in tests. */
  readonly serviceAccountDir?: string;
}

/** One entry of a kubeconfig with its raw form (client-node drops fields) and the folder of its file. */
interface Entry<T> {
  readonly value: T;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly folder: string;
}

interface Merged {
  readonly clusters: Map<string, Entry<Cluster>>;
  readonly users: Map<string, Entry<User>>;
  readonly contexts: Map<string, Entry<Context>>;
  current: string | undefined;
}

/**
 * Finds and reads the configuration in kubectl's order: --kubeconfig, KUBECONFIG, ~/.kube/config, in-cluster.
 * Throws PromwireError 'usage' where there is none, or it is broken, or the context does not exist.
 */
export async function loadConnection(options: ConfigOptions): Promise<Connection> {
  const merged: Merged = { clusters: new Map(), users: new Map(), contexts: new Map(), current: undefined };
  const files = kubeconfigFiles(options);
  let found = 0;
  for (const file of files) {
    const text = await readOptional(file);
    if (text === undefined) continue;
    found += 1;
    merge(merged, await parseKubeconfig(text, file), path.dirname(path.resolve(file)));
  }
  const explicit = options.kubeconfig !== undefined;
  if (explicit && found === 0) {
    throw usage(`The kubeconfig ${files.join(', ')} does not exist.`, 'Check the path given with --kubeconfig.');
  }
  if (merged.contexts.size === 0 && options.context === undefined && !explicit) {
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

function kubeconfigFiles({ kubeconfig, env }: ConfigOptions): readonly string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (env['KUBECONFIG'] ?? '').split(path.delimiter).filter((file) => file !== '');
  if (listed.length > 0) return listed;
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  return [path.join(home, '.kube', 'config')];
}

/** The text of a file, undefined where there is none. */
async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readSmall(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw unreadable(file, error);
  }
}

/** kubectl writes block YAML, some tools JSON; only other forms are worth loading the full parser for. */
async function parseKubeconfig(text: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  const value = parseJson(text) ?? readBlockYaml(text)?.value ?? (await parseYaml(text, file));
  if (value === null) return {};
  if (!isObject(value)) throw usage(`${file}: the kubeconfig is not a mapping.`, 'Fix the file.');
  return value;
}

async function parseYaml(text: string, file: string): Promise<unknown> {
  const { readDocuments } = await import('../../files/documents.ts');
  const [first] = readDocuments(text);
  if (first?.outcome !== 'broken') return first?.value ?? null;
  const { line, column, reason } = first;
  throw usage(`${file}:${line}:${column}: the kubeconfig is not valid YAML: ${oneLine(reason, 200)}.`, 'Fix the file.');
}

function merge(into: Merged, config: Readonly<Record<string, unknown>>, folder: string): void {
  const filter = { onInvalidEntry: 'filter' } as const;
  addNew(into.clusters, config['clusters'], 'cluster', folder, (list) => newClusters(list, filter));
  addNew(into.users, config['users'], 'user', folder, (list) => newUsers(list, filter));
  addNew(into.contexts, config['contexts'], 'context', folder, (list) => newContexts(list, filter));
  into.current ??= asText(config['current-context']);
}

function addNew<T>(
  into: Map<string, Entry<T>>,
  list: unknown,
  field: string,
  folder: string,
  read: (list: readonly unknown[]) => readonly T[],
): void {
  for (const item of asList(list)) {
    const name = asText(asObject(item)['name']);
    // client-node reads one entry; what it refuses (a cluster without a server) counts as not there.
    const value = read([item])[0];
    if (name === undefined || value === undefined || into.has(name)) continue;
    into.set(name, { value, raw: asObject(asObject(item)[field]), folder });
  }
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
    throw usage(`Context "${name}" names cluster "${context.cluster}", which ${where} does not describe.`, 'Fix it.');
  }
  const user = context.user === undefined ? undefined : merged.users.get(context.user);
  if (context.user !== undefined && !user) {
    throw usage(`Context "${name}" names user "${context.user}", which ${where} does not describe.`, 'Fix it.');
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

function usage(message: string, hint: string): PromwireError {
  return new PromwireError('usage', message, hint);
}

function unreadable(file: string, error: unknown): PromwireError {
  return new PromwireError('usage', `${file} could not be read: ${reasonOf(error)}.`, 'Check the path and its rights.');
}
