import type { Check } from '../check.ts';
import { alertmanagerConfigInvalid } from './alertmanager-config-invalid.ts';
import { agentHasNoQuery } from './agent-has-no-query.ts';
import { configRefused } from './config-refused.ts';
import { operatorCrashes } from './operator-crashes.ts';
import { operatorNotRunning } from './operator-not-running.ts';
import { prometheusNotRunning } from './prometheus-not-running.ts';
import { prometheusPaused } from './prometheus-paused.ts';
import { reconcileFailed } from './reconcile-failed.ts';
import { terminating } from './terminating.ts';
import { twoOperators } from './two-operators.ts';

/** Why a stack as a whole does nothing with what it selected. */
export const stacks = [
  operatorCrashes,
  operatorNotRunning,
  reconcileFailed,
  alertmanagerConfigInvalid,
  configRefused,
  prometheusPaused,
  prometheusNotRunning,
  terminating,
  twoOperators,
  agentHasNoQuery,
] as const satisfies readonly Check[];
