/** What verify has seen, as a report: for the page of it. */
import { alertsGoNowhere } from '../checks/rules/alerts-go-nowhere.ts';
import { projectObservations } from '../io/projection/observations.ts';
import { inTurns } from '../io/turns.ts';
import { reporting } from '../judge/report.ts';
import { keyOf, title } from '../kube/refs.ts';
import { command, inNamespace } from '../kube/shell.ts';
import type { AlertReach, Finding, Ref, Report, Verification } from '../model/index.ts';
import { provenObject } from '../plan/expectation.ts';
import { clusterChecks } from '../registry.ts';
import type { Look } from './verifier.ts';

/**
 * The objects that were verified, judged with what the stack answered in the last look; nothing is asked again. None of
 * them is fine that is not met, or not known to be, or whose alerts reach nobody (`reach`: what the Alertmanagers told).
 */
export async function verifiedReport(
  { analysis, observation }: Look,
  verifications: readonly Verification[],
  { reach, signal }: { readonly reach?: AlertReach | undefined; readonly signal: AbortSignal },
): Promise<Report> {
  const seen = analysis.observing(projectObservations({ live: [observation], generated: [] }));
  const objects = verifications.flatMap((each) => objectOf(each) ?? []);
  // Whom alerts reach the running Alertmanagers were asked, and the text that goes with this tells; here are no answers of theirs.
  const question = { objects, about: objects, stack: observation.stack, skip: [alertsGoNowhere.id] };
  const report = await inTurns(reporting(seen, clusterChecks, question), signal);
  const open = new Set(
    verifications
      .flatMap((each) => (['unknown', 'pending'].includes(each.outcome) ? (objectOf(each) ?? []) : []))
      .map(keyOf),
  );
  if (reach && reach.unknown.alerts > 0) open.add(keyOf(reach.rule));
  const told = new Set(report.findings.flatMap(({ object, severity }) => (severity === 'error' ? keyOf(object) : [])));
  const missed = verifications.flatMap((each): readonly Finding[] => {
    const object = objectOf(each);
    if (each.outcome !== 'not-met' || !object || told.has(keyOf(object))) return [];
    return [missedFinding(object, observation.stack, each.detail)];
  });
  return {
    ...report,
    judgements: report.judgements.map((each) =>
      open.has(keyOf(each.object)) ? { ...each, verdict: 'unknown' as const } : each,
    ),
    findings: [...missed, ...(reach && reach.nowhere.alerts > 0 ? [nobody(reach)] : []), ...report.findings],
  };
}

function objectOf({ expectation }: Verification): Ref | undefined {
  return expectation.kind === 'dashboard-present' ? expectation.object : provenObject(expectation);
}

function nobody({ rule, stack, nowhere: { alerts, why } }: AlertReach): Finding {
  return {
    check: alertsGoNowhere.id,
    severity: 'warning',
    object: rule,
    stack,
    summary: `${alerts === 1 ? '1 alert' : `${alerts} alerts`} of ${title(rule)} ${alerts === 1 ? 'reaches' : 'reach'} nobody.`,
    because: why,
    remedy: 'Lead them to a receiver that notifies. What becomes of each alert:',
    commands: [command`promwire check ${`prometheusrule/${rule.name}`} ${inNamespace(rule.namespace)} -v`],
    evidence: {},
  };
}

function missedFinding(object: Ref, stack: Ref, detail: string): Finding {
  return {
    check: 'expected-not-taken',
    severity: 'error',
    object,
    ...(object.kind === 'ConfigMap' ? {} : { stack }),
    summary: `${detail}.`,
    because: [],
    remedy: 'Run promwire setup, or commit what promwire generate writes; then promwire verify again.',
    evidence: {},
  };
}
