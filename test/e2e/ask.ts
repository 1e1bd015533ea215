import { analysisOf, readCluster } from '../../src/app/read.ts';
import type { Analysis } from '../../src/judge/analysis.ts';
import { report } from '../../src/judge/report.ts';
import { openKube } from '../../src/io/kube/connect/open.ts';
import type { Report } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
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
  try {
    const snapshot = await readCluster(kube, { signal });
    const analysis = analysisOf(options.blind === true ? withoutAnswers(snapshot) : snapshot);
    return { analysis, report: report(analysis, clusterChecks) };
  } finally {
    kube.close();
  }
};
