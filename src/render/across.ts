/** What reports of several clusters have in common. */
import { gapText } from '../kube/gap-text.ts';
import { groupBy } from '../kube/group.ts';
import { inAnyCluster } from '../kube/in-cluster.ts';
import type {
  ClusterAnswer,
  Comparison,
  Finding,
  Gap,
  Report,
  Severity,
  SharedCause,
  SharedLoss,
} from '../model/index.ts';

const WORST: readonly Severity[] = ['error', 'warning', 'info'];

/** Causes that more than one cluster has, about an object of the same kind, namespace and name: the worst, then the most. */
export function acrossClusters(answers: readonly ClusterAnswer<{ readonly report: Report }>[]): readonly SharedCause[] {
  const all = answers.flatMap(({ name, result }) =>
    (result?.report.findings ?? []).map((finding) => ({ name, finding })),
  );
  const groups = groupBy(all, ({ finding: { check, object } }) =>
    JSON.stringify([check, object.kind, object.namespace, object.name]),
  );
  return [...groups.values()]
    .flatMap((group) => {
      const clusters = [...new Set(group.map(({ name }) => name))];
      const severity = WORST.find((each) => group.some(({ finding }) => finding.severity === each)) ?? 'info';
      const { check, object } = (group[0] as { readonly finding: Finding }).finding;
      return clusters.length < 2 ? [] : { check, severity, object, clusters };
    })
    .toSorted((a, b) => WORST.indexOf(a.severity) - WORST.indexOf(b.severity) || b.clusters.length - a.clusters.length);
}

/** Objects of the same kind, namespace and name that more than one cluster loses: the most first. */
export function lostAcross(answers: readonly ClusterAnswer<Comparison>[]): readonly SharedLoss[] {
  const all = answers.flatMap(({ name, result }) => (result?.losses ?? []).map(({ object }) => ({ name, object })));
  const groups = groupBy(all, ({ object: { kind, namespace, name } }) => JSON.stringify([kind, namespace, name]));
  return [...groups.values()]
    .flatMap((group) => {
      const clusters = [...new Set(group.map(({ name }) => name))];
      const [first] = group;
      return first === undefined || clusters.length < 2 ? [] : { object: first.object, clusters };
    })
    .toSorted((a, b) => b.clusters.length - a.clusters.length);
}

/**
 * All reports as one, for forms that are lists of findings: each begins with the clusters that it is of, and what is said of
 * several in the same words is said once. A cluster without an answer is an unknown of its own.
 */
export function joinedReport(answers: readonly ClusterAnswer<{ readonly report: Report }>[]): Report {
  const all = answers.length;
  const reports = answers.flatMap(({ name, result }) => (result ? [{ name, report: result.report }] : []));
  const findings = said(
    reports.flatMap(({ name, report }) => report.findings.map((item) => ({ name, item }))),
    wordsOf,
  );
  const gaps = said(
    reports.flatMap(({ name, report }) =>
      report.unknown.filter(({ touches }) => touches).map((item) => ({ name, item })),
    ),
    ({ check, gap }) => JSON.stringify([check, gapText(gap), gap.origin]),
  );
  const blind = answers.flatMap(({ name, problem }) => (problem ? [unknownOf(name, problem)] : []));
  return {
    stacks: [],
    judgements: [],
    wires: [],
    findings: findings.map(({ item, clusters }) => ({
      ...item,
      summary: `${inClusters(clusters, all)}: ${item.summary}`,
    })),
    unknown: [
      ...gaps.map(({ item, clusters }) => ({
        ...item,
        gap: { ...item.gap, sentence: `${inClusters(clusters, all)}: ${gapText(item.gap)}` },
      })),
      ...blind.map((gap) => ({ gap, touches: true })),
    ],
    suppressed: reports.flatMap(({ report }) => report.suppressed),
  };
}

/** All that a finding says; alike: two clusters have the same one. */
export function wordsOf({
  check,
  severity,
  object,
  stack,
  summary,
  because,
  remedy,
  commands,
  instead,
  origin,
}: Finding): string {
  const all = [check, severity, object, stack, summary, because, remedy, commands, instead, origin];
  return inAnyCluster(JSON.stringify(all));
}

function said<T>(
  all: readonly { readonly name: string; readonly item: T }[],
  words: (item: T) => string,
): readonly { readonly item: T; readonly clusters: readonly string[] }[] {
  return [...groupBy(all, ({ item }) => words(item)).values()].flatMap((group) => {
    const [first] = group;
    return first ? { item: first.item, clusters: [...new Set(group.map(({ name }) => name))] } : [];
  });
}

function inClusters(names: readonly string[], all: number): string {
  return names.length === 1 ? `Cluster ${names.join('')}` : `${names.length} of ${all} clusters (${names.join(', ')})`;
}

function unknownOf(name: string, { detail, next }: NonNullable<ClusterAnswer<unknown>['problem']>): Gap {
  return {
    reason: 'unreachable',
    reads: { group: '', kind: '' },
    sentence: `Cluster ${name} was not looked at: ${detail}.${next === undefined ? '' : ` ${next}`}`,
  };
}
