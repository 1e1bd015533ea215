import { behindText } from '../behind.ts';
import type { Finding, Fix, Origin, Report, Severity } from '../../model/index.ts';
import { largest } from '../../kube/extremes.ts';
import { summaryOf } from '../report-json.ts';
import { toYamlStream } from '../yaml.ts';
import { groupBy } from '../../kube/group.ts';
import { keyOf, title } from '../../kube/refs.ts';
import { upgradedOnce } from '../../kube/helm.ts';
import { rightsCommands } from './rights-commands.ts';
import { stackLines } from './stack-lines.ts';
import { plural, wrap } from './style.ts';
import { visible, visibleLines } from '../visible.ts';
import type { Style } from './style.ts';
import { brokenText, notCheckedText, unknownText } from './unknown.ts';
import type { TextOptions } from './unknown.ts';
import { command } from '../../kube/shell.ts';

const NAMED = 5;
/** Paragraphs of one cause about one object, and lines of one paragraph. The machine-readable forms have all. */
const PARAGRAPHS = 20;
const LINES = 50;
/** Characters of one reason. */
const LONG = 2000;

/** From the least to the worst: what is to be done stands last, where the terminal leaves the reader. */
const ORDER: readonly Severity[] = ['info', 'warning', 'error'];

/**
 * A report for a person: what does no harm comes first, then answers, then warnings, what is open, and errors above the
 * summary. Findings with one cause are one paragraph. With `verbose` under each stack what it takes, with the number of
 * targets, and what it does not.
 */
export function reportText(report: Report, style: Style, options: TextOptions = {}): string {
  const { answers, byName = false, told = () => undefined } = options;
  const asked = answers !== undefined || byName;
  const isTold = (finding: Finding): boolean => told(finding) !== undefined;
  const { groups, moreLines } = bounded(groupsOf(report.findings.filter((finding) => !isTold(finding))));
  // What was printed above is not to be typed a second time.
  const printed = new Set<string>();
  const of = (severity: Severity): readonly string[] => [
    ...spaced(
      toldLines(
        report.findings.filter((finding) => finding.severity === severity),
        told,
        style,
      ),
    ),
    ...groups
      .filter(([{ severity: own }]) => own === severity)
      .flatMap((group) => [...paragraph(group, style, asked, printed), ...moreLines(group, style), '']),
  ];
  const lines = [
    ...headline(report, style, options.verbose ?? false),
    '',
    ...spaced(notCheckedText(report, style, options)),
    ...of('info'),
    ...(answers?.lines ?? []),
    ...of('warning'),
    ...spaced(unknownText(report, style, options)),
    ...brokenText(report, style, options.verbose ?? false),
    ...of('error'),
    verdictLine(report, style, answers),
  ];
  if (options.offer !== undefined) lines.push(...options.offer.split('\n').map(style.dim));
  const worst = report.findings.toSorted((a, b) => ORDER.indexOf(b.severity) - ORDER.indexOf(a.severity))[0];
  if (worst && (asked || worst.severity !== 'info'))
    lines.push(style.dim(`Run "${command`promwire explain ${worst.check}`}" for details.`));
  return `${lines.join('\n')}\n`;
}

/** A line for each cause that was told in the same words of another cluster. */
function toldLines(
  findings: readonly Finding[],
  told: NonNullable<TextOptions['told']>,
  style: Style,
): readonly string[] {
  const groups = groupBy(
    findings.filter((finding) => told(finding) !== undefined),
    (finding) => `${finding.check}\u0000${told(finding) ?? ''}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const names = group.slice(0, NAMED).map(({ object }) => title(object));
    const more = group.length > NAMED ? ` and ${group.length - NAMED} more` : '';
    const text = `${visible(names.join(', '))}${more}: as in ${visible(told(first) ?? '')}`;
    return wrap(`${label(first.severity, style)}  ${style.bold(first.check)}  ${text}`, style.width, '', '  ');
  });
}

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? [...lines, ''] : [];
}

function headline(report: Report, style: Style, verbose: boolean): readonly string[] {
  return [...stackLines(report, style, verbose), ...readerLines(report, style)];
}

/** What else is there to read monitors. */
function readerLines({ readers = [] }: Report, style: Style): readonly string[] {
  return readers.flatMap(({ title, mark }) =>
    wrap(`${style.bold(visible(title))}  recognised by ${visible(mark)}; not judged`, style.width, '', '    '),
  );
}

/** One cause for many objects of one stack is one group. */
function groupsOf(findings: readonly Finding[]): readonly Group[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { stack } = finding;
    const cause = [
      finding.severity,
      finding.check,
      stack?.kind,
      stack?.namespace,
      stack?.name,
      finding.object.kind,
      causeOf(finding),
    ].join('\u0000');
    const group = groups.get(cause);
    if (group) group.push(finding);
    else groups.set(cause, [finding]);
  }
  return [...groups.values()];
}

type Group = readonly [Finding, ...Finding[]];

/** Of the paragraphs of one cause about one object only the first ones; after the last of them, how many more there are. */
function bounded(all: readonly Group[]): {
  readonly groups: readonly Group[];
  readonly moreLines: (group: Group, style: Style) => readonly string[];
} {
  const same = groupBy(all, ([{ severity, check, object, stack }]) =>
    [severity, check, keyOf(object), stack ? keyOf(stack) : ''].join('\u0000'),
  );
  const left = new Map<Group, number>();
  const groups = new Set<Group>();
  for (const [, list] of same) {
    for (const group of list.slice(0, PARAGRAPHS)) groups.add(group);
    const last = list[PARAGRAPHS - 1];
    if (last && list.length > PARAGRAPHS) left.set(last, list.length - PARAGRAPHS);
  }
  return {
    groups: all.filter((group) => groups.has(group)),
    moreLines: (group, style) => {
      const more = left.get(group);
      const text = `And ${more ?? 0} more of ${group[0].check} about ${visible(title(group[0].object))}; -o json has them all.`;
      return more === undefined ? [] : ['', ...wrap(text, style.width, '  ')];
    },
  };
}

/** Of many reasons only the first, and of a long one only its beginning. */
function fewLines(because: readonly string[]): readonly string[] {
  const shown = because.slice(0, LINES).map(short);
  return because.length > LINES ? [...shown, `and ${because.length - LINES} more; -o json has them all`] : shown;
}

function short(text: string): string {
  return text.length > LONG ? `${text.slice(0, LONG)} …` : text;
}

/** Findings that say the same but for the object's own name and namespace, and the file in it, are twins. */
function causeOf({ summary, because, remedy, object, evidence }: Finding): string {
  const { name, namespace = '' } = object;
  const full = `${namespace}/${name}`;
  // The file of a ConfigMap is named after it: dashboards of one chart are one cause.
  const file = typeof evidence['key'] === 'string' && object.kind === 'ConfigMap' ? evidence['key'] : full;
  const text = [summary, ...because, remedy].join('\u0000').replaceAll(full, '*').replaceAll(file, '*');
  return text.replaceAll(/[\w.-]+/g, (word) => (word === name || word === namespace ? '*' : word));
}

/** `asked`: it is the answer or the reason for it, so also an info needs its cure. */
function paragraph(
  group: readonly [Finding, ...Finding[]],
  style: Style,
  asked: boolean,
  printed: Set<string>,
): readonly string[] {
  const [first, ...others] = group;
  const where = first.origin?.source === 'file' ? style.dim(`  ${visible(placeText(first.origin))}`) : '';
  const lines = [
    `${label(first.severity, style)}  ${style.bold(first.check)}${where}`,
    ...wrap(visible(short(first.summary)), style.width, '  '),
    ...detailLines(first, style, asked, { group, printed }),
  ];
  if (others.length > 0) {
    const names = others
      .slice(0, NAMED)
      .map(({ object }) => (object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`));
    const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
    lines.push(
      ...wrap(`The same holds for ${others.length} more: ${visible(names.join(', '))}${more}.`, style.width, '  '),
    );
  }
  return lines;
}

/** "monitors.yaml:12:5", which editors and terminals open. */
function placeText({ file, line, column, value }: Extract<Origin, { source: 'file' }>): string {
  return `${[file, line, ...(column === undefined ? [] : [column])].join(':')}${behindText(value)}`;
}

/** Something that does no harm needs its reason, not its cure. */
function detailLines(
  { severity, because, remedy, instead = [], fix }: Finding,
  style: Style,
  asked: boolean,
  { group, printed }: { readonly group: readonly Finding[]; readonly printed: Set<string> },
): readonly string[] {
  const brief = severity === 'info' && !asked;
  const shown = fewLines(brief ? because.slice(0, 1) : because);
  const lines = align(shown.map(visible), style.width).flatMap((line) => wrap(line, style.width, '    ', '      '));
  if (brief) return lines;
  // A command is copied, so it is never broken.
  const isNew = (command: string): boolean => !printed.has(command);
  const [first, more] = [group.slice(0, NAMED + 1), group.slice(NAMED + 1)].map((some) => some.flatMap(commandsOf));
  const fresh = upgradedOnce((first ?? []).filter(isNew), (more ?? []).filter(isNew));
  const isAbove = (first ?? []).some((command) => printed.has(command));
  for (const command of [...(first ?? []), ...(more ?? []), ...fresh]) printed.add(command);
  const pasted = [...(isAbove ? [ABOVE] : []), ...fresh, ...manifestLines(remedy, fix)];
  // What costs the same for every object is said once.
  const otherWays = instead.filter(({ text, command = text }) => !printed.has(command));
  for (const { text, command = text } of otherWays) printed.add(command);
  const others = otherWays.flatMap(({ text, command }) => [
    ...wrap(`Or:  ${visible(text)}`, style.width, '  ', '       '),
    ...(command === undefined ? [] : [`       ${command}`]),
  ]);
  return [
    ...lines,
    ...wrap(`Fix: ${visible(remedy)}`, style.width, '  ', '       '),
    ...pasted.map((line) => `       ${line}`),
    ...others,
  ];
}

const ABOVE = '(the command above does it)';

/** What a remedy that ends in a colon leads to. */
function manifestLines(remedy: string, fix: Fix | undefined): readonly string[] {
  if (fix?.kind !== 'create' || !remedy.endsWith(':')) return [];
  return toYamlStream(fix.manifests).trimEnd().split('\n').map(visibleLines);
}

function commandsOf({ commands = [], fix }: Finding): readonly string[] {
  return fix?.kind === 'rbac' ? rightsCommands(fix.manifests) : commands;
}

/** Neighbouring lines of the form "left: right" get their right sides one under the other. */
function align(lines: readonly string[], most: number): readonly string[] {
  const parts = lines.map((line) => /^(\S[^:]*:) (.+)$/.exec(line));
  const widthOf = (i: number): number => (parts[i]?.[1] ?? '').length;
  return lines.map((line, i) => {
    const part = parts[i];
    if (!part) return line;
    let from = i;
    while (parts[from - 1]) from -= 1;
    let to = i;
    while (parts[to + 1]) to += 1;
    const run = Array.from({ length: to - from + 1 }, (_, offset) => widthOf(from + offset));
    const width = largest(run);
    const longest = largest(
      Array.from({ length: to - from + 1 }, (_, offset) => (parts[from + offset]?.[2] ?? '').length),
    );
    return width + longest + 6 > most ? line : `${(part[1] ?? '').padEnd(width)} ${part[2] ?? ''}`;
  });
}

function verdictLine(report: Report, style: Style, answers: TextOptions['answers']): string {
  const { errors: found, warnings, unknown: open, pairs } = summaryOf(report);
  const errors = found + (answers?.errors ?? 0);
  const unknown = open + (answers?.unknown ?? 0);
  const infos = report.findings.filter((finding) => finding.severity === 'info').length;
  const counts = `${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${infos} info, ${unknown} unknown${suppressedText(report)}`;
  if (errors > 0) return style.red(counts);
  if (warnings > 0 || unknown > 0) return style.yellow(counts);
  return style.green(pairs === 0 && answers === undefined ? `${counts} (nothing to look at)` : counts);
}

/** What was left out of the counts, and the first day on which some of it may be back. */
function suppressedText({ suppressed }: Report): string {
  const days = suppressed.flatMap(({ excused }) => excused?.until ?? []).toSorted((a, b) => (a < b ? -1 : 1));
  const ignored = suppressed.length - days.length;
  const [first = ''] = days;
  return [
    ...(ignored > 0 ? [`, ${ignored} ignored by annotation`] : []),
    ...(days.length > 0 ? [`, ${days.length} excused (${days.length === 1 ? '' : 'the first '}until ${first})`] : []),
  ].join('');
}

function label(severity: Severity, style: Style): string {
  const text = severity.padEnd(7);
  return severity === 'error' ? style.red(text) : severity === 'warning' ? style.yellow(text) : style.cyan(text);
}
