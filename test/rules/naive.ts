/**
 * The rules that kuberhealthy's own charts and documents ship, each under the name of ours, and a case of the table
 * that it gets wrong: the table is worth something only where these fail it.
 */
import type { AlertingRule } from '../../src/model/index.ts';
import { defaultSettings } from '../../src/profiles/index.ts';
import { duration, seconds } from '../../src/profiles/kuberhealthy/settings.ts';

interface Naive {
  readonly name: string;
  readonly version: 'v2' | 'v3';
  readonly case: string;
  /** With every duration divided by `scale`. */
  readonly rules: (scale: number) => readonly AlertingRule[];
}

const rule =
  (alert: string, expr: string | ((at: Scaled) => string), wait = 300) =>
  (scale: number): readonly AlertingRule[] => {
    const at: Scaled = {
      range: (count) => duration(count, { ...defaultSettings, scale }),
      seconds: (count) => seconds(count, { ...defaultSettings, scale }),
    };
    const text = typeof expr === 'string' ? expr : expr(at);
    return [{ alert, expr: text, for: at.range(wait), severity: 'none', labels: {}, annotations: {} }];
  };

/** Seconds as a range and as a number. */
interface Scaled {
  readonly range: (count: number) => string;
  readonly seconds: (count: number) => string;
}

export const naive: readonly Naive[] = [
  {
    name: 'kuberhealthy_running < 1 (version 2’s chart)',
    version: 'v2',
    case: 'no pod at all is absent after ten minutes',
    rules: rule('KuberhealthyAbsent', 'kuberhealthy_running < 1', 600),
  },
  {
    name: 'kuberhealthy_cluster_state < 1 (version 2’s chart): one alert per pod',
    version: 'v2',
    case: 'the cluster state is told after a quarter of an hour',
    rules: rule('KuberhealthyClusterUnhealthy', 'kuberhealthy_cluster_state < 1', 900),
  },
  {
    name: 'kuberhealthy_check == 0 for 5m (version 3’s documents), texts that change',
    version: 'v3',
    case: 'an error text that changes on every run does not keep it from firing',
    rules: rule('KuberhealthyCheckFailing', 'kuberhealthy_check == 0'),
  },
  {
    name: 'the same, never run',
    version: 'v3',
    case: 'a check that has never run is silent, however long',
    rules: rule('KuberhealthyCheckFailing', 'kuberhealthy_check == 0'),
  },
  {
    name: 'the same, two replicas',
    version: 'v3',
    case: 'a failing check fires after five minutes, once for both replicas, and resolves',
    rules: rule('KuberhealthyCheckFailing', 'kuberhealthy_check == 0'),
  },
  {
    name: 'consecutive_failures, which stays 0',
    version: 'v3',
    case: 'a failing check fires after five minutes, once for both replicas, and resolves',
    rules: rule('KuberhealthyCheckFailing', 'max by (check) (kuberhealthy_check_consecutive_failures) > 0'),
  },
  {
    name: 'seconds_since_success > 1800 (version 3’s documents)',
    version: 'v3',
    case: 'a check that runs every half hour, and one that is to run once, are never stale',
    rules: rule(
      'KuberhealthyCheckStale',
      (at) => `max by (check) (kuberhealthy_check_seconds_since_success) > ${at.seconds(1800)}`,
    ),
  },
  {
    name: 'max(leader) < 1 when every pod is gone (version 3’s documents)',
    version: 'v3',
    case: 'no pod at all is absent after ten minutes',
    rules: rule('KuberhealthyAbsent', 'max(kuberhealthy_controller_leader) < 1', 600),
  },
  {
    name: 'availability as failures divided by successes (the KPI page)',
    version: 'v2',
    case: 'a failure now and then eats the error budget in days, and is forgiven in hours',
    rules: rule('KuberhealthyCheckBudgetBurnSlow', (at) => {
      const counted = (status: string) =>
        `sum(count_over_time(kuberhealthy_check{status="${status}"}[${at.range(3 * 86_400)}]))`;
      return `1 - (${counted('0')} / ${counted('1')}) * 100 < 0.99`;
    }),
  },
];
