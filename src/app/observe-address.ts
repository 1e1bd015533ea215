/** What a Prometheus at an address has of the series that the rules among files ask for. */
import { asksAbout } from '../backends/prometheus-operator/running/queries.ts';
import { preparing } from '../backends/prometheus-operator/series/missing.ts';
import { storedIn } from '../backends/prometheus-operator/series/stored.ts';
import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import { prometheusOver } from '../io/prometheus/index.ts';
import { observeStack } from '../io/prometheus/observe-stack.ts';
import { projectObservations } from '../io/projection/observations.ts';
import type { Analysis } from '../judge/analysis.ts';
import type { AskedSeries, Snapshot } from '../model/index.ts';
import type { Places } from '../io/files/index.ts';
import { inTurns } from '../io/turns.ts';
import { keyOf, refOf } from '../kube/refs.ts';
import { check, checkAnalysis } from './check.ts';
import type { CheckReport } from './check.ts';
import { asInGit } from './file-names.ts';
import { questionOf } from './question.ts';
import type { CheckOptions } from './question.ts';
import { analysisOf } from './read.ts';

interface Asking {
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole of it; by default, and at most, a minute is for the asking. */
  readonly timeoutMs?: number;
}

/** Longest time for all questions. */
const ASKING_MS = 60_000;

/** As check of files, with what the Prometheus at an address answers about the series that are asked for. */
export async function checkAgainst(
  direct: DirectPrometheus | undefined,
  snapshot: Snapshot & { readonly places?: Places; readonly roots?: readonly string[] },
  options: CheckOptions & Asking,
): Promise<CheckReport> {
  if (!direct) return await check(snapshot, options);
  const analysis = analysisOf(snapshot);
  const { live = [], generated = [] } = snapshot.observations ?? {};
  const series = askedIn(analysis, options);
  const ours = await observedAt(direct, series, options);
  const observations = projectObservations({ live: [...live, ours], generated });
  for (const each of observations.live) {
    const stored = storedIn(each);
    if (stored && !('kind' in stored)) await inTurns(preparing(stored, series), options.signal);
  }
  return asInGit(await checkAnalysis(analysis.observing(observations), options, snapshot.places), snapshot.roots);
}

function askedIn(analysis: Analysis, options: CheckOptions): readonly AskedSeries[] {
  const { objects, about = [] } = questionOf(analysis, options);
  const wanted = objects && new Set([...objects, ...about].map(keyOf));
  const { world } = analysis;
  const dashboards = [...world.all('', 'ConfigMap'), ...world.all('grafana.integreatly.org', 'GrafanaDashboard')];
  const asking = [...analysis.subjects(), ...dashboards];
  return asking
    .filter((object) => !wanted || wanted.has(keyOf(refOf(object))))
    .flatMap((object) => asksAbout(object, world));
}

async function observedAt(
  { name, transport, contact }: DirectPrometheus,
  series: readonly AskedSeries[],
  { signal = new AbortController().signal, timeoutMs = 0 }: Asking,
): ReturnType<typeof observeStack> {
  const stack = {
    ref: { apiVersion: '', kind: 'Prometheus', name },
    capabilities: ['query', 'rules'],
    shards: 1,
  } as const;
  // What the files say is judged in any case, for which two thirds of the time are left.
  const end = AbortSignal.timeout(timeoutMs > 0 ? Math.min(ASKING_MS, Math.ceil(timeoutMs / 3)) : ASKING_MS);
  const instances = [prometheusOver({ name }, transport, { contact, end })];
  return await observeStack(stack, instances, { jobs: [], rules: true, queries: [], series }, signal);
}
