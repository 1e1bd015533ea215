/** What generate makes of a cluster or of files that were read. */
import { generate } from '../../app/generate.ts';
import type { Generated } from '../../app/generate.ts';
import type { Proposal, ProposeOptions } from '../../app/propose.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import type { Analysis } from '../../judge/analysis.ts';
import { adviceNote } from '../../render/text/beside-verified.ts';
import { planText } from '../../render/text/plan.ts';
import { visible } from '../../render/visible.ts';
import { choicesIn } from './proposal.ts';
import type { Asking } from './proposal.ts';

/** For one application; undefined where it cannot be wired in, which is then printed. */
export async function madeIn(
  kube: Kube | undefined,
  analysis: Analysis,
  invocation: Asking,
  options: Pick<ProposeOptions, 'chooseStack' | 'files'>,
): Promise<(Generated & Pick<Proposal, 'profile'>) | undefined> {
  const { terminal } = invocation;
  const { blocked, ...made } = await generate(analysis, await choicesIn(kube, analysis, invocation), {
    ...options,
    onProposal({ notes, plan }) {
      for (const note of notes) terminal.err(`note: ${visible(note)}\n`);
      for (const advice of plan.advice) terminal.err(`${adviceNote(advice)}\n`);
      if (plan.unknown.length === 0 && plan.blocked.length > 0)
        terminal.err(planText({ ...plan, advice: [] }, [], terminal.errStyle));
    },
  });
  return blocked.length > 0 ? undefined : made;
}
