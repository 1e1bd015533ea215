import { defineCheck } from '../check.ts';
import { endpointsField } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import type { Discovered } from '../../backends/prometheus-operator/discovery/pods.ts';
import { objectAt, objectsAt, stringAt } from '../../kube/json.ts';
import { listeningIn } from '../../kube/listening.ts';
import { refOf, title } from '../../kube/refs.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { askedPorts } from './asked-ports.ts';
import type { Asked } from './asked-ports.ts';
import type { JsonObject } from '../../model/index.ts';

/** The endpoint asks in plain http, and the port is one of TLS: by what serves it, or by what it is called. */
export const plainHttpToTls = defineCheck({
  id: 'plain-http-to-tls',
  title: 'The monitor asks in plain http where TLS is spoken',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: (pair, context) =>
    askedPorts(pair, context, asksPlainly).flatMap((asked) => {
      const { endpoint, raw } = asked;
      const proxy = proxyOf(asked);
      const name = proxy ? undefined : secureName(asked);
      if (!proxy && name === undefined) return [];
      return [
        {
          endpoint,
          ...proxy,
          ...(name === undefined ? {} : { name }),
          scheme: stringAt(raw, 'scheme') ?? null,
          tlsConfig: objectAt(raw, 'tlsConfig') !== undefined,
          credentials: CREDENTIALS.some((field) => raw[field] !== undefined),
        },
      ];
    }),
  explain: ({ endpoint, container, flag, name, scheme, tlsConfig, credentials }, { object }) => {
    const place = `spec.${endpointsField(object.kind)}[${endpoint}]`;
    const tls = tlsConfig
      ? ''
      : ' and give it tlsConfig.ca, or insecureSkipVerify: true where the certificate is self-signed';
    const token =
      flag !== undefined && !credentials
        ? ' The proxy also wants authorization: the token of a user who may get the path.'
        : '';
    const remedy = `Set ${place}.scheme: https${tls}.${token}`;
    return {
      severity: flag === undefined ? 'warning' : 'error',
      summary:
        flag === undefined
          ? `${title(refOf(object))} asks in plain http for a port that is called ${name ?? ''}.`
          : `${title(refOf(object))} asks in plain http for a port that container ${container ?? ''} serves by TLS.`,
      because: [
        ...(flag === undefined ? [] : [`container ${container ?? ''}: ${flag}`]),
        `${place}.scheme: ${scheme ?? 'not set, which is http'}`,
        ...(tlsConfig ? ['Its tlsConfig has no effect while the scheme is http.'] : []),
        'A server of TLS answers plain http with 400 Bad Request: the target is down.',
      ],
      field: ['spec', endpointsField(object.kind), String(endpoint), ...(scheme === null ? [] : ['scheme'])],
      remedy,
      fix: {
        kind: 'advise',
        steps: [remedy],
        whyNotAutomatic: 'Which certificate and which credential the port takes is known to its owner.',
      },
    };
  },
});

const CREDENTIALS = ['authorization', 'basicAuth', 'bearerTokenFile', 'bearerTokenSecret', 'oauth2'] as const;
const SECURE = /^https$|^https-|-https$/i;

const asksPlainly = (raw: JsonObject): boolean => (stringAt(raw, 'scheme') ?? 'http').toLowerCase() === 'http';

/** The flag by which kube-rbac-proxy serves every port that is asked. */
function proxyOf({ found }: Asked): { readonly container: string; readonly flag: string } | undefined {
  const all = found.map(({ pod, port }) =>
    pod ? listeningIn(pod).find((each) => each.tls && each.port === port) : undefined,
  );
  const [first] = all;
  return first && all.every((each) => each !== undefined)
    ? { container: first.container, flag: first.flag }
    : undefined;
}

/** The name of TLS that the port has everywhere, in the Service or in the container. */
function secureName({ found, services }: Asked): string | undefined {
  const names = found.map((each) =>
    nameOfTls(
      each,
      services.flatMap(({ body }) => objectsAt(body, 'spec', 'ports')),
    ),
  );
  return names.every((name) => name !== undefined) ? names[0] : undefined;
}

function nameOfTls({ portName, container }: Discovered, ports: readonly JsonObject[]): string | undefined {
  const protocol = ports.find((port) => portName !== undefined && stringAt(port, 'name') === portName);
  if (/^https$/i.test(stringAt(protocol, 'appProtocol') ?? '')) return portName;
  return [portName, container?.name].find((name) => name !== undefined && SECURE.test(name));
}
