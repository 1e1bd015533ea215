import { reachOf } from '../backends/prometheus-operator/running/addresses.ts';
import { queriesAbout } from '../backends/prometheus-operator/running/queries.ts';
import type { Analysis } from '../judge/analysis.ts';
import { selectedJobs } from '../verify/targets.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { observeStack } from '../io/prometheus/index.ts';
import { openInCluster } from '../io/prometheus/cluster.ts';
import type { KubeObject, Ref, Stack, StackObservation } from '../model/index.ts';
import type { Invocation } from '../commands/kit/command.ts';

/**
 * Asks every stack that has a pod what it scrapes and which rules it evaluates. A stack without pods is not asked;
 * one that does not answer is an observation with its problem. Of the objects that were named (`named`) their series
 * are asked for, too.
 */
export async function observeAll(
  kube: Kube,
  { terminal, signal }: Invocation,
  analysis: Analysis,
  queries: readonly string[] = [],
  named: readonly Ref[] = [],
): Promise<readonly StackObservation[]> {
  const objects = named.flatMap((ref) => analysis.world.get(ref) ?? []);
  const asked = analysis.stacks.filter(
    (stack) => stack.capabilities.includes('targets') || stack.capabilities.includes('rules'),
  );
  const observations = await Promise.all(
    asked.map((stack) => observe(kube, signal, analysis, stack, queries, objects, (text) => terminal.progress(text))),
  );
  terminal.progress('');
  return observations.filter((observation) => observation !== undefined);
}

async function observe(
  kube: Kube,
  signal: AbortSignal,
  analysis: Analysis,
  stack: Stack,
  queries: readonly string[],
  asked: readonly KubeObject[],
  progress: (text: string) => void,
): Promise<StackObservation | undefined> {
  const reach = reachOf(stack, analysis.world.snapshot.objects);
  if (reach.instances.length === 0 && !reach.shared) return undefined;
  progress(`asking ${stack.ref.namespace ?? ''}/${stack.ref.name}`);
  const instances = await openInCluster(kube, reach, signal);
  const about = asked.flatMap((object) => queriesAbout(analysis, object, stack));
  return await observeStack(
    stack,
    instances,
    {
      jobs: selectedJobs(analysis, stack),
      targets: true,
      rules: stack.capabilities.includes('rules'),
      queries: [...queries, ...about],
      reload: true,
    },
    signal,
  );
}
