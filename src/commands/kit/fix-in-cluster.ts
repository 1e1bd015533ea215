import { carryOutFixes } from '../../app/carry-out-fixes.ts';
import type { CarryOutOptions } from '../../app/carry-out-fixes.ts';
import { checkCluster } from '../../app/check-cluster.ts';
import { planFixes } from '../../app/plan-fixes.ts';
import type { Outcome } from '../../errors.ts';
import { keyOf } from '../../kube/refs.ts';
import { command, inNamespace } from '../../kube/shell.ts';
import { checkOutcomes, refusalOutcome, verificationOutcome } from '../../outcomes.ts';
import { fixJson } from '../../render/fix-json.ts';
import { refusedLeft, rightsHint } from '../../render/text/refusal.ts';
import { checkText } from '../../render/text/check.ts';
import { fixNotes, whatIsLeft } from '../../render/text/fix.ts';
import { dryRunText } from '../../render/text/setup.ts';
import { confirm } from './confirm.ts';
import type { Invocation } from './define-command.ts';
import { printResult } from './output.ts';
import { reading } from './reading.ts';
import { sourcesSaid } from './sources.ts';
import { openCluster } from './source.ts';
import { stepsText } from './steps-text.ts';
import { timeoutOf, within } from './within.ts';

/** `promwire fix` without --from: find, prove, show, try, ask, write, wait. -o json and yaml are one document at the end. */
export async function fixInCluster(invocation: Invocation<'fix'>): Promise<readonly Outcome[]> {
  const { flags, subject: subjects, terminal, signal } = invocation;
  const { outStyle: style } = terminal;
  const { namespace, stack, dryRun, failOn, out } = flags;
  const say = (text: string): void => {
    if ((flags.output ?? 'text') === 'text' && text !== '') terminal.out(text);
  };
  const kube = await openCluster(invocation);
  const asking = (): Parameters<typeof planFixes>[1] => ({
    subjects,
    namespace,
    stack,
    ...(out === undefined ? {} : { folder: out }),
    onRead: reading(terminal, kube.server),
    onStep: (text) => terminal.progress(text),
    signal: within(invocation).signal,
  });
  try {
    const planned = await planFixes(kube, asking());
    say(fixNotes({ fixes: [], left: planned.left }, style));
    say(await sourcesSaid(invocation, planned.sources));
    const done = await carryOutFixes(kube, planned.changes, planned.analysis, {
      dryRun,
      words: wordsFor(namespace),
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
    if (dryRun && done.differences.length > 0) say(dryRunText(done.differences));
    terminal.err(rightsHint(done.refused, wordsFor(namespace)));
    const now = dryRun || planned.changes.length === 0 ? planned.before : await checkCluster(kube, asking());
    terminal.progress('');
    // Of a dry run it says what would be left, where that is known: all of it would be taken.
    const rest = dryRun && done.refused.length === 0 ? planned.after : now;
    const left = whatIsLeft(rest);
    if (left !== undefined) say(`${left}\n\n${checkText(rest, style, {})}`);
    const refused = refusedLeft(done.refused);
    const fixes = planned.fixes.filter((fix) => !refused.some(({ object }) => keyOf(object) === keyOf(fix.object)));
    await printResult(
      terminal,
      flags.output,
      () =>
        fixJson(
          { ...planned, fixes, left: [...planned.left, ...refused], after: now },
          [],
          done.written > 0,
          done.verifications,
        ),
      () => '',
    );
    return [
      ...done.refused.map(({ refusal }) => refusalOutcome(refusal)),
      ...done.verifications.map((verification) => verificationOutcome(verification, false)),
      ...checkOutcomes(now, failOn),
    ];
  } finally {
    kube.close();
  }
}

const FILES_TOO = 'Where an object is also in a file, change it there too: promwire fix --from PATH --write.';

function wordsFor(namespace: string | undefined): CarryOutOptions['words'] {
  const undo = namespace === undefined ? 'promwire undo' : command`promwire undo ${inNamespace(namespace)}`;
  return {
    forbidden:
      'Ask a user with these rights (promwire rbac fix), or change the files: promwire fix --from PATH --write.',
    wayBack: `${undo} takes it back`,
  };
}
