/** Names in the cluster and the files that a command line names. */
import { configClusters } from '../../../app/completion/config-clusters.ts';
import type { NamedCluster } from '../../../app/completion/config-clusters.ts';
import type { LiveNames, Where } from '../../../app/completion/live-names.ts';
import { CONFIG, VARIABLE } from '../../../app/config/file-name.ts';
import { findUpward } from '../../../io/files/repository.ts';
import { aliasOf, ALIASES } from '../../../kube/kind-words.ts';
import { findResource } from '../../../kube/resources.ts';
import { groupOf } from '../../../kube/refs.ts';
import type { Candidate, Resource } from '../../../model/index.ts';
import type { Line } from './line.ts';

/** Where candidates come from. */
export interface Place {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly live: LiveNames;
  /** What the command will read: a cluster, or files, of which no name is known. */
  readonly reads: 'cluster' | 'files';
}

/** The cluster that the command will ask. */
export async function whereOf(
  line: Line,
  env: Place['env'],
  signal: AbortSignal,
): Promise<Where & Pick<Place, 'reads'>> {
  const kubeconfig = line.given('kubeconfig').at(-1);
  const context = [...line.given('context'), ...line.given('contexts')].at(-1)?.split(',')[0];
  const flags = { ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === undefined ? {} : { context }) };
  const files = line.given('from').length > 0;
  if (files || context !== undefined || kubeconfig !== undefined || line.asked.kind === 'command')
    return { ...flags, env, signal, reads: files ? 'files' : 'cluster' };
  const named = await clusterOf(line, env);
  if (named === undefined) return { env, signal, reads: 'cluster' };
  return named.context === undefined
    ? { env, signal, reads: 'files' }
    : { context: named.context, env, signal, reads: 'cluster' };
}

/** What promwire.yaml has of the cluster that is chosen; undefined where no such file counts. */
async function clusterOf(line: Line, env: Place['env']): Promise<Partial<NamedCluster> | undefined> {
  const path = await configPath(line, env);
  if (path === undefined) return undefined;
  const all = await configClusters(path);
  const [name] = [...line.given('cluster'), ...line.given('clusters')].at(-1)?.split(',') ?? [];
  return (name === undefined && all.length === 1 ? all[0] : all.find((each) => each.name === name)) ?? {};
}

async function configPath({ spec, given }: Line, env: Place['env']): Promise<string | undefined> {
  if (!spec?.flags.includes('config') || given('noConfig').length > 0) return undefined;
  const path = given('config').at(-1) ?? env[VARIABLE] ?? (await findUpward(CONFIG));
  return path === '' ? undefined : path;
}

export async function contextNames(line: Line, { env }: Place): Promise<readonly Candidate[]> {
  const { contextsIn } = await import('../../../io/kube/connect/contexts.ts');
  const kubeconfig = line.given('kubeconfig').at(-1);
  const contexts = await contextsIn({ env, ...(kubeconfig === undefined ? {} : { kubeconfig }) });
  return contexts.map(({ name }) => ({ value: name }));
}

export async function clusterNames(line: Line, { env }: Place): Promise<readonly Candidate[]> {
  const path = await configPath(line, env);
  const clusters = path === undefined ? [] : await configClusters(path);
  return clusters.map(({ name, context }) => ({
    value: name,
    ...(context === undefined ? {} : { about: `context ${context}` }),
  }));
}

export async function namespaceNames(_line: Line, { live, reads }: Place): Promise<readonly Candidate[]> {
  const resource = findResource('', 'Namespace');
  if (resource === undefined || reads === 'files') return [];
  return (await live.list(resource)).names.map(({ name }) => ({ value: name }));
}

const STACKS = ['prometheus', 'prometheusagent', 'thanosruler', 'alertmanager'];

/** NS/NAME of each kind of stack; one that is not installed or may not be listed hides no other. */
export async function stackNames(_line: Line, { live, reads }: Place): Promise<readonly Candidate[]> {
  if (reads === 'files') return [];
  const found = await Promise.allSettled(
    STACKS.map(async (word) => {
      const resource = resourceNamed(word);
      const { names } = resource ? await live.list(resource) : { names: [] };
      return names.map(({ namespace = '', name }) => ({ value: `${namespace}/${name}`, about: resource?.kind ?? '' }));
    }),
  );
  return found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
}

/** The resource of a kind as it is called on a command line. */
function resourceNamed(word: string): Resource | undefined {
  const alias = aliasOf(word);
  const kind = Object.hasOwn(ALIASES, alias) ? ALIASES[alias] : undefined;
  return kind && findResource(groupOf(kind.apiVersion), kind.kind);
}

/** KIND/NAME with -n, else KIND/NS/NAME; of more objects than one page the namespaces first. */
export async function objectNames(line: Line, { live, reads }: Place): Promise<readonly Candidate[]> {
  const [kind = '', second = '', third] = line.typed.split('/');
  const resource = resourceNamed(kind);
  if (resource === undefined || reads === 'files') return [];
  const given = line.given('namespace').at(-1);
  if (given !== undefined) {
    const { names } = await live.list(resource, given);
    return names.map(({ name }) => ({ value: `${kind}/${name}` }));
  }
  const { names, more } = await live.list(resource, third === undefined ? undefined : second);
  if (more && third === undefined)
    return (await namespaceNames(line, { env: {}, live, reads })).map(({ value }) => ({ value: `${kind}/${value}/` }));
  return names.map(({ namespace = '', name }) => ({ value: `${kind}/${namespace}/${name}` }));
}
