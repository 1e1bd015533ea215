import { gapText } from '../kube/gap-text.ts';
import { report } from '../judge/report.ts';
import { PromwireError } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import { refusalOutcome, verificationOutcome } from '../app/outcomes.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { Written } from '../io/kube/write.ts';
import type { Change, Verification } from '../model/index.ts';
import { clusterChecks } from '../registry.ts';
import type { Difference } from '../render/text/plan.ts';
import { fieldLines, planText } from '../render/text/plan.ts';
import { reportJson } from '../render/report-json.ts';
import { wrap } from '../render/text/style.ts';
import { reportText } from '../render/text/report.ts';
import { verificationText } from '../render/text/verification.ts';
import { changeName, perform, refusalText, TAKE_BACK, tryAll } from '../app/apply.ts';
import { importDashboards, importOutcomes, importText } from './dashboard-import.ts';
import type { Imported } from './dashboard-import.ts';
import { confirm } from './kit/confirm.ts';
import { applicationQuestion } from '../judge/application.ts';
import type { Proposal } from '../app/propose.ts';
import { carriedOut, verify } from '../app/verify.ts';
import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import { progressLine } from '../verify/wanted.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Invocation } from './kit/define-command.ts';
import { printResult } from './kit/output.ts';
import { directOf, probe } from './kit/prometheus.ts';
import { proposeIn } from './kit/proposal.ts';
import { openCluster } from './kit/source.ts';
import { FIVE_MINUTES } from './verify.ts';

type Asked = Invocation<'setup'>;

/** `promwire setup`: discover, explain, plan, ask, dry-run, apply, verify. */
export const setup = defineCommand('setup', async (invocation) => {
  const { flags, terminal, env, signal } = invocation;
  const { dryRun, output: form = 'text' } = flags;
  const kube = await openCluster(invocation);
  let direct: DirectPrometheus | undefined;
  try {
    const proposal = await proposeIn(kube, invocation, flags.grafanaUrl !== undefined);
    const { analysis, plan } = proposal;
    const style = terminal.outStyle;
    const say = (text: string): void => {
      if (form === 'text') terminal.out(text);
    };
    const asked = applicationQuestion(analysis, proposal.profile, proposal.app.namespace);
    const before = report(analysis, clusterChecks, { ...asked, stack: proposal.stack.ref });
    say(
      `${style.bold(`${proposal.variant.title} in namespace ${proposal.app.namespace}`)}\n\n${reportText(before, style)}\n`,
    );
    if (plan.unknown[0])
      throw new PromwireError(
        'forbidden',
        `not everything could be seen, so nothing is written: ${gapText(plan.unknown[0])}`,
        'Ask for the right to see it, or use promwire generate with labels given by flags.',
      );
    if (plan.blocked.length > 0) {
      say(planText(plan, [], style));
      return await finish(invocation, proposal, { before, differences: [], verifications: [] }, ['findings']);
    }
    direct = directOf(flags, env);
    if (direct) await probe(direct, signal);
    const differences = await dryRunAll(kube, invocation, plan.changes);
    say(planText(plan, differences, style));
    for (const note of proposal.notes) say(`${wrap(note, 100, '  ', '    ').join('\n')}\n\n`);
    const changing = differences.filter(({ state }) => state !== 'unchanged');
    const wanted = await throughApi(invocation, proposal, true);
    if (wanted) say(`${importText(wanted, true)}\n`);
    if (dryRun) {
      say('Dry run: nothing was written.\n');
      const came = wanted ? importOutcomes(wanted) : [];
      return await finish(invocation, proposal, { before, differences, verifications: [], dashboards: wanted }, came);
    }
    const importing = wanted?.steps.filter(({ outcome }) => outcome === 'created' || outcome === 'updated') ?? [];
    const count = changing.length + importing.length;
    if (count > 0)
      await confirm(invocation, {
        question: `Apply ${count === 1 ? 'this change' : `these ${count} changes`}?`,
        undone: 'nothing was written',
        hint: 'Give --yes to apply the plan, or --dry-run to look at it only.',
      });
    if (changing.length > 0) {
      await applyAll(
        kube,
        invocation,
        changing.map(({ change }) => change),
        wayBack(proposal),
      );
    }
    const imported = importing.length > 0 ? await throughApi(invocation, proposal, false) : wanted;
    if (imported) say(`${importText(imported, false)}\n`);
    const verifications = await verified(kube, invocation, proposal, changing.length > 0, direct);
    say(verificationText(verifications, style));
    const came = [
      ...verifications.map((verification) => verificationOutcome(verification, false)),
      ...(imported ? importOutcomes(imported) : []),
    ];
    if (came.some((outcome) => outcome !== 'ok'))
      terminal.err(
        'promwire: applied, but not all of it works yet. promwire verify asks again; promwire check says why.\n',
      );
    return await finish(invocation, proposal, { before, differences, verifications, dashboards: imported }, came);
  } finally {
    direct?.close();
    kube.close();
  }
});

/** Waits for what was applied to work. Ctrl-C then leaves everything written: that is said, with the way back. */
async function verified(
  kube: Kube,
  invocation: Asked,
  proposal: Proposal,
  wrote: boolean,
  direct: DirectPrometheus | undefined,
): Promise<readonly Verification[]> {
  const { flags, terminal, signal } = invocation;
  try {
    const verifications = await verify(kube, wrote ? carriedOut(proposal) : proposal, {
      timeoutMs: flags.timeout ?? FIVE_MINUTES,
      direct,
      onProgress: (now) => terminal.progress(progressLine(now)),
      signal,
    });
    terminal.progress('');
    return verifications;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new PromwireError(
      'interrupted',
      wrote ? 'everything was applied, and not yet verified' : 'nothing was to be written, and not all was verified',
      `promwire verify asks again${wrote ? `; ${wayBack(proposal)}` : ''}.`,
      { cause: error },
    );
  }
}

/** The command that takes back what was applied. */
function wayBack({ profile, app }: Proposal): string {
  return `promwire uninstall ${profile.id} -n ${app.namespace} takes it back`;
}

interface Done {
  readonly before: ReturnType<typeof report>;
  readonly differences: readonly Difference[];
  readonly verifications: readonly Verification[];
  /** Through Grafana's API. */
  readonly dashboards?: Imported | undefined;
}

/** The dashboards, where --grafana-url says that they go through Grafana's API. */
async function throughApi(
  invocation: Asked,
  { profile, variant }: Proposal,
  dryRun: boolean,
): Promise<Imported | undefined> {
  if (invocation.flags.grafanaUrl === undefined) return undefined;
  return await importDashboards(invocation, profile.title, variant.dashboards, dryRun);
}

/** -o json and yaml are one document at the end. */
async function finish(
  { flags, terminal }: Asked,
  { plan, notes }: Proposal,
  done: Done,
  came: readonly Outcome[],
): Promise<readonly Outcome[]> {
  const result = (): unknown => ({
    apiVersion: 'promwire.dev/v1alpha1',
    kind: 'Setup',
    report: reportJson(done.before, { verdicts: 'all' }),
    changes: done.differences,
    blocked: plan.blocked,
    advice: plan.advice,
    notes,
    verifications: done.verifications,
    ...(done.dashboards ? { dashboards: done.dashboards } : {}),
  });
  // Text has been said along the way.
  await printResult(terminal, flags.output, result, () => '');
  return came;
}

/** Every write is tried on the server first; if one fails, nothing is written. */
async function dryRunAll(
  kube: Kube,
  { flags, terminal, signal }: Asked,
  changes: readonly Change[],
): Promise<readonly Difference[]> {
  const tried = await tryAll(kube, changes, { signal, takeBack: flags.takeBack });
  const refused = tried.flatMap((entry) => (entry.kind === 'refused' ? [entry] : []));
  if (refused.length === 0) return tried.flatMap((entry) => (entry.kind === 'difference' ? [entry.difference] : []));
  for (const { change, refusal, difference } of refused)
    terminal.err(`${[refusalText(change, refusal), ...fieldLines(difference?.fields ?? [])].join('\n')}\n`);
  const unknown = refused.some(({ refusal }) => refusalOutcome(refusal) === 'unknown');
  const count = `${refused.length} of ${changes.length} writes would be refused, so nothing was written`;
  const hint = refused.every(({ refusal }) => refusal.kind === 'forbidden')
    ? 'Have somebody with these rights run setup, or commit what promwire generate writes.'
    : refused.every(({ difference }) => difference)
      ? TAKE_BACK
      : 'Mend the cause and run the same command again.';
  throw new PromwireError(unknown ? 'forbidden' : 'failed', count, hint);
}

/** In the order of the plan. On a refusal or Ctrl-C it says what was and was not applied; a second run converges. */
async function applyAll(
  kube: Kube,
  { flags, terminal, signal }: Asked,
  changes: readonly Change[],
  back: string,
): Promise<void> {
  for (const [done, change] of changes.entries()) {
    const names = changes.map(changeName);
    const [applied, rest] = [names.slice(0, done), names.slice(done)];
    const interrupted = (): PromwireError =>
      new PromwireError(
        'interrupted',
        'interrupted in the middle of the plan',
        `Run the same command again: it converges. Or ${back}.`,
      );
    if (signal.aborted) {
      terminal.err(remains(applied, [], rest));
      throw interrupted();
    }
    let written: Written;
    try {
      written = await perform(kube, change, { dryRun: false, takeBack: flags.takeBack, signal });
    } catch (error) {
      // A request without an answer may have been carried out.
      if (error instanceof PromwireError) terminal.err(remains(applied, rest.slice(0, 1), rest.slice(1)));
      throw signal.aborted ? interrupted() : error;
    }
    if (written.kind !== 'written') {
      terminal.err(`${refusalText(change, written)}\n${remains(applied, [], rest)}`);
      throw new PromwireError(
        refusalOutcome(written) === 'unknown' ? 'forbidden' : 'failed',
        'stopped in the middle of the plan',
        'Mend the cause and run the same command again: it converges.',
      );
    }
    terminal.err(`applied ${changeName(change)}\n`);
  }
}

function remains(applied: readonly string[], unclear: readonly string[], rest: readonly string[]): string {
  const lines = [
    `applied: ${applied.join(', ') || 'nothing'}`,
    ...(unclear.length > 0 ? [`not known: ${unclear.join(', ')}`] : []),
    ...(rest.length > 0 ? [`not applied: ${rest.join(', ')}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
