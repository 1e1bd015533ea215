import { gapText } from '../kube/gap-text.ts';
import type { Gap, Judgement, Stack, Unknown } from '../model/index.ts';
import type { Check, ClusterCheck } from '../checks/check.ts';
import type { Analysis } from './analysis.ts';
import { hasAnswered, whyNotAsked } from '../backends/prometheus-operator/running/live.ts';
import { SCRAPE_KINDS } from '../kube/kinds.ts';
import { keyOf, title } from '../kube/refs.ts';

/** The checks of running stacks that were not made, because nobody answered. Nothing else depends on them. */
export function notRun(
  analysis: Analysis,
  checks: readonly (Check | ClusterCheck)[],
  judgements: readonly Judgement[],
): readonly Unknown[] {
  // What a Prometheus at an address was asked for was made.
  const isMade = ({ stage }: Check | ClusterCheck): boolean => stage === 'cluster' && analysis.addressed.length > 0;
  const live = checks.filter((check) => check.live === true && !isMade(check));
  const takers = new Set(judgements.flatMap(({ verdict, stack }) => (verdict === 'selected' ? keyOf(stack) : [])));
  const taking = analysis.stacks.filter(
    (stack) =>
      (stack.capabilities.includes('targets') || stack.capabilities.includes('rules')) &&
      !hasAnswered(analysis.live(stack)) &&
      takers.has(keyOf(stack.ref)),
  );
  const { source } = analysis.world.snapshot;
  return taking.flatMap((stack) => {
    const reads = { group: 'monitoring.coreos.com', kind: stack.ref.kind, namespace: stack.ref.namespace ?? '' };
    const about = 'running' as const;
    const gap: Gap =
      source === 'files'
        ? { reason: 'not-read', reads, about, sentence: 'Files do not run, so no Prometheus could be asked.' }
        : !analysis.asked
          ? {
              reason: 'not-read',
              reads,
              about,
              sentence: 'Only promwire check of a cluster and promwire snapshot --live ask Prometheus what it does.',
            }
          : {
              reason: 'unreachable',
              reads,
              about,
              sentence: `${title(stack.ref)} could not be asked what it does: ${whyNotAsked(analysis.live(stack), hiddenPods(analysis, stack))}.`,
            };
    return live.map((check) => ({ check: check.id, gap, touches: false }));
  });
}

/** Why the pods of a stack are not known; undefined: they are. */
function hiddenPods({ world }: Analysis, { ref }: Stack): string | undefined {
  return world.gaps('', 'Pod', ref.namespace).length === 0
    ? undefined
    : `the pods of namespace ${ref.namespace ?? ''} could not be listed`;
}

/** Configurations that were to be read and could not be. The answer depends on one where a monitor was looked at for it. */
export function unreadGenerated(
  { generated }: Analysis,
  stacks: readonly Stack[],
  judgements: readonly Judgement[],
): readonly Unknown[] {
  return stacks.flatMap((stack) => {
    const read = generated(stack);
    if (read?.kind !== 'unknown') return [];
    const touches = judgements.some(
      ({ object, stack: taker }) => SCRAPE_KINDS.includes(object.kind) && keyOf(taker) === keyOf(stack.ref),
    );
    const sentence = `What the operator wrote for ${title(stack.ref)} is not known. ${gapText(read.gap)}`;
    return [{ gap: { ...read.gap, sentence }, touches }];
  });
}
