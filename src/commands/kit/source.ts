/** What a command reads: the cluster or the files that its flags name. */
import { withCaptured } from '../../app/captured.ts';
import type { Rendered } from '../../app/config/render.ts';
import { readCluster, readFiles } from '../../app/read.ts';
import type { ReadClusterOptions, ReadFilesOptions } from '../../app/read.ts';
import type { FileSnapshot } from '../../io/files/index.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import type { Snapshot } from '../../model/index.ts';
import type { Context } from './command.ts';
import type { Flags } from './flags.ts';
import { QUIET_MS, reading } from './reading.ts';
import type { Terminal } from './terminal.ts';
import { visible } from '../../render/visible.ts';

type ClusterFlags = Flags<'kubeconfig' | 'context'>;
type Narrowed = Flags<'namespace'>;
type FileFlags = Flags<'from' | 'defaultNamespace' | 'verbose'> & Narrowed;

/** Opens the cluster that the flags name. Nothing is sent before the first request. */
export async function openCluster(
  { flags, env, signal, sent, terminal: { interactive } }: Context & { readonly flags: ClusterFlags },
  { orPod = false }: { readonly orPod?: boolean } = {},
): Promise<Kube> {
  const { openKube } = await import('../../io/kube/connect/open.ts');
  const { kubeconfig, context } = flags;
  return openKube({
    env,
    signal,
    sent,
    interactive,
    orPod,
    ...('from' in flags ? { instead: 'read files with --from' } : {}),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
}

/** Reads the cluster with progress on stderr. */
export async function readWithProgress(
  kube: Kube,
  { flags: { namespace }, terminal, signal }: Context & { readonly flags: Narrowed },
  options: Omit<ReadClusterOptions, 'namespace' | 'onStep' | 'signal'>,
): Promise<Snapshot> {
  const onStep = reading(terminal, kube.server);
  // A server that does not answer makes no step.
  const slow = setTimeout(() => terminal.progress(`reading ${kube.server}`), QUIET_MS);
  try {
    return await readCluster(kube, { ...options, namespace, onStep, signal });
  } finally {
    clearTimeout(slow);
    if (terminal.interactive) terminal.progress('');
  }
}

/** Fills what could not be listed with the files of --captured, and says so. */
export async function filled(
  snapshot: Snapshot,
  { flags: { captured }, terminal }: Pick<Context, 'terminal'> & { readonly flags: Flags<'captured'> },
): Promise<Snapshot> {
  if (captured.length === 0) return snapshot;
  const files = await (await import('../../io/files/index.ts')).readFiles(captured);
  for (const note of files.notes) noted(terminal, note);
  const result = withCaptured(snapshot, files);
  if (result.filled.length > 0)
    terminal.err(
      `note: ${visible(`read from ${captured.join(', ')}, because you may not list all of them, and as old as that is: ${result.filled.join(', ')}`)}\n`,
    );
  return result.snapshot;
}

/** What --from names. Throws PromwireError 'usage' if there is no object in it. */
export async function readPaths(
  {
    flags: { from, namespace, defaultNamespace, verbose },
    terminal,
    signal,
  }: Pick<Context, 'terminal' | 'signal'> & { readonly flags: FileFlags },
  captured: readonly string[] = [],
  rendered: readonly Rendered[] = [],
  more: Pick<ReadFilesOptions, 'notSources' | 'empty'> = {},
): Promise<FileSnapshot> {
  return await readFiles(from, {
    captured,
    rendered,
    ...more,
    namespace: defaultNamespace ?? namespace,
    onNote: (note) => noted(terminal, note),
    ...(verbose ? { onRun: (line) => terminal.err(`run: ${visible(line)}\n`) } : {}),
    signal,
  });
}

/** Files with --from, else the cluster (whose port is closed again). */
export async function readSource(
  invocation: Context & { readonly flags: ClusterFlags & FileFlags },
  options: Omit<ReadClusterOptions, 'namespace' | 'onStep' | 'signal'>,
): Promise<Snapshot> {
  return await withSource(invocation, options, async (snapshot) => await Promise.resolve(snapshot));
}

/** The same, with the cluster still there to be asked. */
export async function withSource<T>(
  invocation: Context & { readonly flags: ClusterFlags & FileFlags },
  options: Omit<ReadClusterOptions, 'namespace' | 'onStep' | 'signal'>,
  use: (snapshot: Snapshot, kube: Kube | undefined) => Promise<T>,
): Promise<T> {
  if (invocation.flags.from.length > 0) return await use(await readPaths(invocation), undefined);
  const kube = await openCluster(invocation);
  try {
    return await use(await readWithProgress(kube, invocation, options), kube);
  } finally {
    kube.close();
  }
}

function noted(terminal: Terminal, note: string): void {
  terminal.err(`note: ${visible(note)}\n`);
}
