import { checkAnalysis } from '../app/check.ts';
import { isFocused, readQuestion } from '../app/focus.ts';
import { observe } from '../app/observe.ts';
import { reportOutcome } from '../app/outcomes.ts';
import type { CheckOptions } from '../app/question.ts';
import { mustBeChecks } from '../app/question.ts';
import { analysisOf, observed } from '../app/read.ts';
import { withStackPods } from '../app/stack-pods.ts';
import { PromwireError } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import type { Places } from '../io/files/index.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { Analysis } from '../judge/analysis.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Invocation } from './kit/define-command.ts';
import { askedOutcomes, printReport } from './kit/output.ts';
import { filled, openCluster, readPaths, readWithProgress } from './kit/source.ts';
import { reading } from './kit/reading.ts';
import { watch } from './kit/watch.ts';

/** Shortest interval of --watch, in milliseconds. */
const SHORTEST_MS = 1000;

/** `promwire check`: reads, decides, prints. Writes nothing. */
export const check = defineCommand('check', async (invocation) => {
  const { flags, terminal, signal } = invocation;
  const options = optionsOf(invocation);
  const { watch: interval, from } = flags;
  if (interval !== undefined && from.includes('-'))
    throw new PromwireError('usage', '--watch with --from -: stdin can be read only once', 'Name files or folders.');
  if (flags.readSecrets && from.length > 0)
    throw new PromwireError(
      'usage',
      '--read-secrets with --from: files hold no generated configuration',
      'It needs a cluster.',
    );
  const kube = from.length > 0 ? undefined : await openCluster(invocation);
  const once = async (asked: Invocation<'check'>): Promise<readonly Outcome[]> => {
    if (kube) return await answer(asked, options, await analysisOfCluster(kube, asked, options));
    const files = await readPaths(asked, flags.captured);
    return await answer(asked, options, analysisOf(files), files.places);
  };
  try {
    if (interval === undefined) return await once(invocation);
    // What is being read is news once, not at every look.
    const progress = terminal.interactive ? terminal.progress : () => undefined;
    return await watch(async (out) => await once({ ...invocation, terminal: { ...terminal, out, progress } }), {
      terminal,
      intervalMs: Math.max(SHORTEST_MS, interval),
      signal,
    });
  } finally {
    kube?.close();
  }
});

/** What is asked; a mistake in it is reported before anything is read. */
function optionsOf({ flags: { namespace, stack, only, skip }, subject }: Invocation<'check'>): CheckOptions {
  const ids = (texts: readonly string[]): readonly string[] =>
    texts.flatMap((text) => text.split(',').map((id) => id.trim()));
  const options = { subjects: subject, namespace, stack, only: ids(only), skip: ids(skip) };
  mustBeChecks('only', options.only);
  mustBeChecks('skip', options.skip);
  return options;
}

/** The cluster, and what the stacks that run in it answer. */
async function analysisOfCluster(
  kube: Kube,
  invocation: Invocation<'check'>,
  question: CheckOptions,
): Promise<Analysis> {
  const { flags, subject: subjects, terminal, signal } = invocation;
  const { namespace, stack, readSecrets } = flags;
  const onStep = (text: string): void => terminal.progress(text);
  const observing = { subjects, namespace, stack, readSecrets, onStep, signal };
  // What was captured stands in for whole lists.
  if (isFocused(question) && flags.captured.length === 0) {
    const options = { signal, onStep: reading(terminal, kube.server) };
    const analysis = await readQuestion(kube, question, options);
    const observations = await observe(kube, analysis, observing);
    if (observations.live.length + observations.generated.length === 0) return analysis;
    return await readQuestion(kube, question, { ...options, start: analysis.world.snapshot }, observations);
  }
  // Also with -n: what decides over the objects of a namespace is, and runs, in others.
  const read = await readWithProgress(kube, invocation, { subjects, whole: true });
  const analysis = analysisOf(await withStackPods(kube, await filled(read, invocation), signal));
  return observed(analysis, await observe(kube, analysis, observing));
}

/** Prints the answer, and what it came to. `places`: where fields of files are. */
async function answer(
  { flags, terminal, subject }: Invocation<'check'>,
  options: CheckOptions,
  analysis: Analysis,
  places?: Places,
): Promise<readonly Outcome[]> {
  const report = await checkAnalysis(analysis, options, places);
  await printReport(
    terminal,
    { ...flags, single: subject.some(({ kind }) => !['everything', 'profile'].includes(kind)) },
    report,
  );
  return [reportOutcome(report, flags.failOn ?? 'error'), ...askedOutcomes(report)];
}
