/** What promwire snapshot writes down of one cluster, or of files. */
import { withProblemsKept } from '../../app/kept-problems.ts';
import { observe } from '../../app/observe.ts';
import { GRAFANA } from '../../app/propose.ts';
import type { Outcome } from '../../errors.ts';
import { mustExist } from '../../judge/must-exist.ts';
import type { Snapshot } from '../../model/index.ts';
import { writeSnapshot } from '../../render/snapshot.ts';
import { visible } from '../../render/visible.ts';
import { buildWorld } from '../../world/world.ts';
import type { OfOne } from './clusters.ts';
import type { Invocation } from './define-command.ts';
import { forGitText } from './for-git.ts';
import { openCluster, readSource, readWithProgress } from './source.ts';
import { within } from './within.ts';

export type SnapshotOfOne = OfOne<Invocation<'snapshot'>>;

/** The text of a file. `file`: where it will be; undefined: nowhere. */
export async function snapshotText(
  all: SnapshotOfOne,
  file: string | undefined,
): Promise<{ readonly text: string; readonly outcome: Outcome }> {
  const invocation = within(all, all.flags.from.length > 0 ? 'the files were read' : undefined);
  const { flags, terminal, sent } = invocation;
  if (flags.forGit) return { text: await forGitText(invocation, file), outcome: 'ok' };
  const taken = flags.live ? await observedCluster(invocation) : await readSource(invocation, { extra: GRAFANA });
  const kept = withProblemsKept(taken);
  for (const { sentence } of kept.gaps.slice(taken.gaps.length)) terminal.err(`note: ${visible(sentence ?? '')}\n`);
  if (flags.namespace !== undefined) mustExist(buildWorld(taken), flags.namespace);
  const refused = [...new Set(taken.gaps.flatMap(({ reason, reads }) => (reason === 'forbidden' ? reads.kind : [])))];
  if (refused.length > 0) terminal.err(`not in it, or not all of them, for want of rights: ${refused.join(', ')}\n`);
  // Nothing but what is known to be absent.
  const outcome = refused.length > 0 && taken.objects.length === 0 ? 'unknown' : 'ok';
  return { text: sent.hide(writeSnapshot(kept)), outcome };
}

/** The cluster, and what its running stacks say. */
async function observedCluster(invocation: SnapshotOfOne): Promise<Snapshot> {
  const {
    flags: { namespace, readSecrets, stack },
    subject: subjects,
    terminal,
    signal,
  } = invocation;
  const kube = await openCluster(invocation);
  try {
    const read = await readWithProgress(kube, invocation, { extra: GRAFANA, subjects });
    const onStep = (text: string): void => terminal.progress(text);
    return await observe(kube, read, { subjects, namespace, readSecrets, stack, onStep, signal });
  } finally {
    kube.close();
  }
}
