import { defineClusterCheck } from '../check.ts';
import { dashboardsOf, mayRead, sidecarName, takenBy } from '../../backends/grafana/dashboards.ts';
import type { DashboardSidecar } from '../../backends/grafana/sidecars.ts';
import { numberAt, objectsAt, stringAt } from '../../kube/json.ts';
import { DASHBOARDS, RIGHTS } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { World } from '../../world/world.ts';
import type { KubeObject } from '../../model/index.ts';
import { openDashboards, orOpen } from '../../backends/grafana/find.ts';
import { hasLabels } from '../../kube/service.ts';
import { command, inNamespace } from '../../kube/shell.ts';

/** The sidecar reads once, when its pod starts, and the ConfigMap came later. */
export const grafanaSidecarStale = defineClusterCheck({
  id: 'grafana-sidecar-stale',
  title: 'The dashboards sidecar of Grafana reads only when its pod starts',
  kinds: ['ConfigMap'],
  reads: [...DASHBOARDS, ...RIGHTS, { group: '', kind: 'Pod', scope: 'namespace' }],
  beside: true,
  find: ({ world }) => {
    const once = dashboardsOf(world).sidecars.filter((sidecar) => sidecar.once);
    const answers = once.map((sidecar) => ({ sidecar, may: mayRead(world, sidecar) }));
    // One that may not read, such as a neighbour's, takes nothing whenever it starts: grafana-sidecar-namespace.
    const able = answers.filter(({ may }) => may.allowed === 'yes').map(({ sidecar }) => sidecar);
    const hits = able.flatMap((sidecar) => {
      const started = startOf(world, sidecar);
      if (started === undefined) return [];
      return takenBy(world, sidecar)
        .filter(({ metadata }) => (metadata.creationTimestamp ?? '') > started)
        .map((map) => ({
          about: refOf(map),
          evidence: {
            sidecar: sidecarName(sidecar),
            workload: title(sidecar.workload),
            created: map.metadata.creationTimestamp ?? '',
            started,
          },
        }));
    });
    const pods = once.flatMap(({ workload }) => world.gaps('', 'Pod', workload.namespace));
    const rights = answers.flatMap(({ may }) => (may.allowed === 'unknown' ? may.gaps : []));
    return once.length === 0
      ? orOpen(hits, settings(world))
      : orOpen(hits, [...openDashboards(world), ...pods, ...rights]);
  },
  explain: ({ sidecar, workload, created, started }, about) => ({
    severity: 'warning',
    summary: `${title(about)} is younger than the pods of ${workload}, whose sidecar reads dashboards only when a pod starts.`,
    because: [
      `created: ${created}`,
      `pods started: ${started}`,
      `${sidecar} runs once (METHOD is LIST, or it is an init container).`,
    ],
    remedy: `Restart ${workload}, or have its owner set METHOD to WATCH.`,
    fix: {
      kind: 'advise',
      steps: [restart(workload)],
      whyNotAutomatic: 'A restart interrupts Grafana.',
    },
  }),
});

/** `workload`: "Deployment monitoring/grafana". */
function restart(workload: string): string {
  const [, kind = '', namespace, name = ''] = /^(\S+) (?:([^/]*)\/)?([^]*)$/.exec(workload) ?? [];
  return command`kubectl rollout restart ${inNamespace(namespace)} ${`${kind.toLowerCase()}/${name}`}`;
}

/** Whether it reads once is among the settings that could not be read. */
function settings(world: World): ReturnType<typeof openDashboards> {
  return openDashboards(world).filter(({ reason }) => reason !== 'not-read');
}

/**
 * When the newest of the sidecar's pods began to run; undefined where no pod is seen, or its container was started
 * again since (it then read again).
 */
function startOf(world: World, { workload, podLabels, container }: DashboardSidecar): string | undefined {
  const pods = world
    .inNamespace('', 'Pod', workload.namespace ?? '')
    .filter(({ metadata }) => Object.keys(podLabels).length > 0 && hasLabels(metadata.labels, podLabels));
  if (pods.some((pod) => restarts(pod, container) > 0)) return undefined;
  return pods
    .flatMap(({ metadata }) => metadata.creationTimestamp ?? [])
    .sort()
    .at(-1);
}

function restarts({ body }: KubeObject, container: string): number {
  const statuses = ['containerStatuses', 'initContainerStatuses'].flatMap((field) => objectsAt(body, 'status', field));
  return (
    numberAt(
      statuses.find((status) => stringAt(status, 'name') === container),
      'restartCount',
    ) ?? 0
  );
}
