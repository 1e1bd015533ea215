import { defineCheck } from '../check.ts';
import { meshBarriersOf } from '../../backends/prometheus-operator/running/mesh-barriers.ts';
import { addressOf } from '../../backends/prometheus-operator/running/down.ts';
import { groupBy } from '../../kube/group.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';
import { DISCOVERY, MESH, SELECTION } from '../../world/reads.ts';
import { sharedLabels } from './admitting-policy.ts';

/** The pods are in a service mesh that takes no plain text, and Prometheus is outside of it. */
export const meshRefusesPlainText = defineCheck({
  id: 'mesh-refuses-plain-text',
  title: 'A service mesh takes no plain text from Prometheus',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY, ...MESH],
  find: (pair, context) => {
    if (!context.selected(pair.object, pair.stack)) return [];
    const { found, gaps } = meshBarriersOf(pair, context);
    if (gaps.length > 0) return { unknown: gaps };
    const byPolicy = groupBy(found, ({ mesh, policy, value }) => `${mesh} ${value ?? title(policy)}`);
    return [...byPolicy.values()].flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { mesh, policy, value, target } = first;
      const lastError = group.flatMap((barrier) => barrier.lastError ?? [])[0];
      return [
        {
          mesh,
          policy: nameOf(policy),
          ...(value === undefined ? {} : { value }),
          namespace: target.pod?.namespace ?? '',
          targets: new Set(group.map((barrier) => addressOf(barrier.target))).size,
          ports: [...new Set(group.map((barrier) => barrier.target.port))].sort((a, b) => a - b),
          podLabels: sharedLabels(context.world, group),
          ...(lastError === undefined ? {} : { lastError }),
        },
      ];
    });
  },
  explain: ({ mesh, policy, value, namespace, targets, ports, podLabels, lastError }, { object, stack }) => {
    const what = `${targets} target${targets === 1 ? '' : 's'} of ${title(refOf(object))} (port ${ports.join(', ')})`;
    const who =
      mesh === 'Istio' ? `PeerAuthentication ${policy} (STRICT)` : `Linkerd’s default-inbound-policy ${value ?? ''}`;
    const istio = {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: `metrics-of-${object.metadata.name}`, namespace },
      spec: {
        selector: { matchLabels: podLabels },
        portLevelMtls: Object.fromEntries(ports.map((port) => [String(port), { mode: 'PERMISSIVE' }])),
      },
    };
    const annotation =
      mesh === 'Istio'
        ? `traffic.sidecar.istio.io/excludeInboundPorts: "${ports.join(',')}"`
        : `config.linkerd.io/skip-inbound-ports: "${ports.join(',')}"`;
    return {
      severity: lastError === undefined ? 'warning' : 'error',
      summary: `${who} lets nobody in without the mesh's own TLS, and ${title(stack.ref)} asks ${what} in plain text.`,
      because: [
        ...(lastError === undefined ? [] : [`lastError: ${lastError}`]),
        'The pods are in the mesh, and those of Prometheus are not.',
        `Without a policy, an annotation of the pods does it too: ${annotation}`,
        ...(mesh === 'Linkerd' ? ['Servers and AuthorizationPolicies can admit more; they are not judged.'] : []),
      ],
      remedy:
        mesh === 'Istio'
          ? `Let the metrics port take plain text too (in ${policy} itself, if that has a selector):`
          : `Annotate the pods: ${annotation}.`,
      fix:
        mesh === 'Istio'
          ? { kind: 'create', manifests: [istio] }
          : {
              kind: 'advise',
              steps: [`Annotate the pods: ${annotation}.`],
              whyNotAutomatic: 'The annotation belongs into the template of the pods, which has another owner.',
            },
    };
  },
});
