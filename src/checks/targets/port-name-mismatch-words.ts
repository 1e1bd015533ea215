/** Words of port-name-mismatch. */
import { fieldAt } from '../../kube/object-fields.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { KubeObject } from '../../model/index.ts';
import { meantPort } from './meant-port.ts';
import type { Words } from '../../world/context.ts';

export interface Evidence {
  readonly endpoint: number;
  /** The name of a port that the endpoint asks for. */
  readonly asked: string;
  readonly service: string;
  readonly ports: readonly {
    readonly name: string | null;
    readonly port: number | null;
    readonly targetPort: string | null;
    readonly grpc?: true;
    readonly noHttp?: true;
  }[];
  /** The container port of that name, to which no port of the Service leads. */
  readonly lacks?: { readonly by: string; readonly number: number } | undefined;
}

/** What there is to say of an endpoint that asks for a port which the Service does not have. */
export function portWords({ endpoint, asked, service, ports, lacks }: Evidence, object: KubeObject): Words {
  const names = ports.flatMap((port) => (port.name === null || port.grpc || port.noHttp ? [] : [port.name]));
  const grpc = ports.flatMap((port) => (port.grpc ? (port.name ?? []) : []));
  const foreign = ports.flatMap((port) => (port.noHttp ? (port.name ?? String(port.port)) : []));
  const none = ports.length > 0 && ports.every((port) => port.grpc || port.noHttp);
  const meant = meantPort(asked, ports);
  const at = ['spec', 'endpoints', String(endpoint)];
  return {
    summary: `${title(refOf(object))} asks for port ${JSON.stringify(asked)}, which Service ${service} does not have.`,
    because: [
      `spec.endpoints[${endpoint}].port: ${asked}`,
      `ports of Service ${service}: ${ports.length === 0 ? 'none' : ports.map((port) => `${port.name ?? '(no name)'} ${port.port ?? ''}`.trim()).join(', ')}`,
      ...(/^\d+$/.test(asked) ? ['port is the name of a Service port, never its number.'] : []),
      ...(ports.some((port) => port.name === null)
        ? ['A port without a name never matches a port that is asked for by name.']
        : []),
      ...(ports.some((port) => port.targetPort === asked)
        ? [`${asked} is the name of the container's port; that is what targetPort asks for.`]
        : []),
      ...(grpc.length > 0
        ? [`${grpc.join(', ')} ${grpc.length === 1 ? 'speaks' : 'speak'} gRPC, and no metrics.`]
        : []),
      ...(foreign.length > 0
        ? [`${foreign.join(', ')} ${foreign.length === 1 ? 'speaks' : 'speak'} no HTTP, so metrics are not there.`]
        : []),
      ...(lacks
        ? [`${lacks.by} behind it declares ${asked} ${lacks.number}, to which no port of the Service leads.`]
        : []),
    ],
    field: [...at, 'port'],
    remedy: lacks
      ? `Set spec.endpoints[${endpoint}].targetPort to ${asked} in place of port: it asks for the container's port. Or add {name: ${asked}, port: ${lacks.number}, targetPort: ${asked}} to spec.ports of Service ${service}.`
      : none
        ? `Add a port called ${asked}, where metrics are served, to spec.ports of Service ${service}, or have spec.selector leave this Service out.`
        : names.length === 0
          ? `Give the port of Service ${service} the name ${asked}.`
          : `Set spec.endpoints[${endpoint}].port to ${meant ?? names.join(' or ')}, or name the Service's port ${asked}.`,
    fix: lacks
      ? {
          kind: 'patch',
          object: refOf(object),
          fields: [
            { path: [...at, 'port'], was: asked, becomes: null },
            { path: [...at, 'targetPort'], was: fieldAt(object.body, [...at, 'targetPort']) ?? null, becomes: asked },
          ],
          risk: `It then scrapes port ${asked} of the pods, which the Service does not lead to.`,
        }
      : meant !== undefined
        ? {
            kind: 'patch',
            object: refOf(object),
            fields: [{ path: [...at, 'port'], was: asked, becomes: meant }],
            risk: `It then scrapes port ${meant} of the Service.`,
          }
        : {
            kind: 'advise',
            steps: [
              none
                ? `Add a port called ${asked}, where metrics are served, to Service ${service}.`
                : `Name the port of Service ${service} ${asked}.`,
            ],
            whyNotAutomatic: 'Which of the ports serves metrics is not written anywhere.',
          },
  };
}
