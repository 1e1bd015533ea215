import type { ClusterCheck } from '../check.ts';
import { allocatorSelectsNothing } from './allocator-selects-nothing.ts';
import { bindingDisagrees } from './binding-disagrees.ts';
import { crdMissing } from './crd-missing.ts';
import { crdOlderThanOperator } from './crd-older-than-operator.ts';
import { errorTextsSuppressed } from './error-texts-suppressed.ts';
import { expectedNotTaken } from './expected-not-taken.ts';
import { fieldPruned } from './field-pruned.ts';
import { madeForOtherVersion } from './made-for-other-version.ts';
import { managedControlPlane } from './managed-control-plane.ts';
import { monitorMissing } from './monitor-missing.ts';
import { namesCollide } from './names-collide.ts';
import { noPrometheus } from './no-prometheus.ts';
import { proberMissing } from './prober-missing.ts';
import { scrapeAnnotationsIgnored } from './scrape-annotations-ignored.ts';

/** Causes that concern one object or the cluster, whatever stack there is. */
export const cluster = [
  crdMissing,
  noPrometheus,
  allocatorSelectsNothing,
  monitorMissing,
  namesCollide,
  fieldPruned,
  crdOlderThanOperator,
  managedControlPlane,
  scrapeAnnotationsIgnored,
  bindingDisagrees,
  errorTextsSuppressed,
  madeForOtherVersion,
  proberMissing,
  expectedNotTaken,
] as const satisfies readonly ClusterCheck[];
