import { describe, expect, it } from '@jest/globals';
import { refusalOf } from '../../src/kube/istio-authorization.ts';
import { kube, pod } from '../worlds.ts';
import type { Raw } from '../worlds.ts';

const web = pod('shop/web-1');
const asked = { port: 8080, path: '/metrics', addresses: ['10.0.0.9'] };
const policy = (spec: Raw, namespace = 'shop', name = 'p') =>
  kube({ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { namespace, name }, spec });
const allow = (...rules: readonly Raw[]): Raw => ({ action: 'ALLOW', rules });
const deny = (...rules: readonly Raw[]): Raw => ({ action: 'DENY', rules });
const from = (source: Raw): Raw => ({ from: [{ source }] });
const to = (operation: Raw): Raw => ({ to: [{ operation }] });
const when = (key: string, values: readonly string[]): Raw => ({ when: [{ key, values }] });

describe('AuthorizationPolicies of Istio and a request in plain text', () => {
  it.each<[string, readonly Raw[], 'ALLOW' | 'DENY' | undefined]>([
    ['none', [], undefined],
    ['an empty one allows nothing', [{}], 'ALLOW'],
    ['one without rules allows nothing', [{ action: 'ALLOW' }], 'ALLOW'],
    ['an empty rule allows everything', [allow({})], undefined],
    ['one that denies without rules denies nothing', [{ action: 'DENY' }], undefined],
    ['an empty rule denies everything', [deny({})], 'DENY'],
    ['it has no namespace', [allow(from({ namespaces: ['monitoring'] }))], 'ALLOW'],
    ['it has no principal', [allow(from({ principals: ['*'] }))], 'ALLOW'],
    ['nor by a condition', [allow(when('source.namespace', ['monitoring']))], 'ALLOW'],
    ['another one allows the port', [allow(from({ principals: ['*'] })), allow(to({ ports: ['8080'] }))], undefined],
    ['another port', [allow(to({ ports: ['8443'] }))], 'ALLOW'],
    ['the path', [allow(to({ paths: ['/metrics'] }))], undefined],
    ['the beginning of the path', [allow(to({ paths: ['/met*'] }))], undefined],
    ['another path', [allow(to({ paths: ['/api/*'] }))], 'ALLOW'],
    ['a template of paths is not known', [allow(to({ paths: ['/{*}'] }))], undefined],
    ['another method', [allow(to({ methods: ['POST'] }))], 'ALLOW'],
    ['all but a path', [allow(to({ notPaths: ['/admin*'] }))], undefined],
    ['all but the port', [allow(to({ notPorts: ['8080'] }))], 'ALLOW'],
    ['an address', [allow(from({ ipBlocks: ['10.0.0.0/8'] }))], undefined],
    ['a single address', [allow(from({ ipBlocks: ['10.0.0.9'] }))], undefined],
    ['another address', [allow(from({ ipBlocks: ['192.168.0.0/16'] }))], 'ALLOW'],
    ['a header is not known', [allow(when('request.headers[x]', ['y']))], undefined],
    ['who it is not is not known', [allow(from({ notNamespaces: ['other'] }))], undefined],
    ['a deny of other namespaces is not known', [deny(from({ notNamespaces: ['shop'] }))], undefined],
    ['a deny of the path', [allow({}), deny(to({ paths: ['/metrics'] }))], 'DENY'],
    ['a deny of another port', [deny(to({ ports: ['9090'] }))], undefined],
    ['a deny of a condition', [deny(when('destination.port', ['8080']))], 'DENY'],
    ['one for a waypoint', [{ targetRefs: [{ kind: 'Service', name: 'web' }] }], undefined],
    ['one for other pods', [{ selector: { matchLabels: { app: 'db' } } }], undefined],
    ['a custom one is not known', [{ action: 'CUSTOM', rules: [{}] }], undefined],
  ])('%s', (_name, specs, action) => {
    const policies = specs.map((spec, i) => policy(spec, 'shop', `p${i}`));
    expect(refusalOf(policies, web, asked)?.action).toBe(action);
  });

  it('counts those of the root namespace, and none of others', () => {
    expect(refusalOf([policy({}, 'istio-system')], web, asked)?.action).toBe('ALLOW');
    expect(refusalOf([policy({}, 'other')], web, asked)).toBeUndefined();
  });

  it('is silent where the address is not known', () => {
    const policies = [policy(allow(from({ ipBlocks: ['192.168.0.0/16'] })))];
    expect(refusalOf(policies, web, { ...asked, addresses: [] })).toBeUndefined();
  });
});
