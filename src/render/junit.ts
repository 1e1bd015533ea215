import { behindText } from './behind.ts';
import { gapText } from '../kube/gap-text.ts';
import type { ClusterAnswer, Finding, Judgement, Report } from '../model/index.ts';
import { counts } from '../outcomes.ts';
import type { FailOn } from '../outcomes.ts';
import { fixLines } from './fix-lines.ts';

/**
 * JUnit XML: one test case per object that was looked at (and per cluster finding). Findings from `failOn` on are failures,
 * as they are for the exit code; what is below is told in system-out of a test case that passes. What could not be seen
 * is an error of its own test case, so that it is never counted as passed; what an annotation ignores or promwire.yaml
 * excuses is a skipped one, as is a monitor that selects none of what is among the files.
 */
export function reportJunit(report: Report, failOn: FailOn = 'error'): string {
  return suites(suiteOf(report, failOn, { name: 'promwire check', classname: 'promwire' }));
}

/** The same of several clusters: a suite for each; one that was not looked at is a suite of one error. */
export function reportsJunit(
  answers: readonly ClusterAnswer<{ readonly report: Report }>[],
  failOn: FailOn = 'error',
): string {
  return suites(
    answers.flatMap(({ name, result, problem }) => {
      const called = { name: ['promwire check', name].join(' '), classname: ['promwire', name].join(' ') };
      if (result) return suiteOf(result.report, failOn, called);
      const said = [problem?.detail, problem?.next].flatMap((part) => part ?? []).join('. ');
      return [
        `  <testsuite name="${text(called.name)}" tests="1" failures="0" errors="1" skipped="0">`,
        `    <testcase classname="${text(called.classname)}" name="was not looked at">`,
        `      <error type="unreachable" message="${text(said)}"/>`,
        '    </testcase>',
        '  </testsuite>',
      ];
    }),
  );
}

function suites(lines: readonly string[]): string {
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...lines, '</testsuites>', ''].join('\n');
}

interface Called {
  readonly name: string;
  readonly classname: string;
}

function suiteOf(report: Report, failOn: FailOn, called: Called): readonly string[] {
  const classname = text(called.classname);
  const keys = new Map<string, Finding[]>();
  for (const { object } of report.judgements) keys.set(caseName(object), []);
  for (const finding of report.findings) {
    const name = caseName(finding.object);
    keys.set(name, [...(keys.get(name) ?? []), finding]);
  }
  const unknown = report.unknown.filter((entry) => entry.touches);
  const failing = (findings: readonly Finding[]): readonly Finding[] =>
    findings.filter((finding) => counts(finding, failOn));
  const unmatched = new Map(
    report.wires.flatMap(({ monitor, unknown: gaps = [] }) =>
      gaps.flatMap((gap) => (gap.about === 'unmatched' ? [[caseName(monitor), gapText(gap)] as const] : [])),
    ),
  );
  const isBlind = (name: string, findings: readonly Finding[]): boolean => findings.length === 0 && unmatched.has(name);
  const cases = [...keys].map(([name, findings]) => {
    const failures = failing(findings).map(
      (finding) =>
        `      <failure type="${text(finding.check)}" message="${text(finding.summary)}">${text(detailsOf(finding).join('\n'))}</failure>`,
    );
    const said = findings
      .filter((finding) => finding.severity !== 'info' && !counts(finding, failOn))
      .map((finding) => [`${finding.severity} ${finding.check}: ${finding.summary}`, ...detailsOf(finding)].join('\n'));
    const inside =
      said.length === 0 ? failures : [...failures, `      <system-out>${text(said.join('\n\n'))}</system-out>`];
    const open = `    <testcase classname="${classname}" name="${text(name)}"`;
    if (isBlind(name, findings)) return `${open}><skipped message="${text(unmatched.get(name) ?? '')}"/></testcase>`;
    return inside.length === 0 ? `${open}/>` : [`${open}>`, ...inside, '    </testcase>'].join('\n');
  });
  const blind = unknown.map(({ check, gap }) =>
    [
      `    <testcase classname="${classname}" name="${text(`unknown: ${check ?? gap.reads.kind}`)}">`,
      `      <error type="${gap.reason}" message="${text(gapText(gap))}"/>`,
      '    </testcase>',
    ].join('\n'),
  );
  const skipped = report.suppressed.map(
    ({ check, object, excused }) =>
      `    <testcase classname="${classname}" name="${text(`${caseName(object)}: ${check}`)}"><skipped message="${text(excused ? `excused until ${excused.until}: ${excused.reason}` : 'ignored by annotation')}"/></testcase>`,
  );
  const failures = [...keys.values()].filter((findings) => failing(findings).length > 0).length;
  const blindCount = [...keys].filter(([name, findings]) => isBlind(name, findings)).length;
  return [
    `  <testsuite name="${text(called.name)}" tests="${keys.size + unknown.length + skipped.length}" failures="${failures}" errors="${unknown.length}" skipped="${skipped.length + blindCount}">`,
    ...cases,
    ...blind,
    ...skipped,
    '  </testsuite>',
  ];
}

function detailsOf(finding: Finding): readonly string[] {
  return [...placeOf(finding), ...finding.because, ...fixLines(finding)];
}

function placeOf({ origin }: Finding): readonly string[] {
  if (origin?.source !== 'file') return [];
  const place = [origin.file, origin.line, ...(origin.column === undefined ? [] : [origin.column])].join(':');
  return [`${place}${behindText(origin.value)}`];
}

function caseName({ kind, namespace, name }: Judgement['object']): string {
  return [kind, ...(namespace === undefined ? [] : [namespace]), name].join('/');
}

/** Escapes XML; characters that XML 1.0 cannot hold at all are replaced. */
function text(value: string): string {
  return (
    value
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll('\t', '&#9;')
      .replaceAll('\n', '&#10;')
      .replaceAll('\r', '&#13;')
      .replaceAll(/[^\t\r\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
      // In a log these would be obeyed, or not be seen: controls, formats, and `##[` for the runner of a workflow.
      .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|#(?=#\[)/gu, (character) => `&#${character.codePointAt(0) ?? 0};`)
  );
}
