/** `promwire snapshot --for-git`, and what goes with it. */
import { chooseCluster } from '../../app/config/choose.ts';
import type { ChosenCluster } from '../../app/config/choose.ts';
import { nameOf } from '../../app/config/render.ts';
import { readConfig } from '../../app/config/read.ts';
import { forGit, forGitReads } from '../../app/for-git.ts';
import { PromwireError } from '../../errors.ts';
import { codeOf } from '../../io/error-code.ts';
import { readBytes } from '../../io/read-file.ts';
import { gapText } from '../../kube/gap-text.ts';
import { keyOf, refOf } from '../../kube/refs.ts';
import { withSameDay, writeSnapshot } from '../../render/snapshot.ts';
import { visible } from '../../render/visible.ts';
import type { OfOne } from './clusters.ts';
import { configPath, readNamed } from './config.ts';
import type { Invocation } from './define-command.ts';
import { openCluster, readPaths, readWithProgress } from './source.ts';
import type { Snapshot } from '../../model/index.ts';

type Asked = OfOne<Invocation<'snapshot'>>;

/** Throws PromwireError 'usage' for flags and words that mean nothing together. */
export function mustFit({
  flags: { live, forGit, readSecrets, stack, from, clusters, allClusters, config },
  subject,
}: Invocation<'snapshot'>): void {
  const refuse = (message: string, hint: string): PromwireError => new PromwireError('usage', message, hint);
  if (live && forGit)
    throw refuse('--for-git with --live: what runs says something else each time', 'Leave one of them out.');
  if (config !== undefined && !forGit && !allClusters && clusters.length === 0)
    throw refuse('--config goes with --cluster, --all-clusters or --for-git', 'Add one of them, or leave it out.');
  if (live && from.length > 0) throw refuse('--live with --from: files do not run', 'Leave one of them out.');
  if (live) return;
  if (readSecrets || stack !== undefined)
    throw refuse('--read-secrets and --stack go with --live', 'Add --live: the running stacks are then asked.');
  if (subject.some(({ kind }) => kind !== 'everything'))
    throw refuse(
      'a snapshot without --live is of everything',
      'Add --live to ask Prometheus for the series of that, or leave it out.',
    );
}

/**
 * What decides, as the text of a file; `file`: where it is written, whose day stays where nothing else changes. Throws where a
 * list had no answer: the next run would bring it back.
 */
export async function forGitText(invocation: Asked, file: string | undefined): Promise<string> {
  const { flags, terminal, sent } = invocation;
  const cluster = await clusterOf(invocation);
  const own = await ownOf(invocation, cluster, file);
  const taken = await readFor(invocation, cluster);
  const unanswered = taken.gaps.find(({ reason }) => reason === 'unreachable');
  if (unanswered) throw new PromwireError('unreachable', gapText(unanswered), 'Nothing was written. Run it again.');
  const refused = [...new Set(taken.gaps.flatMap(({ reason, reads }) => (reason === 'forbidden' ? reads.kind : [])))];
  if (refused.length > 0)
    terminal.err(
      `not in it, or not all of them, for want of rights: ${refused.join(', ')} (promwire rbac snapshot --for-git)\n`,
    );
  const day = flags.from.length > 0 ? undefined : new Date().toISOString().slice(0, 10);
  const text = sent.hide(writeSnapshot(forGit(taken, own), day));
  return file === undefined ? text : withSameDay(text, await textAt(file));
}

/** The cluster of promwire.yaml that --cluster or --config names. */
async function clusterOf(invocation: Asked): Promise<ChosenCluster | undefined> {
  const { flags } = invocation;
  if (flags.cluster === undefined && flags.config === undefined) return undefined;
  const path = await configPath({ ...invocation, flags: { ...flags, captured: [], noConfig: false } });
  return path === undefined ? undefined : await chooseCluster(await readConfig(path), flags.cluster, true, true);
}

/** What its sources hold: Git has it, and knows better when it goes. `file`: what is written is none of them. */
async function ownOf(
  invocation: Asked,
  cluster: ChosenCluster | undefined,
  file: string | undefined,
): Promise<ReadonlySet<string>> {
  if (!cluster || cluster.isCaptured || cluster.from.length + cluster.toRender.length === 0) return new Set();
  const { from, toRender, defaultNamespace } = cluster;
  const flags = {
    ...invocation.flags,
    from: [...from, ...toRender.map(nameOf)],
    captured: [],
    defaultNamespace: invocation.flags.defaultNamespace ?? defaultNamespace,
  };
  const notSources = [...cluster.notSources, ...(file === undefined ? [] : [file])];
  const { objects } = await readNamed({ ...invocation, flags }, { ...cluster, notSources }, { empty: true });
  return new Set(objects.map((object) => keyOf(refOf(object))));
}

async function readFor(invocation: Asked, cluster: ChosenCluster | undefined): Promise<Snapshot> {
  const { flags, terminal } = invocation;
  if (flags.from.length > 0) return await readPaths(invocation);
  const context = flags.context ?? cluster?.context;
  const asked = { ...invocation, flags: { ...flags, ...(context === undefined ? {} : { context }) } };
  const kube = await openCluster(asked, { orPod: flags.context === undefined });
  if (cluster)
    terminal.err(`note: ${visible(`cluster ${cluster.name} of ${cluster.config}, asked at ${kube.server}`)}\n`);
  try {
    return await readWithProgress(kube, asked, { only: forGitReads(), referenced: true });
  } finally {
    kube.close();
  }
}

async function textAt(path: string): Promise<string> {
  try {
    return Buffer.from(await readBytes(path)).toString('utf8');
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return '';
  }
}
