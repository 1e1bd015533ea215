import type { Check } from '../check.ts';
import { alertsGoNowhere } from './alerts-go-nowhere.ts';
import { alertsHeldBack } from './alerts-held-back.ts';
import { metricLabelsNotAllowed } from './metric-labels-not-allowed.ts';
import { ruleEvalError } from './rule-eval-error.ts';
import { ruleJobMissing } from './rule-job-missing.ts';
import { ruleNamespaceEnforced } from './rule-namespace-enforced.ts';
import { ruleNotLoaded } from './rule-not-loaded.ts';

/** Why rules that were taken have no effect, up to the receivers of their alerts. */
export const rules = [
  ruleNamespaceEnforced,
  ruleNotLoaded,
  ruleEvalError,
  alertsGoNowhere,
  alertsHeldBack,
  ruleJobMissing,
  metricLabelsNotAllowed,
] as const satisfies readonly Check[];
