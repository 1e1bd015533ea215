import { DEMANDED } from '../../backends/prometheus-operator/admission/discoveries.ts';
import { defineCheck } from '../check.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { atLeast, operatorsAtLeast } from '../../kube/version.ts';

/** The first operator that asks about discoveries that nobody uses. */
const SINCE_OPERATOR = '0.75.0';

/** Operators since 0.75 reject every ScrapeConfig where Prometheus is older than 2.40, whatever it holds. */
export const scrapeconfigOldPrometheus = defineCheck({
  id: 'scrapeconfig-old-prometheus',
  title: 'Prometheus is too old for any ScrapeConfig',
  stage: 'admission',
  kinds: ['ScrapeConfig'],
  reads: SELECTION,
  find: ({ stack }) => {
    if (stack.version === undefined || !operatorsAtLeast(stack, SINCE_OPERATOR)) return [];
    const first = DEMANDED.find(({ minimum }) => !atLeast(stack.version, minimum));
    return first ? [{ version: stack.version, discovery: first.discovery, minimum: '2.40.0' }] : [];
  },
  explain: ({ version, discovery, minimum }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: Prometheus ${version} is too old for any ScrapeConfig.`,
    because: [
      `${title(stack.ref)} spec.version: ${version} (the operator goes by this field, not by the image)`,
      `The operator demands what every service discovery needs, used or not; its message names ${discovery}. All of them together need ${minimum}.`,
    ],
    remedy: `Have the owner of ${title(stack.ref)} run Prometheus ${minimum} or newer, or use a ServiceMonitor, a PodMonitor or additionalScrapeConfigs.`,
    fix: {
      kind: 'advise',
      steps: [`Set spec.version of ${title(stack.ref)} to ${minimum} or newer.`],
      whyNotAutomatic: 'An upgrade of Prometheus is for its owner to decide.',
    },
  }),
});
