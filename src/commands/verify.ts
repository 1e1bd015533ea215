import { alertReach } from '../app/alert-reach.ts';
import { deadlineIn } from '../app/deadline.ts';
import { verify as verified } from '../app/verify.ts';
import { verificationOutcome } from '../outcomes.ts';
import type { Outcome } from '../errors.ts';
import type { Verification } from '../model/index.ts';
import { verificationJson } from '../render/plan-json.ts';
import { besideVerified } from '../render/text/beside-verified.ts';
import { alertReachText } from '../render/text/alert-reach.ts';
import { verificationText } from '../render/text/verification.ts';
import { progressLine } from '../verify/progress.ts';
import { defineCommand } from './kit/define-command.ts';
import { printResult } from './kit/output.ts';
import { directOf } from './kit/prometheus.ts';
import { proposeIn, proposeOnceThere } from './kit/proposal.ts';
import { openCluster } from './kit/source.ts';
import { visible } from '../render/visible.ts';
import { timeoutOf } from './kit/within.ts';

/** `promwire verify`: asks Prometheus whether what setup wires in really works, within one time-out from its start. */
export const verify = defineCommand('verify', async (invocation) => {
  const { flags, terminal, signal } = invocation;
  const { strict, wait } = flags;
  const deadline = deadlineIn(timeoutOf(flags));
  const direct = directOf(flags, invocation);
  const within = { ...invocation, signal: AbortSignal.any([signal, deadline.signal]) };
  const kube = await openCluster(within);
  try {
    const proposal = await (wait ? proposeOnceThere : proposeIn)(kube, within, { direct });
    for (const text of proposal.notes) terminal.err(`note: ${visible(text)}\n`);
    const onStep = (text: string): void => terminal.progress(text);
    const onProgress = (now: readonly Verification[]): void => terminal.progress(progressLine(now));
    const options = { deadline, strict, wait, direct, onStep, onProgress, signal };
    const verifications = await verified(kube, proposal, options);
    const reach =
      deadline.signal.aborted || signal.aborted ? undefined : await alertReach(kube, proposal, { signal, deadline });
    terminal.progress('');
    const { blocked, unknown } = proposal.plan;
    await printResult(
      terminal,
      flags.output,
      () => verificationJson(proposal.plan, verifications, reach),
      () =>
        verificationText(verifications, terminal.outStyle) + (reach ? alertReachText(reach, terminal.outStyle) : ''),
    );
    for (const line of besideVerified(proposal.plan)) terminal.err(`${line}\n`);
    return [
      ...verifications.map((verification) => verificationOutcome(verification, strict)),
      ...unknown.map((): Outcome => 'unknown'),
      ...blocked.map((): Outcome => 'findings'),
      ...(signal.aborted ? (['interrupted'] as const) : []),
    ];
  } finally {
    direct?.close();
    kube.close();
  }
});
