/** kuberhealthy 2: khchecks, khjobs and khstates of comcast.github.io. */
import type { ProfileVariant } from '../../model/index.ts';
import { ABSENCE_ALERTS } from './rules/alerts-availability.ts';
import { dashboardsV2 } from './dashboards/v2.ts';
import { expectationsOf } from './expectations.ts';
import { ENVIRONMENT } from './kinds.ts';
import { rulesV2 } from './rules/v2.ts';
import { scrapeV2 } from './scrape.ts';
import type { RuleSettings } from './settings.ts';
import { textsV2 } from './texts.ts';

export const v2 = (settings: RuleSettings): Omit<ProfileVariant, 'template'> => ({
  id: 'v2',
  title: 'Kuberhealthy 2',
  detect: [
    { by: 'crd', name: 'khchecks.comcast.github.io' },
    { by: 'crd', name: 'khjobs.comcast.github.io' },
    { by: 'crd', name: 'khstates.comcast.github.io' },
    { by: 'workload', image: 'kuberhealthy', container: 'kuberhealthy', tag: 'v?2(\\..*)?' },
    ...ENVIRONMENT.v2.map((name) => ({ by: 'environment', name }) as const),
    { by: 'metric', name: 'kuberhealthy_running' },
  ],
  scrape: scrapeV2,
  texts: textsV2,
  rules: rulesV2(settings),
  absenceAlerts: ABSENCE_ALERTS,
  dashboards: dashboardsV2(settings),
  // Version 2 says nothing of a check that has not run.
  expectations: expectationsOf('kuberhealthy_check'),
  chart: {
    name: 'kuberhealthy/kuberhealthy',
    monitorLabels: { release: 'prometheus.serviceMonitor.release' },
    monitorEnabled: 'prometheus.serviceMonitor.enabled',
  },
});
