import type { ClusterCheck } from '../check.ts';
import { dashboardDatasourceMissing } from './dashboard-datasource-missing.ts';
import { dashboardDuplicateUidOrTitle } from './dashboard-duplicate-uid-or-title.ts';
import { dashboardInputsUnderSidecar } from './dashboard-inputs-under-sidecar.ts';
import { dashboardKeyCollision } from './dashboard-key-collision.ts';
import { dashboardKeySuffix } from './dashboard-key-suffix.ts';
import { dashboardRemovedPanel } from './dashboard-removed-panel.ts';
import { datasourceTwoDefaults } from './datasource-two-defaults.ts';
import { grafanaOperatorNoInstance } from './grafana-operator-no-instance.ts';
import { grafanaSidecarLabelMismatch } from './grafana-sidecar-label-mismatch.ts';
import { grafanaSidecarNamespace } from './grafana-sidecar-namespace.ts';
import { grafanaSidecarStale } from './grafana-sidecar-stale.ts';

/** Why a dashboard does not appear in Grafana, or stays empty there. */
export const dashboards = [
  grafanaSidecarLabelMismatch,
  grafanaSidecarNamespace,
  grafanaSidecarStale,
  dashboardKeySuffix,
  dashboardKeyCollision,
  dashboardDuplicateUidOrTitle,
  dashboardInputsUnderSidecar,
  dashboardDatasourceMissing,
  datasourceTwoDefaults,
  dashboardRemovedPanel,
  grafanaOperatorNoInstance,
] as const satisfies readonly ClusterCheck[];
