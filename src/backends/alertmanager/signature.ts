import { at } from '../../kube/json.ts';
import type { Stack } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';
import { destinationsOf } from './destinations.ts';
import { treeOf } from './tree.ts';

/** Fields of what evaluates rules that decide which labels alerts have when they arrive. */
const LABELS: readonly string[] = [
  'enforcedNamespaceLabel',
  'excludedFromEnforcement',
  'prometheusRulesExcludedFromEnforce',
  'externalLabels',
  'prometheusExternalLabelName',
  'replicaExternalLabelName',
  'additionalAlertRelabelConfigs',
  'alerting',
];

/** A text that is the same where the same alerts of a stack go the same ways. */
export function signatureOf(context: TargetContext, stack: Stack): string {
  const { ref, object } = stack;
  const ways = destinationsOf(context, stack).map((each) =>
    each.kind === 'alertmanager' ? [each.via, each.stack.ref, each.stack.replicas, treeOf(context, each.stack)] : each,
  );
  return JSON.stringify([ref, LABELS.map((field) => at(object.body, 'spec', field) ?? null), ways]);
}
