/** Policies of meshes: which of their fields survive. That there are others may decide, too. */
import { each, fields, fieldsAndNames, isRecord, masked, plain, presence, type Fields, type Keep } from './scrub.ts';
import { same } from './stacks.ts';

/** The value of a header or claim may be a token; of ports alone the values are looked at. */
const when: Keep = (value, flaws, depth) => {
  const ports = isRecord(value) && value['key'] === 'destination.port';
  return fields({ key: plain, values: ports ? plain : masked, notValues: ports ? plain : masked })(value, flaws, depth);
};
/** Each with its opposite: istio.io/api security/v1beta1 authorization_policy.proto. */
const either = (...names: readonly string[]): Keep =>
  fieldsAndNames(
    same(
      names.flatMap((name) => [name, `not${name.charAt(0).toUpperCase()}${name.slice(1)}`]),
      plain,
    ),
  );
const SOURCE = either(
  ...['principals', 'requestPrincipals', 'namespaces', 'serviceAccounts', 'ipBlocks', 'remoteIpBlocks'],
);
const OPERATION = either('hosts', 'ports', 'methods', 'paths');
const authorization = fields({
  ...same(['selector', 'targetRef', 'targetRefs', 'action'], plain),
  provider: presence,
  rules: each(
    fields({
      from: each(fieldsAndNames({ source: SOURCE })),
      to: each(fieldsAndNames({ operation: OPERATION })),
      when: each(when),
    }),
  ),
});
const networks = each(fields(same(['cidr', 'except'], plain)));
const reference = fields(same(['group', 'kind', 'namespace', 'name'], plain));

export const POLICIES: Readonly<Record<string, Fields>> = {
  'policy.linkerd.io/AuthorizationPolicy': {
    spec: fields({ targetRef: reference, requiredAuthenticationRefs: each(reference) }),
  },
  'policy.linkerd.io/NetworkAuthentication': { spec: fields({ networks }) },
  'policy.linkerd.io/Server': {
    spec: fields(same(['podSelector', 'externalWorkloadSelector', 'port', 'proxyProtocol', 'accessPolicy'], plain)),
  },
  'policy.linkerd.io/ServerAuthorization': {
    spec: fields({
      server: fields(same(['name', 'selector'], plain)),
      client: fieldsAndNames({ networks, unauthenticated: plain, meshTLS: presence }),
    }),
  },
  'security.istio.io/AuthorizationPolicy': { spec: authorization },
  'security.istio.io/PeerAuthentication': {
    spec: fields({ selector: plain, mtls: fields({ mode: plain }), portLevelMtls: plain }),
  },
};
