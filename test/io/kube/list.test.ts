import { gapText } from '../../../src/kube/gap-text.ts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { findResource } from '../../../src/io/resources.ts';
import { get, list } from '../../../src/io/kube/list.ts';
import type { Resource } from '../../../src/model/index.ts';
import { openStandIn, status } from './api-stand-in.ts';
import type { OpenStandIn, Reply, Seen } from './api-stand-in.ts';

const ending: OpenStandIn[] = [];
afterEach(async () => {
  for (const one of ending.splice(0)) await one.stop();
});
async function scene(answer: (seen: Seen, count: number) => Reply): Promise<OpenStandIn> {
  const opened = await openStandIn(answer);
  ending.push(opened);
  return opened;
}
function resource(group: string, kind: string): Resource {
  const found = findResource(group, kind);
  if (!found) throw new Error(`${kind} is not in the table`);
  return found;
}
const SERVICES = resource('', 'Service');
const MONITORS = resource('monitoring.coreos.com', 'ServiceMonitor');
const CONFIGS = resource('monitoring.coreos.com', 'AlertmanagerConfig');
const named = (name: string): object => ({ metadata: { name } });
const page = (names: readonly string[], next = ''): Reply => ({
  body: { kind: 'List', metadata: { resourceVersion: '7', continue: next }, items: names.map(named) },
});
const forbidden = status(403, 'Forbidden', 'services is forbidden: User "bob" cannot list resource "services"');

describe('list', () => {
  it('follows the continue tokens, and puts kind and apiVersion back', async () => {
    const { kube, api } = await scene(({ url }) =>
      url.includes('continue=n%2B1') ? page(['c']) : page(['a', 'b'], 'n+1'),
    );
    const listed = await list(kube, MONITORS, { namespace: 'x/y', labelSelector: 'a=b', limit: 2 });
    expect(listed).toEqual({
      kind: 'listed',
      resourceVersion: '7',
      items: ['a', 'b', 'c'].map((name) => ({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: { name },
      })),
    });
    expect(api.seen.map(({ url }) => url)).toEqual([
      '/apis/monitoring.coreos.com/v1/namespaces/x%2Fy/servicemonitors?labelSelector=a%3Db&limit=2',
      '/apis/monitoring.coreos.com/v1/namespaces/x%2Fy/servicemonitors?labelSelector=a%3Db&limit=2&continue=n%2B1',
    ]);
  });

  it('does not follow a server that always has a next page', async () => {
    const { kube, api } = await scene((_, count) => page([`s${count}`], `token${count}`));
    const listed = await list(kube, SERVICES);
    expect(listed).toMatchObject({ kind: 'gap', gap: { reason: 'invalid' } });
    expect(listed.kind === 'gap' && gapText(listed.gap)).toContain('gives more than 2000 pages');
    expect(api.seen.length).toBeLessThan(2010);
  });

  it('takes a kind for installed that has given a page, whatever comes then', async () => {
    const { kube } = await scene(({ url }) =>
      url.includes('continue=') ? { status: 404, body: '404 page not found\n' } : page(['a'], 'b'),
    );
    expect(await list(kube, MONITORS)).toMatchObject({ kind: 'gap', gap: { reason: 'unreachable' } });
  });

  it('follows a token behind the items too, and asks for each page once', async () => {
    const late = (names: readonly string[], next: string): Reply => ({
      body: { kind: 'List', items: names.map(named), metadata: { resourceVersion: '7', continue: next } },
    });
    const { kube, api } = await scene(({ url }) =>
      url.includes('continue=b') ? page(['c']) : url.includes('continue=a') ? page(['b'], 'b') : late(['a'], 'a'),
    );
    expect(await list(kube, SERVICES)).toMatchObject({ items: ['a', 'b', 'c'].map(named) });
    expect(api.seen.map(({ url }) => /continue=(.)/.exec(url)?.[1])).toEqual([undefined, 'a', 'b']);
  });

  it('ends with a page that cannot be read, whatever becomes of the next one', async () => {
    const { kube } = await scene(({ url }) =>
      url.includes('continue=')
        ? status(500, 'InternalError', 'no')
        : { body: { kind: 'List', metadata: { continue: 'n' }, items: [1] } },
    );
    expect(await list(kube, SERVICES)).toMatchObject({ kind: 'gap', gap: { reason: 'invalid' } });
  });

  it('starts anew in one piece when the token has expired, and forgets what it had', async () => {
    const { kube, api } = await scene(({ url }) => {
      if (url.includes('continue=')) return status(410, 'Expired', 'The provided continue parameter is too old');
      return url.includes('limit=') ? page(['old'], 'n') : page(['new']);
    });
    expect(await list(kube, SERVICES)).toMatchObject({ items: [{ kind: 'Service', metadata: { name: 'new' } }] });
    expect(api.seen.map(({ url }) => url)).toEqual([
      '/api/v1/services?limit=2000',
      '/api/v1/services?limit=2000&continue=n',
      '/api/v1/services',
    ]);
  });

  it.each([
    ['410 for ever', () => status(410, 'Expired', 'too old'), 'unreachable', 'services in all namespaces'],
    ['500', () => status(500, 'InternalError', 'etcd is gone'), 'unreachable', 'etcd is gone (500)'],
    ['no JSON', () => ({ body: '<html>log in' }), 'invalid', 'is not JSON'],
    ['no items', () => ({ body: { items: 'x' } }), 'invalid', 'has no items'],
    ['a list of numbers', () => ({ body: { items: [1] } }), 'invalid', 'not an object'],
    ['the same page for ever', () => page(['a'], 'again'), 'invalid', 'again and again'],
    ['forbidden', () => forbidden, 'forbidden', 'list services in all namespaces: services is forbidden: User "bob"'],
  ])('turns %s into a gap', async (_what, answer, reason, words) => {
    const { kube } = await scene(answer);
    const listed = await list(kube, SERVICES);
    expect(listed).toMatchObject({
      kind: 'gap',
      gap: { reason, reads: { group: '', kind: 'Service' }, request: { verb: 'list', resource: 'services' } },
    });
    expect(listed.kind === 'gap' ? gapText(listed.gap) : '').toContain(words);
  });

  it('names the namespace that is forbidden', async () => {
    const { kube } = await scene(() => forbidden);
    expect(await list(kube, SERVICES, { namespace: 'team' })).toMatchObject({
      gap: {
        reads: { namespace: 'team' },
        request: {
          verb: 'list',
          resource: 'services',
          scope: 'namespace',
          status: 403,
          server: 'services is forbidden: User "bob" cannot list resource "services"',
          user: 'bob',
        },
      },
    });
  });

  it('tries the versions in order, and then says the kind is not installed', async () => {
    const notFound = { status: 404, body: '404 page not found\n' };
    const { kube, api } = await scene(({ url }) => (url.includes('v1alpha1') ? page(['old']) : notFound));
    expect(await list(kube, CONFIGS)).toMatchObject({ items: [{ apiVersion: 'monitoring.coreos.com/v1alpha1' }] });
    expect(api.seen).toHaveLength(2);
    expect(await list(kube, MONITORS)).toMatchObject({
      gap: { reason: 'crd-missing', reads: { group: 'monitoring.coreos.com', kind: 'ServiceMonitor' } },
    });
  });

  it.each([
    ['a page of a proxy', MONITORS, '<html><h1>404 Not Found</h1></html>'],
    ['JSON of a portal', MONITORS, '{"type":"error","status":"404"}'],
    ['a kind that every API server has', SERVICES, '404 page not found\n'],
  ])('is not told that a kind is not installed by %s', async (_who, kind, body) => {
    const { kube } = await scene(() => ({ status: 404, body }));
    expect(await list(kube, kind)).toMatchObject({ gap: { reason: 'unreachable' } });
    const { group, versions } = kind;
    const apiVersion = group === '' ? 'v1' : `${group}/${versions[0]}`;
    expect(await get(kube, { apiVersion, kind: kind.kind, namespace: 'n', name: 'x' })).toMatchObject({
      gap: { reason: 'unreachable' },
    });
  });

  it('asks discovery before it believes that a custom kind is forbidden', async () => {
    const { kube } = await scene(({ url }) => {
      if (url === '/apis/monitoring.coreos.com/v1') return { body: { resources: [{ name: 'servicemonitors' }] } };
      if (url.endsWith('/v1beta1') || url.endsWith('/v1alpha1')) return { status: 404, body: '404 page not found\n' };
      return status(403, 'Forbidden', 'no');
    });
    expect(await list(kube, MONITORS)).toMatchObject({ gap: { reason: 'forbidden' } });
    expect(await list(kube, resource('monitoring.coreos.com', 'Probe'))).toMatchObject({
      gap: { reason: 'crd-missing' },
    });
    expect(await list(kube, CONFIGS)).toMatchObject({ gap: { reason: 'crd-missing' } });
  });
});

describe('get', () => {
  const ref = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', namespace: 'n', name: 'm' };
  const absent = status(404, 'NotFound', 'servicemonitors.monitoring.coreos.com "m" not found', { name: 'm' });

  it.each([
    ['an object', { body: { metadata: { name: 'm' } } }, { kind: 'found', object: { kind: 'ServiceMonitor' } }],
    ['a missing object', absent, { kind: 'missing' }],
    ['a missing kind', { status: 404, body: '404 page not found' }, { kind: 'gap', gap: { reason: 'crd-missing' } }],
    ['a missing right', status(403, 'Forbidden', 'no'), { kind: 'gap', gap: { reason: 'forbidden' } }],
    ['a broken server', { status: 500 }, { kind: 'gap', gap: { reason: 'unreachable' } }],
    ['something else', { body: '<html>' }, { kind: 'gap', gap: { reason: 'invalid' } }],
  ])('tells %s', async (_what, reply, expected) => {
    const { kube } = await scene(() => reply);
    expect(await get(kube, ref)).toMatchObject(expected);
  });

  it('refuses a kind it does not know', async () => {
    const { kube } = await scene(() => ({}));
    await expect(get(kube, { ...ref, kind: 'Widget' })).rejects.toMatchObject({ code: 'usage' });
  });
});
