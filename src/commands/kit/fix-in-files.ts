import type { CheckReport } from '../../app/check.ts';
import type { ChosenCluster } from '../../app/config/choose.ts';
import { unlessCut } from '../../app/deadline.ts';
import { fixFiles } from '../../app/fix-files.ts';
import type { FixedFiles } from '../../app/fix-files.ts';
import { PromwireError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import type { LeftAlone } from '../../model/index.ts';
import { leftReasons } from '../../plan/decided.ts';
import { checkOutcomes } from '../../outcomes.ts';
import { fixJson } from '../../render/fix-json.ts';
import { checkText } from '../../render/text/check.ts';
import { fixNotes, waysText, whatIsLeft } from '../../render/text/fix.ts';
import { writtenText } from '../../render/text/lines.ts';
import { visible } from '../../render/visible.ts';
import type { Invocation } from './define-command.ts';
import { carriedWords } from './carried.ts';
import { renderedFor } from './config.ts';
import { excused } from './excuses.ts';
import { printResult } from './output.ts';
import { sourcesSaid } from './sources.ts';
import { diffOf } from './shown-diff.ts';
import type { Shown } from './shown-diff.ts';
import { within } from './within.ts';

const WITHOUT_WRITE = 'files are changed with --write, without a question';

/** `promwire fix --from`: find, prove, show the difference or write. */
export async function fixInFiles(
  all: Invocation<'fix'>,
  cluster: ChosenCluster | undefined,
): Promise<readonly Outcome[]> {
  const invocation = within(all, 'the files were read, judged and edited');
  const { flags, subject: subjects, terminal, signal } = invocation;
  const { from, namespace, defaultNamespace, stack, write, failOn, how, captured } = flags;
  const wrong = from.includes('-') ? 'what comes on stdin cannot be edited' : WITHOUT_WRITE;
  // Without --write nothing is changed: a dry run is that.
  if (flags.yes || (flags.dryRun && write) || from.includes('-'))
    throw new PromwireError(
      'usage',
      wrong,
      cluster
        ? `Add --write, or ask the cluster in use with --no-config, in place of ${cluster.config}.`
        : 'Name files or folders with --from; --write changes them.',
    );
  const onNote = (note: string): void => terminal.err(`note: ${visible(note)}\n`);
  const reading = {
    ...{ subjects, namespace, defaultNamespace, stack, signal, onNote, how, captured },
    words: carriedWords(flags),
    notSources: cluster?.notSources,
    kept: cluster?.isCaptured ? from : [],
    rendered: await renderedFor(invocation, cluster),
    expected: cluster?.expected,
    excused: (report: CheckReport) => excused(report, cluster, { subjects, namespace, stack }),
  };
  const folder = flags.out === undefined ? {} : { folder: flags.out };
  const fixed = await unlessCut(all.signal, fixFiles(from, { ...reading, ...folder }));
  invocation.onPlan?.(fixed.files);
  const sources = await sourcesSaid(invocation, fixed.sources);
  const written = write ? await (await import('../../io/files/write-edited.ts')).writeEdited(fixed.files) : undefined;
  const diffs = fixed.files.map(diffOf);
  const reasons = leftReasons(fixed.after, fixed.left);
  await printResult(
    terminal,
    flags.output,
    () =>
      fixJson(
        { ...fixed, left: [...fixed.left, ...reasons] },
        diffs.map(({ file, diff }) => ({ file, diff })),
        write,
      ),
    () => (written ? listed(written) : diffs.map(({ diff }) => diff).join('')),
  );
  if ((flags.output ?? 'text') === 'text') said(invocation, fixed, reasons, diffs, sources);
  return [...(fixed.files.length > 0 && !write ? (['findings'] as const) : []), ...checkOutcomes(fixed.after, failOn)];
}

const listed = (written: readonly string[]): string =>
  written.length === 0 ? '' : writtenText({ written, unchanged: [] });

/** What the diff does not show, on stderr, so that stdout is what `git apply` takes. */
function said(
  { flags: { write }, terminal }: Invocation<'fix'>,
  fixed: FixedFiles,
  reasons: readonly LeftAlone[],
  diffs: readonly Shown[],
  sources: string,
): void {
  const { errStyle: style } = terminal;
  terminal.err(
    `${fixNotes(fixed, style, !write)}${waysText(write ? fixed.left : [...fixed.fixes, ...fixed.left], style)}${sources}`,
  );
  const left = whatIsLeft(fixed.after, reasons, style, !write && fixed.files.length > 0);
  if (left !== undefined) terminal.err(`${left}\n\n${checkText(fixed.after, style, {})}`);
  else if (fixed.files.length === 0) terminal.err('nothing to fix\n');
  if (write || fixed.files.length === 0) return;
  const not = diffs.flatMap(({ file, whole }) => (whole ? [] : [file]));
  const secret = fixed.files.flatMap((each) => (each.secret ? [each.file] : []));
  if (secret.length > 0)
    terminal.err(`note: next to a Secret, so its difference is not shown: ${visible(secret.join(', '))}\n`);
  terminal.err(
    not.length === 0
      ? 'next: the same with --write changes the files, or git apply takes this diff\n'
      : `next: the same with --write changes the files; the diff of ${visible(not.join(', '))} does not fit from here, or as it is shown\n`,
  );
}
