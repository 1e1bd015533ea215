import { reportBefore, setup as carryOut } from '../app/setup.ts';
import { setupJson } from '../render/plan-json.ts';
import { reportText } from '../render/text/report.ts';
import { dryRunText, notAllWorks, setupText } from '../render/text/setup.ts';
import { progressLine } from '../verify/progress.ts';
import { confirm } from './kit/confirm.ts';
import { defineCommand } from './kit/define-command.ts';
import { openGrafanaOf } from './kit/grafana.ts';
import { printResult } from './kit/output.ts';
import { directOf } from './kit/prometheus.ts';
import { proposeIn } from './kit/proposal.ts';
import { openCluster } from './kit/source.ts';
import { timeoutOf, within } from './kit/within.ts';

/** `promwire setup`: discover, explain, plan, try, ask, apply, verify. -o json and yaml are one document at the end. */
export const setup = defineCommand('setup', async (invocation) => {
  const { flags, terminal, signal } = invocation;
  const { outStyle: style } = terminal;
  const say = (text: string): void => {
    if ((flags.output ?? 'text') === 'text' && text !== '') terminal.out(text);
  };
  const direct = directOf(flags, invocation);
  const kube = await openCluster(invocation);
  try {
    const proposal = await proposeIn(kube, within(invocation), { byApi: flags.grafanaUrl !== undefined, direct });
    const before = reportBefore(proposal);
    say(
      `${style.bold(`${proposal.variant.title} in namespace ${proposal.app.namespace}`)}\n\n${reportText(before, style, { single: true, verbose: flags.verbose })}\n`,
    );
    const { dryRun, takeBack, grafanaUrl, folder, overwrite } = flags;
    const open = async (ends: AbortSignal): ReturnType<typeof openGrafanaOf> =>
      await openGrafanaOf({ ...invocation, signal: ends });
    const done = await carryOut(kube, proposal, {
      dryRun,
      takeBack,
      timeoutMs: timeoutOf(flags),
      direct,
      signal,
      grafana: grafanaUrl === undefined ? undefined : { open, folder, overwrite },
      confirm: async (writes) =>
        await confirm(invocation, {
          question: `Apply ${writes === 1 ? 'this change' : `these ${writes} changes`}?`,
          undone: 'nothing was written',
          hint: 'Give --yes to apply the plan, or --dry-run to look at it only.',
        }),
      onEvent(event) {
        if (event.kind === 'asking') return terminal.progress(event.text);
        if (event.kind === 'looked') return terminal.progress(progressLine(event.verifications));
        if (event.kind === 'verified') terminal.progress('');
        const { out = '', err = '' } = setupText(event, proposal, style, flags.verbose);
        say(out);
        terminal.err(err);
      },
    });
    if (proposal.plan.blocked.length === 0 && dryRun) say(dryRunText(done.differences));
    // Text was printed along the way.
    await printResult(
      terminal,
      flags.output,
      () => setupJson(before, proposal, done),
      () => '',
    );
    if (proposal.plan.blocked.length === 0 && !dryRun && done.outcomes.some((outcome) => outcome !== 'ok'))
      terminal.err(notAllWorks(done.differences, proposal));
    return done.outcomes;
  } finally {
    direct?.close();
    kube.close();
  }
});
