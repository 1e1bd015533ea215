/** What running stacks answer: Prometheus about targets, rules and series, Alertmanager about its routes. */
import { activeQuery } from '../backends/alertmanager/trail.ts';
import { asksOf } from '../backends/prometheus-operator/series/asks.ts';
import { reachOf } from '../backends/prometheus-operator/running/addresses.ts';
import { asksAbout, queriesAbout } from '../backends/prometheus-operator/running/queries.ts';
import { readRouting } from '../io/alertmanager/index.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { openInCluster, transportTo } from '../io/prometheus/cluster.ts';
import { projectObservations } from '../io/projection/observations.ts';
import { observeStack } from '../io/prometheus/observe-stack.ts';
import type { Analysis } from '../judge/analysis.ts';
import { ageQuery, trailOf } from '../judge/metric-trail.ts';
import { nameOf, title } from '../kube/refs.ts';
import type {
  AskedSeries,
  KubeObject,
  Observations,
  Snapshot,
  Stack,
  StackObservation,
  Subject,
} from '../model/index.ts';
import { selectedJobs } from '../verify/targets.ts';
import { withConfigSecrets } from './config-secrets.ts';
import { objectByName, stackByName } from './lookup.ts';
import { analysisOf } from './read.ts';
import { withStackPods } from './stack-pods.ts';

export interface ObserveOptions {
  /** What is asked about; everything by default. */
  readonly subjects?: readonly Subject[];
  readonly namespace?: string | undefined;
  /** Reads the Secret with the generated configuration too; nothing of it but the names of jobs is kept. */
  readonly readSecrets?: boolean;
  /** "NS/NAME" or "NAME" of the only stack whose Secret is read. */
  readonly stack?: string | undefined;
  /** Called with what is asked next, and with "" at the end. */
  readonly onStep?: ((text: string) => void) | undefined;
  readonly signal?: AbortSignal;
}

/**
 * The snapshot of a cluster with what its running stacks answer to the checks and to the question: `check` of it makes
 * every check. A stack that cannot be asked is in it with the reason.
 */
export async function observe(kube: Kube, snapshot: Snapshot, options: ObserveOptions = {}): Promise<Snapshot> {
  const { signal = new AbortController().signal } = options;
  const pods = await withStackPods(kube, snapshot, signal);
  const whole =
    options.readSecrets === true
      ? await withConfigSecrets(kube, pods, stacksRead(analysisOf(pods), options.stack), signal)
      : pods;
  return { ...whole, observations: await observed(kube, analysisOf(whole), options) };
}

/** What the running stacks of a cluster answer, in the order of the stacks, without credentials. */
export async function observed(kube: Kube, analysis: Analysis, options: ObserveOptions = {}): Promise<Observations> {
  const { subjects = [{ kind: 'everything' }], signal = new AbortController().signal } = options;
  const live = [
    ...(await observePrometheus(kube, analysis, subjects, { ...options, signal })),
    ...(subjects.some(asksForRoutes)
      ? await observeAlertmanagers(kube, analysis.stacks, analysis.world.snapshot.objects, signal)
      : []),
  ];
  if (options.readSecrets !== true) return projectObservations({ live, generated: [] });
  const { readGenerated } = await import('../io/kube/read-generated.ts');
  const stacks = stacksRead(analysis, options.stack);
  return projectObservations({ live, generated: await readGenerated(kube, stacks, signal) });
}

/** The stacks whose Secrets are read: all, or the only one that was named. */
export function stacksRead(analysis: Analysis, stack: string | undefined): readonly Stack[] {
  return stack === undefined ? analysis.stacks : [stackByName(analysis, stack)];
}

/**
 * Asks every stack that has a pod what it scrapes and which rules it evaluates, and for the series of the metrics,
 * alerts and objects that are asked about. A stack without pods is not asked.
 */
async function observePrometheus(
  kube: Kube,
  analysis: Analysis,
  subjects: readonly Subject[],
  { namespace, onStep, signal }: ObserveOptions & { readonly signal: AbortSignal },
): Promise<readonly StackObservation[]> {
  const queries = subjects.flatMap(queriesOf);
  const metrics = subjects.flatMap((subject) => namesAsked(analysis, subject));
  const objects = subjects.flatMap((subject) =>
    subject.kind === 'object' ? (analysis.world.get(objectByName(analysis, subject.object, namespace)) ?? []) : [],
  );
  const asked = analysis.stacks.filter(
    ({ capabilities }) => capabilities.includes('targets') || capabilities.includes('rules'),
  );
  const observations = await Promise.all(
    asked.map(async (stack) => await observeOne(kube, analysis, stack, { queries, metrics, objects, onStep, signal })),
  );
  onStep?.('');
  return observations.filter((observation) => observation !== undefined);
}

interface Wanted {
  readonly queries: readonly string[];
  readonly metrics: readonly AskedSeries[];
  readonly objects: readonly KubeObject[];
  readonly onStep: ObserveOptions['onStep'];
  readonly signal: AbortSignal;
}

async function observeOne(
  kube: Kube,
  analysis: Analysis,
  stack: Stack,
  { queries, metrics, objects, onStep, signal }: Wanted,
): Promise<StackObservation | undefined> {
  const reach = reachOf(stack, analysis.world.snapshot.objects);
  if (reach.instances.length === 0 && !reach.shared) return undefined;
  onStep?.(`asking ${nameOf(stack.ref)}`);
  const instances = await openInCluster(kube, reach, signal);
  const about = objects.flatMap((object) => queriesAbout(analysis, object, stack));
  const series = [
    ...metrics,
    ...objects
      .filter((object) => object.kind !== 'PrometheusRule' || analysis.selected(object, stack))
      .flatMap((object) => {
        const asks = asksAbout(object, analysis.world);
        // Whether a rule can be evaluated is said where it is: by its health.
        return object.kind === 'PrometheusRule' ? asks.map(({ evaluate: _evaluate, ...ask }) => ask) : asks;
      }),
  ];
  return await observeStack(
    stack,
    instances,
    {
      jobs: selectedJobs(analysis, stack),
      targets: true,
      rules: stack.capabilities.includes('rules'),
      queries: [...queries, ...about],
      // What a GrafanaDashboard asks for may not be seen, which is told where there is one to ask.
      ...(series.length > 0 || objects.some(({ kind }) => kind === 'GrafanaDashboard') ? { series } : {}),
      reload: true,
    },
    signal,
  );
}

function queriesOf(subject: Subject): readonly string[] {
  if (subject.kind === 'metric') return [subject.name, ageQuery(subject.name)];
  return subject.kind === 'alert' ? [activeQuery(subject.name)] : [];
}

/** A metric of which nothing here tells where it comes from: there may be another name that was meant. */
function namesAsked(analysis: Analysis, subject: Subject): readonly AskedSeries[] {
  if (subject.kind !== 'metric' || trailOf(analysis, subject.name).objects.length > 0) return [];
  return asksOf(subject.name, subject.name);
}

/** Does the answer depend on where alerts go? Not for monitors, Services, pods and metrics. */
function asksForRoutes(subject: Subject): boolean {
  if (subject.kind === 'object') return ['PrometheusRule', 'AlertmanagerConfig'].includes(subject.object.kind);
  return subject.kind !== 'metric';
}

/** Asks every Alertmanager that runs for the routes that it runs with. */
export async function observeAlertmanagers(
  kube: Kube,
  stacks: readonly Stack[],
  objects: readonly KubeObject[],
  signal: AbortSignal,
): Promise<readonly StackObservation[]> {
  const asked = stacks.filter(({ ref }) => ref.kind === 'Alertmanager');
  return await Promise.all(
    asked.map(async (stack): Promise<StackObservation> => {
      const way = transportTo(kube, reachOf(stack, objects));
      const routing = typeof way === 'function' ? await readRouting(title(stack.ref), way, signal) : way;
      return { stack: stack.ref, capabilities: stack.capabilities, shards: 1, instances: [], routing };
    }),
  );
}
