import type { Finding, Fix, Origin, Report, Severity } from '../../model/index.ts';
import { summaryOf, troublesOf } from '../report-json.ts';
import { toYamlStream } from '../yaml.ts';
import { title } from '../../kube/refs.ts';
import { rightsCommands } from './rights-commands.ts';
import { oneLine, visible, wrap } from './style.ts';
import type { Style } from './style.ts';
import { brokenText, notCheckedText, unknownText } from './unknown.ts';
import type { TextOptions } from './unknown.ts';

const NAMED = 5;

/** From the least to the worst: what is to be done stands last, where the terminal leaves the reader. */
const ORDER: readonly Severity[] = ['info', 'warning', 'error'];

/**
 * A report for a person: what does no harm comes first, then answers, then warnings, what is open, and errors above the
 * summary. Findings with one cause are one paragraph. With `verbose` under each stack what it takes, with the number of
 * targets, and what it does not.
 */
export function reportText(report: Report, style: Style, options: TextOptions = {}): string {
  const { answers } = options;
  const groups = groupsOf(report.findings);
  // What was printed above is not to be typed a second time.
  const printed = new Set<string>();
  const of = (severity: Severity): readonly string[] =>
    groups
      .filter(([{ severity: own }]) => own === severity)
      .flatMap((group) => [...paragraph(group, style, answers !== undefined, printed), '']);
  const lines = [
    ...headline(report, style, options.verbose ?? false),
    '',
    ...spaced(notCheckedText(report, style, options)),
    ...of('info'),
    ...(answers?.lines ?? []),
    ...of('warning'),
    ...spaced(unknownText(report, style, options)),
    ...brokenText(report, style),
    ...of('error'),
    verdictLine(report, style, answers?.errors ?? 0),
  ];
  const worst = report.findings.toSorted((a, b) => ORDER.indexOf(b.severity) - ORDER.indexOf(a.severity))[0];
  if (worst && (answers !== undefined || worst.severity !== 'info'))
    lines.push(style.dim(`Run "promwire explain ${worst.check}" for details.`));
  return `${lines.join('\n')}\n`;
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
    wrap(`${style.bold(oneLine(title))}  recognised by ${oneLine(mark)}; not judged`, style.width, '', '    '),
  );
}

function stackLines(report: Report, style: Style, verbose: boolean): readonly string[] {
  if (report.stacksHidden)
    return ['Which Prometheus, PrometheusAgent and ThanosRuler objects there are could not be seen.'];
  if (report.stacks.length === 0) return ['No Prometheus, PrometheusAgent or ThanosRuler found.'];
  return report.stacks.flatMap((stack, i) => {
    const matches = report.judgements.filter((match) => sameName(match.stack, stack.ref));
    const selected = matches.filter((match) => match.verdict === 'selected').length;
    const unknown = matches.filter((match) => match.verdict === 'unknown').length;
    const takes =
      matches.length === 0
        ? `${noneOf(stack.consumes)} here`
        : `takes ${selected} of ${matches.length} monitors and rules${unknown > 0 ? `, ${unknown} unknown` : ''}`;
    const troubles = troublesOf(report, stack.ref) ?? [];
    const what = [...troubles.map((each) => style.red(oneLine(each))), takes].join('; ');
    return [
      ...wrap(
        `${style.bold(oneLine(`${stack.ref.kind} ${stack.ref.namespace ?? ''}/${stack.ref.name}`))}  ${what}`,
        style.width,
        '',
        '    ',
      ),
      ...[...makerLines(report, i), ...generatedLines(matches, verbose)].flatMap((line) =>
        wrap(oneLine(line), style.width, '  ', '    '),
      ),
      ...(verbose
        ? matches.flatMap((match) => wrap(oneLine(matchLine(match, report.wires)), style.width, '  ', '             '))
        : []),
    ];
  });
}

/** What makes a stack that is not among the files, said of the first one that it makes. */
function makerLines({ stacks }: Report, i: number): readonly string[] {
  const maker = (stack: Report['stacks'][number] | undefined): string => {
    const made = stack?.object.made;
    return made ? `as ${title(made.by)} makes it of its values (${made.place.file}:${made.place.line})` : '';
  };
  const text = maker(stacks[i]);
  return text === '' || stacks.slice(0, i).some((stack) => maker(stack) === text) ? [] : [text];
}

/** "no monitors or rules", "no AlertmanagerConfig". */
function noneOf(kinds: readonly string[]): string {
  const [only, ...others] = kinds;
  if (only !== undefined && others.length === 0) return `no ${only}`;
  return kinds.includes('PrometheusRule') ? 'no monitors or rules' : 'no monitors';
}

/** How much of what a stack takes is in the generated configuration, where that was read; of one monitor its jobs. */
function generatedLines(matches: Report['judgements'], verbose: boolean): readonly string[] {
  const read = matches.flatMap(({ verdict, generated }) => (generated ? [{ verdict, ...generated }] : []));
  const [only] = read;
  if (!only) return [];
  if (read.length === 1 && !verbose) return [`generated configuration: ${jobsText(only)}`];
  const taken = read.filter(({ verdict }) => verdict === 'selected');
  const whole = taken.filter(({ lacks }) => lacks.length === 0).length;
  const others = read.filter(({ verdict, has }) => verdict !== 'selected' && has.length > 0).length;
  return [
    `generated configuration: has the jobs of ${whole} of ${plural(taken.length, 'monitor')} taken` +
      (others > 0 ? `, and of ${others} others` : ''),
  ];
}

function jobsText({ has, lacks }: { readonly has: readonly string[]; readonly lacks: readonly string[] }): string {
  const parts = [
    ...(has.length > 0 ? [`has ${has.join(', ')}`] : []),
    ...(lacks.length > 0 ? [`has not ${lacks.join(', ')}`] : []),
  ];
  return parts.length === 0 ? 'has no job of it' : parts.join('; ');
}

/** "taken    ServiceMonitor shop/web: 2 targets". */
function matchLine(
  { object, stack, verdict, causes, generated }: Report['judgements'][number],
  all: Report['wires'],
): string {
  const taken = { selected: 'taken', 'not-selected': 'not taken', rejected: 'rejected', unknown: 'unknown' }[verdict];
  const wires = all.filter((wire) => sameName(wire.monitor, object) && sameName(wire.stack, stack));
  const count = wires.reduce((sum, { targets }) => sum + targets.length, 0);
  const known = wires.every((wire) => wire.unknown === undefined);
  const targets =
    verdict !== 'selected' || wires.length === 0 ? [] : [known ? plural(count, 'target') : 'targets not known'];
  const jobs = generated ? [`generated configuration: ${jobsText(generated)}`] : [];
  const says = [...targets, ...causes, ...jobs].join(', ');
  return `${taken.padEnd(9)}  ${object.kind} ${object.namespace ?? ''}/${object.name}${says === '' ? '' : `: ${says}`}`;
}

function sameName(a: Report['judgements'][number]['stack'], b: Report['stacks'][number]['ref']): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

/** One cause for many objects of one stack is one group. */
function groupsOf(findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] {
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

/** Findings that say the same but for the object's own name and namespace, and the file in it, are twins. */
function causeOf({ summary, because, remedy, object, evidence }: Finding): string {
  const { name, namespace = '' } = object;
  const full = `${namespace}/${name}`;
  // The file of a ConfigMap is named after it: dashboards of one chart are one cause.
  const file = typeof evidence['key'] === 'string' && object.kind === 'ConfigMap' ? evidence['key'] : full;
  const text = [summary, ...because, remedy].join('\u0000').replaceAll(full, '*').replaceAll(file, '*');
  return text.replaceAll(/[\w.-]+/g, (word) => (word === name || word === namespace ? '*' : word));
}

/** `asked`: it is the reason for an answer, so also an info needs its cure. */
function paragraph(
  group: readonly [Finding, ...Finding[]],
  style: Style,
  asked: boolean,
  printed: Set<string>,
): readonly string[] {
  const [first, ...others] = group;
  const where = first.origin?.source === 'file' ? style.dim(`  ${oneLine(placeText(first.origin))}`) : '';
  const lines = [
    `${label(first.severity, style)}  ${style.bold(first.check)}${where}`,
    ...wrap(visible(first.summary), style.width, '  '),
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
function placeText({ file, line, column }: Extract<Origin, { source: 'file' }>): string {
  return [file, line, ...(column === undefined ? [] : [column])].join(':');
}

/** Something that does no harm needs its reason, not its cure. */
function detailLines(
  { severity, because, remedy, instead = [], fix }: Finding,
  style: Style,
  asked: boolean,
  { group, printed }: { readonly group: readonly Finding[]; readonly printed: Set<string> },
): readonly string[] {
  const brief = severity === 'info' && !asked;
  const shown = brief ? because.slice(0, 1) : because;
  const lines = align(shown.map(visible), style.width).flatMap((line) => wrap(line, style.width, '    ', '      '));
  if (brief) return lines;
  // A command is copied, so it is never broken.
  const commands = [...new Set(group.slice(0, NAMED + 1).flatMap(commandsOf))];
  const fresh = commands.filter((command) => !printed.has(command));
  for (const command of fresh) printed.add(command);
  const pasted = [...(commands.length > fresh.length ? [ABOVE] : []), ...fresh, ...manifestLines(remedy, fix)];
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
  return toYamlStream(fix.manifests).trimEnd().split('\n').map(visible);
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
    const width = Math.max(...run);
    const longest = Math.max(
      ...Array.from({ length: to - from + 1 }, (_, offset) => (parts[from + offset]?.[2] ?? '').length),
    );
    return width + longest + 6 > most ? line : `${(part[1] ?? '').padEnd(width)} ${part[2] ?? ''}`;
  });
}

function verdictLine(report: Report, style: Style, answers: number): string {
  const { errors: found, warnings, unknown, pairs } = summaryOf(report);
  const errors = found + answers;
  const infos = report.findings.filter((finding) => finding.severity === 'info').length;
  const suppressed = report.suppressed.length > 0 ? `, ${report.suppressed.length} ignored by annotation` : '';
  const counts = `${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${infos} info, ${unknown} unknown${suppressed}`;
  if (errors > 0) return style.red(counts);
  if (warnings > 0 || unknown > 0) return style.yellow(counts);
  return style.green(pairs === 0 ? `${counts} (nothing to look at)` : counts);
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function label(severity: Severity, style: Style): string {
  const text = severity.padEnd(7);
  return severity === 'error' ? style.red(text) : severity === 'warning' ? style.yellow(text) : style.cyan(text);
}
