import type { ChosenCluster } from '../../app/config/choose.ts';
import { carryOutFixes } from '../../app/carry-out-fixes.ts';
import type { CarriedOut, CarryOutOptions } from '../../app/carry-out-fixes.ts';
import { checkCluster, checkWritten } from '../../app/check-cluster.ts';
import { withCluster } from '../../app/cluster-commands.ts';
import type { CheckReport } from '../../app/check.ts';
import { unlessCut } from '../../app/deadline.ts';
import { planFixes } from '../../app/plan-fixes.ts';
import type { PlannedFixes } from '../../app/plan-fixes.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import type { Outcome } from '../../errors.ts';
import { keyOf, refOf, sameRef } from '../../kube/refs.ts';
import type { LeftAlone, ObjectFix } from '../../model/index.ts';
import { leftReasons } from '../../plan/decided.ts';
import { leftOf } from '../../plan/fixes.ts';
import { command, inNamespace } from '../../kube/shell.ts';
import { checkOutcomes, refusalOutcome, verificationOutcome } from '../../outcomes.ts';
import { fixJson } from '../../render/fix-json.ts';
import { cutLeft, refusedLeft, rightsHint } from '../../render/text/refusal.ts';
import { checkText } from '../../render/text/check.ts';
import { fixNotes, unaskedText, waysText, whatIsLeft } from '../../render/text/fix.ts';
import { dryRunText } from '../../render/text/setup.ts';
import { excused } from './excuses.ts';
import { carriedWords, clusterWords, contextWords } from './carried.ts';
import { confirm } from './confirm.ts';
import type { Invocation } from './define-command.ts';
import type { Flags } from './flags.ts';
import { printResult } from './output.ts';
import { reading } from './reading.ts';
import { sourcesSaid } from './sources.ts';
import { filled, openCluster } from './source.ts';
import { stepsText } from './steps-text.ts';
import { timeoutOf, within } from './within.ts';

/** `promwire fix` without --from: find, prove, show, try, ask, write, wait. -o json and yaml are one document at the end. */
export async function fixInCluster(
  invocation: Invocation<'fix'>,
  cluster: ChosenCluster | undefined,
): Promise<readonly Outcome[]> {
  const { flags, subject: subjects, terminal, signal } = invocation;
  const { outStyle: style } = terminal;
  const { namespace, stack, dryRun, failOn, out, how } = flags;
  const withoutExcused = (report: CheckReport): CheckReport => excused(report, cluster, { subjects, namespace, stack });
  const say = (text: string): void => {
    if ((flags.output ?? 'text') === 'text' && text !== '') terminal.out(text);
  };
  const kube = await openCluster(invocation);
  const asking = (before: string): Parameters<typeof planFixes>[1] => ({
    subjects,
    namespace,
    stack,
    how,
    words: carriedWords(flags),
    expected: cluster?.expected,
    excused: withoutExcused,
    fill: flags.captured.length === 0 ? undefined : async (snapshot) => await filled(snapshot, invocation),
    ...(out === undefined ? {} : { folder: out }),
    onRead: reading(terminal, kube.server),
    onStep: (text) => terminal.progress(text),
    signal: within(invocation, before).signal,
  });
  try {
    const planned = await unlessCut(signal, planFixes(kube, asking('it was known what can be fixed')));
    invocation.onPlan?.(planned.changes, `${kube.context} ${kube.server}`);
    say(fixNotes({ fixes: [], left: planned.left }, style));
    say(waysText([...planned.fixes, ...planned.left], style));
    say(await sourcesSaid(invocation, planned.sources));
    const done = await carryOutFixes(kube, planned.changes, planned.analysis, {
      dryRun,
      fixes: planned.fixes,
      words: wordsFor(flags),
      timeoutMs: timeoutOf(flags),
      signal,
      confirm: async (writes) =>
        await confirm(invocation, {
          question: `Apply ${writes === 1 ? 'this change' : `these ${writes} changes`}?`,
          undone: 'nothing was written',
          hint: 'Give --yes to apply them, or --dry-run to look at them only.',
        }),
      onEvent: stepsText(terminal, say, FILES_TOO),
    });
    const { refused, verifications, unasked, cut } = done;
    if (dryRun && done.differences.length > 0) say(dryRunText(done.differences));
    terminal.err(rightsHint(refused, wordsFor(flags)));
    const now =
      cut || dryRun || planned.changes.length === 0
        ? planned.before
        : withoutExcused(await reportNow(kube, planned, done, asking('it was known what is left')));
    terminal.progress('');
    // Of a dry run it says what would be left, where that is known: all of it would be taken.
    const rest = dryRun && refused.length === 0 ? planned.after : now;
    const notMade = withChecks([...refusedLeft(refused), ...cutLeft(cut)], planned.fixes);
    const known = [...planned.left, ...notMade];
    const reasons = cut ? [] : leftReasons(dryRun ? planned.after : now, known);
    if (!cut) {
      say(unaskedText(unasked, style));
      const left = whatIsLeft(rest, reasons, style, rest === planned.after && dryRun && planned.changes.length > 0);
      const text = (): string => checkText(withCluster(rest, contextWords(flags)), style, {});
      if (left !== undefined) say(`${left}\n\n${text()}`);
      // Nothing to change and nothing left: why is what check says of it.
      else if (planned.changes.length === 0) say(text());
    }
    const fixes = planned.fixes.filter((fix) => !notMade.some(({ object }) => keyOf(object) === keyOf(fix.object)));
    await printResult(
      terminal,
      flags.output,
      () =>
        fixJson({ ...planned, fixes, left: [...known, ...reasons], after: now }, [], done.written > 0, {
          verifications,
          unasked,
          cut,
        }),
      () => '',
    );
    if (cut) throw cut.error;
    return [
      ...refused.map(({ refusal }) => refusalOutcome(refusal)),
      ...verifications.map((verification) => verificationOutcome(verification, false)),
      ...checkOutcomes(now, failOn),
    ];
  } finally {
    kube.close();
  }
}

/** With the causes that stay where a planned fix is not made. */
function withChecks(left: readonly LeftAlone[], fixes: readonly ObjectFix[]): readonly LeftAlone[] {
  return left.map((entry) => {
    const fix = fixes.find(({ object, makes = [] }) =>
      [object, ...makes.map(refOf)].some((ref) => sameRef(ref, entry.object)),
    );
    return fix ? { ...entry, checks: leftOf(fix).checks ?? [] } : entry;
  });
}

/** What is found now: what was planned with what the server answered, unless something came out otherwise. */
async function reportNow(
  kube: Kube,
  { analysis }: PlannedFixes,
  { refused, verifications, became }: CarriedOut,
  options: Parameters<typeof planFixes>[1],
): Promise<CheckReport> {
  const asPlanned =
    refused.length === 0 && verifications.every(({ outcome }) => outcome === 'met' || outcome === 'unknown');
  return asPlanned ? await checkWritten(kube, analysis, became, options) : await checkCluster(kube, options);
}

const FILES_TOO = 'Where an object is also in a file, change it there too: promwire fix --from PATH --write.';

function wordsFor(flags: Flags<'namespace' | 'kubeconfig' | 'context'>): CarryOutOptions['words'] {
  const { namespace } = flags;
  const cluster = clusterWords(flags);
  const undo =
    namespace === undefined
      ? command`promwire undo${cluster}`
      : command`promwire undo ${inNamespace(namespace)}${cluster}`;
  return {
    forbidden:
      'Ask a user with these rights (promwire rbac fix), or change the files: promwire fix --from PATH --write.',
    wayBack: `${undo} takes it back`,
  };
}
