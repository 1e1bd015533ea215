import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { findResource } from '../../src/io/resources.ts';
import { get, list } from '../../src/io/kube/list.ts';
import { openKube } from '../../src/io/kube/connect/open.ts';
import type { Kube } from '../../src/io/kube/connect/open.ts';
import { proxyGet } from '../../src/io/kube/forward/proxy-get.ts';
import { portForward } from '../../src/io/kube/forward/port-forward.ts';
import { readSnapshot } from '../../src/io/kube/read-snapshot.ts';
import { apply, applyLabels, can, patchMetadata, remove } from '../../src/io/kube/write.ts';
import type { Ref, Resource } from '../../src/model/index.ts';
import { startBed } from '../bed/bed.ts';
import type { Bed } from '../bed/bed.ts';
import type { User } from '../bed/users.ts';
import { startWebhook } from '../bed/webhook-standin.ts';

/* The port against the real kube-apiserver: its own words for refusals, its own paging, admission and field managers. */
const MONITORING = 'monitoring.coreos.com/v1';
const RBAC = 'rbac.authorization.k8s.io';
let bed: Bed;
let kube: Kube;
const opened: Kube[] = [];

async function as(user: User): Promise<Kube> {
  const port = await openKube({
    kubeconfig: user === 'admin' ? bed.kubeconfig : await bed.kubeconfigFor(user),
    env: {},
  });
  opened.push(port);
  return port;
}

beforeAll(async () => {
  bed = await startBed({ operator: false, standins: false });
  kube = await as('admin');
  await bed.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team', labels: { tier: 'x' } } },
    ...Array.from({ length: 7 }, (_none, index) => configMap(`page-${index}`, { page: 'yes' })),
  ]);
}, 120_000);
afterAll(async () => {
  for (const port of opened) port.close();
  await bed.stop();
});
const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

function configMap(name: string, labels: Readonly<Record<string, string>> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'team', labels }, data: { a: 'b' } };
}
function monitor(name: string, labels: Readonly<Record<string, string>>) {
  return {
    apiVersion: MONITORING,
    kind: 'ServiceMonitor',
    metadata: { name, namespace: 'team', labels },
    spec: { selector: { matchLabels: { app: 'x' } }, endpoints: [{ port: 'web' }] },
  };
}
function rule(name: string) {
  return {
    apiVersion: MONITORING,
    kind: 'PrometheusRule',
    metadata: { name, namespace: 'team' },
    spec: { groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'vector(1)' }] }] },
  };
}
function refOf(object: { apiVersion: string; kind: string; metadata: { name: string; namespace: string } }): Ref {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
}
async function targetOf(ref: Ref): Promise<{ ref: Ref; uid: string; resourceVersion: string }> {
  const metadata = await metadataOf(ref);
  return { ref, uid: String(metadata['uid']), resourceVersion: String(metadata['resourceVersion']) };
}
async function metadataOf(ref: Ref): Promise<Record<string, unknown>> {
  const got = await get(kube, ref);
  if (got.kind !== 'found') throw new Error(`${ref.name} is not there`);
  return got.object['metadata'] as Record<string, unknown>;
}
function resource(group: string, kind: string): Resource {
  const found = findResource(group, kind);
  if (!found) throw new Error(kind);
  return found;
}
/** Lets a user do something in namespace team. */
async function grant(user: User, rules: readonly object[]): Promise<void> {
  await bed.apply([
    { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name: user, namespace: 'team' }, rules },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { name: user, namespace: 'team' },
      roleRef: { apiGroup: RBAC, kind: 'Role', name: user },
      subjects: [{ apiGroup: RBAC, kind: 'User', name: user }],
    },
  ]);
}

describe('reading', () => {
  it('pages with the server, and asks only for metadata where that is enough', async () => {
    const options = { namespace: 'team', labelSelector: 'page=yes' };
    const paged = await list(kube, resource('', 'ConfigMap'), { ...options, limit: 3 });
    const lean = await list(kube, resource('', 'ConfigMap'), { ...options, limit: 3, metadataOnly: true });
    if (paged.kind !== 'listed' || lean.kind !== 'listed') throw new Error('not listed');
    expect(paged.items).toHaveLength(7);
    expect(paged.items[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } });
    expect(lean.items).toHaveLength(7);
    expect(lean.items[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'page-0' } });
    expect(lean.items[0]).not.toHaveProperty('data');
  });

  it('the table of resources is what the server serves: every plural, scope and version', async () => {
    const { ALL_RESOURCES } = await import('../../src/io/resources.ts');
    // Not installed on this bed: scenarios have kuberhealthy's.
    const absent = [
      'grafana.integreatly.org',
      'kuberhealthy.github.io',
      'comcast.github.io',
      'opentelemetry.io',
      'operator.victoriametrics.com',
      'security.istio.io',
      'policy.linkerd.io',
    ];
    const known = ALL_RESOURCES.filter(({ group }) => !absent.includes(group));
    for (const one of known) {
      const listed = await list(kube, one, { limit: 1 });
      expect([one.kind, listed.kind]).toEqual([one.kind, 'listed']);
    }
    expect(await list(kube, resource('grafana.integreatly.org', 'Grafana'))).toMatchObject({
      gap: { reason: 'crd-missing' },
    });
  });

  it('tells a missing object from a missing kind, also to a user without rights', async () => {
    const nobody = await as('user-1');
    expect(await get(kube, { ...refOf(monitor('none', {})) })).toEqual({ kind: 'missing' });
    expect(
      await get(kube, { apiVersion: 'grafana.integreatly.org/v1beta1', kind: 'Grafana', namespace: 'team', name: 'g' }),
    ).toMatchObject({
      gap: { reason: 'crd-missing' },
    });
    expect(await list(nobody, resource('monitoring.coreos.com', 'ServiceMonitor'))).toMatchObject({
      gap: {
        reason: 'forbidden',
        request: { verb: 'list', resource: 'servicemonitors.monitoring.coreos.com', scope: 'all-namespaces' },
      },
    });
    expect(await list(nobody, resource('grafana.integreatly.org', 'Grafana'))).toMatchObject({
      gap: { reason: 'crd-missing' },
    });
  });

  it('reads what a limited user may see, and says what not', async () => {
    await grant('user-2', [
      { apiGroups: [''], resources: ['services', 'namespaces'], verbs: ['get', 'list'] },
      { apiGroups: ['monitoring.coreos.com'], resources: ['servicemonitors'], verbs: ['list'] },
    ]);
    const limited = await as('user-2');
    const reads = (['Service', 'Pod', 'Namespace'] as const).map((kind) => ({
      group: '',
      kind,
      scope: 'cluster' as const,
    }));
    const snapshot = await readSnapshot(limited, reads, { namespaces: ['team'] });
    expect(snapshot.kubernetes).toMatch(/^v1\.\d+\.\d+/);
    expect(snapshot.coverage).toEqual([
      { group: '', kind: 'Service', namespaces: ['team'], complete: true },
      { group: '', kind: 'Namespace', namespaces: ['team'], complete: true },
    ]);
    expect(snapshot.gaps.map(({ reason, reads }) => `${reason} ${reads.kind}`)).toEqual([
      'forbidden Service',
      'forbidden Pod',
      'forbidden Namespace',
    ]);
    expect(snapshot.objects.find(({ kind }) => kind === 'Namespace')?.metadata.labels).toMatchObject({ tier: 'x' });
  });

  it('a refused token ends with what to do', async () => {
    const file = await bed.kubeconfigFor('user-3');
    const { readFile, writeFile } = await import('node:fs/promises');
    await writeFile(`${file}-old`, (await readFile(file, 'utf8')).replaceAll(bed.tokens['user-3'], 'expired-hush'));
    const old = await openKube({ kubeconfig: `${file}-old`, env: {} });
    opened.push(old);
    const failed: unknown = await list(old, resource('', 'Pod')).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: 'forbidden',
      outcome: 'unknown',
      message: expect.stringContaining('token expired'),
    });
    expect(String(failed)).not.toContain('hush');
  });

  it('asks what it may do', async () => {
    await grant('user-4', [{ apiGroups: [''], resources: ['pods/proxy'], verbs: ['get'] }]);
    const limited = await as('user-4');
    const right = { verb: 'get', group: '', resource: 'pods/proxy', namespace: 'team' };
    expect(await can(limited, right)).toEqual({ kind: 'allowed' });
    expect(await can(limited, { ...right, namespace: 'default' })).toMatchObject({ kind: 'denied' });
    expect(await can(limited, { ...right, resource: 'pods' })).toMatchObject({ kind: 'denied' });
  });
});

describe('writing', () => {
  it('a dry run stores nothing; an apply creates, converges and deletes by uid', async () => {
    const ours = monitor('ours', { a: '1' });
    expect(await apply(kube, ours, { dryRun: true })).toMatchObject({ kind: 'written', created: true });
    expect(await get(kube, refOf(ours))).toEqual({ kind: 'missing' });
    expect(await apply(kube, ours)).toMatchObject({ kind: 'written', created: true });
    const first = await targetOf(refOf(ours));
    expect(await apply(kube, ours)).toMatchObject({ kind: 'written', created: false });
    expect((await targetOf(refOf(ours))).resourceVersion).toBe(first.resourceVersion);

    expect(await remove(kube, { ...first, uid: 'another' })).toMatchObject({ kind: 'changed' });
    expect(await remove(kube, first, { dryRun: true })).toEqual({ kind: 'removed' });
    expect(await get(kube, first.ref)).toMatchObject({ kind: 'found' });
    expect(await remove(kube, first)).toEqual({ kind: 'removed' });
    expect(await remove(kube, first)).toMatchObject({ kind: 'missing', what: 'object' });
  });

  it('names the owner of a field that another manager holds', async () => {
    await bed.apply([monitor('theirs', { release: 'wrong' })], { manager: 'helm', by: 'apply' });
    const ours = monitor('theirs', { release: 'right' });
    expect(await apply(kube, ours, { dryRun: true })).toMatchObject({
      kind: 'conflict',
      owners: [{ manager: 'helm', fields: ['.metadata.labels.release'] }],
    });
  });

  it("corrects one label of somebody's object and puts it back, unless it changed since", async () => {
    const theirs = monitor('unowned', { release: 'wrong', app: 'x' });
    await bed.kubectl(['apply', '-f', '-'], JSON.stringify(theirs));
    const target = await targetOf(refOf(theirs));
    const fields = { labels: { release: 'right' }, annotations: { 'promwire.dev/was': 'release=wrong' } };
    expect(await applyLabels(kube, target, fields, { force: false })).toMatchObject({
      kind: 'conflict',
      owners: [{ manager: 'kubectl-client-side-apply', fields: ['.metadata.labels.release'] }],
    });
    expect(await applyLabels(kube, target, fields, { dryRun: true })).toMatchObject({ kind: 'written' });
    expect((await metadataOf(target.ref))['labels']).toEqual({ release: 'wrong', app: 'x' });
    expect(await applyLabels(kube, target, fields)).toMatchObject({ kind: 'written', created: false });
    expect((await metadataOf(target.ref))['labels']).toEqual({ release: 'right', app: 'x' });

    const back = { labels: { release: 'wrong' }, annotations: { 'promwire.dev/was': null } };
    const { resourceVersion } = target;
    expect(await patchMetadata(kube, target, back, { resourceVersion })).toMatchObject({ kind: 'changed' });
    const now = await targetOf(target.ref);
    expect(await patchMetadata(kube, target, back, { resourceVersion: now.resourceVersion })).toMatchObject({
      kind: 'written',
    });
    const after = await metadataOf(target.ref);
    expect(after['labels']).toEqual({ release: 'wrong', app: 'x' });
    expect(after['annotations']).not.toHaveProperty('promwire.dev/was');
    // And once more, as a second setup after an uninstall would.
    expect(await applyLabels(kube, target, fields)).toMatchObject({ kind: 'written' });
    expect((await metadataOf(target.ref))['labels']).toEqual({ release: 'right', app: 'x' });
  });

  it('never creates what somebody has deleted meanwhile', async () => {
    const ghost = { ref: refOf(monitor('ghost', {})), uid: '11111111-2222-3333-4444-555555555555' };
    expect(await applyLabels(kube, ghost, { labels: { a: 'b' } })).toMatchObject({ kind: 'changed' });
    expect(await get(kube, ghost.ref)).toEqual({ kind: 'missing' });
    const one = configMap('reborn');
    await bed.apply([one]);
    const stale = { ...ghost, ref: refOf(one) };
    expect(await applyLabels(kube, stale, { labels: { a: 'b' } })).toMatchObject({ kind: 'changed' });
    expect(await patchMetadata(kube, stale, { labels: { a: 'b' }, annotations: {} })).toMatchObject({
      kind: 'changed',
    });
  });

  it('tells a wrong object, a missing namespace, a missing kind and a missing right', async () => {
    const nobody = await as('user-1');
    const typo = { ...monitor('typo', {}), spec: { selector: {}, endpoints: [{ prot: 'web' }] } };
    expect(await apply(kube, typo, { dryRun: true })).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('.spec.endpoints[0].prot: field not declared in schema'),
    });
    const wrong = { ...monitor('wrong', {}), spec: { selector: {}, endpoints: 'none' } };
    expect(await apply(kube, wrong, { dryRun: true })).toMatchObject({ kind: 'invalid' });
    const lost = { ...monitor('lost', {}), metadata: { name: 'lost', namespace: 'nowhere' } };
    expect(await apply(kube, lost, { dryRun: true })).toMatchObject({ kind: 'missing', what: 'namespace' });
    const dashboard = {
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'GrafanaDashboard',
      metadata: { name: 'd', namespace: 'team' },
      spec: {},
    };
    expect(await apply(kube, dashboard, { dryRun: true })).toMatchObject({ kind: 'missing', what: 'resource' });
    expect(await apply(nobody, monitor('mine', {}), { dryRun: true })).toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('User "user-1" cannot patch resource "servicemonitors"'),
    });
  });

  it('tells a right that may not be given away, and a namespace that goes', async () => {
    await grant('user-5', [
      { apiGroups: [RBAC], resources: ['roles'], verbs: ['get', 'create', 'patch'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'create', 'patch'] },
    ]);
    const limited = await as('user-5');
    const role = {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: { name: 'more', namespace: 'team' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
    };
    expect(await apply(limited, role, { dryRun: true })).toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('permissions not currently held'),
    });
    await bed.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'going' }, spec: { finalizers: ['kubernetes'] } },
    ]);
    await bed.api.json('DELETE', '/api/v1/namespaces/going');
    const late = { ...configMap('late'), metadata: { name: 'late', namespace: 'going' } };
    expect(await apply(kube, late)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('is being terminated'),
    });
  });

  it('tells a webhook that refuses, hangs or is gone from a missing right', async () => {
    const webhook = await startWebhook(bed, { do: 'refuse', message: 'no such metric' });
    const name = 'prometheusrulevalidate.monitoring.coreos.com';
    let stopped = false;
    ending.push(async () => {
      if (!stopped) await webhook.stop();
    });
    expect(await apply(kube, rule('r'), { dryRun: true })).toMatchObject({
      kind: 'webhook',
      webhook: name,
      cause: 'denied',
      message: expect.stringContaining('no such metric'),
    });
    webhook.become({ do: 'hang' });
    expect(await apply(kube, rule('r'), { dryRun: true })).toMatchObject({
      kind: 'webhook',
      webhook: name,
      cause: 'timeout',
    });
    const configuration = await bed.api.json<object>(
      'GET',
      '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/prometheus-kube-prometheus-admission',
    );
    await webhook.stop();
    stopped = true;
    // Its configuration outlives it, as after a half uninstall.
    const { metadata: _gone, ...rest } = configuration as { metadata: unknown };
    const orphan = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'orphan' },
      ...rest,
    };
    await bed.apply([orphan]);
    ending.push(() => bed.remove([orphan]));
    // The API server hears of it a moment later.
    const refused = await bed.waitFor(
      async () => {
        const written = await apply(kube, rule('r'), { dryRun: true });
        return written.kind !== 'written' && written;
      },
      { what: 'the webhook in force' },
    );
    expect(refused).toMatchObject({
      kind: 'webhook',
      webhook: name,
      cause: 'unreachable',
    });
  });
});

describe("the API server's proxy", () => {
  it('says in its own words that nobody answers, and that one may not', async () => {
    const nobody = await as('user-1');
    const address = { via: 'services', namespace: 'team', name: 'none', port: 80, scheme: 'http' } as const;
    expect(await proxyGet(kube, address, '/')).toMatchObject({ gap: { reason: 'unreachable' } });
    await bed.apply([
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'empty', namespace: 'team' },
        spec: { ports: [{ name: 'web', port: 80 }] },
      },
      { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'empty', namespace: 'team' }, subsets: [] },
    ]);
    expect(await proxyGet(kube, { ...address, name: 'empty' }, '/')).toMatchObject({
      gap: { reason: 'unreachable', sentence: expect.stringContaining('no endpoints available') },
    });
    expect(await proxyGet(nobody, address, '/')).toMatchObject({
      gap: { reason: 'forbidden', reads: { namespace: 'team' }, request: { verb: 'get', resource: 'services/proxy' } },
    });
    const pod = { namespace: 'team', name: 'none', port: 9090 };
    expect(await portForward(kube, pod)).toMatchObject({ gap: { reason: 'unreachable' } });
    expect(await portForward(nobody, pod)).toMatchObject({ gap: { reason: 'forbidden' } });
  });
});
