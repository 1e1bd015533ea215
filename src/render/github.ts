import { behindLines } from './behind.ts';
import { gapText } from '../kube/gap-text.ts';
import type { Finding, Origin, Report } from '../model/index.ts';
import { fixLines } from './fix-lines.ts';
import { shown } from './visible.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Workflow commands of GitHub Actions: one annotation per finding, on its file, line and column where it has one. */
export function reportGithub(report: Report): string {
  const findings = report.findings.map((finding) =>
    line(COMMANDS[finding.severity], propertiesOf(finding), messageOf(finding)),
  );
  const unknown = report.unknown
    .filter((entry) => entry.touches)
    .map(({ check, gap }) =>
      line(
        'warning',
        { ...whereOf(gap.origin), title: `unknown${check === undefined ? '' : `: ${check}`}` },
        gapText(gap),
      ),
    );
  const excused = report.suppressed.filter((each) => each.excused).length;
  const ignored = report.suppressed.length - excused;
  const left = [
    ...(ignored === 0 ? [] : [`${ignored} ignored by annotation promwire.dev/ignore`]),
    ...(excused === 0 ? [] : [`${excused} excused by promwire.yaml`]),
  ];
  const suppressed = left.length === 0 ? [] : [line('notice', { title: 'promwire' }, left.join(', '))];
  return [...findings, ...unknown, ...suppressed].join('');
}

/** Something that does no harm needs its reason, not its cure. */
function messageOf(finding: Finding): string {
  const { severity, summary, because, origin } = finding;
  const behind = origin?.source === 'file' ? behindLines(origin.value) : [];
  return [summary, ...behind, ...(severity === 'info' ? because.slice(0, 1) : [...because, ...fixLines(finding)])].join(
    '\n',
  );
}

function propertiesOf({ check, origin, object }: Finding): Readonly<Record<string, string>> {
  return { ...whereOf(origin), title: `${check}: ${object.kind} ${object.name}` };
}

function whereOf(origin: Origin | undefined): Readonly<Record<string, string>> {
  if (origin?.source !== 'file') return {};
  const { file, line: row, column } = origin;
  return {
    file: file.replaceAll('\\', '/'),
    line: String(row),
    ...(column === undefined ? {} : { col: String(column) }),
  };
}

function line(command: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${escape(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${command} ${list.join(',')}::${escape(message)}\n`;
}

/** github.com/actions/toolkit packages/core/src/command.ts: the three characters that would end a command. */
function escape(value: string): string {
  return shown(value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}
