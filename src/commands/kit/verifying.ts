/** `promwire verify` of one cluster. */
import { alertReach } from '../../app/alert-reach.ts';
import { deadlineIn } from '../../app/deadline.ts';
import type { Proposal } from '../../app/propose.ts';
import { verify as verified } from '../../app/verify.ts';
import type { Look } from '../../app/verifier.ts';
import type { Outcome } from '../../errors.ts';
import type { AlertReach, Verification } from '../../model/index.ts';
import { verificationOutcome } from '../../outcomes.ts';
import { besideVerified } from '../../render/text/beside-verified.ts';
import { visible } from '../../render/visible.ts';
import { progressLine } from '../../verify/progress.ts';
import type { OfOne } from './clusters.ts';
import type { Invocation } from './define-command.ts';
import { directOf } from './prometheus.ts';
import { proposeIn, proposeOnceThere } from './proposal.ts';
import { openCluster } from './source.ts';
import { timeoutOf } from './within.ts';

export interface Verified {
  readonly server: string;
  readonly plan: Proposal['plan'];
  readonly verifications: readonly Verification[];
  readonly reach: AlertReach | undefined;
  readonly outcomes: readonly Outcome[];
  /** The last look, for the page of it. */
  readonly look: Look | undefined;
  /** What is said next to the result. */
  readonly beside: readonly string[];
}

/** Asks Prometheus whether what setup wires in really works, within one time-out from its start. */
export async function verifyOne(invocation: OfOne<Invocation<'verify'>>): Promise<Verified> {
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
    let look: Look | undefined;
    const onLook = (last: Look): void => {
      look = last;
    };
    const options = { deadline, strict, wait, direct, onLook, onStep, onProgress, signal };
    const verifications = await verified(kube, proposal, options);
    const reach =
      deadline.signal.aborted || signal.aborted ? undefined : await alertReach(kube, proposal, { signal, deadline });
    terminal.progress('');
    const { plan } = proposal;
    return {
      server: kube.server,
      plan,
      verifications,
      reach,
      look,
      outcomes: [
        ...verifications.map((verification) => verificationOutcome(verification, strict)),
        ...plan.unknown.map((): Outcome => 'unknown'),
        ...plan.blocked.map((): Outcome => 'findings'),
        ...(signal.aborted ? (['interrupted'] as const) : []),
      ],
      beside: besideVerified(plan),
    };
  } finally {
    direct?.close();
    kube.close();
  }
}
