import { readFlags } from '../../src/commands/kit/flags.ts';
import { observeAll } from '../../src/app/running.ts';
import { analysisOf, readCluster } from '../../src/app/read.ts';
import { analyse } from '../../src/judge/analysis.ts';
import { report } from '../../src/judge/report.ts';
import { openKube } from '../../src/io/kube/connect/open.ts';
import type { Finding, Ref, Report } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
import { plain } from '../../src/render/text/style.ts';

/** What `promwire check` says, the running stacks asked; of `named` objects their series are asked for, too. */
export const askLive = async (kubeconfig: string, named: readonly Ref[] = []): Promise<Report> => {
  const { signal } = new AbortController();
  const kube = await openKube({ kubeconfig, env: {}, signal });
  const quiet = (): void => undefined;
  const invocation = {
    given: readFlags('check', [], []),
    env: {},
    signal,
    terminal: {
      out: quiet,
      err: quiet,
      outStyle: plain,
      errStyle: plain,
      interactive: false,
      ask: () => Promise.resolve(undefined),
      progress: quiet,
    },
  };
  try {
    const analysis = analysisOf(await readCluster(kube, invocation));
    const live = await observeAll(kube, invocation, analysis, [], named);
    return report(analyse(analysis.world, analysis.rulebook, live), clusterChecks);
  } finally {
    kube.close();
  }
};

/** The finding of a check about an object, by its name. */
export const findingAbout = ({ findings }: Report, id: string, name: string): Finding | undefined =>
  findings.find(({ check, object }) => check === id && object.name === name);
