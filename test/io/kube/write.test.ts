import { afterEach, describe, expect, it } from '@jest/globals';
import { apply, applyLabels, can, patchMetadata, remove } from '../../../src/io/kube/write.ts';
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

const rule = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'r', namespace: 'n', labels: { a: 'b' } },
  spec: { groups: [] },
};
const ref = { apiVersion: rule.apiVersion, kind: rule.kind, namespace: 'n', name: 'r' };
const target = { ref, uid: 'u-1' };
const PATH = '/apis/monitoring.coreos.com/v1/namespaces/n/prometheusrules/r';

describe('what is sent', () => {
  it('applies on the server, strictly, as promwire, without force', async () => {
    const { kube, api } = await scene(() => ({ status: 201, body: { metadata: { uid: 'new' } } }));
    expect(await apply(kube, rule, { dryRun: true })).toEqual({
      kind: 'written',
      created: true,
      object: { apiVersion: rule.apiVersion, kind: rule.kind, metadata: { uid: 'new' } },
    });
    expect(await apply(kube, rule, { forceUid: 'u-1' })).toMatchObject({ kind: 'written' });
    expect(api.seen).toMatchObject([
      {
        method: 'PATCH',
        url: `${PATH}?fieldManager=promwire&fieldValidation=Strict&force=false&dryRun=All`,
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: JSON.stringify(rule),
      },
      {
        url: `${PATH}?fieldManager=promwire&fieldValidation=Strict&force=true`,
        body: JSON.stringify({ ...rule, metadata: { ...rule.metadata, uid: 'u-1' } }),
      },
    ]);
  });

  it('takes over only the labels it names, of the very object it saw', async () => {
    const { kube, api } = await scene(() => ({ body: {} }));
    await applyLabels(kube, target, { labels: { release: 'x' }, annotations: { was: 'y' } });
    expect(api.seen[0]?.url).toContain('force=true');
    expect(JSON.parse(api.seen[0]?.body ?? '')).toEqual({
      apiVersion: rule.apiVersion,
      kind: rule.kind,
      metadata: { name: 'r', namespace: 'n', uid: 'u-1', labels: { release: 'x' }, annotations: { was: 'y' } },
    });
  });

  it('puts back by a merge patch that a later change makes void', async () => {
    const { kube, api } = await scene(() => status(409, 'Conflict', 'the object has been modified'));
    const change = { labels: { release: 'old', extra: null }, annotations: { was: null } };
    expect(await patchMetadata(kube, target, change, { resourceVersion: '9' })).toMatchObject({ kind: 'changed' });
    expect(api.seen[0]).toMatchObject({
      url: `${PATH}?fieldManager=promwire&fieldValidation=Strict`,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ metadata: { uid: 'u-1', resourceVersion: '9', ...change } }),
    });
  });

  it('deletes the object of that uid only', async () => {
    const { kube, api } = await scene(() => ({ body: {} }));
    expect(await remove(kube, target, { dryRun: true })).toEqual({ kind: 'removed' });
    expect(api.seen[0]).toMatchObject({ method: 'DELETE', url: PATH });
    expect(JSON.parse(api.seen[0]?.body ?? '')).toMatchObject({ preconditions: { uid: 'u-1' }, dryRun: ['All'] });
  });

  it('repeats an apply on a cut connection, but not a delete', async () => {
    const { kube, api } = await scene((_seen, count) => (count === 2 ? { body: {} } : { cut: true }));
    expect(await apply(kube, rule)).toMatchObject({ kind: 'written' });
    await expect(remove(kube, target)).rejects.toMatchObject({ code: 'unreachable' });
    expect(api.seen).toHaveLength(3);
  });
});

describe('what a refusal means', () => {
  const details = {
    causes: [
      {
        reason: 'FieldManagerConflict',
        message: 'conflict with "helm" using monitoring.coreos.com/v1',
        field: '.metadata.labels.release',
      },
      {
        reason: 'FieldManagerConflict',
        message: 'conflict with "kubectl-edit" using v1 at 2026-01-01T00:00:00Z',
        field: '.spec',
      },
      { reason: 'FieldManagerConflict', message: 'conflict with "helm" using v1', field: '.metadata.labels.app' },
    ],
  };
  const call =
    'Internal error occurred: failed calling webhook "validate.x.io": failed to call webhook: Post "https://w.n.svc:443/v?timeout=10s": ';

  it.each<[string, Reply, object]>([
    [
      'a conflict, by owner',
      status(409, 'Conflict', 'Apply failed with 3 conflicts', details),
      {
        kind: 'conflict',
        owners: [
          { manager: 'helm', fields: ['.metadata.labels.app', '.metadata.labels.release'] },
          { manager: 'kubectl-edit', fields: ['.spec'] },
        ],
      },
    ],
    ['another uid', status(409, 'Conflict', 'Precondition failed: UID in precondition: a'), { kind: 'changed' }],
    [
      'a missing right',
      status(403, 'Forbidden', 'prometheusrules "r" is forbidden: User "bob" cannot patch resource "prometheusrules"'),
      { kind: 'forbidden', message: expect.stringContaining('User "bob" cannot patch') },
    ],
    [
      'a right that cannot be given away',
      status(
        403,
        'Forbidden',
        'roles "x" is forbidden: user "bob" is attempting to grant RBAC permissions not currently held:',
      ),
      { kind: 'forbidden' },
    ],
    [
      'a terminating namespace',
      status(403, 'Forbidden', 'unable to create new content in namespace n because it is being terminated', {
        causes: [{ reason: 'NamespaceTerminating' }],
      }),
      { kind: 'invalid' },
    ],
    ['a quota', status(403, 'Forbidden', 'configmaps "x" is forbidden: exceeded quota: q'), { kind: 'invalid' }],
    ['a schema', status(422, 'Invalid', 'spec.groups: Required value'), { kind: 'invalid' }],
    [
      'strict decoding',
      status(400, 'BadRequest', 'strict decoding error: unknown field "spec.x"'),
      { kind: 'invalid' },
    ],
    [
      'a webhook that says no, in whatever code',
      status(403, 'Forbidden', 'admission webhook "v.x.io" denied the request: User x cannot do that'),
      { kind: 'webhook', webhook: 'v.x.io', cause: 'denied' },
    ],
    [
      'an admission policy',
      status(422, 'Invalid', `ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no`),
      { kind: 'webhook', webhook: 'p', cause: 'denied' },
    ],
    [
      'a slow webhook',
      status(500, 'InternalError', `${call}context deadline exceeded`),
      { kind: 'webhook', webhook: 'validate.x.io', cause: 'timeout' },
    ],
    [
      'a webhook without a backend',
      status(500, 'InternalError', `${call}dial tcp 10.0.0.1:443: connect: connection refused`),
      { kind: 'webhook', webhook: 'validate.x.io', cause: 'unreachable' },
    ],
    [
      'a conversion webhook',
      status(
        500,
        'InternalError',
        'conversion webhook for monitoring.coreos.com/v1beta1, Kind=AlertmanagerConfig failed: Post "https://x": no route',
      ),
      { kind: 'webhook', cause: 'unreachable' },
    ],
    [
      'a field that the schema does not have, which server-side apply calls an internal error',
      status(
        500,
        '',
        'failed to create typed patch object (n/r; x/v1, Kind=X): .spec.prot: field not declared in schema',
      ),
      { kind: 'invalid' },
    ],
    [
      'another object of the same name',
      status(422, 'Invalid', 'ConfigMap "x" is invalid: metadata.uid: Invalid value: "u": field is immutable', {
        causes: [{ reason: 'FieldValueInvalid', field: 'metadata.uid', message: 'field is immutable' }],
      }),
      { kind: 'changed' },
    ],
    ['a missing kind', { status: 404, body: '404 page not found' }, { kind: 'missing', what: 'resource' }],
    [
      'a missing namespace',
      status(404, 'NotFound', 'namespaces "n" not found', { name: 'n', kind: 'namespaces' }),
      { kind: 'missing', what: 'namespace' },
    ],
    [
      'a missing object',
      status(404, 'NotFound', 'prometheusrules.monitoring.coreos.com "r" not found', { name: 'r' }),
      { kind: 'missing', what: 'object' },
    ],
    [
      'a broken server',
      status(500, 'InternalError', 'etcd is gone'),
      { kind: 'failed', message: 'etcd is gone (500)' },
    ],
    ['an answer that is not an object', { status: 200, body: '<html>' }, { kind: 'failed' }],
  ])('%s', async (_what, reply, expected) => {
    const { kube } = await scene(() => reply);
    expect(await apply(kube, rule)).toMatchObject(expected);
  });

  it('is one printable line without the token', async () => {
    const { kube } = await scene(() => status(422, 'Invalid', 'bad\n\u001b[31mhush-hush\u202e https://me:pass@x/'));
    const refused = await apply(kube, rule);
    expect(refused).toEqual({ kind: 'invalid', message: 'bad [31m(hidden)  https://***@x/ (422)' });
  });
});

describe('can', () => {
  const right = { verb: 'get', group: '', resource: 'pods/proxy', namespace: 'n' };
  it('asks the API server about one right', async () => {
    const { kube, api } = await scene((_seen, count) => ({
      status: 201,
      body: { status: count === 1 ? { allowed: true } : { allowed: false, reason: 'no such rule' } },
    }));
    expect(await can(kube, right)).toEqual({ kind: 'allowed' });
    expect(await can(kube, right)).toEqual({ kind: 'denied', reason: 'no such rule' });
    expect(JSON.parse(api.seen[0]?.body ?? '')).toMatchObject({
      spec: { resourceAttributes: { verb: 'get', resource: 'pods', subresource: 'proxy', namespace: 'n', group: '' } },
    });
  });
  it('does not take silence for a yes or a no', async () => {
    const { kube } = await scene(() => ({ status: 201, body: { status: { allowed: 'yes' } } }));
    expect(await can(kube, right)).toMatchObject({ kind: 'unknown' });
  });
});
