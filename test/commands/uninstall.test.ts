/** What uninstall leaves alone: what somebody changed meanwhile, and what it may not see. */
import { describe, expect, it } from '@jest/globals';
import { kubeconfig, standIn, status } from '../io/kube/api-stand-in.ts';
import type { Reply } from '../io/kube/api-stand-in.ts';
import { inFolder, run, write } from './ask.ts';
import type { Answer } from './ask.ts';

const relabelled = (release: string, by = 'promwire'): object => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: {
    name: 'web',
    namespace: 'shop',
    uid: 'u-1',
    labels: { release },
    annotations: { 'promwire.dev/was': '{"release":{"was":"a","set":"b"}}' },
    managedFields: [
      {
        manager: by,
        operation: 'Apply',
        fieldsV1: { 'f:metadata': { 'f:annotations': { 'f:promwire.dev/was': {} }, 'f:labels': { 'f:release': {} } } },
      },
    ],
  },
});

/** Uninstalls in a cluster with one relabelled monitor; `get`: what a read of it by name answers. */
async function uninstall(get: Reply, ...argv: readonly string[]): Promise<Answer & { readonly writes: number }> {
  return await uninstallOf('promwire', get, ...argv);
}

/** The same where the annotation was written by that manager of fields. */
async function uninstallOf(
  by: string,
  get: Reply,
  ...argv: readonly string[]
): Promise<Answer & { readonly writes: number }> {
  const isOne = (url: string): boolean => url.endsWith('/servicemonitors/web');
  const api = await standIn(({ method, url }) => {
    if (method !== 'GET') return { body: relabelled('a') };
    if (isOne(url)) return get;
    const items = /\/servicemonitors(?:\?|$)/.test(url) && !url.includes('labelSelector') ? [relabelled('b', by)] : [];
    return { body: { kind: 'List', metadata: {}, items } };
  });
  try {
    return await inFolder(async (folder) => {
      const file = write(folder, 'kubeconfig', kubeconfig(`http://127.0.0.1:${api.port}`));
      const answer = await run(['uninstall', 'kuberhealthy', '--yes', '--kubeconfig', file, ...argv]);
      return { ...answer, writes: api.seen.filter(({ method }) => method !== 'GET').length };
    });
  } finally {
    await api.stop();
  }
}

describe('uninstall', () => {
  const forbidden = status(403, 'Forbidden', 'servicemonitors "web" is forbidden: User "bob" cannot get resource');

  it('puts a label back', async () => {
    const answer = await uninstall({ body: relabelled('b') });
    expect(answer).toMatchObject({ code: 0, writes: 1 });
    expect(answer.err).toContain('put back ServiceMonitor shop/web');
  });

  it('puts nothing back where a neighbour wrote what it was', async () => {
    const answer = await uninstallOf('kubectl-edit', { body: relabelled('b', 'kubectl-edit') });
    expect(answer.writes).toBe(0);
    expect((answer.out + answer.err).replaceAll(/\s+/g, ' ')).toContain(
      'nothing shows that promwire wrote its annotation promwire.dev/was',
    );
  });

  it.each<[string, Reply, string, number]>([
    ['has changed since it was looked at', { body: relabelled('c') }, 'its label release is another one now', 1],
    ['may not be seen any more', forbidden, 'cannot get resource', 3],
  ])('leaves a label alone that %s, and fails', async (_what, get, says, code) => {
    const answer = await uninstall(get);
    expect(answer).toMatchObject({ code, writes: 0 });
    expect(answer.err).toContain(says);
  });

  it('does not call it done where it cannot see whether a monitor elsewhere is about the namespace', async () => {
    const answer = await uninstall(forbidden, '-n', 'kuberhealthy');
    expect(answer).toMatchObject({ code: 3, writes: 0 });
    expect(answer.err).toContain('not known');
  });
});
