import { describe, expect, it } from '@jest/globals';
import { serverOf, takesStrangers } from '../../src/kube/linkerd-server.ts';
import { kube, pod } from '../worlds.ts';
import type { Raw } from '../worlds.ts';

const group = 'policy.linkerd.io';
const object = (kind: string, spec: Raw, name = 'web', labels: Readonly<Record<string, string>> = {}) =>
  kube({ apiVersion: `${group}/v1`, kind, metadata: { namespace: 'shop', name, labels }, spec });
const server = (spec: Raw = {}) =>
  object('Server', { podSelector: { matchLabels: { app: 'web' } }, port: 'http', ...spec }, 'web', { port: 'metrics' });
const networks = (...cidrs: readonly string[]): Raw => ({ networks: cidrs.map((cidr) => ({ cidr })) });
const ref = (kind: string, name = 'who'): Raw => ({ group, kind, name });
const policy = (target: Raw, ...requiredAuthenticationRefs: readonly Raw[]): readonly [string, Raw] => [
  'AuthorizationPolicy',
  { targetRef: target, requiredAuthenticationRefs },
];
const ofServer = { group, kind: 'Server', name: 'web' };
const authorization = (client: Raw, name: Raw = { name: 'web' }): readonly [string, Raw] => [
  'ServerAuthorization',
  { server: name, client },
];

describe('a Server of Linkerd and clients outside of the mesh', () => {
  it.each<[string, Raw, readonly (readonly [string, Raw])[], string]>([
    ['takes nobody', {}, [], 'no'],
    ['takes all by its accessPolicy', { accessPolicy: 'all-unauthenticated' }, [], 'yes'],
    ['takes the mesh by its accessPolicy', { accessPolicy: 'all-authenticated' }, [], 'no'],
    ['takes identities', {}, [policy(ofServer, ref('MeshTLSAuthentication'))], 'no'],
    ['takes a ServiceAccount', {}, [policy(ofServer, { kind: 'ServiceAccount', name: 'prometheus' })], 'no'],
    ['takes all, by a policy that asks for nothing', {}, [policy(ofServer)], 'yes'],
    ['a policy of the namespace', {}, [policy({ kind: 'Namespace', name: 'shop' })], 'yes'],
    ['a policy of another Server', {}, [policy({ ...ofServer, name: 'db' })], 'no'],
    ['a policy of a route is not known', {}, [policy({ group, kind: 'HTTPRoute', name: 'metrics' })], 'unknown'],
    [
      'takes a network',
      {},
      [policy(ofServer, ref('NetworkAuthentication')), ['NetworkAuthentication', networks('10.0.0.0/8')]],
      'yes',
    ],
    [
      'takes another network',
      {},
      [policy(ofServer, ref('NetworkAuthentication')), ['NetworkAuthentication', networks('192.168.0.0/16')]],
      'no',
    ],
    ['takes a network that is not known', {}, [policy(ofServer, ref('NetworkAuthentication'))], 'unknown'],
    ['takes all, by a ServerAuthorization', {}, [authorization({ unauthenticated: true })], 'yes'],
    ['by labels of the Server', {}, [authorization({ unauthenticated: true }, { selector: {} })], 'yes'],
    [
      'by other labels of it',
      {},
      [authorization({ unauthenticated: true }, { selector: { matchLabels: { port: 'app' } } })],
      'no',
    ],
    ['takes identities by one', {}, [authorization({ meshTLS: { identities: ['*'] } })], 'no'],
    ['takes a network by one', {}, [authorization({ unauthenticated: true, ...networks('192.168.0.0/16') })], 'no'],
  ])('%s', (_name, spec, others, answer) => {
    const all = others.map(([kind, of]) => object(kind, of, kind === 'NetworkAuthentication' ? 'who' : 'web'));
    const of = (kind: string) => all.filter((each) => each.kind === kind);
    const policies = {
      serverAuthorizations: of('ServerAuthorization'),
      authorizationPolicies: of('AuthorizationPolicy'),
      networkAuthentications: of('NetworkAuthentication'),
    };
    expect(takesStrangers(server(spec), policies, ['10.0.0.9'])).toBe(answer);
  });

  it.each<[string, readonly Raw[], string | undefined]>([
    ['by the name of its port', [{}], 'web'],
    ['by its number', [{ port: 8080 }], 'web'],
    ['not of another port', [{ port: 4191 }], undefined],
    ['not of other pods', [{ podSelector: { matchLabels: { app: 'db' } } }], undefined],
    ['of all pods', [{ podSelector: {} }], 'web'],
  ])('is of a port %s', (_name, specs, name) => {
    const found = serverOf(
      specs.map((spec) => server(spec)),
      pod('shop/web-1'),
      { number: 8080, names: ['http'] },
    );
    expect(found === 'unknown' ? found : found?.metadata.name).toBe(name);
  });

  it('is not known where two are', () => {
    expect(serverOf([server(), server({ port: 8080 })], pod('shop/web-1'), { number: 8080, names: ['http'] })).toBe(
      'unknown',
    );
  });
});
