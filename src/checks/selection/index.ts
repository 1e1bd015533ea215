import type { Check } from '../check.ts';
import { agentDaemonsetMode } from './agent-daemonset-mode.ts';
import { controllerIdMismatch } from './controller-id-mismatch.ts';
import { labelMismatch } from './label-mismatch.ts';
import { namespaceSelectorMismatch } from './namespace-selector-mismatch.ts';
import { operatorNamespaceScope } from './operator-namespace-scope.ts';
import { prometheusOutOfScope } from './prometheus-out-of-scope.ts';
import { prometheusUnmanaged } from './prometheus-unmanaged.ts';
import { selectorNull } from './selector-null.ts';

/** Why a stack's selectors do not take an object, in the order in which a maintainer would test them. */
export const selection = [
  prometheusOutOfScope,
  controllerIdMismatch,
  prometheusUnmanaged,
  agentDaemonsetMode,
  operatorNamespaceScope,
  selectorNull,
  namespaceSelectorMismatch,
  labelMismatch,
] as const satisfies readonly Check[];
