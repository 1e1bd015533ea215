import { PromwireError } from '../errors.ts';
import { writeFiles } from '../io/files/write-files.ts';
import type { Snapshot } from '../model/index.ts';
import { isSnapshot, writeSnapshot } from '../render/snapshot.ts';
import { buildWorld } from '../world/world.ts';
import { observe } from '../app/observe.ts';
import { GRAFANA } from '../app/propose.ts';
import { mustExist } from '../judge/must-exist.ts';
import { writtenText } from '../render/text/lines.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Invocation } from './kit/define-command.ts';
import { openCluster, readSource, readWithProgress } from './kit/source.ts';
import { within } from './kit/within.ts';

/** `promwire snapshot`: what check would read, as YAML that --from accepts. */
export const snapshot = defineCommand('snapshot', async (all) => {
  const invocation = within(all, all.flags.from.length > 0 ? 'the files were read' : undefined);
  const { flags, terminal, sent } = invocation;
  const { namespace, out: folder } = flags;
  mustFit(invocation);
  const taken = flags.live ? await observedCluster(invocation) : await readSource(invocation, { extra: GRAFANA });
  if (namespace !== undefined) mustExist(buildWorld(taken), namespace);
  const refused = [...new Set(taken.gaps.flatMap(({ reason, reads }) => (reason === 'forbidden' ? reads.kind : [])))];
  if (refused.length > 0) terminal.err(`not in it, or not all of them, for want of rights: ${refused.join(', ')}\n`);
  // Nothing but what is known to be absent.
  const came = refused.length > 0 && taken.objects.length === 0 ? 'unknown' : 'ok';
  const text = sent.hide(writeSnapshot(taken));
  if (folder === undefined) {
    terminal.out(text);
    return [came];
  }
  const files = [{ path: 'snapshot.yaml', text, isOurs: isSnapshot }];
  terminal.out(writtenText(await writeFiles(folder, files, flags)));
  return [came];
});

type Asked = Invocation<'snapshot'>;

/** Throws PromwireError 'usage' for flags and words that mean nothing together. */
function mustFit({ flags: { live, readSecrets, stack, from }, subject }: Asked): void {
  const refuse = (message: string, hint: string): PromwireError => new PromwireError('usage', message, hint);
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

/** The cluster, and what its running stacks say. */
async function observedCluster(invocation: Asked): Promise<Snapshot> {
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
