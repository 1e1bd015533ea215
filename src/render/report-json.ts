import { gapText } from '../kube/gap-text.ts';
import type { JsonObject, Origin, Ref, Report } from '../model/index.ts';
import { toJson } from '../kube/json.ts';

/** The published form of a report; see docs/report.md. Only additions within a version. */
const REPORT_VERSION = 'promwire.dev/v1alpha1';

export interface JsonOptions {
  /** `all` pairs, or only those that are not selected and effective. */
  readonly verdicts: 'all' | 'problems';
}

/** One object, ready for JSON.stringify or YAML. No timestamps, stable order. */
export function reportJson(report: Report, options: JsonOptions): JsonObject {
  const verdicts = report.matches.filter(
    (match) => options.verdicts === 'all' || match.verdict !== 'selected' || !match.effective,
  );
  return clean({
    apiVersion: REPORT_VERSION,
    kind: 'Report',
    stacks: report.stacks.map((stack) => ({ ...refJson(stack.ref), backend: stack.backend, version: stack.version })),
    verdicts: verdicts.map((match) => ({
      object: refJson(match.object),
      stack: refJson(match.stack),
      verdict: match.verdict,
      effective: match.effective,
      by: match.by,
      checks: [...match.checks],
      generated: match.generated && { ...match.generated },
    })),
    wires: report.wires.map((wire) => ({
      monitor: refJson(wire.monitor),
      stack: refJson(wire.stack),
      endpoint: wire.endpoint,
      service: wire.service && refJson(wire.service),
      port: wire.port,
      found: wire.targets.length,
      brokenAt: wire.brokenAt,
      unknown: wire.unknown && wire.unknown.length > 0 ? true : undefined,
    })),
    findings: report.findings.map(({ object, stack, ...finding }) => ({
      check: finding.check,
      severity: finding.severity,
      object: refJson(object),
      stack: stack && refJson(stack),
      summary: finding.summary,
      because: [...finding.because],
      remedy: finding.remedy,
      evidence: finding.evidence,
      fix: finding.fix,
      field: finding.field,
      origin: finding.origin && originJson(finding.origin),
    })),
    unknown: report.unknown.map(({ check, gap, touches }) => ({
      check,
      touches,
      reads: gap.reads,
      reason: gap.reason,
      about: gap.about,
      request: gap.request,
      readInstead: gap.readInstead,
      detail: gapText(gap),
      origin: gap.origin && originJson(gap.origin),
    })),
    suppressed: report.suppressed.map(({ check, object }) => ({ check, object: refJson(object) })),
    summary: summaryOf(report),
  });
}

/** Counts of a report: findings by severity, unknowns, pairs looked at. */
export function summaryOf(report: Report): {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly unknown: number;
  readonly pairs: number;
} {
  const count = (severity: string): number => report.findings.filter((finding) => finding.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    unknown: report.unknown.filter((entry) => entry.touches).length,
    pairs: report.matches.length,
  };
}

/** The way to the object inside its document is for finding places, not for readers. */
function originJson(origin: Origin): JsonObject {
  const { within: _, ...place } = origin.source === 'file' ? origin : { ...origin, within: undefined };
  return place;
}

function refJson({ apiVersion, kind, namespace, name }: Ref): JsonObject {
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
}

/** Drops what is undefined; everything else is JSON by construction. */
function clean(value: unknown): JsonObject {
  return toJson<JsonObject>(value);
}
