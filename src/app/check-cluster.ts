import type { Kube } from '../io/kube/connect/open.ts';
import type { Analysis } from '../judge/analysis.ts';
import type { Expected, KubeObject, Snapshot } from '../model/index.ts';
import { withConfigSecrets } from './config-secrets.ts';
import { checkAnalysis } from './check.ts';
import type { CheckReport } from './check.ts';
import { isFocused, readQuestion } from './focus.ts';
import { observed, stacksRead } from './observe.ts';
import type { ObserveOptions } from './observe.ts';
import { mustBeChecks } from './question.ts';
import type { CheckOptions } from './question.ts';
import { analysisOf, readCluster } from './read.ts';
import type { ReadStep } from './read.ts';
import { changeWorld } from '../world/world.ts';
import { withStackPods } from './stack-pods.ts';

export interface CheckClusterOptions extends CheckOptions, Pick<ObserveOptions, 'readSecrets' | 'onStep' | 'signal'> {
  /** Fills what could not be listed: see withCaptured. Whole lists are read for it. */
  readonly fill?: ((snapshot: Snapshot) => Promise<Snapshot>) | undefined;
  /** Objects that must be taken. Whole lists are read for it. */
  readonly expected?: readonly Expected[] | undefined;
  /** Called as lists end. */
  readonly onRead?: (step: ReadStep) => void;
}

/**
 * Answers a question about a live cluster: reads what can change the answer, asks the stacks that run, and judges.
 * Throws as check; what may not be read is unknown in the report.
 */
export async function checkCluster(kube: Kube, options: CheckClusterOptions = {}): Promise<CheckReport> {
  return await checkAnalysis(await analyseCluster(kube, options), options);
}

/** What was read for a question, and asked of running stacks. Throws as checkCluster. */
export async function analyseCluster(kube: Kube, options: CheckClusterOptions): Promise<Analysis> {
  mustBeChecks('only', options.only ?? []);
  mustBeChecks('skip', options.skip ?? []);
  const { subjects = [], namespace, fill, expected = [], onRead, signal = new AbortController().signal } = options;
  const observing = { ...options, subjects, signal };
  if (isFocused(options) && !fill && expected.length === 0) {
    const reading = { signal, onStep: onRead };
    const first = await readQuestion(kube, options, reading);
    const analysis = options.readSecrets
      ? await readQuestion(kube, options, {
          ...reading,
          start: await withConfigSecrets(kube, first.world.snapshot, stacksRead(first, options.stack), signal),
        })
      : first;
    const observations = await observed(kube, analysis, observing);
    if (observations.live.length + observations.generated.length === 0) return analysis;
    return await readQuestion(kube, options, { ...reading, start: analysis.world.snapshot }, observations);
  }
  // Also with a namespace: what decides over the objects of a namespace is, and runs, in others.
  const read = await readCluster(kube, { subjects, namespace, whole: true, onStep: onRead, signal });
  const whole = await withStackPods(kube, fill ? await fill(read) : read, signal);
  const { readSecrets } = options;
  const secrets = readSecrets
    ? await withConfigSecrets(kube, whole, stacksRead(analysisOf(whole), options.stack), signal)
    : whole;
  const analysis = analysisOf(expected.length === 0 ? secrets : { ...secrets, expected });
  return analysis.observing(await observed(kube, analysis, observing));
}

/**
 * The answer once objects were written: `analysis` is the world that was planned, `became` what the server answered. What was
 * not written is taken as it was read, running stacks are asked again, and only what their answers make necessary is read.
 */
export async function checkWritten(
  kube: Kube,
  { world }: Analysis,
  became: readonly KubeObject[],
  options: CheckClusterOptions,
): Promise<CheckReport> {
  const { subjects = [], onRead, signal = new AbortController().signal } = options;
  const { snapshot } = changeWorld(world, became);
  const then = analysisOf(snapshot);
  const observations = await observed(kube, then, { ...options, subjects, signal });
  const analysis = isFocused(options)
    ? await readQuestion(kube, options, { signal, onStep: onRead, start: snapshot }, observations)
    : then.observing(observations);
  return await checkAnalysis(analysis, options);
}
