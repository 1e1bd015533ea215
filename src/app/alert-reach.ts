import { reachOfAlerts } from '../backends/alertmanager/reach.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { projectObservations } from '../io/projection/observations.ts';
import type { AlertReach } from '../model/index.ts';
import { observeAlertmanagers } from './observe.ts';
import type { Deadline } from './deadline.ts';
import type { Proposal } from './propose.ts';
import { analysisOf } from './read.ts';
import { withStackPods } from './stack-pods.ts';

/**
 * Whom the alerts of a plan reach, by what the running Alertmanagers answer until the deadline; undefined: the plan has
 * none.
 */
export async function alertReach(
  kube: Kube,
  { analysis, stack, plan }: Proposal,
  {
    signal = new AbortController().signal,
    deadline,
  }: { readonly signal?: AbortSignal; readonly deadline?: Deadline } = {},
): Promise<AlertReach | undefined> {
  const loaded = plan.expectations.find((expectation) => expectation.kind === 'rule-loaded');
  if (!loaded) return undefined;
  const end = deadline ? AbortSignal.any([signal, deadline.signal]) : signal;
  const before = analysis.world.snapshot;
  const snapshot = await withStackPods(kube, before, end).catch((error: unknown) => {
    if (signal.aborted || !end.aborted) throw error;
    return before;
  });
  const live = await observeAlertmanagers(kube, analysis.stacks, snapshot.objects, end);
  const answered = analysisOf({ ...snapshot, observations: projectObservations({ live, generated: [] }) });
  const object = answered.world.get(loaded.rule);
  return object && reachOfAlerts(answered, object, stack);
}
