import { defined } from '../kube/json.ts';
import type { ClusterAnswer, PrintedReports, Report, SharedCause, Trails } from '../model/index.ts';
import { acrossClusters } from './across.ts';
import { clusterJson, clustersSummary } from './clusters-json.ts';
import { PRINTED, reportJson } from './report-json.ts';
import type { JsonOptions } from './report-json.ts';

type Answer = ClusterAnswer<{ readonly report: Report & Partial<Trails>; readonly server?: string | undefined }>;

/** The reports of several clusters as one object, ready for JSON.stringify or YAML; see docs/many-clusters.md. */
export function reportsJson(answers: readonly Answer[], options: JsonOptions = {}): PrintedReports {
  return {
    apiVersion: PRINTED,
    kind: 'Reports',
    summary: clustersSummary(answers),
    shared: acrossClusters(answers).map(sharedJson),
    clusters: answers.map((answer) => ({
      ...clusterJson(answer),
      ...(answer.result ? { report: reportJson(answer.result.report, options) } : {}),
    })),
  };
}

function sharedJson({
  check,
  severity,
  object: { apiVersion, kind, namespace, name },
  clusters,
}: SharedCause): SharedCause {
  return { check, severity, object: defined({ apiVersion, kind, namespace, name }), clusters };
}
