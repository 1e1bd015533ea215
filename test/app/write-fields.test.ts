import { describe, expect, it } from '@jest/globals';
import { entriesMark, fieldMemory, readMemory } from '../../src/io/kube/field-memory.ts';
import { FIXED } from '../../src/kube/owner.ts';
import type { FieldsChange } from '../../src/plan/fixes.ts';
import { WAS } from '../../src/app/correction.ts';
import { planUndo } from '../../src/app/plan-undo.ts';
import { writeChange } from '../../src/app/write-change.ts';
import type { Kube } from '../../src/io/kube/connect/open.ts';
import { project } from '../../src/io/projection/index.ts';
import { fieldAt } from '../../src/kube/object-fields.ts';
import type { Change, JsonObject, PatchField } from '../../src/model/index.ts';
import { changeable } from '../commands/changeable.ts';
import type { Changeable } from '../commands/changeable.ts';
import { prometheusRule, serviceMonitor } from '../worlds.ts';

const signal = new AbortController().signal;
const options = { dryRun: false, takeBack: false, signal };
const object = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', namespace: 'shop', name: 'web' };
const changing = (...fields: readonly PatchField[]): FieldsChange => ({
  action: 'set-fields',
  step: 'monitor',
  object,
  fields,
  why: '',
});
const field = (path: string, was: PatchField['was'], becomes: PatchField['becomes']): PatchField => ({
  path: path.split('.'),
  was,
  becomes,
});
const changesLabel = (was: string | null): Change => changing(field('metadata.labels.release', was, 'kps'));
const setsLabel = (was: string | null): Change => ({
  action: 'set-labels',
  step: 'monitor',
  object,
  labels: [{ key: 'release', was, becomes: 'kps' }],
  why: '',
});
const kubeOf = ({ answer }: Changeable): Kube => {
  const kube: Pick<Kube, 'request'> = {
    request: async ({ method, path, body }) => {
      const reply = answer({ method, url: path, headers: {}, body: JSON.stringify(body) });
      return await Promise.resolve({
        status: reply.status ?? 200,
        headers: {},
        body: JSON.stringify(reply.body ?? {}),
      });
    },
  };
  return kube as Kube;
};
const specOf = (cluster: Changeable): JsonObject => cluster.objects()[0]?.['spec'] as JsonObject;
const set = (cluster: Changeable, more: JsonObject): void =>
  cluster.change('web', (now) => ({ ...now, spec: { ...(now['spec'] as JsonObject), ...more } }));

const fieldsOf = (change: Change): unknown => (change.action === 'set-fields' ? change.fields : change.action);

describe('fields of an object', () => {
  it('in maps that are not there are made, and the maps go with them', async () => {
    const cluster = changeable([serviceMonitor('shop/web')]);
    const before = specOf(cluster);
    const kube = kubeOf(cluster);
    const change = changing(
      field('spec.a.b.c', null, 1),
      field('spec.a.b.d', null, 2),
      field('spec.jobLabel', null, 'x'),
    );
    expect(await writeChange(kube, change, options)).toMatchObject({ kind: 'written' });
    expect(specOf(cluster)).toEqual({ ...before, a: { b: { c: 1, d: 2 } }, jobLabel: 'x' });
    const { changes } = await planUndo(kube, { signal });
    for (const back of changes) expect(await writeChange(kube, back, options)).toMatchObject({ kind: 'written' });
    expect(specOf(cluster)).toEqual(before);
    expect(cluster.objects()[0]).not.toHaveProperty(['metadata', 'annotations', FIXED]);
  });

  it('in which another owner has put something since, stay without the field', async () => {
    const cluster = changeable([serviceMonitor('shop/web')]);
    const kube = kubeOf(cluster);
    await writeChange(kube, changing(field('spec.a.b', null, 1)), options);
    set(cluster, { a: { b: 1, theirs: 2 } });
    const { changes } = await planUndo(kube, { signal });
    for (const back of changes) await writeChange(kube, back, options);
    expect(specOf(cluster)).toMatchObject({ a: { theirs: 2 } });
  });

  it('keep the oldest value in memory, and are not written twice', async () => {
    const cluster = changeable([serviceMonitor('shop/web', { jobLabel: 'a' })]);
    const kube = kubeOf(cluster);
    await writeChange(kube, changing(field('spec.jobLabel', 'a', 'b')), options);
    await writeChange(kube, changing(field('spec.jobLabel', 'a', 'b')), options);
    expect(cluster.writes).toHaveLength(1);
    await writeChange(kube, changing(field('spec.jobLabel', 'b', 'c')), options);
    const { changes } = await planUndo(kube, { signal });
    expect(changes.map(fieldsOf)).toEqual([[field('spec.jobLabel', 'c', 'a')]]);
  });

  it.each<[string, JsonObject, string]>([
    ['is another one now', { jobLabel: 'mine' }, 'its field spec.jobLabel is "mine" now'],
    ['is a map now', { jobLabel: { a: 1 } }, 'its field spec.jobLabel is another one now'],
  ])('are not written over where one %s', async (_what, more, says) => {
    const cluster = changeable([serviceMonitor('shop/web', { jobLabel: 'a' })]);
    set(cluster, more);
    const answer = await writeChange(kubeOf(cluster), changing(field('spec.jobLabel', 'a', 'b')), options);
    expect(answer).toMatchObject({
      kind: 'changed',
      message: expect.stringContaining(says),
    });
    expect(cluster.writes).toEqual([]);
  });

  it('are written although the status came between, and not where that never ends', async () => {
    const cluster = changeable([serviceMonitor('shop/web', { jobLabel: 'a' })]);
    let reads = 0;
    const noisy = (most: number): Kube => {
      const kube = kubeOf(cluster);
      const request: Kube['request'] = async (asked) => {
        const answer = await kube.request(asked);
        if (asked.method === 'GET' && reads++ < most) set(cluster, { status: reads });
        return answer;
      };
      return { ...kube, request };
    };
    expect(await writeChange(noisy(99), changing(field('spec.jobLabel', 'a', 'b')), options)).toMatchObject({
      kind: 'changed',
    });
    reads = 0;
    expect(await writeChange(noisy(1), changing(field('spec.jobLabel', 'a', 'b')), options)).toMatchObject({
      kind: 'written',
    });
    expect(specOf(cluster)).toMatchObject({ jobLabel: 'b' });
  });

  it.each<[string, object, string]>([
    [
      'Helm',
      { annotations: { 'meta.helm.sh/release-name': 'web' }, labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
      'it belongs to Helm release web',
    ],
    ['an owner', { ownerReferences: [{ apiVersion: 'v1', kind: 'App', name: 'a', uid: 'u' }] }, 'its owner App a'],
    ['a tool', { labels: { 'kapp.k14s.io/app': '1' } }, 'it belongs to kapp'],
    ['a controller', { managedFields: [{ manager: 'kustomize-controller' }] }, 'it belongs to kustomize-controller'],
    ['promwire', { labels: { 'app.kubernetes.io/managed-by': 'promwire' } }, 'it is made by promwire now'],
  ])('are left to %s, who came in between', async (_owner, metadata, says) => {
    const cluster = changeable([serviceMonitor('shop/web', {}, metadata)]);
    const answer = await writeChange(kubeOf(cluster), changing(field('spec.jobLabel', null, 'b')), options);
    expect(answer).toMatchObject({ kind: 'conflict', message: expect.stringContaining(says) });
  });

  it.each(['fix', 'undo'])(
    'of an entry are not changed in one that came in its place before the write of %s',
    async (by) => {
      const cluster = changeable([serviceMonitor('shop/web', { endpoints: [{ port: 'a' }] })]);
      const kube = kubeOf(cluster);
      const live = project(cluster.objects()[0], { source: 'cluster' });
      if ('invalid' in live) throw new Error(live.invalid);
      const fixes = changing(field('spec.endpoints.0.path', null, '/x'));
      const planned = { ...fixes, entries: entriesMark(live, fixes.fields) ?? '' };
      if (by === 'undo') await writeChange(kube, planned, options);
      const path = by === 'undo' ? { path: '/x' } : {};
      const change = by === 'undo' ? (await planUndo(kube, { signal })).changes[0] : planned;
      const endpoints = [
        { port: 'new', ...path },
        { port: 'a', ...path },
      ];
      set(cluster, { endpoints });
      expect(await writeChange(kube, change ?? planned, options)).toMatchObject({ kind: 'changed' });
      expect(specOf(cluster)).toMatchObject({ endpoints });
    },
  );

  it('of which not all is shown are not written over', async () => {
    const url = 'http://me:hunter2@blackbox:9115';
    const cluster = changeable([{ ...serviceMonitor('shop/web'), body: { spec: { endpoints: [{ proxyUrl: url }] } } }]);
    const shown = field('spec.endpoints.0.proxyUrl', 'http://***@blackbox:9115', 'http://blackbox:9115');
    const answer = await writeChange(kubeOf(cluster), changing(shown), options);
    expect(answer.kind).toBe('changed');
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(cluster.writes).toEqual([]);
  });
});

it('a field that goes as a whole goes with what is not shown of it, and comes back with it', async () => {
  const annotations = { summary: 'http://me:pass@wiki' };
  const groups = [{ name: 'a', rules: [{ record: 'a:b', expr: 'up', annotations }] }];
  const cluster = changeable([{ ...prometheusRule('shop/web'), body: { spec: { groups } } }]);
  const before = specOf(cluster);
  const kube = kubeOf(cluster);
  const live = project(cluster.objects()[0], { source: 'cluster' });
  const path = ['spec', 'groups', '0', 'rules', '0', 'annotations'];
  const was = 'body' in live ? (fieldAt(live.body, path) ?? null) : null;
  expect(was).not.toEqual(annotations);
  const change = { ...changing({ path, was, becomes: null }), object: { ...object, kind: 'PrometheusRule' } };
  expect(await writeChange(kube, change, options)).toMatchObject({ kind: 'written' });
  expect(JSON.stringify(specOf(cluster))).not.toContain('annotations');
  const { changes } = await planUndo(kube, { signal });
  for (const back of changes) await writeChange(kube, back, options);
  expect(specOf(cluster)).toEqual(before);
});

describe('the memory of fields', () => {
  const forged = '[{"path":["spec","jobLabel"],"was":"evil","set":null}]';

  it('does not take over what somebody else wrote', async () => {
    const cluster = changeable([serviceMonitor('shop/web', {}, { annotations: { [FIXED]: forged } })]);
    const kube = kubeOf(cluster);
    await writeChange(kube, changing(field('spec.a', null, 1)), options);
    expect((await planUndo(kube, { signal })).changes.map(fieldsOf)).toEqual([[field('spec.a', 1, null)]]);
  });

  it('keeps what a field was only while it is as promwire set it', async () => {
    const cluster = changeable([serviceMonitor('shop/web', { jobLabel: 'a' })]);
    const kube = kubeOf(cluster);
    await writeChange(kube, changing(field('spec.jobLabel', 'a', 'b')), options);
    set(cluster, { jobLabel: 'theirs' });
    await writeChange(kube, changing(field('spec.jobLabel', 'theirs', 'c')), options);
    const { changes } = await planUndo(kube, { signal });
    expect(changes.map(fieldsOf)).toEqual([[field('spec.jobLabel', 'c', 'theirs')]]);
  });

  it('does not mark an entry anew that others put in the place of the one it was', async () => {
    const endpoints = [{ port: 'a' }];
    const cluster = changeable([serviceMonitor('shop/web', { endpoints })]);
    const kube = kubeOf(cluster);
    await writeChange(kube, changing(field('spec.endpoints.0.path', null, '/x')), options);
    set(cluster, {
      endpoints: [
        { port: 'new', path: '/x' },
        { port: 'a', path: '/x', interval: '9s' },
      ],
    });
    await writeChange(kube, changing(field('spec.jobLabel', null, 'c')), options);
    const { changes, left } = await planUndo(kube, { signal });
    expect(changes.map(fieldsOf)).toEqual([[field('spec.jobLabel', 'c', null)]]);
    expect(left).toMatchObject([{ why: expect.stringContaining('was changed since') }]);
    // What was not put back is still known when the entry is in its place again.
    for (const back of changes) await writeChange(kube, back, options);
    set(cluster, { endpoints: [{ port: 'a', path: '/x' }] });
    const then = await planUndo(kube, { signal });
    for (const back of then.changes) await writeChange(kube, back, options);
    expect(specOf(cluster)).toMatchObject({ endpoints });
    expect(cluster.objects()[0]).not.toHaveProperty(['metadata', 'annotations', FIXED]);
  });

  it('knows an entry again in which promwire changed another field later', async () => {
    const endpoints = [{ port: 'a' }];
    const cluster = changeable([serviceMonitor('shop/web', { endpoints })]);
    const kube = kubeOf(cluster);
    await writeChange(kube, changing(field('spec.endpoints.0.path', null, '/x')), options);
    await writeChange(kube, changing(field('spec.endpoints.0.interval', null, '9s')), options);
    for (const back of (await planUndo(kube, { signal })).changes) await writeChange(kube, back, options);
    expect(specOf(cluster)).toMatchObject({ endpoints });
  });

  it('of fields that are as they were already goes', async () => {
    const cluster = changeable([serviceMonitor('shop/web', { jobLabel: 'a' })]);
    const kube = kubeOf(cluster);
    await writeChange(kube, changing(field('spec.jobLabel', 'a', 'b')), options);
    set(cluster, { jobLabel: 'a' });
    const { changes, left } = await planUndo(kube, { signal });
    expect([changes.map(fieldsOf), left]).toEqual([[[]], []]);
    for (const back of changes) expect(await writeChange(kube, back, options)).toMatchObject({ kind: 'written' });
    expect(specOf(cluster)).toMatchObject({ jobLabel: 'a' });
    expect(cluster.objects()[0]).not.toHaveProperty(['metadata', 'annotations', FIXED]);
    expect((await planUndo(kube, { signal })).changes).toEqual([]);
  });

  it('of one field that is as it was already goes with the others', async () => {
    const cluster = changeable([serviceMonitor('shop/web', { jobLabel: 'a' })]);
    const kube = kubeOf(cluster);
    await writeChange(kube, changing(field('spec.jobLabel', 'a', 'b'), field('spec.a', null, 1)), options);
    set(cluster, { jobLabel: 'a' });
    for (const back of (await planUndo(kube, { signal })).changes) await writeChange(kube, back, options);
    expect(cluster.objects()[0]).not.toHaveProperty(['metadata', 'annotations', FIXED]);
  });

  it('of fields that all were changed since stays as it is', async () => {
    const cluster = changeable([serviceMonitor('shop/web', { jobLabel: 'a' })]);
    const kube = kubeOf(cluster);
    await writeChange(kube, changing(field('spec.jobLabel', 'a', 'b')), options);
    set(cluster, { jobLabel: 'theirs' });
    const { changes, left } = await planUndo(kube, { signal });
    expect([changes, left.length]).toEqual([[], 1]);
  });

  it.each<readonly [string, string, (is: string | null) => Change, string, (is: string | null) => Change]>([
    ['setup', WAS, setsLabel, FIXED, changesLabel],
    ['fix', FIXED, changesLabel, WAS, setsLabel],
  ])(
    'of a label by %s is no longer true where the other one sets it after a change',
    async (_who, mark, by, other, again) => {
      const cluster = changeable([serviceMonitor('shop/web')]);
      const kube = kubeOf(cluster);
      const marks = (): readonly string[] =>
        Object.keys(fieldAt(cluster.objects()[0] ?? {}, ['metadata', 'annotations']) ?? {});
      await writeChange(kube, by(null), options);
      expect(marks()).toEqual([mark]);
      cluster.change('web', (now) => {
        const metadata = now['metadata'] as JsonObject;
        return { ...now, metadata: { ...metadata, labels: { release: 'theirs' } } };
      });
      expect(await writeChange(kube, again('theirs'), options)).toMatchObject({ kind: 'written' });
      expect(marks()).toEqual([other]);
      expect(cluster.objects()[0]).toMatchObject({ metadata: { labels: { release: 'kps' } } });
    },
  );

  it('is bounded', () => {
    const long = { ...field('spec.a', 'x'.repeat(40_000), null), made: 0 };
    expect(fieldMemory({ was: {}, becomes: {} }, [long], [])).toBeUndefined();
  });

  it.each([
    ['no JSON', '{'],
    ['no list', '{"path":["spec","a"],"was":1,"set":2}'],
    ['an owner', '[{"path":["metadata","ownerReferences"],"was":null,"set":[]}]'],
    ['an annotation', '[{"path":["metadata","annotations","a"],"was":"b","set":"c"}]'],
    ['data', '[{"path":["data","a"],"was":"b","set":"c"}]'],
    ['a path with something else in it', '[{"path":["spec",1],"was":"b","set":"c"}]'],
    ['no former value', '[{"path":["spec","a"],"set":"c"}]'],
    ['a depth no field has', `[{"path":["spec","a"],"was":${'['.repeat(5000)}${']'.repeat(5000)},"set":null}]`],
    ['a path no field has', JSON.stringify([{ path: ['spec', ...Array(5000).keys()].map(String), was: 1, set: 2 }])],
    ['a number that JSON has not', '[{"path":["spec","a"],"was":1e999,"set":"c"}]'],
    ['more maps than there are', '[{"path":["spec","a"],"was":null,"set":"c","made":4e9}]'],
    ['the whole object', '[{"path":["spec","a"],"was":null,"set":"c","made":2}]'],
    ['half a map', '[{"path":["spec","a"],"was":null,"set":"c","made":0.5}]'],
    ['less than no maps', '[{"path":["spec","a"],"was":null,"set":"c","made":-1}]'],
    ['a field, and something else', '[{"path":["spec","a"],"was":null,"set":"c"},3]'],
  ])('that is about %s holds nothing', (_what, text) => {
    expect(readMemory(text)).toEqual([]);
  });
});
