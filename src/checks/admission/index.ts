import type { Check } from '../check.ts';
import { rejectedAlertmanagerconfig } from './rejected-alertmanagerconfig.ts';
import { rejectedAuthConflict } from './rejected-auth-conflict.ts';
import { rejectedBadTls } from './rejected-bad-tls.ts';
import { rejectedByOperator } from './rejected-by-operator.ts';
import { rejectedDiscovery } from './rejected-discovery.ts';
import { rejectedFsAccess } from './rejected-fs-access.ts';
import { rejectedLabelName } from './rejected-label-name.ts';
import { rejectedMissingSecret } from './rejected-missing-secret.ts';
import { rejectedProbeUrl } from './rejected-probe-url.ts';
import { rejectedProxy } from './rejected-proxy.ts';
import { rejectedRelabeling } from './rejected-relabeling.ts';
import { rejectedScrapeClass } from './rejected-scrape-class.ts';
import { rejectedSelector } from './rejected-selector.ts';
import { rejectedSelectorMechanism } from './rejected-selector-mechanism.ts';
import { rejectedTimeout } from './rejected-timeout.ts';
import { ruleInvalid } from './rule-invalid.ts';
import { ruleSilentlySkipped } from './rule-silently-skipped.ts';
import { scrapeconfigOldPrometheus } from './scrapeconfig-old-prometheus.ts';

/** Why the operator rejects an object that was selected, in the order in which it looks. */
export const admission = [
  rejectedSelector,
  rejectedSelectorMechanism,
  rejectedFsAccess,
  rejectedAuthConflict,
  rejectedProxy,
  rejectedBadTls,
  rejectedMissingSecret,
  rejectedTimeout,
  rejectedRelabeling,
  rejectedLabelName,
  rejectedScrapeClass,
  rejectedProbeUrl,
  scrapeconfigOldPrometheus,
  rejectedDiscovery,
  ruleInvalid,
  ruleSilentlySkipped,
  rejectedAlertmanagerconfig,
  rejectedByOperator,
] as const satisfies readonly Check[];
