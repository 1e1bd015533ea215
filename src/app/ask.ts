/** Queries to the Prometheus of an application, in the cluster or at an address. */
import { reachOf } from '../backends/prometheus-operator/running/addresses.ts';
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { openInCluster } from '../io/prometheus/cluster.ts';
import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import { prometheusOver } from '../io/prometheus/index.ts';
import { observeStack } from '../io/prometheus/observe-stack.ts';
import type { Analysis } from '../judge/analysis.ts';
import type { Answer, Profile, ProfileVariant, Sample, Stack, StackObservation } from '../model/index.ts';

/** Asks instant queries, and gives the answer to each; one that was not asked, or failed, is unknown. */
export type Ask = (queries: readonly string[]) => Promise<(expr: string) => Answer<readonly Sample[]>>;

/** Asks the Prometheus at an address. */
export function askDirect(direct: DirectPrometheus, signal: AbortSignal = new AbortController().signal): Ask {
  const { name, transport, contact } = direct;
  const instances = [prometheusOver({ name }, transport, { contact })];
  const stack = {
    ref: { apiVersion: '', kind: 'Prometheus', name: direct.name },
    capabilities: ['query'],
    shards: 1,
  } as const;
  return async (queries) => answersOf(await observeStack(stack, instances, wanted(queries), signal));
}

/** Asks the pods of the stack that a proposal is for. */
export async function askInCluster(
  kube: Kube,
  { analysis, stack }: { readonly analysis: Analysis; readonly stack: Stack },
  signal: AbortSignal = new AbortController().signal,
): Promise<Ask> {
  const instances = await openInCluster(kube, reachOf(stack, analysis.world.snapshot.objects), signal);
  return async (queries) => answersOf(await observeStack(stack, instances, wanted(queries), signal));
}

function wanted(queries: readonly string[]): Parameters<typeof observeStack>[2] {
  return { jobs: [], rules: false, queries };
}

/** Of several instances the first that has data: with shards only one may scrape the application. */
function answersOf(observation: StackObservation): (expr: string) => Answer<readonly Sample[]> {
  return (expr) => {
    const answers = observation.instances.flatMap(({ queries }) => queries[expr] ?? []);
    return (
      answers.find((answer) => answer.kind === 'ok' && answer.value.length > 0) ??
      answers.find((answer) => answer.kind === 'ok') ??
      answers[0] ??
      observation.problem ?? {
        kind: 'unknown',
        reason: 'no-address',
        detail: 'No Prometheus could be asked.',
        next: 'Give its address with --prometheus-url.',
      }
    );
  };
}

/** Without a cluster the metrics say which variant runs. Throws PromwireError: 'unreachable', 'failed' (they do not). */
export async function variantScraped(profile: Profile, ask: Ask): Promise<ProfileVariant> {
  const metrics = profile.variants.flatMap((variant) =>
    variant.detect.flatMap((detection) =>
      detection.by === 'metric' ? [{ variant, expr: `count(${detection.name})` }] : [],
    ),
  );
  const answers = await ask(metrics.map(({ expr }) => expr));
  const hint = `Say which with --variant: ${profile.variants.map(({ id }) => id).join(', ')}.`;
  for (const { variant, expr } of metrics) {
    const answer = answers(expr);
    if (answer.kind === 'unknown') throw new PromwireError('unreachable', answer.detail, answer.next);
    if (answer.value.length > 0) return variant;
  }
  throw new PromwireError('failed', `this Prometheus has no metric of ${profile.title}`, hint);
}
