import { describe, expect, it } from '@jest/globals';
import { apply, writeChanges } from '../../src/app/apply.ts';
import { PromwireError } from '../../src/errors.ts';
import type { Kube } from '../../src/io/kube/connect/open.ts';
import type { Change } from '../../src/model/index.ts';

const change = (name: string): Change => ({
  action: 'apply',
  step: 'rules',
  why: 'alerts',
  manifest: {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, namespace: 'n', labels: { 'app.kubernetes.io/managed-by': 'promwire' } },
    spec: { groups: [] },
  },
});
const CHANGES = ['a', 'b', 'c'].map(change);

/** An API server without any of the objects. `write`: what it answers to a real write of one, by its name. */
function server(write: (name: string) => { readonly status: number; readonly body: object } | Error = stored) {
  const written: string[] = [];
  const kube: Pick<Kube, 'request'> = {
    request: async ({ method, path, body }) => {
      const name = /prometheusrules\/(\w+)/.exec(path)?.[1] ?? '';
      if (method === 'GET') return answer(failure(404, 'NotFound', name));
      if (path.includes('dryRun=All')) return answer({ status: 201, body: body as object });
      written.push(name);
      const result = write(name);
      if (result instanceof Error) throw result;
      return await Promise.resolve(answer(result));
    },
  };
  return { kube: kube as Kube, written };
}
const answer = ({ status, body }: { readonly status: number; readonly body: object }) => ({
  status,
  headers: {},
  body: JSON.stringify(body),
});
const stored = (name: string) => ({ status: 201, body: { kind: 'PrometheusRule', metadata: { name } } });
const failure = (status: number, reason: string, name: string) => ({
  status,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message: reason, details: { name } },
});

const names = (changes: readonly Change[]): string =>
  changes.map((each) => (each.action === 'apply' ? each.manifest.metadata.name : '')).join();

describe('a plan', () => {
  it('is written in its order, and each step is reported', async () => {
    const { kube, written } = server();
    const steps: string[] = [];
    const result = await apply(kube, CHANGES, { onStep: (step) => steps.push(names([step])) });
    expect({ written, steps, applied: names(result.applied), rest: result.rest }).toEqual({
      written: ['a', 'b', 'c'],
      steps: ['a', 'b', 'c'],
      applied: 'a,b,c',
      rest: [],
    });
  });

  it('is only tried with dryRun', async () => {
    const { kube, written } = server();
    const { trials, applied, rest } = await apply(kube, CHANGES, { dryRun: true });
    expect([written, applied, names(rest), trials.map(({ kind }) => kind)]).toEqual([
      [],
      [],
      'a,b,c',
      ['difference', 'difference', 'difference'],
    ]);
  });

  it.each([500, 502, 503, 504])('does not know of a write that %i answers whether it was done', async (code) => {
    const { kube } = server((name) => (name === 'b' ? failure(code, 'Timeout', name) : stored(name)));
    const { applied, rest, unclear, ended } = await writeChanges(kube, CHANGES);
    expect([names(applied), names(unclear), names(rest)]).toEqual(['a', 'b', 'c']);
    expect(ended).toMatchObject({ by: 'refusal', refusal: { kind: 'failed', unclear: true } });
  });

  it('ends at the first refusal', async () => {
    const { kube } = server((name) => (name === 'b' ? failure(422, 'Invalid', name) : stored(name)));
    const { applied, rest, unclear, ended } = await writeChanges(kube, CHANGES);
    expect([names(applied), names(unclear), names(rest)]).toEqual(['a', '', 'b,c']);
    expect(ended).toMatchObject({ by: 'refusal', refusal: { kind: 'invalid' } });
  });

  it('names what may have been written where no answer came', async () => {
    const lost = new PromwireError('unreachable', 'connection reset', '');
    const { kube } = server((name) => (name === 'b' ? lost : stored(name)));
    const { applied, rest, unclear, ended } = await writeChanges(kube, CHANGES);
    expect([names(applied), names(unclear), names(rest)]).toEqual(['a', 'b', 'c']);
    expect(ended).toEqual({ by: 'error', error: lost });
  });

  it('ends between two changes when the signal is aborted', async () => {
    const stop = new AbortController();
    const { kube, written } = server();
    const result = await writeChanges(kube, CHANGES, { onStep: () => stop.abort(), signal: stop.signal });
    expect([written, names(result.applied), names(result.rest), result.ended?.by]).toEqual([
      ['a'],
      'a',
      'b,c',
      'abort',
    ]);
  });

  it('does not hide a mistake of ours', async () => {
    const { kube } = server(() => new TypeError('undefined is not a function'));
    await expect(writeChanges(kube, CHANGES)).rejects.toThrow('undefined is not a function');
  });
});
