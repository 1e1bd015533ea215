import type { Finding, Report } from '../model.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Workflow commands of GitHub Actions: one annotation per finding, on its file and line where it has one. */
export function reportGithub(report: Report): string {
  const findings = report.findings.map((finding) =>
    line(COMMANDS[finding.severity], propertiesOf(finding), [finding.summary, `Fix: ${finding.remedy}`].join('\n')),
  );
  const unknown = report.unknown
    .filter((entry) => entry.touches)
    .map(({ check, gap }) =>
      line('warning', { title: `unknown${check === undefined ? '' : `: ${check}`}` }, gap.detail),
    );
  return [...findings, ...unknown].join('');
}

function propertiesOf({ check, origin, object }: Finding): Readonly<Record<string, string>> {
  const where = origin?.source === 'file' ? { file: origin.file.replaceAll('\\', '/'), line: String(origin.line) } : {};
  return { ...where, title: `${check}: ${object.kind} ${object.name}` };
}

function line(command: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${escape(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${command} ${list.join(',')}::${escape(message)}\n`;
}

/** github.com/actions/toolkit packages/core/src/command.ts: the three characters that would end a command. */
function escape(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
