import { check } from '../../src/app/check.ts';
import { observe } from '../../src/app/observe.ts';
import { readCluster } from '../../src/app/read.ts';
import { openKube } from '../../src/io/kube/connect/open.ts';
import type { Finding, Ref, Report } from '../../src/model/index.ts';

/** What `promwire check` says, the running stacks asked; of `named` objects their series are asked for, too. */
export const askLive = async (kubeconfig: string, named: readonly Ref[] = []): Promise<Report> => {
  const { signal } = new AbortController();
  const kube = await openKube({ kubeconfig, env: {}, signal });
  try {
    const snapshot = await readCluster(kube, { signal });
    const subjects = named.map((ref) => ({
      kind: 'object' as const,
      object: { ...ref, word: `${ref.kind.toLowerCase()}/${ref.name}` },
    }));
    return await check(await observe(kube, snapshot, { subjects, signal }));
  } finally {
    kube.close();
  }
};

/** The finding of a check about an object, by its name. */
export const findingAbout = ({ findings }: Report, id: string, name: string): Finding | undefined =>
  findings.find(({ check, object }) => check === id && object.name === name);
