import { defineClusterCheck } from '../check.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { hiding } from '../../world/hiding.ts';
import { numberAt, objectsAt, stringAt } from '../../kube/json.ts';
import type { KubeObject, Ref } from '../../model/index.ts';
import { isAsleep } from '../../world/applications.ts';
import { byPodMonitor, isToldOfMonitor } from './monitor-for.ts';
import { nameOf, title } from '../../kube/refs.ts';

/** A known application runs, and no monitor of any kind reaches its Service. */
export const monitorMissing = defineClusterCheck({
  id: 'monitor-missing',
  title: 'Nothing monitors this application',
  kinds: ['Service', 'Deployment'],
  reads: [...SELECTION, ...DISCOVERY],
  find: (context, asks) => {
    const { world, stacks, apps } = context;
    // Where no stack scrapes at all, that is the cause: no-prometheus.
    if (!stacks.some((stack) => stack.capabilities.includes('targets'))) return [];
    const unwatched = apps.flatMap((app) => {
      // Without a Service it is the workload that nothing can reach.
      const reached = (app.services.length > 0 ? app.services : app.workload ? [app.workload] : []).filter(asks);
      if (reached.length === 0 || byPodMonitor(context, app)) return [];
      return reached
        .filter((ref) => context.reaching(ref).length === 0 && !isToldOfMonitor(context, app, ref))
        .map((ref) => ({ app, ref }));
    });
    if (unwatched.length === 0) return [];
    const gaps = [
      // A stack may change where a monitor looks (ignoreNamespaceSelectors).
      ...['ServiceMonitor', 'PodMonitor', 'Prometheus', 'PrometheusAgent'].flatMap((kind) =>
        world.gaps('monitoring.coreos.com', kind),
      ),
    ];
    // That a workload has no Service is nothing that files could tell.
    const services = unwatched.flatMap(({ ref }) =>
      ref.kind === 'Service' ? [] : world.gaps('', 'Service', ref.namespace),
    );
    const hidden = [...hiding(gaps), ...services];
    if (hidden.length > 0) return { unknown: hidden };
    return unwatched.map(({ app, ref }) => ({
      about: ref,
      evidence: {
        application: app.title,
        variant: app.variant ?? null,
        service: ref.kind === 'Service' ? nameOf(ref) : null,
        port: portOf(world.get(ref), app.port),
        asleep: isAsleep(world, app) || undefined,
      },
    }));
  },
  explain: ({ application, service, port, asleep }, about) => ({
    // It will want one when it is scaled up, and may have been put there by a neighbour.
    ...(asleep ? { severity: 'info' } : {}),
    summary:
      service === null
        ? `${application} ${asleep ? 'is scaled to 0 replicas' : 'runs'}${inNamespace(about)} without a Service for its metrics, and no PodMonitor takes its pods.`
        : `${application} ${asleep ? 'is scaled to 0 replicas' : 'runs'}${inNamespace(about)}, and no ServiceMonitor or PodMonitor reaches its Service ${service}.`,
    because: [
      service === null
        ? `No Service${inNamespace(about)} selects the pods of ${title(about)} and offers port ${port}.`
        : port === undefined
          ? `Service ${service} leads to its pods.`
          : `Service ${service} offers metrics on port ${port}.`,
      'The chart has no monitor, its value is off, it was rendered where the API was not known, or it looks for other labels.',
    ],
    remedy: 'Run promwire setup, or promwire generate for the manifests.',
    fix: {
      kind: 'advise',
      steps: ['promwire setup'],
      whyNotAutomatic:
        'Which labels and which namespace the monitor needs depends on the stack that is chosen; setup computes and shows them.',
    },
  }),
});

/** What the port is called that the application's monitor is to name; undefined: several of this Service may be meant. */
function portOf(object: KubeObject | undefined, name: string): string | undefined {
  if (object?.kind !== 'Service') return name;
  const ports = objectsAt(object.body, 'spec', 'ports');
  if (ports.some((port) => stringAt(port, 'name') === name)) return name;
  const [only, more] = ports;
  return only && !more ? (stringAt(only, 'name') ?? String(numberAt(only, 'port'))) : undefined;
}

function inNamespace({ namespace }: Ref): string {
  return namespace === undefined ? '' : ` in ${namespace}`;
}
