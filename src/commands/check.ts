import { analyse } from '../judge/analysis.ts';
import type { Analysis } from '../judge/analysis.ts';
import { report } from '../judge/report.ts';
import type { Places } from '../io/files/index.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { PromwireError } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import type { Generated } from '../model/index.ts';
import { clusterChecks } from '../registry.ts';
import { alertQueries, asksForRoutes, observeAlertmanagers, trailsOf } from '../app/alertmanagers.ts';
import { choice, duration } from './kit/flags.ts';
import { reportOutcome } from '../app/outcomes.ts';
import { observeAll } from '../app/running.ts';
import { ageQuery, askedMetrics, trailOf } from '../judge/metric-trail.ts';
import { askedOutcomes, printReport, reportForm } from './kit/output.ts';
import { mustBeAskable } from './kit/named-kind.ts';
import { withPlaces } from './kit/places.ts';
import { askedPaths, ids, namedObjects, questionOf } from './kit/question.ts';
import { analysisOf, openCluster, readCluster, readPaths, stackByName } from '../app/read.ts';
import { withStackPods } from '../app/stack-pods.ts';
import type { Command, Invocation } from './kit/command.ts';
import { watch } from './kit/watch.ts';

/** How often --watch looks again unless told, and at most. */
const EVERY_MS = 10_000;
const SHORTEST_MS = 1000;

/** `promwire check`: reads, decides, prints. Writes nothing. */
export const check: Command = async (invocation) => {
  const { given } = invocation;
  choice(given, 'failOn', ['error', 'warning'], 'error');
  reportForm(given);
  // A mistake in the question is told before anything is read.
  choice(given, 'verdicts', ['all', 'problems'], 'all');
  for (const flag of ['only', 'skip'] as const) ids(given, flag);
  mustBeAskable(given.words);
  const watched = given.text('watch') !== undefined;
  const intervalMs = Math.max(SHORTEST_MS, duration(given, 'watch', EVERY_MS));
  const paths = given.texts('from');
  if (watched && paths.includes('-'))
    throw new PromwireError('usage', '--watch with --from -: stdin can be read only once', 'Name files or folders.');
  if (given.on('readSecrets') && paths.length > 0)
    throw new PromwireError(
      'usage',
      '--read-secrets with --from: files hold no generated configuration',
      'It needs a cluster.',
    );
  const kube = paths.length > 0 ? undefined : await openCluster(invocation);
  const once = async (asked: Invocation): Promise<readonly Outcome[]> => {
    if (kube) return await answer(asked, await look(kube, asked));
    const files = await readPaths(paths, asked);
    return await answer(asked, analysisOf(files), files.places);
  };
  try {
    if (!watched) return await once(invocation);
    const { terminal, signal } = invocation;
    // What is being read is news once, not at every look.
    const progress = terminal.interactive ? terminal.progress : () => undefined;
    return await watch(async (out) => await once({ ...invocation, terminal: { ...terminal, out, progress } }), {
      terminal,
      intervalMs,
      signal,
    });
  } finally {
    kube?.close();
  }
};

/** The cluster, and what the stacks that run in it say of themselves. */
async function look(kube: Kube, invocation: Invocation): Promise<Analysis> {
  // Also with -n: what decides over the objects of a namespace stands, and runs, in others.
  const analysis = analysisOf(await withStackPods(kube, await readCluster(kube, invocation, [], true), invocation));
  const { given } = invocation;
  const named = namedObjects(analysis, given);
  const metrics = askedMetrics(given.words);
  const queries = [...metrics, ...metrics.map(ageQuery), ...alertQueries(given.words)];
  const live = [
    ...(await observeAll(kube, invocation, analysis, queries, named)),
    ...(asksForRoutes(given.words) ? await observeAlertmanagers(kube, analysis, invocation.signal) : []),
  ];
  return analyse(analysis.world, analysis.rulebook, live, await generatedFor(kube, invocation, analysis));
}

/** The jobs that the operator wrote for the stacks in question; none are read without --read-secrets. */
async function generatedFor(
  kube: Kube,
  { given, signal }: Invocation,
  analysis: Analysis,
): Promise<readonly Generated[]> {
  if (!given.on('readSecrets')) return [];
  const name = given.text('stack');
  const { readGenerated } = await import('../io/kube/read-generated.ts');
  return await readGenerated(kube, name === undefined ? analysis.stacks : [stackByName(analysis, name)], signal);
}

/** Prints the answer, and what it came to. `places`: where fields of files stand. */
async function answer(invocation: Invocation, analysis: Analysis, places?: Places): Promise<readonly Outcome[]> {
  const { given, terminal } = invocation;
  const result = await withPlaces(report(analysis, clusterChecks, questionOf(analysis, given)), places);
  const paths = askedPaths(analysis, given);
  const metrics = askedMetrics(given.words).map((metric) => trailOf(analysis, metric));
  const asked = { paths, metrics, alerts: trailsOf(analysis, given) };
  await printReport(terminal, given, result, asked);
  return [reportOutcome(result, choice(given, 'failOn', ['error', 'warning'], 'error')), ...askedOutcomes(asked)];
}
