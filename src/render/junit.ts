import { gapText } from '../kube/gap-text.ts';
import type { Finding, Judgement, Report } from '../model/index.ts';
import { fixLines } from './fix-lines.ts';

/**
 * JUnit XML: one test case per object that was looked at (and per cluster finding). Errors and warnings are failures,
 * what could not be seen is an error of its own test case, so that it is never counted as passed; what an
 * annotation ignores is a skipped one.
 */
export function reportJunit(report: Report): string {
  const keys = new Map<string, Finding[]>();
  for (const { object } of report.judgements) keys.set(caseName(object), []);
  for (const finding of report.findings) {
    const name = caseName(finding.object);
    keys.set(name, [...(keys.get(name) ?? []), finding]);
  }
  const unknown = report.unknown.filter((entry) => entry.touches);
  const failing = (findings: readonly Finding[]): readonly Finding[] =>
    findings.filter((finding) => finding.severity !== 'info');
  const cases = [...keys].map(([name, findings]) => {
    const failures = failing(findings).map(
      (finding) =>
        `      <failure type="${text(finding.check)}" message="${text(finding.summary)}">${text([...placeOf(finding), ...finding.because, ...fixLines(finding)].join('\n'))}</failure>`,
    );
    const open = `    <testcase classname="promwire" name="${text(name)}"`;
    return failures.length === 0 ? `${open}/>` : [`${open}>`, ...failures, '    </testcase>'].join('\n');
  });
  const blind = unknown.map(({ check, gap }) =>
    [
      `    <testcase classname="promwire" name="${text(`unknown: ${check ?? gap.reads.kind}`)}">`,
      `      <error type="${gap.reason}" message="${text(gapText(gap))}"/>`,
      '    </testcase>',
    ].join('\n'),
  );
  const skipped = report.suppressed.map(
    ({ check, object }) =>
      `    <testcase classname="promwire" name="${text(`${caseName(object)}: ${check}`)}"><skipped message="ignored by annotation"/></testcase>`,
  );
  const failures = [...keys.values()].filter((findings) => failing(findings).length > 0).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="promwire check" tests="${keys.size + unknown.length + skipped.length}" failures="${failures}" errors="${unknown.length}" skipped="${skipped.length}">`,
    ...cases,
    ...blind,
    ...skipped,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function placeOf({ origin }: Finding): readonly string[] {
  if (origin?.source !== 'file') return [];
  return [[origin.file, origin.line, ...(origin.column === undefined ? [] : [origin.column])].join(':')];
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
