import { Gauge, Registry } from 'prom-client';
import { nameOf } from '../kube/refs.ts';
import type { Report } from '../model/index.ts';
import { visibleLines } from './visible.ts';

/** The report as metrics in the text format, for the node exporter's textfile collector. The sole importer of prom-client. */
export async function reportMetrics(report: Report): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const findings = new Gauge({
    name: 'promwire_finding',
    help: 'A finding of promwire check, 1 for as long as it holds.',
    labelNames: ['check', 'severity', 'kind', 'object_namespace', 'object', 'stack'],
    registers,
  });
  for (const { check, severity, object, stack } of report.findings) {
    const stackName = stack ? nameOf(stack) : '';
    findings.set(
      {
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
  const verdicts = new Gauge({
    name: 'promwire_verdicts',
    help: 'Pairs of object and stack by verdict.',
    labelNames: ['verdict', 'kind'],
    registers,
  });
  for (const { verdict, object } of report.judgements) verdicts.inc({ verdict, kind: visibleLines(object.kind) });
  const unknown = new Gauge({
    name: 'promwire_unknown',
    help: 'Lists and checks whose answer could not be seen.',
    registers,
  });
  unknown.set(report.unknown.filter((entry) => entry.touches).length);
  const suppressed = new Gauge({
    name: 'promwire_suppressed',
    help: 'Findings left out because an annotation of the object names their check.',
    registers,
  });
  suppressed.set(report.suppressed.length);
  return await registry.metrics();
}
