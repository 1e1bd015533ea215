/** `promwire diff` of one cluster. */
import { diff as differencesOf } from '../../app/diff.ts';
import type { Diff } from '../../app/diff.ts';
import type { Proposal } from '../../app/propose.ts';
import { refusalText, takeBackText } from '../../render/text/refusal.ts';
import { PromwireError } from '../../errors.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import { command } from '../../kube/shell.ts';
import { visible } from '../../render/visible.ts';
import type { OfOne } from './clusters.ts';
import type { Invocation } from './define-command.ts';
import { proposeIn } from './proposal.ts';
import { openCluster } from './source.ts';
import { within } from './within.ts';

export interface Diffed extends Diff {
  readonly server: string;
  readonly proposal: Proposal;
  /** What is said next to the result. */
  readonly beside: readonly string[];
}

/** What setup would change, by the server's own dry-run where it may be asked. */
export async function diffOne(all: OfOne<Invocation<'diff'>>): Promise<Diffed> {
  const invocation = within(all);
  const { terminal, signal } = invocation;
  const kube = await opened(invocation);
  try {
    const proposal = await proposeIn(kube, invocation);
    for (const note of proposal.notes) terminal.err(`note: ${visible(note)}\n`);
    const found = await differencesOf(kube, proposal, { signal });
    if (found.compared)
      terminal.err(
        'note: without the right to patch, fields were compared here: admission and defaulting were not seen.\n',
      );
    const next = takeBackText(found.refused);
    const beside = [
      ...found.refused.map(({ change, refusal }) => refusalText(change, refusal)),
      ...(next === undefined ? [] : [next]),
    ];
    return { ...found, server: kube.server, proposal, beside };
  } finally {
    kube.close();
  }
}

/** Of files other commands tell what changes. */
async function opened(invocation: OfOne<Invocation<'diff'>>): Promise<Kube> {
  try {
    return await openCluster(invocation);
  } catch (error) {
    if (!(error instanceof PromwireError) || error.code !== 'usage') throw error;
    const { code, message, hint, cause } = error;
    const files = `diff looks at a live cluster: of files ${command`promwire compare HEAD`} tells what changes, and ${command`promwire generate --check`} whether what is generated is up to date.`;
    throw new PromwireError(code, message, `${hint} ${files}`, { cause });
  }
}
