import { defineCheck } from '../check.ts';
import { endpointsField } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { listeningIn } from '../../kube/listening.ts';
import { refOf, title } from '../../kube/refs.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { askedPorts, ownerOf } from './asked-ports.ts';
import type { KubeObject } from '../../model/index.ts';

/** A flag of the container says that the port which is scraped is open inside of the pod only. */
export const listensOnLoopback = defineCheck({
  id: 'listens-on-loopback',
  title: 'The metrics are served on 127.0.0.1 only',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: (pair, context) =>
    askedPorts(pair, context, () => true).flatMap(({ endpoint, found }) => {
      const closed = found.map(({ pod, port }) => (pod ? closedIn(pod, port) : undefined));
      const [first] = closed;
      // One pod that is open may be all that is meant.
      if (!first || closed.some((each) => each === undefined)) return [];
      return [{ endpoint, ...first, pods: closed.length }];
    }),
  explain: ({ endpoint, container, flag, port, open, of }, { object }) => ({
    summary: `${title(refOf(object))} asks for port ${port} of ${of}, where container ${container} listens on 127.0.0.1 only.`,
    because: [
      `container ${container}: ${flag}`,
      `spec.${endpointsField(object.kind)}[${endpoint}] leads to the address of the pod, where nothing listens at port ${port}, so the connection is refused.`,
      ...(open === undefined ? [] : [`container ${open.container}, which is open to others: ${open.flag}`]),
    ],
    remedy:
      open === undefined
        ? `Let container ${container} listen on all addresses: ${openly(flag)}.`
        : `Ask for port ${open.port} of container ${open.container}, or let container ${container} listen on all addresses: ${openly(flag)}.`,
    fix: {
      kind: 'advise',
      steps: [`Set ${openly(flag)} in container ${container} of ${of}.`],
      whyNotAutomatic: 'Whether others may read these metrics is for the owner of the application to say.',
    },
  }),
});

function closedIn(pod: KubeObject, port: number): Closed | undefined {
  const all = listeningIn(pod);
  const own = all.filter((each) => each.port === port);
  const [first] = own;
  // A proxy may listen at the same port of the pod's own address.
  if (!first || own.some(({ loopback }) => !loopback)) return undefined;
  const open = all.find(({ loopback, tls }) => !loopback && tls);
  return {
    ...{ container: first.container, flag: first.flag, port },
    of: ownerOf(pod),
    ...(open === undefined ? {} : { open: { container: open.container, flag: open.flag, port: open.port } }),
  };
}

interface Closed {
  readonly container: string;
  readonly flag: string;
  readonly port: number;
  readonly of: string;
  /** What kube-rbac-proxy in the same pod serves. */
  readonly open?: { readonly container: string; readonly flag: string; readonly port: number };
}

/** "--metrics-bind-address=:8080". */
function openly(flag: string): string {
  return flag.replace(/=(\w{1,8}:\/\/)?(?:localhost|127\.[\d.]+|\[::1\]):/i, '=$1:');
}
