/** Words of target-port-undeclared. */
import { endpointsField } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { KubeObject } from '../../model/index.ts';
import { speaksNoHttp } from '../../kube/service.ts';
import { meantPort } from './meant-port.ts';
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
            : `Set ${place} to one of the declared ports, or declare ${asked} in the pod template.`,
    fix: fixOf(evidence, object),
  };
}

/** Of "redis 6379": does it speak no HTTP? */
function isForeign(port: string): boolean {
  const [name = '', number] = port.split(' ').slice(-2);
  return speaksNoHttp(name, Number(number));
}

/** The only declared port, where it may be the one that is asked for. */
function onlyOf(asked: string | number, declared: readonly string[]): string | undefined {
  const [only = '', more] = declared;
  const [name = '', number] = only.split(' ');
  if (more !== undefined || only === '' || name === '(no' || isForeign(only)) return undefined;
  const port = { name, port: Number(number), targetPort: null };
  return typeof asked === 'number' ? name : meantPort(asked, [port]);
}

function fixOf({ endpoint, field, asked, declared, served }: Evidence, object: KubeObject): NonNullable<Words['fix']> {
  const name = onlyOf(asked, declared);
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
