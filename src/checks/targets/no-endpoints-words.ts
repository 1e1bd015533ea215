import { command, inNamespace } from '../../kube/shell.ts';
import type { Words } from '../../world/context.ts';

/** Words of no-endpoints. */

export interface Evidence {
  readonly service: string;
  readonly type: string;
  readonly selector: string | null;
  readonly ports: number;
  readonly source: string;
  readonly elsewhere: string | null;
  /** Pods that the Service selects; null: not known. */
  readonly pods: number | null;
  /** Ports of its addresses, written by hand, none of which has the name that is asked for. */
  readonly otherwise?: { readonly asked: string; readonly ports: readonly string[] };
  /** The workload of its pods that is scaled to 0; null: none is known. */
  readonly asleep: string | null;
  /** The pod, or pod template, that the selector misses by one label; absent: none is so near. */
  readonly near?: { readonly object: string; readonly label: string; readonly has: string | null };
  /** The name of a port that the Service leads to and its pods do not declare; absent: they do. */
  readonly undeclared?: { readonly name: string; readonly pods: string; readonly declared: readonly string[] };
}

/** What the Service lacks. */
export const lackOf = ({ otherwise }: Evidence): string =>
  otherwise === undefined ? 'which has no address' : `whose addresses have no port called ${otherwise.asked}`;

export const whyOf = ({ otherwise }: Evidence): string =>
  otherwise === undefined
    ? 'Whether the pods should run, or the Service should select others, is not for a monitoring tool to decide.'
    : 'What was written by hand belongs to its author.';

/** Why the Service has no address. */
export function reasonOf(evidence: Evidence): string {
  const { service, type, selector, ports, source, elsewhere, pods, asleep, near, undeclared, otherwise } = evidence;
  if (type === 'ExternalName')
    return `Service ${service} is of type ExternalName: it has a name to redirect to, and never an address.`;
  if (ports === 0) return `Service ${service} declares no port.`;
  if (elsewhere !== null) return `Its ${elsewhere} do have addresses; this stack does not read them.`;
  if (otherwise !== undefined)
    return `The ${source} of Service ${service} have port ${otherwise.ports.join(', ')}, and none called ${otherwise.asked}: Prometheus goes by the names there, not in the Service.`;
  if (selector === null) return `Service ${service} has no selector, and nobody wrote ${source} for it.`;
  if (asleep !== null) return `${asleep}, whose pods Service ${service} selects, is scaled to 0.`;
  if (undeclared !== undefined)
    return `Service ${service} leads to the container port "${undeclared.name}", which no container of ${undeclared.pods} declares${undeclared.declared.length === 0 ? ': it declares none' : `: it declares ${undeclared.declared.join(', ')}`}.`;
  if (near !== undefined)
    return `Service ${service} selects pods by ${selector}; ${near.object} ${near.has === null ? `lacks ${near.label}` : `has ${near.has} in place of ${near.label}`}.`;
  if (pods === null) return `Service ${service} selects pods by ${selector}; the pods could not be read.`;
  if (pods === 0) return `No pod matches the selector of Service ${service}: ${selector}`;
  return `${pods} pod${pods === 1 ? '' : 's'} match the selector of Service ${service} (${selector}), but have no address yet, or not the port it names.`;
}

/** The command to begin with. */
export function lookAt({ service, asleep }: Evidence): string {
  const [kind = '', name = ''] = (asleep ?? '').split(/ (?:.*\/)?/);
  const namespace = service.includes('/') ? service.split('/')[0] : undefined;
  return asleep === null
    ? command`kubectl get pods,endpoints ${inNamespace(namespace)}`
    : command`kubectl scale ${inNamespace(namespace)} ${`${kind.toLowerCase()}/${name}`} --replicas=1`;
}

/** What to do about it. */
export function remedyOf({ service, type, elsewhere, asleep, near, undeclared, source, otherwise }: Evidence): string {
  if (type === 'ExternalName')
    return 'Have another Service selected, one of pods; what answers under that name is scraped with a ScrapeConfig (staticConfigs).';
  if (elsewhere !== null)
    return `Set serviceDiscoveryRole to ${elsewhere === 'Endpoints' ? 'Endpoints' : 'EndpointSlice'} on the stack or the monitor.`;
  if (otherwise !== undefined)
    return `Give the port in the ${source} of Service ${service} the name ${otherwise.asked}.`;
  if (asleep !== null) return `Scale ${asleep} up, if it is to run.`;
  if (undeclared !== undefined)
    return `Give the container's port the name ${undeclared.name}, or set targetPort of Service ${service} to ${undeclared.declared.length === 0 ? 'its number' : 'one that it declares'}.`;
  if (near === undefined) return 'Correct the selector of the Service, or start the pods it is for.';
  return near.has === null
    ? `Take ${near.label} out of the selector of Service ${service}, or put that label on ${near.object}.`
    : `Correct ${near.label} in the selector of Service ${service}, or that label of ${near.object}.`;
}

/** What is off by one label or name is the Service or its pods, whatever the monitor is from. */
export function changesOf({ service, near, undeclared }: Evidence): Pick<Words, 'changes'> {
  const [namespace = '', name = ''] = service.split('/');
  return near || undeclared ? { changes: { apiVersion: 'v1', kind: 'Service', namespace, name } } : {};
}
