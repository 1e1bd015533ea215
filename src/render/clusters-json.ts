/** Several clusters as one object: what each came to, with the document that it has alone. */
import { defined } from '../kube/json.ts';
import type {
  ClusterAnswer,
  ClustersSummary,
  Comparison,
  PrintedCluster,
  PrintedComparisons,
  PrintedDiff,
  PrintedDiffs,
  PrintedVerification,
  PrintedVerifications,
} from '../model/index.ts';
import { lostAcross } from './across.ts';
import { comparisonJson } from './comparison-json.ts';
import { PRINTED } from './report-json.ts';

/** A document of one cluster. */
interface Of<D> {
  readonly server?: string | undefined;
  readonly json: D;
}

/** What verify came to in several clusters. */
export function verificationsJson(answers: readonly ClusterAnswer<Of<PrintedVerification>>[]): PrintedVerifications {
  return {
    apiVersion: PRINTED,
    kind: 'Verifications',
    summary: clustersSummary(answers),
    clusters: answers.map((answer) => ({ ...clusterJson(answer), ...defined({ verification: answer.result?.json }) })),
  };
}

/** What setup would change in several clusters. */
export function diffsJson(answers: readonly ClusterAnswer<Of<PrintedDiff>>[]): PrintedDiffs {
  return {
    apiVersion: PRINTED,
    kind: 'Diffs',
    summary: clustersSummary(answers),
    clusters: answers.map((answer) => ({ ...clusterJson(answer), ...defined({ diff: answer.result?.json }) })),
  };
}

/** What several clusters lose and gain against what they were. */
export function comparisonsJson(answers: readonly ClusterAnswer<Comparison>[]): PrintedComparisons {
  return {
    apiVersion: PRINTED,
    kind: 'Comparisons',
    summary: clustersSummary(answers),
    shared: lostAcross(answers).map(({ object: { apiVersion, kind, namespace, name }, clusters }) => ({
      object: defined({ apiVersion, kind, namespace, name }),
      clusters,
    })),
    clusters: answers.map(({ result, ...answer }) => ({
      ...clusterJson(answer),
      ...(result ? { comparison: comparisonJson(result) } : {}),
    })),
  };
}

/** What one cluster came to, without its document. */
export function clusterJson({
  name,
  also,
  outcome,
  problem,
  result,
}: ClusterAnswer<{ readonly server?: string | undefined }>): PrintedCluster {
  return defined({ name, also: also.length === 0 ? undefined : also, server: result?.server, outcome, problem });
}

/** How many clusters came to what. */
export function clustersSummary(answers: readonly ClusterAnswer<unknown>[]): ClustersSummary {
  const count = (outcome: ClusterAnswer<unknown>['outcome']): number =>
    answers.filter((answer) => answer.outcome === outcome).length;
  return {
    clusters: answers.length,
    ok: count('ok'),
    findings: count('findings'),
    unknown: count('unknown'),
    usage: count('usage'),
    interrupted: count('interrupted'),
    internal: count('internal'),
  };
}
