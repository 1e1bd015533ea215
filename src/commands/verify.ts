import { gapText } from '../kube/gap-text.ts';
import { verify as verified } from '../app/verify.ts';
import { verificationOutcome } from '../outcomes.ts';
import type { Outcome } from '../errors.ts';
import type { Plan } from '../model/index.ts';
import { verificationJson } from '../render/plan-json.ts';
import { verificationText } from '../render/text/verification.ts';
import { progressLine } from '../verify/progress.ts';
import { defineCommand } from './kit/define-command.ts';
import { printResult } from './kit/output.ts';
import { directOf } from './kit/prometheus.ts';
import { proposeIn } from './kit/proposal.ts';
import { openCluster } from './kit/source.ts';

/** How long to wait, in milliseconds, without --timeout. */
export const FIVE_MINUTES = 300_000;

/** `promwire verify`: asks Prometheus whether what setup wires in really works. */
export const verify = defineCommand('verify', async (invocation) => {
  const { flags, terminal, env, signal } = invocation;
  const { strict, timeout: timeoutMs = FIVE_MINUTES } = flags;
  const kube = await openCluster(invocation);
  try {
    const proposal = await proposeIn(kube, invocation);
    const direct = directOf(flags, env);
    const verifications = await verified(kube, proposal, {
      timeoutMs,
      strict,
      direct,
      onProgress: (now) => terminal.progress(progressLine(now)),
      signal,
    }).finally(() => direct?.close());
    terminal.progress('');
    const { blocked, unknown } = proposal.plan;
    await printResult(
      terminal,
      flags.output,
      () => verificationJson(proposal.plan, verifications),
      () => verificationText(verifications, terminal.outStyle),
    );
    for (const line of notJudged(proposal.plan)) terminal.err(`${line}\n`);
    return [
      ...verifications.map((verification) => verificationOutcome(verification, strict)),
      ...unknown.map((): Outcome => 'unknown'),
      ...blocked.map((): Outcome => 'findings'),
    ];
  } finally {
    kube.close();
  }
});

/** A part that setup could not plan has nothing that could be verified, which is not the same as nothing amiss. */
function notJudged({ blocked, unknown }: Plan): readonly string[] {
  return [
    ...unknown.map((gap) => `not verified, since not everything could be seen: ${gapText(gap)}`),
    ...blocked.map(({ why, remedy }) => `not wired in: ${why}\n  ${remedy}`),
  ];
}
