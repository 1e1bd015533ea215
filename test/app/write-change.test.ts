import { describe, expect, it } from '@jest/globals';
import { tryChanges } from '../../src/app/try-changes.ts';
import { writeChange } from '../../src/app/write-change.ts';
import type { Kube } from '../../src/io/kube/connect/open.ts';
import type { Change } from '../../src/model/index.ts';
import { takeBackText } from '../../src/render/text/refusal.ts';
import { fieldLines } from '../../src/render/text/plan.ts';
import { plain } from '../../src/render/text/style.ts';

const signal = new AbortController().signal;
const EXPR = `sum(${'a_long_metric_name_total, '.repeat(6)}x)`;
const manifest = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'r', namespace: 'n', labels: { 'app.kubernetes.io/managed-by': 'promwire' } },
  spec: { groups: [{ name: 'g', rules: [{ record: 'ours', expr: EXPR }] }] },
};
const change: Change = { action: 'apply', step: 'rules', manifest, why: 'alerts' };
const edited = {
  groups: [{ name: 'g', rules: [{ record: 'ours', expr: EXPR.replace('x)', 'y)'), labels: { a: 'b' } }] }],
};

/** An API server that has the rule as somebody edited it, and what was asked of it. */
function edit(metadata: object, manager = 'kubectl-edit'): { readonly kube: Kube; readonly asked: string[] } {
  const asked: string[] = [];
  const live = { ...manifest, metadata: { ...manifest.metadata, uid: 'u-1', ...metadata }, spec: edited };
  const conflict = {
    kind: 'Status',
    apiVersion: 'v1',
    reason: 'Conflict',
    message: 'Apply failed with 1 conflict',
    details: {
      causes: [
        {
          reason: 'FieldManagerConflict',
          message: `conflict with "${manager}" using monitoring.coreos.com/v1`,
          field: '.spec.groups',
        },
      ],
    },
  };
  const kube: Pick<Kube, 'request'> = {
    request: async ({ method, path, body }) => {
      asked.push(`${method} ${path.split('?')[1] ?? ''}`);
      const forced = path.includes('force=true');
      const answer = method === 'GET' ? live : forced ? { ...live, ...(body as object) } : conflict;
      return await Promise.resolve({
        status: answer === conflict ? 409 : 200,
        headers: {},
        body: JSON.stringify(answer),
      });
    },
  };
  return { kube: kube as Kube, asked };
}

describe('an object of our own that somebody edited', () => {
  it('is refused, with each field that differs; only tried, never stored', async () => {
    const { kube, asked } = edit({});
    const [tried] = await tryChanges(kube, [change], { signal });
    expect(tried).toMatchObject({ kind: 'refused', refusal: { kind: 'conflict' } });
    const lines = fieldLines(tried?.difference?.fields ?? [], plain);
    expect(lines.join('\n')).toContain('spec.groups[g].rules[ours].labels: {"a":"b"} → (none)');
    // The values are longer than a line: what differs stands at their end.
    expect(lines.join('\n')).toMatch(/expr: ….* y\) → ….* x\)/s);
    expect(asked.filter((one) => one.startsWith('PATCH')).every((one) => one.includes('dryRun=All'))).toBe(true);
  });

  it('is taken back where that is asked for', async () => {
    const { kube } = edit({});
    expect(await tryChanges(kube, [change], { signal, takeBack: true })).toMatchObject([
      { kind: 'difference', difference: { state: 'update' } },
    ]);
    expect(await writeChange(kube, change, { dryRun: false, takeBack: true, signal })).toMatchObject({
      kind: 'written',
    });
  });
});

describe('an object that was applied from generated files', () => {
  const applied = (manager: string): object => ({
    managedFields: [{ manager, operation: manager === 'kubectl' ? 'Apply' : 'Update', fieldsV1: {} }],
  });

  it.each(['kubectl-client-side-apply', 'kubectl'])(
    'by %s is refused with the two ways, and taken where that is asked for',
    async (manager) => {
      const { kube } = edit(applied(manager), manager);
      const tried = await tryChanges(kube, [change], { signal });
      expect(tried).toMatchObject([{ kind: 'refused', difference: { state: 'update' } }]);
      const refused = tried.flatMap((trial) => (trial.kind === 'refused' ? [trial] : []));
      expect(takeBackText(refused)).toMatch(
        /^kubectl apply wrote .*promwire generate with the same flags.*\nOr promwire setup --take-back .*the next kubectl apply/,
      );
      expect(await writeChange(kube, change, { dryRun: false, takeBack: true, signal })).toMatchObject({
        kind: 'written',
      });
    },
  );

  it('of which a field has another owner besides is left', async () => {
    const { kube } = edit(applied('kubectl-client-side-apply'), 'other-tool');
    const tried = await tryChanges(kube, [change], { signal });
    expect(tried).toMatchObject([{ kind: 'refused', difference: undefined }]);
    expect(takeBackText(tried.flatMap((trial) => (trial.kind === 'refused' ? [trial] : [])))).toBeUndefined();
  });
});

describe("somebody else's object", () => {
  it.each([
    ['of Argo CD', { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:x' } }],
    ['without our label', { labels: {} }],
    ['never written by us', { managedFields: [{ manager: 'kubectl', operation: 'Update', fieldsV1: {} }] }],
  ])('%s is not forced', async (_, metadata) => {
    const { kube, asked } = edit(metadata);
    expect(await writeChange(kube, change, { dryRun: false, takeBack: true, signal })).toMatchObject({
      kind: 'conflict',
    });
    const [tried] = await tryChanges(kube, [change], { signal });
    expect(tried).toMatchObject({ kind: 'refused', difference: undefined });
    expect(asked.some((one) => one.includes('force=true'))).toBe(false);
  });
});

describe('between what was shown and the write', () => {
  const labels: Change = {
    action: 'set-labels',
    step: 'monitor',
    object: { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', namespace: 'n', name: 'm' },
    labels: [{ key: 'release', was: 'a', becomes: 'b' }],
    why: 'selected',
  };
  /** An API server on which every write works, and every read answers this. */
  function reading(status: number, body: object): { readonly kube: Kube; readonly writes: string[] } {
    const writes: string[] = [];
    const kube: Pick<Kube, 'request'> = {
      request: async ({ method, path }) => {
        if (method !== 'GET' && !path.includes('dryRun=')) writes.push(path);
        const read = { status, headers: {}, body: JSON.stringify(body) };
        return await Promise.resolve(
          method === 'GET' ? read : { ...read, status: 200, body: JSON.stringify(manifest) },
        );
      },
    };
    return { kube: kube as Kube, writes };
  }
  const live = (metadata: object): object => ({ metadata: { name: 'm', namespace: 'n', uid: 'u-1', ...metadata } });
  const forbidden = { kind: 'Status', apiVersion: 'v1', reason: 'Forbidden', message: 'get is forbidden: cannot get' };

  it.each<[string, Change, number, object, string]>([
    ['a label that somebody changed', labels, 200, live({ labels: { release: 'c' } }), 'changed'],
    ['a label that somebody took away', labels, 200, live({}), 'changed'],
    ['a monitor that may not be seen', labels, 403, forbidden, 'forbidden'],
    ['an object that somebody made under our name', change, 200, { ...manifest, ...live({}) }, 'conflict'],
    [
      'an object of ours that Argo CD has taken over',
      change,
      200,
      {
        ...manifest,
        ...live({ labels: manifest.metadata.labels, annotations: { 'argocd.argoproj.io/tracking-id': 'x' } }),
      },
      'conflict',
    ],
    ['a rule that may not be seen', change, 403, forbidden, 'forbidden'],
    ['a rule whose read fails', change, 500, {}, 'failed'],
  ])('%s is left alone', async (_what, one, status, body, kind) => {
    const { kube, writes } = reading(status, body);
    expect(await writeChange(kube, one, { dryRun: false, takeBack: false, signal })).toMatchObject({ kind });
    expect(writes).toEqual([]);
  });

  it('what may not be seen is not planned either', async () => {
    const { kube } = reading(403, forbidden);
    expect(await tryChanges(kube, [change], { signal })).toMatchObject([
      { kind: 'refused', refusal: { kind: 'forbidden' } },
    ]);
  });

  it('a label that has its new value already is set all the same', async () => {
    const { kube, writes } = reading(200, live({ labels: { release: 'b' } }));
    expect(await writeChange(kube, labels, { dryRun: false, takeBack: false, signal })).toMatchObject({
      kind: 'written',
    });
    expect(writes).toHaveLength(1);
  });
});
