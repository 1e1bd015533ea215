/** Words of target-port-undeclared. */
import { endpointsField } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { KubeObject } from '../../model/index.ts';
import { isForeign, onlyPort } from './only-port.ts';
import type { Words } from '../../world/context.ts';

export interface Evidence {
  readonly endpoint: number;
  readonly field: string;
  readonly asked: string | number;
  /** "http 8080" of each declared port. */
  readonly declared: readonly string[];
  readonly pods: readonly string[];
  /** The declared port that is asked for in another way. */
  readonly meant: string | null;
  /** The name that the Service gives the port which leads there. */
  readonly served?: string;
}

/** What there is to say of an endpoint that asks for a port which no container declares. */
export function undeclaredWords(evidence: Evidence, object: KubeObject): Words {
  const { endpoint, field, asked, declared, pods, meant, served } = evidence;
  const list = endpointsField(object.kind);
  const place = `spec.${list}[${endpoint}].${field}`;
  return {
    summary: `${title(refOf(object))} asks for the container port ${JSON.stringify(asked)}, which no container declares.`,
    because: [
      `${place}: ${asked}`,
      pods.length === 0
        ? 'The addresses behind it are not pods, so no container is known there.'
        : `declared by ${pods.join(', ')}: ${declared.length === 0 ? 'no port at all' : declared.join(', ')}`,
      'A container that listens on it without saying so in its ports is not found.',
      ...(served === undefined
        ? []
        : [`The Service has this port as ${served}; by that name it is found, whatever the containers declare.`]),
      ...(meant !== null && typeof asked === 'string'
        ? ['A number in quotes is read as the name of a port, never as its number.']
        : []),
    ],
    field: ['spec', list, String(endpoint), field],
    remedy:
      served !== undefined
        ? `Write port: ${served} in place of ${field}: ${asked} in spec.${list}[${endpoint}].`
        : declared.length === 0
          ? `Declare containerPort ${asked} in the pod template${object.kind === 'PodMonitor' ? '' : ', or name that port of the Service and ask for it by this name, which needs no declaration'}.`
          : declared.every(isForeign)
            ? `Declare the port ${asked}, where metrics are served, in the pod template: what is declared speaks no HTTP.`
            : typeof asked === 'number'
              ? `Declare containerPort ${asked} in the pod template, or set ${place} to one of the declared ports, if metrics are served there.`
              : `Set ${place} to one of the declared ports, or declare ${asked} in the pod template.`,
    fix: fixOf(evidence, object),
  };
}

function fixOf({ endpoint, field, asked, declared, served }: Evidence, object: KubeObject): NonNullable<Words['fix']> {
  const name = onlyPort(asked, declared);
  const path = (last: string): readonly string[] => ['spec', endpointsField(object.kind), String(endpoint), last];
  const becomes = served ?? name;
  if (becomes === undefined)
    return {
      kind: 'advise',
      steps: [`Declare the port ${asked} in the containers' ports.`],
      whyNotAutomatic: 'The pod template belongs to the application, and a change restarts its pods.',
    };
  const to = object.kind === 'PodMonitor' || served !== undefined ? 'port' : 'targetPort';
  return {
    kind: 'patch',
    object: refOf(object),
    fields: [
      ...(field === to ? [] : [{ path: path(field), was: asked, becomes: null }]),
      { path: path(to), was: field === to ? asked : null, becomes },
    ],
    risk:
      served === undefined
        ? `It then scrapes the port ${declared[0] ?? ''} of the pods.`
        : `It then scrapes the port ${served} of the Service.`,
  };
}
