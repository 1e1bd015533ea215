import type { FailedRequest, Finding, Gap, Report } from '../../model/index.ts';
import { gapText, readInsteadText, scopeText } from '../../kube/gap-text.ts';
import { wrap } from './style.ts';
import { visible } from '../visible.ts';
import type { Style } from './style.ts';
import { groupBy } from '../../kube/group.ts';
import { keyOf, title } from '../../kube/refs.ts';
import { command, inNamespace } from '../../kube/shell.ts';

/** How much a report tells of what was not looked at. */
export interface TextOptions {
  /** Checks that were not made are named, not counted. */
  readonly verbose?: boolean;
  /** What was asked besides findings, answered. Those answered by "nobody" or "nowhere" count as errors, those without an answer as unknown. */
  readonly answers?: { readonly lines: readonly string[]; readonly errors: number; readonly unknown: number };
  /** One object was asked about: checks of other things need no word. */
  readonly single?: boolean;
  /** Monitors, rules, ConfigMaps … alone were asked about by name: an info of them is the answer. */
  readonly byName?: boolean;
  /** The generated configurations were to be read, too. */
  readonly readSecrets?: boolean;
  /** The line that says which command changes what was found. */
  readonly offer?: string | undefined;
  /** A promwire.yaml says what is read. */
  readonly byConfig?: boolean;
  /** The namespace of -n. */
  readonly namespace?: string | undefined;
  /** Of several clusters: the one before in which a finding was told in the same words. */
  readonly told?: ((finding: Finding) => string | undefined) | undefined;
}

/** At most so many things that could not be read are told one by one: a repository may have a hundred folders alike. */
const TOLD = 6;

/** The first of them, and how many more there are. */
function firstOf(sentences: readonly string[], verbose: boolean): readonly string[] {
  // In place of one more there is no need of a count.
  if (verbose || sentences.length <= TOLD + 1) return sentences;
  return [...sentences.slice(0, TOLD), `and ${sentences.length - TOLD} more; -v names them`];
}

/** At most this many unreachable stacks are listed by name. */
const STACKS = 3;

/** At most this many places of one and the same are named without -v. */
const PLACES = 3;

/** What could not be read at all, first: the rest rests on it. What is alike but for its place is told once. */
export function brokenText(report: Report, style: Style, verbose: boolean): readonly string[] {
  const entries = report.unknown.filter(isBroken);
  const groups = [
    ...groupBy(
      entries.map(({ gap }) => placed(gap)),
      ({ rest }) => rest,
    ).values(),
  ];
  const broken = groups.map((group) => {
    const places = [...new Set(group.flatMap(({ place }) => place ?? []))];
    const shown = verbose ? places : places.slice(0, PLACES);
    const more = places.length > shown.length ? ` and ${places.length - shown.length} more (-v names them)` : '';
    return `${shown.join(', ')}${more}${places.length === 0 ? '' : ': '}${group[0]?.rest ?? ''}`;
  });
  if (broken.length === 0) return [];
  return [
    // The answer may not depend on any of it.
    `${entries.some(({ touches }) => touches) ? style.red('error  ') : 'note   '}  ${style.bold(entries.every(({ gap }) => gap.about === 'brought') ? 'not among the files' : 'could not be read')}`,
    ...firstOf(broken, verbose).flatMap((detail) => wrap(visible(detail), style.width, '  ', '    ')),
    '',
  ];
}

/** A gap in words, with the place that they begin with apart. */
function placed(gap: Gap): { readonly place?: string; readonly rest: string } {
  const text = gapText(gap);
  const place = gap.origin?.source === 'file' ? `${gap.origin.file}:${gap.origin.line}` : '';
  const begin = `${place}: `;
  return place !== '' && text.startsWith(begin) ? { place, rest: text.slice(begin.length) } : { rest: text };
}

/** What the answer depends on, and what opens it. */
export function unknownText(report: Report, style: Style, options: TextOptions): readonly string[] {
  const open = report.unknown.filter((entry) => entry.touches && !isBroken(entry));
  const details = sentences(open.map(({ gap }) => gap));
  const forbidden = open.some(({ gap }) => gap.reason === 'forbidden');
  return [
    ...(details.length === 0
      ? []
      : [
          `${style.yellow('unknown')}  could not be read, and the result depends on it`,
          ...firstOf(details, options.verbose ?? false).flatMap((detail) =>
            wrap(visible(detail), style.width, '  - ', '    '),
          ),
        ]),
    ...(forbidden ? [`  ${rightsCommand(options)} prints the rights that it takes.`] : []),
    ...(forbidden || report.stacksHidden === 'unseen'
      ? [
          `  If a colleague can see the stacks: ask for the output of ${options.byConfig ? '"promwire snapshot --for-git" and name it under captured in promwire.yaml' : '"promwire snapshot" and pass it with --captured'}.`,
        ]
      : []),
  ];
}

function rightsCommand({ namespace, readSecrets }: TextOptions): string {
  const more = { word: readSecrets === true ? ' --read-secrets' : '' };
  return namespace === undefined
    ? command`promwire rbac check${more}`
    : command`promwire rbac check ${inNamespace(namespace)}${more}`;
}

/** The checks that were not made, on which nothing depends. */
export function notCheckedText(report: Report, style: Style, { single, verbose }: TextOptions): readonly string[] {
  const beside = report.unknown.filter((entry) => !entry.touches);
  // Of one object only what was asked in vain: a Prometheus that does not answer has not denied anything.
  const vain = beside.filter((entry) => isOfRunning(entry) && entry.gap.reason !== 'not-read');
  return [
    ...aimless(report, style, single ?? false),
    ...notChecked(
      (single && !verbose ? vain : beside).filter((entry) => !isUnmatched(entry)),
      style,
      verbose ?? false,
    ),
  ];
}

/**
 * Monitors that select nothing among the files: nothing was found, because nothing was looked at. Of all, and not of one that was
 * asked about, those alone next to which are others of the kind.
 */
function aimless({ wires, findings }: Report, style: Style, single: boolean): readonly string[] {
  const told = new Set(findings.map(({ object }) => keyOf(object)));
  const lines = wires.flatMap(({ monitor, brokenAt, unknown = [] }) => {
    const absent = unknown.filter(({ reason, about }) =>
      single ? reason === 'not-among-files' : about === 'unmatched',
    );
    if (brokenAt !== 'service' || absent.length === 0 || told.has(keyOf(monitor))) return [];
    const places = [...new Set(absent.flatMap(({ reads }) => reads.namespace ?? []))];
    const where = places.length === 0 ? '' : ` in namespace ${places.join(', ')}`;
    const kind = monitor.kind === 'PodMonitor' ? 'Pod' : 'Service';
    return `not checked: what ${title(monitor)} scrapes (no ${kind} that it selects${where} is among the files)`;
  });
  return [...new Set(lines)].flatMap((line) => wrap(visible(line), style.width, '', '  ')).map(style.dim);
}

function isOfRunning({ gap }: Report['unknown'][number]): boolean {
  return gap.about === 'running';
}

/** Told by the name of the monitor. */
function isUnmatched({ gap }: Report['unknown'][number]): boolean {
  return gap.about === 'unmatched';
}

function isBroken({ gap }: Report['unknown'][number]): boolean {
  return gap.reason === 'invalid';
}

/** Each once. Several lists that were refused are one sentence: the server says the same of each. */
function sentences(gaps: readonly Gap[]): readonly string[] {
  const refused = gaps.filter(isRefusedList);
  const lists = [...new Set(refused.map(({ reads, request }) => scopeText(request, reads.namespace)))];
  if (lists.length < 2) return [...new Set(gaps.map(gapText))];
  // Which user that is explains more than anything else: often it is not the one that was meant.
  const users = [...new Set(refused.flatMap(({ request }) => request.user ?? []))];
  const instead = new Set(refused.flatMap(({ readInstead }) => (readInstead ? readInsteadText(readInstead) : [])));
  return [
    [`Not allowed to list ${lists.join(', ')}${users.map((user) => ` as ${user}`).join('')}.`, ...instead].join(' '),
    ...new Set(gaps.filter((gap) => !isRefusedList(gap)).map(gapText)),
  ];
}

/** A list that was refused, of which nothing more is to be said. */
function isRefusedList(gap: Gap): gap is Gap & { readonly request: FailedRequest } {
  return gap.reason === 'forbidden' && gap.request?.verb === 'list' && gap.sentence === undefined;
}

/** Checks that were not made, each with what it lacked; what running stacks did not say comes first. */
function notChecked(all: Report['unknown'], style: Style, verbose: boolean): readonly string[] {
  if (!verbose) return counted(all, style);
  const parts = [...byWant(all.filter(isOfRunning)), ...byWant(all.filter((entry) => !isOfRunning(entry)))];
  return parts.length === 0
    ? []
    : wrap(visible(`not checked: ${parts.join('; ')}`), style.width, '', '  ').map(style.dim);
}

/** "these, checks (Secret objects are not read)", each check once. */
function byWant(all: Report['unknown']): readonly string[] {
  const lacks = groupBy(all, ({ check = 'verdicts' }) => check);
  const alike = new Map<string, string[]>();
  for (const [check, entries] of lacks) {
    const gaps = entries.map(({ gap }) => gap);
    const kinds = groupBy(
      gaps.filter((gap) => spelled(gap) === undefined),
      endOf,
    );
    const lists = [...kinds].map(
      ([end, some]) => `${[...new Set(some.map(({ reads }) => reads.kind))].join(', ')} ${end}`,
    );
    const why = [...lists, ...new Set(gaps.flatMap((gap) => spelled(gap) ?? []))].join('; ');
    alike.set(why, [...(alike.get(why) ?? []), check]);
  }
  return [...alike].map(([why, checks]) => `${checks.join(', ')} (${why})`);
}

/** The sentence of a gap that its kind does not tell; undefined: its kind tells it. */
function spelled(gap: Gap): string | undefined {
  return gap.about !== undefined || gap.reads.kind === '' ? gapText(gap).replace(/\.$/, '') : undefined;
}

/** Why nothing is said about one more of a kind, behind its name. */
function endOf({ reason }: Gap): string {
  if (reason === 'not-among-files') return 'objects may be elsewhere';
  return reason === 'forbidden' ? 'objects may not be listed' : 'objects are not read';
}

/** How many were not made, and for want of what: why running stacks did not answer in full, the rest by its first. */
function counted(all: Report['unknown'], style: Style): readonly string[] {
  // That something never read may hold one more is so in every cluster: nothing that could be checked was left out.
  const open = all.filter(({ gap }) => gap.about !== 'unreferred');
  const ids = new Set(open.map(({ check = 'verdicts' }) => check));
  if (ids.size === 0) return [];
  const why = (running: boolean): readonly string[] => [
    ...new Set(
      open
        .filter((entry) => isOfRunning(entry) === running)
        .map(({ gap }) => spelled(gap) ?? `${gap.reads.kind} ${endOf(gap)}`),
    ),
  ];
  const [silent, others] = [why(true), why(false)];
  const said = [...silent.slice(0, STACKS), ...others.slice(0, 1)];
  const more = silent.length + others.length - said.length;
  const reasons = `${said.join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
  return wrap(visible(`not checked: ${ids.size} (${reasons}); -v names them`), style.width, '', '  ').map(style.dim);
}
