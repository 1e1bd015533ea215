import { beginConfig } from '../app/config/init.ts';
import { CONFIG } from '../app/config/file-name.ts';
import { PromwireError } from '../errors.ts';
import { readVersion } from '../io/kube/read-snapshot.ts';
import { rootFromHere } from '../io/files/repository.ts';
import { writeNew } from '../io/files/write-new.ts';
import { begunText } from '../render/text/begun.ts';
import { visible } from '../render/visible.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Invocation } from './kit/define-command.ts';
import { openCluster } from './kit/source.ts';
import { within } from './kit/within.ts';

/** A cluster that does not answer by then is left out. */
const REACHED_MS = 5000;

/** `promwire init`: the first promwire.yaml of a repository. */
export const init = defineCommand('init', async (all) => {
  const invocation = within(all, 'the repository was looked through');
  const { subject: words, terminal, signal } = invocation;
  const [folder, other] = words;
  if (other !== undefined)
    throw new PromwireError('usage', `one folder at a time: ${words.join(' ')}`, 'Name the folder of the repository.');
  const home = folder ?? (await rootFromHere());
  const context = await reachedContext(invocation);
  const begun = await beginConfig(home, context, signal);
  const path = home === '.' ? CONFIG : `${home}/${CONFIG}`;
  await writeNew(path, begun.text);
  terminal.out(`wrote ${visible(path)}\n`);
  terminal.err(`${begunText(begun, { home, isNamed: folder !== undefined })}\n`);
  return ['ok'];
});

/** The context in use, or the one that was named, if its cluster answers. A flag that leads nowhere is an error. */
async function reachedContext(invocation: Invocation<'init'>): Promise<string | undefined> {
  const { flags, terminal, signal } = invocation;
  try {
    const kube = await openCluster(invocation);
    try {
      await readVersion(kube, AbortSignal.any([signal, AbortSignal.timeout(REACHED_MS)]));
      return kube.context;
    } finally {
      kube.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof PromwireError ? error.message : 'it did not answer in time';
    if (flags.context !== undefined || flags.kubeconfig !== undefined)
      throw error instanceof PromwireError ? error : new PromwireError('unreachable', why, 'Choose another context.');
    terminal.err(`note: no cluster is named, since none was reached: ${visible(why)}\n`);
    return undefined;
  }
}
