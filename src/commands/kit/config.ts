/** What promwire.yaml says of what a command reads. */
import { chooseCluster } from '../../app/config/choose.ts';
import type { ChosenCluster } from '../../app/config/choose.ts';
import { CONFIG, VARIABLE } from '../../app/config/file-name.ts';
import { readConfig } from '../../app/config/read.ts';
import { nameOf, render } from '../../app/config/render.ts';
import type { Rendered } from '../../app/config/render.ts';
import { PromwireError } from '../../errors.ts';
import { findUpward } from '../../io/files/repository.ts';
import type { FileSnapshot } from '../../io/files/index.ts';
import type { Snapshot } from '../../model/index.ts';
import { visible } from '../../render/visible.ts';
import type { Context } from './command.ts';
import type { Flags } from './flags.ts';
import { readPaths } from './source.ts';

/** By these the cluster itself is asked. */
type LiveFlags = Flags<'kubeconfig' | 'context'> & Partial<Flags<'readSecrets'>>;
type FindFlags = Flags<'config' | 'noConfig' | 'cluster'> & LiveFlags;
type ReadFlags = Flags<'from' | 'captured' | 'defaultNamespace'> & LiveFlags;
type ConfigFlags = FindFlags & ReadFlags;

/**
 * The same invocation with the files or the context of the cluster that promwire.yaml has, and that cluster; as it is where
 * flags name what is read. `hasAll`: the command can take all clusters. A flag goes before the environment, that before the file. Throws PromwireError 'usage'.
 */
export async function withConfig<I extends Context & { readonly flags: ConfigFlags }>(
  invocation: I,
  { hasAll = true, how = 'checked by' }: { readonly hasAll?: boolean; readonly how?: string } = {},
): Promise<{ readonly invocation: I; readonly cluster?: ChosenCluster }> {
  const path = await configPath(invocation);
  if (path === undefined) return { invocation };
  const cluster = await chooseCluster(await readConfig(path), invocation.flags.cluster, hasAll);
  return { invocation: toRead(invocation, cluster, how), cluster };
}

/** The same invocation with flags that name what promwire.yaml has of a cluster, which is told. `how`: what is done with it. */
export function toRead<I extends Pick<Context, 'terminal'> & { readonly flags: ReadFlags }>(
  invocation: I,
  cluster: ChosenCluster,
  how: string,
): I {
  const { flags, terminal } = invocation;
  const { captured, defaultNamespace } = cluster;
  const from = [...cluster.from, ...cluster.toRender.map(nameOf)];
  const live = asksLive(flags) || from.length === 0;
  const context = flags.context ?? (flags.kubeconfig === undefined ? cluster.context : undefined);
  terminal.err(`note: ${visible(noteOf(cluster, how, live ? (context ?? null) : undefined))}\n`);
  const read = live
    ? { ...(context === undefined ? {} : { context }) }
    : { from, captured, defaultNamespace: flags.defaultNamespace ?? defaultNamespace };
  return { ...invocation, flags: { ...flags, ...read } };
}

/** The file that counts; undefined: none does. `instead`: what was given that says the same as the file. */
export async function configPath(
  {
    flags,
    env,
  }: Pick<Context, 'env'> & { readonly flags: FindFlags & Partial<Flags<'from' | 'captured' | 'allClusters'>> },
  {
    instead = namedIn(flags),
    says = 'read',
  }: { readonly instead?: string | undefined; readonly says?: 'read' | 'generated' } = {},
): Promise<string | undefined> {
  const { config, noConfig, cluster, allClusters } = flags;
  const named = cluster !== undefined ? '--cluster' : allClusters ? '--all-clusters' : undefined;
  const asked = config === undefined ? named : '--config';
  const against = noConfig ? '--no-config' : instead;
  if (asked !== undefined && against !== undefined)
    throw new PromwireError(
      'usage',
      `${asked} with ${against}: one or the other says what is ${says}`,
      `Leave ${against} out.`,
    );
  if (against !== undefined || (asked === undefined && asksLive(flags))) return undefined;
  const path = config ?? env[VARIABLE] ?? (await findUpward(CONFIG));
  if (path !== undefined && path !== '') return path;
  if (named === undefined) return undefined;
  throw new PromwireError(
    'usage',
    `${named}${cluster === undefined ? '' : ` ${cluster}`}: no ${CONFIG} is here, nor in a folder above up to the root of the git repository`,
    'Name one with --config, or a cluster of the kubeconfig with --context.',
  );
}

/** The flag that names files to read. */
function namedIn({ from = [], captured = [] }: Partial<Flags<'from' | 'captured'>>): string | undefined {
  return from.length > 0 ? '--from' : captured.length > 0 ? '--captured' : undefined;
}

/** The cluster itself is asked. */
export function asksLive({ context, kubeconfig, readSecrets = false }: LiveFlags): boolean {
  return context !== undefined || kubeconfig !== undefined || readSecrets;
}

/** `context`: that of the live cluster, null for the one in use; undefined: files are read. */
function noteOf(
  { config, name, from, toRender, captured }: ChosenCluster,
  how: string,
  context: string | null | undefined,
): string {
  const all = [...from, ...toRender.map(nameOf), ...captured];
  const what =
    context === undefined
      ? `files, not the live cluster: ${all.slice(0, 3).join(', ')}${all.length > 3 ? ` and ${all.length - 3} more` : ''}`
      : `the live cluster${context === null ? '' : ` of context ${context}`}`;
  return `cluster ${name} of ${config} is ${how} ${what} (--no-config: without it)`;
}

type FileFlags = Flags<'from' | 'captured' | 'namespace' | 'defaultNamespace' | 'runCommands' | 'verbose'>;

/** The files that the flags name, those that tools make of sources of the cluster among them; -v prints each command line. */
export async function readNamed(
  invocation: Pick<Context, 'terminal' | 'signal'> & { readonly flags: FileFlags },
  cluster: ChosenCluster | undefined,
  { empty }: { readonly empty?: true } = {},
): Promise<FileSnapshot & Pick<Snapshot, 'expected'>> {
  const rendered = await renderedFor(invocation, cluster);
  const files = await readPaths(invocation, invocation.flags.captured, rendered, {
    notSources: cluster?.notSources,
    ...(empty ? { empty } : {}),
  });
  return cluster ? { ...files, expected: cluster.expected } : files;
}

/** What tools make of sources of the cluster. */
export async function renderedFor(
  {
    flags,
    terminal,
    signal,
  }: Pick<Context, 'terminal' | 'signal'> & { readonly flags: Flags<'runCommands' | 'verbose'> },
  cluster: ChosenCluster | undefined,
): Promise<readonly Rendered[]> {
  return await render(cluster?.toRender ?? [], {
    signal,
    runCommands: flags.runCommands,
    onRun: (line) => {
      if (flags.verbose) terminal.err(`run: ${visible(line)}\n`);
    },
  });
}
