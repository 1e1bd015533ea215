import { Gauge, Registry } from 'prom-client';
import { nameOf } from '../kube/refs.ts';
import type { ClusterAnswer, Report } from '../model/index.ts';
import { visibleLines } from './visible.ts';

/** The report as metrics in the text format, for the node exporter's textfile collector. The sole importer of prom-client. */
export async function reportMetrics(report: Report): Promise<string> {
  return await metricsOf([{ labels: {}, report }]);
}

/** The same of several clusters, with a label `cluster`. */
export async function reportsMetrics(answers: readonly ClusterAnswer<{ readonly report: Report }>[]): Promise<string> {
  return await metricsOf(
    answers.map(({ name, result }) => ({ labels: { cluster: visibleLines(name) }, report: result?.report })),
  );
}

interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  /** Absent: the cluster was not looked at. */
  readonly report: Report | undefined;
}

async function metricsOf(all: readonly Labelled[]): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const own = Object.keys(all[0]?.labels ?? {});
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name, help, labelNames: [...own, ...labelNames], registers });
  if (own.length > 0) {
    const looked = gauge('promwire_cluster_looked_at', 'The cluster could be looked at, 1 or 0.');
    for (const { labels, report } of all) looked.set(labels, report ? 1 : 0);
  }
  const findings = gauge('promwire_finding', 'A finding of promwire check, 1 for as long as it holds.', [
    'check',
    'severity',
    'kind',
    'object_namespace',
    'object',
    'stack',
  ]);
  const verdicts = gauge('promwire_verdicts', 'Pairs of object and stack by verdict.', ['verdict', 'kind']);
  const unknown = gauge('promwire_unknown', 'Lists and checks whose answer could not be seen.');
  const suppressed = gauge(
    'promwire_suppressed',
    'Findings left out because an annotation of the object names their check, or promwire.yaml excuses them.',
  );
  for (const { labels, report } of all) {
    if (!report) continue;
    for (const { check, severity, object, stack } of report.findings) {
      const stackName = stack ? nameOf(stack) : '';
      findings.set(
        {
          ...labels,
          check,
          severity,
          kind: visibleLines(object.kind),
          object_namespace: visibleLines(object.namespace ?? ''),
          object: visibleLines(object.name),
          stack: visibleLines(stackName),
        },
        1,
      );
    }
    for (const { verdict, object } of report.judgements)
      verdicts.inc({ ...labels, verdict, kind: visibleLines(object.kind) });
    unknown.set(labels, report.unknown.filter((entry) => entry.touches).length);
    suppressed.set(labels, report.suppressed.length);
  }
  return await registry.metrics();
}
