/** The objects of kuberhealthy's own, and its settings that are no secrets. */
import type { OwnEnvironment, OwnKind, Reads } from '../../model/index.ts';

const CHECK_FIELDS: OwnKind['fields'] = {
  spec: ['runInterval', 'timeout', 'runTimeout', 'suspend'],
  status: ['ok', 'OK', 'lastRunUnix', 'lastRun', 'consecutiveFailures', 'currentUUID', 'observedGeneration'],
};

export const kinds: readonly OwnKind[] = [
  { group: 'comcast.github.io', kind: 'KuberhealthyCheck', fields: CHECK_FIELDS },
  { group: 'comcast.github.io', kind: 'KuberhealthyState', fields: CHECK_FIELDS },
  { group: 'kuberhealthy.github.io', kind: 'KuberhealthyCheck', fields: CHECK_FIELDS },
  {
    group: 'kuberhealthy.github.io',
    kind: 'HealthCheck',
    api: { versions: ['v2'], plural: 'healthchecks', namespaced: true },
    // Its name and namespace are all that is asked of it.
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
];

/** What version 3 may be told about its error label. */
export const environment: readonly OwnEnvironment[] = [
  { image: 'kuberhealthy', names: ['KH_PROM_SUPPRESS_ERROR_LABEL', 'KH_PROM_ERROR_LABEL_MAX_LENGTH'] },
];
