/** The objects of kuberhealthy's own, and its settings that are no secrets. */
import type { OwnEnvironment, OwnKind, Reads } from '../../model/index.ts';

const CHECK_FIELDS: OwnKind['fields'] = {
  spec: ['runInterval', 'timeout', 'runTimeout', 'suspend'],
  status: ['ok', 'OK', 'lastRunUnix', 'lastRun', 'consecutiveFailures', 'currentUUID', 'observedGeneration'],
};

/** Of checks in a cluster the name and namespace are all that is asked. */
export const kinds: readonly OwnKind[] = [
  {
    group: 'comcast.github.io',
    kind: 'KuberhealthyCheck',
    api: { versions: ['v1'], plural: 'khchecks', namespaced: true },
    fields: {},
  },
  { group: 'comcast.github.io', kind: 'KuberhealthyState', fields: CHECK_FIELDS },
  { group: 'kuberhealthy.github.io', kind: 'KuberhealthyCheck', fields: CHECK_FIELDS },
  {
    group: 'kuberhealthy.github.io',
    kind: 'HealthCheck',
    api: { versions: ['v2'], plural: 'healthchecks', namespaced: true },
    fields: {},
  },
];

export const reads: readonly Reads[] = [
  {
    group: 'kuberhealthy.github.io',
    kind: 'HealthCheck',
    scope: 'cluster',
    when: 'healthchecks.kuberhealthy.github.io',
  },
  // That it can be listed is proof of version 2.
  { group: 'comcast.github.io', kind: 'KuberhealthyCheck', scope: 'cluster', when: 'khchecks.comcast.github.io' },
];

/**
 * Variables that one version alone reads (v2.7.1 cmd/kuberhealthy, v3.0.13 cmd/kuberhealthy/config.go) and that the charts
 * and manifests of that version set: they tell the version where the image's tag does not, as version 3's own chart and
 * kustomization, which name the tag `main`.
 */
export const ENVIRONMENT = {
  v2: ['CHECK_REAPER_RUN_INTERVAL'],
  v3: [
    'KH_PROM_SUPPRESS_ERROR_LABEL',
    'KH_PROM_ERROR_LABEL_MAX_LENGTH',
    'KH_DEFAULT_NAMESPACE',
    'KH_DEFAULT_RUN_INTERVAL',
    'KH_LEADER_ELECTION_ENABLED',
  ],
} as const;

export const environment: readonly OwnEnvironment[] = [
  { image: 'kuberhealthy', names: Object.values(ENVIRONMENT).flat() },
];
