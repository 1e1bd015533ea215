import { analysisOf, readCluster } from '../../src/commands/source.ts';
import { readFlags } from '../../src/commands/flags.ts';
import type { Analysis } from '../../src/engine/context.ts';
import { report } from '../../src/engine/report.ts';
import { openKube } from '../../src/io/kube/open.ts';
import type { Report } from '../../src/model.ts';
import { clusterChecks } from '../../src/registry.ts';
import { plain } from '../../src/render/style.ts';
import { withoutAnswers } from '../differential/ours.ts';

/** What `promwire check` would say of the whole cluster. */
export interface Answer {
  readonly analysis: Analysis;
  readonly report: Report;
}

/** Reads the cluster and answers. `blind`: without the operator's own words on any object. */
export const ask = async (kubeconfig: string, options: { readonly blind?: boolean } = {}): Promise<Answer> => {
  const { signal } = new AbortController();
  const kube = await openKube({ kubeconfig, env: {}, signal });
  const quiet = (): void => undefined;
  try {
    const snapshot = await readCluster(kube, {
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
    });
    const analysis = analysisOf(options.blind === true ? withoutAnswers(snapshot) : snapshot);
    return { analysis, report: report(analysis, clusterChecks) };
  } finally {
    kube.close();
  }
};
