/** What `-o json` prints of several clusters: each with the document that it has alone. */
import type { ClusterOutcome, ClusterProblem } from './clusters.ts';
import type { Severity } from './finding.ts';
import type { Ref } from './kube.ts';
import type { PrintedComparison, PrintedDiff, PrintedReport, PrintedVerification } from './printed.ts';

/** promwire check of several clusters: what has no effect in each, and why. */
export interface PrintedReports {
  readonly apiVersion: 'promwire.dev/v1alpha1';
  readonly kind: 'Reports';
  readonly summary: ClustersSummary;
  /** Causes that more than one cluster has, about an object of the same kind, namespace and name: the worst, then the most. */
  readonly shared: readonly SharedCause[];
  /** In the order in which they were named; contexts of one cluster are one. */
  readonly clusters: readonly PrintedClusterReport[];
}

/** promwire verify of several clusters: whether what setup makes works in each. */
export interface PrintedVerifications {
  readonly apiVersion: 'promwire.dev/v1alpha1';
  readonly kind: 'Verifications';
  readonly summary: ClustersSummary;
  readonly clusters: readonly PrintedClusterVerification[];
}

export interface PrintedClusterVerification extends PrintedCluster {
  readonly verification?: PrintedVerification;
}

/** promwire diff of several clusters: what setup would change in each. */
export interface PrintedDiffs {
  readonly apiVersion: 'promwire.dev/v1alpha1';
  readonly kind: 'Diffs';
  readonly summary: ClustersSummary;
  readonly clusters: readonly PrintedClusterDiff[];
}

export interface PrintedClusterDiff extends PrintedCluster {
  readonly diff?: PrintedDiff;
}

/** promwire compare of several clusters: what each loses and gains against what it was. */
export interface PrintedComparisons {
  readonly apiVersion: 'promwire.dev/v1alpha1';
  readonly kind: 'Comparisons';
  readonly summary: ClustersSummary;
  /** Objects of the same kind, namespace and name that more than one cluster loses: the most first. */
  readonly shared: readonly SharedLoss[];
  readonly clusters: readonly PrintedClusterComparison[];
}

export interface PrintedClusterComparison extends PrintedCluster {
  readonly comparison?: PrintedComparison;
}

/** An object that several clusters lose. */
export interface SharedLoss {
  readonly object: Ref;
  /** The names of the clusters. */
  readonly clusters: readonly string[];
}

/** One of several clusters. */
export interface PrintedCluster {
  /** Its context, or its name in promwire.yaml. */
  readonly name: string;
  /** Other contexts that lead to it. It was asked once. */
  readonly also?: readonly string[];
  /** The address of its API server. Absent: files were read, or it was not reached. */
  readonly server?: string;
  /** `ok`: all is well; `findings`: exit code 1; `unknown`: 3; `usage`: 2; `interrupted`: 130; `internal`: 70. */
  readonly outcome: ClusterOutcome;
  /** Why there is no document of it. */
  readonly problem?: ClusterProblem;
}

export interface PrintedClusterReport extends PrintedCluster {
  readonly report?: PrintedReport;
}

/** How many clusters there are, and how many came to what. */
export interface ClustersSummary {
  readonly clusters: number;
  readonly ok: number;
  readonly findings: number;
  readonly unknown: number;
  readonly usage: number;
  readonly interrupted: number;
  readonly internal: number;
}

/** One check about the same object in several clusters. */
export interface SharedCause {
  readonly check: string;
  /** The worst of them. */
  readonly severity: Severity;
  readonly object: Ref;
  /** The names of the clusters. */
  readonly clusters: readonly string[];
}
