import { PRINTED } from '../render/report-json.ts';
import { importDashboards } from '../app/dashboard-import.ts';
import { importOutcomes, verificationOutcome } from '../app/outcomes.ts';
import type { Proposal } from '../app/propose.ts';
import { PromwireError } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import type { Grafana } from '../io/grafana/index.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { applicationQuestion } from '../judge/application.ts';
import { report } from '../judge/report.ts';
import { gapText } from '../kube/gap-text.ts';
import type { Difference, ImportResult, PrintedSetup, Verification } from '../model/index.ts';
import { clusterChecks } from '../registry.ts';
import { reportJson } from '../render/report-json.ts';
import { importText } from '../render/text/dashboard-import.ts';
import { planText } from '../render/text/plan.ts';
import { reportText } from '../render/text/report.ts';
import { wrap } from '../render/text/style.ts';
import { verificationText } from '../render/text/verification.ts';
import { confirm } from './kit/confirm.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Invocation } from './kit/define-command.ts';
import { openGrafanaOf } from './kit/grafana.ts';
import { printResult } from './kit/output.ts';
import { directOf, probe } from './kit/prometheus.ts';
import { proposeIn } from './kit/proposal.ts';
import { openCluster } from './kit/source.ts';
import { tryAll, verified, writeAll } from './setup-steps.ts';

/** What setup did of its plan. */
interface Done {
  readonly differences: readonly Difference[];
  readonly verifications: readonly Verification[];
  /** Through Grafana's API. */
  readonly dashboards?: ImportResult | undefined;
  readonly came: readonly Outcome[];
}

/** `promwire setup`: discover, explain, plan, try, ask, apply, verify. -o json and yaml are one document at the end. */
export const setup = defineCommand('setup', async (invocation) => {
  const { flags, terminal } = invocation;
  const style = terminal.outStyle;
  const say = (text: string): void => {
    if ((flags.output ?? 'text') === 'text') terminal.out(text);
  };
  const kube = await openCluster(invocation);
  try {
    const proposal = await proposeIn(kube, invocation, flags.grafanaUrl !== undefined);
    const { analysis, profile, app, variant, stack, plan, notes } = proposal;
    const asked = applicationQuestion(analysis, profile, app.namespace);
    const before = report(analysis, clusterChecks, { ...asked, stack: stack.ref });
    say(`${style.bold(`${variant.title} in namespace ${app.namespace}`)}\n\n${reportText(before, style)}\n`);
    if (plan.unknown[0])
      throw new PromwireError(
        'forbidden',
        `not everything could be seen, so nothing is written: ${gapText(plan.unknown[0])}`,
        'Ask for the right to see it, or use promwire generate with labels given by flags.',
      );
    if (plan.blocked.length > 0) say(planText(plan, [], style));
    const { differences, verifications, dashboards, came }: Done =
      plan.blocked.length > 0
        ? { differences: [], verifications: [], came: ['findings'] }
        : await carryOut(kube, invocation, proposal, say);
    const result = (): PrintedSetup => ({
      apiVersion: PRINTED,
      kind: 'Setup',
      report: reportJson(before, { verdicts: 'all' }),
      changes: differences,
      blocked: plan.blocked,
      advice: plan.advice,
      notes,
      verifications,
      ...(dashboards ? { dashboards } : {}),
    });
    // Text was printed along the way.
    await printResult(terminal, flags.output, result, () => '');
    return came;
  } finally {
    kube.close();
  }
});

type Asked = Invocation<'setup'>;

/** Tries everything, asks, writes, and waits until it works; with --dry-run the trial is all. */
async function carryOut(kube: Kube, invocation: Asked, proposal: Proposal, say: (text: string) => void): Promise<Done> {
  const { flags, terminal, env, signal } = invocation;
  const style = terminal.outStyle;
  const direct = directOf(flags, env);
  let opened: { readonly grafana: Grafana; readonly close: () => void } | undefined;
  try {
    if (direct) await probe(direct, signal);
    const differences = await tryAll(kube, invocation, proposal.plan.changes);
    say(planText(proposal.plan, differences, style));
    for (const note of proposal.notes) say(`${wrap(note, 100, '  ', '    ').join('\n')}\n\n`);
    opened = flags.grafanaUrl === undefined ? undefined : await openGrafanaOf(invocation);
    const wanted = opened && (await importInto(opened.grafana, invocation, proposal, true));
    if (wanted) say(`${importText(wanted, true)}\n`);
    if (flags.dryRun) {
      say('Dry run: nothing was written.\n');
      return { differences, verifications: [], dashboards: wanted, came: wanted ? importOutcomes(wanted) : [] };
    }
    const changes = differences.flatMap(({ state, change }) => (state === 'unchanged' ? [] : [change]));
    const importing = wanted?.steps.filter(({ outcome }) => outcome === 'created' || outcome === 'updated') ?? [];
    await confirmed(invocation, changes.length + importing.length);
    await writeAll(kube, invocation, proposal, changes);
    const dashboards =
      opened && importing.length > 0 ? await importInto(opened.grafana, invocation, proposal, false) : wanted;
    if (dashboards) say(`${importText(dashboards, false)}\n`);
    const verifications = await verified(kube, invocation, proposal, changes.length > 0, direct);
    say(verificationText(verifications, style));
    const came = [
      ...verifications.map((verification) => verificationOutcome(verification, false)),
      ...(dashboards ? importOutcomes(dashboards) : []),
    ];
    if (came.some((outcome) => outcome !== 'ok'))
      terminal.err(
        'promwire: applied, but not all of it works yet. promwire verify asks again; promwire check says why.\n',
      );
    return { differences, verifications, dashboards, came };
  } finally {
    opened?.close();
    direct?.close();
  }
}

/** The dashboards through Grafana's API. */
async function importInto(
  grafana: Grafana,
  { flags, signal }: Asked,
  { profile, variant }: Proposal,
  dryRun: boolean,
): Promise<ImportResult> {
  const { folder = profile.title, overwrite } = flags;
  return await importDashboards(grafana, variant.dashboards, { folder, overwrite, dryRun, signal });
}

async function confirmed(invocation: Asked, count: number): Promise<void> {
  if (count === 0) return;
  await confirm(invocation, {
    question: `Apply ${count === 1 ? 'this change' : `these ${count} changes`}?`,
    undone: 'nothing was written',
    hint: 'Give --yes to apply the plan, or --dry-run to look at it only.',
  });
}
