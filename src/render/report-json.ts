import { gapText } from '../kube/gap-text.ts';
import { defined } from '../kube/json.ts';
import { sameRef } from '../kube/refs.ts';
import { askedOutcomes } from '../outcomes.ts';
import type {
  Gap,
  Origin,
  PrintedFinding,
  PrintedGap,
  PrintedOrigin,
  PrintedReport,
  PrintedUnknown,
  PrintedVerdict,
  PrintedWire,
  Ref,
  Report,
  Summary,
  Trails,
} from '../model/index.ts';

/** The version of all that -o json prints. Only additions within a version. */
export const PRINTED = 'promwire.dev/v1alpha1';

export interface JsonOptions {
  /** `all` pairs, or only those that are not selected and effective. Default: all up to 10,000. */
  readonly verdicts?: 'all' | 'problems' | undefined;
}

const MANY_PAIRS = 10_000;

/** One object, ready for JSON.stringify or YAML; see docs/report.md. No timestamps, stable order. */
export function reportJson(report: Report & Partial<Trails>, options: JsonOptions = {}): PrintedReport {
  const { paths = [], metrics = [], alerts = [], panels = [] } = report;
  const { verdicts: wanted = report.judgements.length > MANY_PAIRS ? 'problems' : 'all' } = options;
  const outcomes = askedOutcomes({ paths, metrics, alerts });
  const answers = outcomes.filter((outcome) => outcome === 'findings').length;
  const openAnswers = outcomes.filter((outcome) => outcome === 'unknown').length;
  const verdicts = report.judgements.filter(
    (match) => wanted === 'all' || match.verdict !== 'selected' || !match.effective,
  );
  return {
    apiVersion: PRINTED,
    kind: 'Report',
    stacks: report.stacks.map(({ ref, backend, version }) => ({
      ...refJson(ref),
      ...defined({ backend, version, troubles: troublesOf(report, ref) }),
    })),
    ...(report.readers ? { readers: report.readers } : {}),
    verdicts: verdicts.map(verdictJson),
    wires: report.wires.map(wireJson),
    findings: report.findings.map(findingJson),
    unknown: report.unknown.map(unknownJson),
    suppressed: report.suppressed.map(({ object, ...rest }) => ({ ...rest, object: refJson(object) })),
    summary: { ...summaryOf(report), ...(answers > 0 ? { answers } : {}), ...(openAnswers > 0 ? { openAnswers } : {}) },
    ...(paths.length > 0 ? { paths } : {}),
    ...(metrics.length > 0 ? { metrics } : {}),
    ...(alerts.length > 0 ? { alerts } : {}),
    ...(panels.length > 0
      ? { panels: panels.map(({ dashboard, ...rest }) => ({ ...rest, dashboard: refJson(dashboard) })) }
      : {}),
  };
}

/** What is the matter with one stack; undefined: nothing that is known. */
export function troublesOf({ troubles = [] }: Report, stack: Ref): readonly string[] | undefined {
  return troubles.find((each) => sameRef(each.stack, stack))?.says;
}

function verdictJson({
  object,
  stack,
  verdict,
  effective,
  by,
  causes,
  generated,
}: Report['judgements'][number]): PrintedVerdict {
  return defined({
    object: refJson(object),
    stack: refJson(stack),
    verdict,
    effective,
    by,
    checks: causes,
    generated: generated && { has: generated.has, lacks: generated.lacks },
  });
}

function wireJson({
  monitor,
  stack,
  endpoint,
  service,
  port,
  targets,
  dropped = [],
  brokenAt,
  unknown = [],
}: Report['wires'][number]): PrintedWire {
  return defined({
    monitor: refJson(monitor),
    stack: refJson(stack),
    endpoint,
    service: service && refJson(service),
    port,
    found: targets.length + dropped.length,
    brokenAt,
    unknown: unknown.length > 0 ? (true as const) : undefined,
  });
}

function findingJson({ object, stack, origin, ...finding }: Report['findings'][number]): PrintedFinding {
  const { check, severity, summary, because, remedy, commands, instead, evidence, fix, field } = finding;
  return defined({
    check,
    severity,
    object: refJson(object),
    stack: stack && refJson(stack),
    summary,
    because,
    remedy,
    commands,
    instead,
    evidence,
    fix,
    field,
    origin: origin && originJson(origin),
  });
}

function unknownJson({ check, gap, touches }: Report['unknown'][number]): PrintedUnknown {
  return { ...defined({ check }), touches, ...gapJson(gap) };
}

/** A gap as data, with its words. */
export function gapJson(gap: Gap): PrintedGap {
  const { reason, reads, request, readInstead, about, origin } = gap;
  return defined({
    reads,
    reason,
    about,
    request,
    readInstead,
    detail: gapText(gap),
    origin: origin && originJson(origin),
  });
}

/** Counts of a report: findings by severity, unknowns, pairs looked at. */
export function summaryOf(report: Report): Summary {
  const count = (severity: string): number => report.findings.filter((finding) => finding.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    unknown: report.unknown.filter((entry) => entry.touches).length,
    pairs: report.judgements.length,
  };
}

/** The way to the object inside its document is for finding places, not for readers. */
function originJson(origin: Origin): PrintedOrigin {
  if (origin.source === 'cluster') return origin;
  const { within: _, sets: __, ...place } = origin;
  return place;
}

/** Of a Ref that may be more. */
function refJson({ apiVersion, kind, namespace, name }: Ref): Ref {
  return defined({ apiVersion, kind, namespace, name });
}
