import { carryOutFixes } from '../app/carry-out-fixes.ts';
import { unlessCut } from '../app/deadline.ts';
import { planUndo } from '../app/plan-undo.ts';
import type { Outcome } from '../errors.ts';
import { keyOf } from '../kube/refs.ts';
import { refusalOutcome } from '../outcomes.ts';
import { undoJson } from '../render/fix-json.ts';
import { fixNotes } from '../render/text/fix.ts';
import { cutLeft, refusedLeft, rightsHint } from '../render/text/refusal.ts';
import { dryRunText } from '../render/text/setup.ts';
import { visible } from '../render/visible.ts';
import { confirm } from './kit/confirm.ts';
import { defineCommand } from './kit/define-command.ts';
import { printResult } from './kit/output.ts';
import { openCluster } from './kit/source.ts';
import { stepsText } from './kit/steps-text.ts';
import { timeoutOf, within } from './kit/within.ts';

const WORDS = { forbidden: 'Ask a user with these rights to run undo: promwire rbac undo prints them.' };

/** `promwire undo`: puts back what `promwire fix` changed in a cluster, and nothing else. */
export const undo = defineCommand('undo', async (invocation) => {
  const { flags, subject: subjects, terminal, signal } = invocation;
  const { namespace, dryRun } = flags;
  const say = (text: string): void => {
    if ((flags.output ?? 'text') === 'text' && text !== '') terminal.out(text);
  };
  const kube = await openCluster(invocation);
  try {
    const ends = within(invocation, 'it was known what can be put back').signal;
    const found = await unlessCut(signal, planUndo(kube, { subjects, namespace, signal: ends }));
    const { changes, left, unseen } = found;
    say(fixNotes({ fixes: [], left }, terminal.outStyle));
    for (const detail of unseen) terminal.err(`not known: what was fixed there. ${visible(detail)}\n`);
    const done = await carryOutFixes(kube, changes, undefined, {
      dryRun,
      words: WORDS,
      timeoutMs: timeoutOf(flags),
      signal,
      confirm: async (writes) =>
        await confirm(invocation, {
          question: `Take back ${writes === 1 ? 'this change' : `these ${writes} changes`}?`,
          undone: 'nothing was written',
          hint: 'Give --yes to go on, or --dry-run to look only.',
        }),
      onEvent: stepsText(terminal, say),
    });
    if (dryRun && done.differences.length > 0) say(dryRunText(done.differences));
    terminal.err(rightsHint(done.refused, WORDS));
    const { cut } = done;
    const notMade = [...refusedLeft(done.refused), ...cutLeft(cut)];
    const undone = changes.filter((change) => !notMade.some(({ object }) => keyOf(object) === keyOf(change.object)));
    await printResult(
      terminal,
      flags.output,
      () => undoJson(undone, { unseen, left: [...left, ...notMade], cut }, done.written > 0),
      () => '',
    );
    if (cut) throw cut.error;
    return [...unseen.map((): Outcome => 'unknown'), ...done.refused.map(({ refusal }) => refusalOutcome(refusal))];
  } finally {
    kube.close();
  }
});
