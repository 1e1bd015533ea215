import { PRINTED } from '../render/report-json.ts';
import { gapText } from '../kube/gap-text.ts';
import { PromwireError } from '../errors.ts';
import { planText } from '../render/text/plan.ts';
import { tryChanges } from '../app/try-changes.ts';
import { refusalText, TAKE_BACK } from '../render/text/refusal.ts';
import { refusalOutcome } from '../outcomes.ts';
import { printResult } from './kit/output.ts';
import { defineCommand } from './kit/define-command.ts';
import { proposeIn } from './kit/proposal.ts';
import { openCluster } from './kit/source.ts';

/** `promwire diff`: what setup would change, by the server's own dry-run where it may be asked. */
export const diff = defineCommand('diff', async (invocation) => {
  const { flags, terminal, signal } = invocation;
  const kube = await openCluster(invocation);
  try {
    const { plan, notes } = await proposeIn(kube, invocation);
    for (const note of notes) terminal.err(`note: ${note}\n`);
    if (plan.unknown[0])
      throw new PromwireError(
        'forbidden',
        `not everything could be seen: ${gapText(plan.unknown[0])}`,
        'Ask for the right to see it.',
      );
    const tried = await tryChanges(kube, plan.changes, { signal, fallback: true });
    const differences = tried.flatMap(({ difference }) => difference ?? []);
    const refused = tried.flatMap((entry) => (entry.kind === 'refused' ? [entry] : []));
    for (const { change, refusal } of refused) terminal.err(`${refusalText(change, refusal)}\n`);
    const ours = refused.some(({ difference }) => difference);
    if (ours) terminal.err(`${TAKE_BACK}\n`);
    if (tried.some((entry) => entry.kind === 'difference' && !entry.serverSide)) {
      terminal.err(
        'note: without the right to patch, fields were compared here: admission and defaulting were not seen.\n',
      );
    }
    const changing = differences.filter(({ state }) => state !== 'unchanged');
    await printResult(
      terminal,
      flags.output,
      () => ({
        apiVersion: PRINTED,
        kind: 'Diff',
        changes: changing,
        blocked: plan.blocked,
        advice: plan.advice,
      }),
      () => planText(plan, differences, terminal.outStyle),
    );
    if (refused.length > 0) return refused.map(({ refusal }) => refusalOutcome(refusal));
    return [changing.length > 0 || plan.blocked.length > 0 ? 'findings' : 'ok'];
  } finally {
    kube.close();
  }
});
