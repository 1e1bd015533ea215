/** The clusters that the flags of a command name, and one piece of work on each. */
import { chooseCluster } from '../../app/config/choose.ts';
import { readConfig } from '../../app/config/read.ts';
import type { ConfigFile } from '../../app/config/read.ts';
import { eachCluster } from '../../app/clusters.ts';
import { PromwireError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import { groupBy } from '../../kube/group.ts';
import type { ClusterAnswer } from '../../model/index.ts';
import { visible } from '../../render/visible.ts';
import type { Context } from './command.ts';
import { asksLive, configPath } from './config.ts';
import { worstOf } from './exit-codes.ts';
import { problemOf } from './failure.ts';
import type { Flags } from './flags.ts';
import { QUIET_MS } from './reading.ts';
import type { Terminal } from './terminal.ts';

type Names = 'contexts' | 'allContexts' | 'clusters' | 'allClusters';
type NamesFlags = Flags<'contexts' | 'allContexts'> & Partial<Flags<'clusters' | 'allClusters' | 'cluster'>>;
type Asked = Context & {
  readonly flags: NamesFlags &
    Flags<'kubeconfig' | 'config'> &
    Partial<Flags<'noConfig' | 'from' | 'captured' | 'readSecrets'>>;
};

/** The same invocation about one cluster. */
export type OfOne<I extends { readonly flags: NamesFlags }> = Omit<I, 'flags'> & {
  readonly flags: Omit<I['flags'], Names> & Flags<'context' | 'cluster'>;
};

/** One of several clusters. `asked` throws PromwireError where it cannot be asked at all. */
export interface OneOfMany<I extends { readonly flags: NamesFlags }> {
  readonly name: string;
  /** Other contexts that lead to it. */
  readonly also: readonly string[];
  readonly asked: () => Promise<OfOne<I>>;
}

/**
 * What the flags name: one cluster, or several. `live`: files that promwire.yaml names for a cluster are not read, and it is
 * asked by its context; `several`: where there are several. Throws PromwireError 'usage' for flags that contradict one
 * another.
 */
export async function clustersNamed<I extends Asked>(
  invocation: I,
  live: boolean | 'several' = false,
): Promise<{ readonly one: OfOne<I> } | { readonly many: readonly OneOfMany<I>[] }> {
  const { flags } = invocation;
  const { allContexts, allClusters = false, clusters: asked = [] } = flags;
  const contexts = await contextsNamed(invocation);
  const clusters = distinct(asked.flatMap(namesIn));
  const isMany = allContexts || allClusters || contexts.length > 1 || clusters.length > 1;
  const [cluster] = clusters;
  if (!isMany && (live !== true || cluster === undefined)) return { one: ofOne(invocation, contexts[0], cluster) };
  mustFit(flags, contexts, clusters);
  if (!isMany) {
    const [only] = await byConfig(invocation, clusters, true);
    if (only) return { one: await only.asked() };
  }
  return {
    many:
      allContexts || contexts.length > 1
        ? await byContext(invocation, contexts)
        : await byConfig(invocation, allClusters ? undefined : clusters, live !== false),
  };
}

function ofOne<I extends Asked>(invocation: I, context: string | undefined, cluster: string | undefined): OfOne<I> {
  const { contexts: _, allContexts: __, clusters: ___, allClusters: ____, ...flags } = invocation.flags;
  return { ...invocation, flags: { ...flags, context, cluster: cluster ?? flags.cluster } } as OfOne<I>;
}

function mustFit(flags: Asked['flags'], contexts: readonly string[], clusters: readonly string[]): void {
  const [byKube] = [...(flags.allContexts ? ['--all-contexts'] : []), ...(contexts.length > 0 ? ['--context'] : [])];
  const [byFile] = [...(flags.allClusters ? ['--all-clusters'] : []), ...(clusters.length > 0 ? ['--cluster'] : [])];
  const refuse = (a: string, b: string): PromwireError =>
    new PromwireError('usage', `${a} with ${b}: one or the other says which clusters are asked`, `Leave ${b} out.`);
  if (flags.allContexts && contexts.length > 0 && flags.contexts.length > 0)
    throw refuse('--all-contexts', '--context');
  if (flags.allClusters && clusters.length > 0) throw refuse('--all-clusters', '--cluster');
  if (byKube !== undefined && byFile !== undefined) throw refuse(byKube, byFile);
  const { from = [], captured = [] } = flags;
  const other = from.length > 0 ? '--from' : captured.length > 0 ? '--captured' : undefined;
  if (other !== undefined)
    throw new PromwireError(
      'usage',
      `${other} with several clusters: which of them would these files be of?`,
      'Name the files of each cluster in promwire.yaml (docs/config.md), or ask for one cluster.',
    );
}

/** Names of contexts. One with a comma in it is taken as it is where there is such a context. */
async function contextsNamed({ flags, env }: Asked): Promise<readonly string[]> {
  const { contexts, allContexts, kubeconfig } = flags;
  if (!allContexts && contexts.every((text) => !text.includes(','))) return distinct(contexts);
  const { contextsIn } = await import('../../io/kube/connect/contexts.ts');
  const known = (await contextsIn({ kubeconfig, env })).map(({ name }) => name);
  if (!allContexts) return distinct(contexts.flatMap((text) => (known.includes(text) ? [text] : namesIn(text))));
  if (known.length > 0) return known;
  throw new PromwireError(
    'usage',
    '--all-contexts: there is no context, or no kubeconfig',
    'Name a kubeconfig with --kubeconfig or KUBECONFIG; kubectl config get-contexts lists what it has.',
  );
}

function namesIn(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const some = names.filter((name) => name !== '');
  return some.length === 0 ? [text] : some;
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

/** Contexts that lead to one cluster are one: the first of them asks it. */
async function byContext<I extends Asked>(invocation: I, names: readonly string[]): Promise<readonly OneOfMany<I>[]> {
  const { flags, env } = invocation;
  const { contextsIn } = await import('../../io/kube/connect/contexts.ts');
  const known = new Map((await contextsIn({ kubeconfig: flags.kubeconfig, env })).map((each) => [each.name, each]));
  const groups = groupBy(names, (name) => known.get(name)?.cluster ?? JSON.stringify(['context', name]));
  return [...groups.values()].map(([name = '', ...also]) => ({
    name,
    also,
    asked: async () => await Promise.resolve(ofOne(invocation, name, undefined)),
  }));
}

/** Clusters of promwire.yaml; all of them by default. */
async function byConfig<I extends Asked>(
  invocation: I,
  wanted: readonly string[] | undefined,
  live: boolean,
): Promise<readonly OneOfMany<I>[]> {
  const { flags } = invocation;
  const { noConfig = false } = flags;
  const all = { ...flags, noConfig, cluster: wanted?.[0], context: undefined };
  const path = await configPath({ ...invocation, flags: all });
  if (path === undefined) throw new Error('a cluster is named, so a file is there or was asked for in vain');
  const file = await readConfig(path);
  const names = wanted ?? file.value.clusters.map(({ name }) => name);
  return names.map((name) => ({
    name,
    also: [],
    asked: async () =>
      ofOne(invocation, await contextOf(file, name, live || asksLive({ ...flags, context: undefined })), name),
  }));
}

/** Where clusters are asked themselves, each by its own context: that in use is one cluster. */
async function contextOf(file: ConfigFile, name: string, live: boolean): Promise<string | undefined> {
  const { context, config, from, toRender } = await chooseCluster(file, name, true, true);
  if (!live && from.length + toRender.length > 0) return undefined;
  if (context !== undefined) return context;
  throw new PromwireError(
    'usage',
    `cluster ${name} of ${config} has no context, by which it can be asked itself`,
    'Give it one: context, in promwire.yaml.',
  );
}

/** A result, and what it comes to. */
export interface Worked<R> {
  readonly result: R;
  readonly outcomes: readonly Outcome[];
}

/** Does the work on each cluster, a few at once, with its name before what it says on stderr. */
export async function onEach<I extends Asked, R>(
  { terminal, signal }: I,
  clusters: readonly OneOfMany<I>[],
  work: (asked: OfOne<I>, name: string) => Promise<Worked<R>>,
): Promise<readonly ClusterAnswer<R>[]> {
  const ended = await eachCluster(
    clusters,
    async ({ name, asked }) => {
      const own = namedTerminal(terminal, name);
      // A server that does not answer makes no progress of its own.
      const slow = setTimeout(() => own.progress('asked, no answer yet'), QUIET_MS);
      const progress = (text: string): void => {
        clearTimeout(slow);
        own.progress(text);
      };
      try {
        return await work({ ...(await asked()), terminal: { ...own, progress } }, name);
      } finally {
        clearTimeout(slow);
      }
    },
    signal,
  );
  terminal.progress('');
  return clusters.map(({ name, also }, i) => {
    const end = ended[i];
    if (end && 'result' in end) {
      const { result, outcomes } = end.result;
      return { name, also, outcome: worstOf(outcomes), result };
    }
    const { outcome, detail, next } = problemOf(end?.error);
    return { name, also, outcome, problem: { detail, ...(next === '' ? {} : { next }) } };
  });
}

/** The same answers with what is made of their results. */
export function withResults<R, T>(
  answers: readonly ClusterAnswer<R>[],
  make: (result: R) => T,
): readonly ClusterAnswer<T>[] {
  return answers.map(({ result, ...answer }) => (result === undefined ? answer : { ...answer, result: make(result) }));
}

/** No question can be asked by several at once, that of a credential plugin included. */
function namedTerminal(terminal: Terminal, name: string): Terminal {
  const head = `${visible(name)}: `;
  return {
    ...terminal,
    interactive: false,
    err: (text) => terminal.err(text.replaceAll(/^(?=.)/gm, head)),
    progress: (text) => {
      if (text !== '') terminal.progress(`${head}${text}`);
    },
  };
}
