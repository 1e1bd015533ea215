import type { Check } from '../check.ts';
import { duplicateScrape } from './duplicate-scrape.ts';
import { endpointWithoutPort } from './endpoint-without-port.ts';
import { errorTextsUnbounded } from './error-texts-unbounded.ts';
import { jobLabelMissing } from './job-label-missing.ts';
import { listensOnLoopback } from './listens-on-loopback.ts';
import { namespaceSelectorInMonitor } from './namespace-selector-in-monitor.ts';
import { noEndpoints } from './no-endpoints.ts';
import { noMatchingService } from './no-matching-service.ts';
import { plainHttpToTls } from './plain-http-to-tls.ts';
import { podsNotRunning } from './pods-not-running.ts';
import { portNameMismatch } from './port-name-mismatch.ts';
import { rbacClusterScope } from './rbac-cluster-scope.ts';
import { rbacNamespace } from './rbac-namespace.ts';
import { relabelDropsAll } from './relabel-drops-all.ts';
import { roleMismatch } from './role-mismatch.ts';
import { roleSelectorLabels } from './role-selector-labels.ts';
import { selectedButEmpty } from './selected-but-empty.ts';
import { servicePortUndeclared } from './service-port-undeclared.ts';
import { targetPortUndeclared } from './target-port-undeclared.ts';
import { versionFieldIgnored } from './version-field-ignored.ts';

/** Why a monitor that was taken finds no target, from its own namespace to the pods. */
export const targets = [
  selectedButEmpty,
  namespaceSelectorInMonitor,
  noMatchingService,
  portNameMismatch,
  targetPortUndeclared,
  rbacNamespace,
  rbacClusterScope,
  roleMismatch,
  roleSelectorLabels,
  noEndpoints,
  podsNotRunning,
  relabelDropsAll,
  listensOnLoopback,
  plainHttpToTls,
  endpointWithoutPort,
  servicePortUndeclared,
  versionFieldIgnored,
  duplicateScrape,
  errorTextsUnbounded,
  jobLabelMissing,
] as const satisfies readonly Check[];
