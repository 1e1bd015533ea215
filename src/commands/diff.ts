import { diff as differencesOf } from '../app/diff.ts';
import { diffJson } from '../render/plan-json.ts';
import { planText } from '../render/text/plan.ts';
import { refusalText, takeBackText } from '../render/text/refusal.ts';
import { defineCommand } from './kit/define-command.ts';
import { printResult } from './kit/output.ts';
import { proposeIn } from './kit/proposal.ts';
import { openCluster } from './kit/source.ts';
import { visible } from '../render/visible.ts';
import { within } from './kit/within.ts';

/** `promwire diff`: what setup would change, by the server's own dry-run where it may be asked. */
export const diff = defineCommand('diff', async (all) => {
  const invocation = within(all);
  const { flags, terminal, signal } = invocation;
  const kube = await openCluster(invocation);
  try {
    const proposal = await proposeIn(kube, invocation);
    for (const note of proposal.notes) terminal.err(`note: ${visible(note)}\n`);
    const { differences, refused, compared, outcomes } = await differencesOf(kube, proposal, { signal });
    if (compared)
      terminal.err(
        'note: without the right to patch, fields were compared here: admission and defaulting were not seen.\n',
      );
    await printResult(
      terminal,
      flags.output,
      () => diffJson(proposal.plan, differences),
      // Where writes are refused, that nothing else changes is not that nothing is to be changed.
      () =>
        refused.length > 0 && differences.every(({ state }) => state === 'unchanged')
          ? ''
          : planText(proposal.plan, differences, terminal.outStyle, flags.verbose),
    );
    for (const { change, refusal } of refused) terminal.err(`${refusalText(change, refusal)}\n`);
    const next = takeBackText(refused);
    if (next !== undefined) terminal.err(`${next}\n`);
    return outcomes;
  } finally {
    kube.close();
  }
});
