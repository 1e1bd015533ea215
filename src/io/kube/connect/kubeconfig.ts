/**
 * Finds kubeconfig files and merges them as client-go does (tools/clientcmd/loader.go): the first file that names an entry
 * wins, a missing file of the KUBECONFIG list is passed over, relative paths start at the file's own folder. The only
 * importer of client-node: its readers of clusters, users and contexts are 1.5 kB, where the whole package is 1.7 MB and
 * 70 ms of start-up.
 */
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
import type { Environment } from './environment.ts';

export type { User } from '@kubernetes/client-node/dist/config_types.js';

/** One entry of a kubeconfig with its raw form (client-node drops fields) and the folder of its file. */
export interface Entry<T> {
  readonly value: T;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly folder: string;
}

export interface Merged {
  readonly clusters: Map<string, Entry<Cluster>>;
  readonly users: Map<string, Entry<User>>;
  readonly contexts: Map<string, Entry<Context>>;
  current: string | undefined;
}

/** Where kubeconfig files are looked for. */
interface Where {
  /** --kubeconfig: this file alone, and it must exist. */
  readonly kubeconfig?: string | undefined;
  readonly env: Environment;
}

/** The entries of all files, the paths of these, and how many of them are there. Throws PromwireError 'usage'. */
export async function readKubeconfig(where: Where): Promise<{
  readonly merged: Merged;
  readonly files: readonly string[];
  readonly found: number;
}> {
  const merged: Merged = { clusters: new Map(), users: new Map(), contexts: new Map(), current: undefined };
  const files = kubeconfigFiles(where);
  let found = 0;
  for (const file of files) {
    const text = await readOptional(file);
    if (text === undefined) continue;
    found += 1;
    merge(merged, await parseKubeconfig(text, file), path.dirname(path.resolve(file)));
  }
  return { merged, files, found };
}

function kubeconfigFiles({ kubeconfig, env }: Where): readonly string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (env['KUBECONFIG'] ?? '').split(path.delimiter).filter((file) => file !== '');
  if (listed.length > 0) return listed;
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  return [path.join(home, '.kube', 'config')];
}

/** The text of a file, undefined where there is none. */
export async function readOptional(file: string): Promise<string | undefined> {
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

export function usage(message: string, hint: string): PromwireError {
  return new PromwireError('usage', message, hint);
}

export function unreadable(file: string, error: unknown): PromwireError {
  return new PromwireError('usage', `${file} could not be read: ${reasonOf(error)}.`, 'Check the path and its rights.');
}
