/** What uninstall leaves alone: what was changed meanwhile, what it may not see, and other applications, which it names. */
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

interface Uninstalled extends Answer {
  readonly writes: number;
  readonly sent: readonly string[];
}

/** Uninstalls in a cluster with one relabelled monitor; `get`: what a read of it by name answers. */
async function uninstall(get: Reply, ...argv: readonly string[]): Promise<Uninstalled> {
  return await uninstallOf('promwire', get, ...argv);
}

/** The same where the annotation was written by that manager of fields. */
async function uninstallOf(by: string, get: Reply, ...argv: readonly string[]): Promise<Uninstalled> {
  return await uninstallAt('b', by, get, ...argv);
}

/** The same where the label is another one when it is looked for. */
async function uninstallAt(is: string, by: string, get: Reply, ...argv: readonly string[]): Promise<Uninstalled> {
  const isOne = (url: string): boolean => url.endsWith('/servicemonitors/web');
  const api = await standIn(({ method, url }) => {
    if (method !== 'GET') return { body: relabelled('a') };
    if (isOne(url)) return get;
    const all = /\/servicemonitors(?:\?|$)/.test(url) && !url.includes('labelSelector');
    const items = all ? [relabelled(is, by)] : [];
    return { body: { kind: 'List', metadata: {}, items } };
  });
  try {
    return await inFolder(async (folder) => {
      const file = write(folder, 'kubeconfig', kubeconfig(`http://127.0.0.1:${api.port}`));
      const answer = await run(['uninstall', 'kuberhealthy', '--yes', '--kubeconfig', file, ...argv]);
      const sent = api.seen.filter(({ method }) => method !== 'GET').map(({ body }) => body);
      return { ...answer, sent, writes: sent.length };
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

  it('of a label that others put back takes away what is remembered of it', async () => {
    const { code, out, sent } = await uninstallAt('a', 'promwire', { body: relabelled('a') });
    expect(code).toBe(0);
    expect(out).toContain('its labels are as they were already: what promwire remembers of them goes');
    expect(sent.map((body) => (JSON.parse(body) as { metadata: object }).metadata)).toMatchObject([
      { labels: {}, annotations: { 'promwire.dev/was': null } },
    ]);
  });

  it('puts nothing back where a neighbour wrote what it was', async () => {
    const answer = await uninstallOf('kubectl-edit', { body: relabelled('b', 'kubectl-edit') });
    expect(answer.writes).toBe(0);
    expect((answer.out + answer.err).replaceAll(/\s+/g, ' ')).toContain(
      'nothing shows that promwire wrote its annotation promwire.dev/was',
    );
    expect(answer.out).toContain('There is nothing to take back for kuberhealthy; what is left, and why, is above.');
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

describe('uninstall of no application by name', () => {
  const made = (id: string, namespace: string, more: object = {}): object => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: {
      name: `promwire-${id}`,
      namespace,
      uid: 'u-2',
      labels: { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': id },
      managedFields: [{ manager: 'promwire', operation: 'Apply', fieldsV1: { 'f:spec': {} } }],
      ...more,
    },
  });
  const others = [
    made('service-web', 'shop'),
    made('deployment-a-b', 'monitoring', { annotations: { 'promwire.dev/application-namespace': 'lab' } }),
    made('service-foreign', 'shop', { managedFields: [{ manager: 'kubectl', operation: 'Update', fieldsV1: {} }] }),
    made('service-;reboot', 'shop'),
    made('kuberhealthy-x', 'shop'),
  ];
  const ask = async (items: readonly object[], ...argv: readonly string[]): Promise<Answer> => {
    const api = await standIn(({ url }) => {
      const all = url.includes('/servicemonitors?') && url.includes('labelSelector') && !url.includes('profile');
      return { body: { kind: 'List', metadata: {}, items: all ? items : [] } };
    });
    try {
      return await inFolder(async (folder) => {
        const file = write(folder, 'kubeconfig', kubeconfig(`http://127.0.0.1:${api.port}`));
        return await run(['uninstall', '--yes', '--kubeconfig', file, ...argv]);
      });
    } finally {
      await api.stop();
    }
  };
  const commands = ({ err }: Answer): readonly string[] =>
    err.split('\n').flatMap((line) => /^ +(promwire uninstall .*)$/.exec(line)?.slice(1) ?? []);

  it('names the very commands for what setup wired in, where managed fields show it to be ours', async () => {
    const answer = await ask(others);
    expect(answer).toMatchObject({ code: 0, out: 'There is nothing to take back for kuberhealthy.\n' });
    expect(commands(answer)).toEqual([
      'promwire uninstall deployment/a-b -n lab',
      'promwire uninstall service/web -n shop',
    ]);
  });

  it('narrows them to a namespace, and leaves them out where an application is named', async () => {
    expect(commands(await ask(others, '-n', 'lab'))).toEqual(['promwire uninstall deployment/a-b -n lab']);
    expect(commands(await ask(others, 'kuberhealthy'))).toEqual([]);
  });

  it('counts those beyond twenty', async () => {
    const answer = await ask(Array.from({ length: 23 }, (_, i) => made(`service-a${i}`, 'shop')));
    expect(commands(answer)).toHaveLength(20);
    expect(answer.err).toContain('and 3 more');
  });
});
