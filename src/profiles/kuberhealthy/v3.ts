/** kuberhealthy 3: HealthChecks of kuberhealthy.github.io. Its chart ships no monitor, no rules and no dashboard. */
import type { ProfileVariant } from '../../model/index.ts';
import { ABSENCE_ALERTS } from './rules/alerts-availability.ts';
import { dashboardsV3 } from './dashboards/v3.ts';
import { expectationsOf } from './expectations.ts';
import { ENVIRONMENT } from './kinds.ts';
import { rulesV3 } from './rules/v3.ts';
import { scrapeV3 } from './scrape.ts';
import type { RuleSettings } from './settings.ts';
import { textsV3 } from './texts.ts';

export const v3 = (settings: RuleSettings): Omit<ProfileVariant, 'template'> => ({
  id: 'v3',
  title: 'Kuberhealthy 3',
  detect: [
    { by: 'crd', name: 'healthchecks.kuberhealthy.github.io' },
    { by: 'workload', image: 'kuberhealthy', container: 'kuberhealthy', tag: 'v?3(\\..*)?' },
    ...ENVIRONMENT.v3.map((name) => ({ by: 'environment', name }) as const),
    { by: 'metric', name: 'kuberhealthy_controller_leader' },
  ],
  keyedByName: { group: 'kuberhealthy.github.io', kind: 'HealthCheck' },
  scrape: scrapeV3,
  texts: textsV3,
  rules: rulesV3(settings),
  // A Prometheus that scrapes only a follower sees no leader.
  absenceAlerts: [...ABSENCE_ALERTS, 'KuberhealthyNoLeader'],
  dashboards: dashboardsV3(settings),
  // Version 3 shows a check that has never run as failing; only its counters tell.
  expectations: expectationsOf('kuberhealthy_check_success_total + kuberhealthy_check_failure_total > 0'),
});
