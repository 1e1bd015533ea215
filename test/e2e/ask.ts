import { analysisOf, readCluster } from '../../src/app/read.ts';
import { readFlags } from '../../src/commands/kit/flags.ts';
import type { Analysis } from '../../src/judge/analysis.ts';
import { report } from '../../src/judge/report.ts';
import { openKube } from '../../src/io/kube/connect/open.ts';
import type { Report } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
import { plain } from '../../src/render/text/style.ts';
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
