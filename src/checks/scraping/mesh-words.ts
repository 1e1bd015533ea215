import { refOf, title } from '../../kube/refs.ts';
import { allowing, annotation, authorizing, opening, permissive } from './mesh-manifests.ts';
import type { MeshEvidence } from './mesh-manifests.ts';
import type { Fix, Manifest } from '../../model/index.ts';
import type { Pair, Words } from '../../world/context.ts';

/** Linkerd's proxy answers these itself, and no annotation takes them out of it. */
const OF_PROXY: readonly number[] = [4143, 4191];

/** What a policy of a mesh keeps out, and what to add. */
export function meshWords(evidence: MeshEvidence, { object, stack }: Pair): Words {
  const { mesh, targets, ports, ambient, lastError } = evidence;
  const what = `${targets} target${targets === 1 ? '' : 's'} of ${title(refOf(object))} (port ${ports.join(', ')})`;
  const { who, identity, remedy, fix } = ways(evidence, object.metadata.name);
  return {
    severity: lastError === undefined ? 'warning' : 'error',
    summary:
      identity !== undefined
        ? `${who} not let ${title(stack.ref)} in to ${what}.`
        : `${who}, and ${title(stack.ref)} asks ${what} in plain text.`,
    because: [
      ...(lastError === undefined ? [] : [`lastError: ${lastError}`]),
      `The pods are in the mesh, and those of Prometheus are not${identity ?? ''}.`,
      ...(fix.kind === 'create' && !ambient && !ports.some((port) => OF_PROXY.includes(port))
        ? [`Without a policy, an annotation of the pods does it too: ${annotation(mesh, ports)}`]
        : []),
    ],
    remedy,
    fix,
  };
}

/** `identity`: it is not about TLS, but about who asks. */
function ways(evidence: MeshEvidence, monitor: string): { who: string; identity?: string; remedy: string; fix: Fix } {
  const { by, action, value = '', policies, ports } = evidence;
  const names = policies.join(', ');
  const create = (...manifests: readonly Manifest[]): Fix => ({ kind: 'create', manifests });
  switch (by) {
    case 'PeerAuthentication':
      return {
        who: `PeerAuthentication ${names} (STRICT) lets nobody in without the mesh's own TLS`,
        remedy: `Let the metrics port take plain text too (in ${names} itself, if that has a selector):`,
        fix: create(permissive(evidence, monitor)),
      };
    case 'AuthorizationPolicy':
      return {
        who: `${policies.length === 1 ? 'AuthorizationPolicy' : 'AuthorizationPolicies'} ${names} ${policies.length === 1 ? 'does' : 'do'}`,
        ...(action === 'DENY'
          ? { identity: '', ...takeBack(names, ports) }
          : {
              identity: ': what they ask has no principal and no namespace',
              remedy: 'Policies that allow add up, so add one for the metrics:',
              fix: create(allowing(evidence, monitor)),
            }),
      };
    case 'Server':
      return {
        who: `Server ${names} does`,
        identity: ': no MeshTLSAuthentication is about them',
        remedy: 'Policies add up, so add one for this Server; the networks can be those of the pods alone:',
        fix: create(...authorizing(evidence, monitor)),
      };
    case 'default-inbound-policy':
      return {
        who: `Linkerd’s default-inbound-policy ${value} lets nobody in without the mesh's own TLS`,
        remedy: 'A Server takes the port out of it; add one, and who may ask it:',
        fix: create(...opening(evidence, monitor)),
      };
  }
}

/** What DENY refuses, no other policy allows. */
function takeBack(names: string, ports: readonly number[]): { remedy: string; fix: Fix } {
  const step = `Leave port ${ports.join(', ')} out of AuthorizationPolicy ${names} (DENY): to.operation.notPorts. No other policy can allow what it denies.`;
  return {
    remedy: step,
    fix: { kind: 'advise', steps: [step], whyNotAutomatic: 'What it is to deny is known only to its author.' },
  };
}
