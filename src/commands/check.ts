import { setTimeout as sleep } from 'node:timers/promises';
import { analyse } from '../engine/context.ts';
import type { Analysis } from '../engine/context.ts';
import { report } from '../engine/report.ts';
import type { Places } from '../io/files.ts';
import type { Kube } from '../io/kube/open.ts';
import { clusterChecks } from '../registry.ts';
import { choice, duration } from './flags.ts';
import { observeAll } from './live.ts';
import { askedMetrics, trailOf } from './metric.ts';
import { printReport, reportExitCode, reportForm } from './output.ts';
import { withPlaces } from './places.ts';
import { askedPaths, namedObjects, questionOf } from './question.ts';
import { analysisOf, openCluster, readCluster, readPaths } from './source.ts';
import type { Command, Invocation } from './table.ts';

/** `promwire check`: reads, decides, prints. Writes nothing. */
export const check: Command = async (invocation) => {
  const { given } = invocation;
  choice(given, 'failOn', ['error', 'warning'], 'error');
  reportForm(given);
  const paths = given.texts('from');
  if (paths.length > 0) {
    const files = await readPaths(paths, invocation);
    return await answer(invocation, analysisOf(files), files.places);
  }
  const kube = await openCluster(invocation);
  try {
    return given.text('watch') === undefined
      ? await answer(invocation, await look(kube, invocation))
      : await watch(kube, invocation);
  } finally {
    kube.close();
  }
};

/** The cluster, and what the stacks that run in it say of themselves. */
async function look(kube: Kube, invocation: Invocation): Promise<Analysis> {
  const analysis = analysisOf(await readCluster(kube, invocation));
  const { given } = invocation;
  const named = namedObjects(analysis, given);
  const live = await observeAll(kube, invocation, analysis, askedMetrics(given.words), named);
  return live.length === 0 ? analysis : analyse(analysis.world, analysis.rulebook, live);
}

/** Prints the answer; its exit code. `places`: where fields of files stand. */
async function answer(invocation: Invocation, analysis: Analysis, places?: Places): Promise<number> {
  const { given, terminal } = invocation;
  const result = await withPlaces(report(analysis, clusterChecks, questionOf(analysis, given)), places);
  const paths = askedPaths(analysis, given);
  const metrics = askedMetrics(given.words).map((metric) => trailOf(analysis, metric));
  await printReport(terminal, given, result, { paths, metrics });
  // Asked "who scrapes this?" or "where is it?", nobody and nowhere are findings even where no object is at fault.
  const nobody = paths.some((asked) =>
    asked.paths.every((path) => path.state !== 'scraped' && path.state !== 'unknown'),
  );
  const nowhere = metrics.some((trail) => !trail.found);
  return Math.max(
    reportExitCode(result, choice(given, 'failOn', ['error', 'warning'], 'error')),
    nobody || nowhere ? 1 : 0,
  );
}

/** Looks again at every interval and prints when the answer is another one. Ctrl-C ends it. */
async function watch(kube: Kube, invocation: Invocation): Promise<number> {
  const { terminal, signal } = invocation;
  const intervalMs = Math.max(1000, duration(invocation.given, 'watch', 10_000));
  let shown = '';
  for (;;) {
    let text = '';
    const held = { ...terminal, out: (part: string): void => void (text += part) };
    await answer({ ...invocation, terminal: held }, await look(kube, invocation));
    if (text !== shown) terminal.out(shown === '' ? text : `\n${text}`);
    shown = text;
    await sleep(intervalMs, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    signal.throwIfAborted();
  }
}
