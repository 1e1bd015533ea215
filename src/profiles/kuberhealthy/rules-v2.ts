/** Version 2: one gauge per check, no counters, and nothing at all for a check that has never run. */
import type { RuleGroup } from '../../model.ts';
import { alert } from './alerts.ts';
import { availabilityAlerts } from './alerts-availability.ts';
import { failingAlerts } from './alerts-failing.ts';
import { perCheck } from './expressions.ts';
import type { RuleSettings } from './settings.ts';
import { couldNotRun, failingSince, runDuration, STATE } from './states.ts';

/** The exporter writes the namespace into `check`. */
const EXPORTED_CHECK = '(printf "%s/%s" $labels.check_namespace $labels.check)';

/** The rule groups of version 2, the recording rules first. */
export function rulesV2(settings: RuleSettings): readonly RuleGroup[] {
  return [
    {
      name: 'kuberhealthy-checks',
      rules: [
        { record: STATE, expr: perCheck('min', 'kuberhealthy_check') },
        couldNotRun('Check execution error.*', []),
        failingSince(settings),
        runDuration([]),
        ...failingAlerts(EXPORTED_CHECK, settings),
      ],
    },
    {
      name: 'kuberhealthy-availability',
      rules: [
        ...availabilityAlerts(settings),
        alert(
          {
            alert: 'KuberhealthyClusterUnhealthy',
            expr: 'max by (namespace) (kuberhealthy_cluster_state) == 0',
            for: 900,
            severity: 'warning',
            summary: 'Kuberhealthy calls the cluster unhealthy.',
            description: 'At least one check or job has had an error for 15 minutes.',
          },
          settings,
        ),
      ],
    },
  ];
}
