/** Causes that are in one of two worlds only. */
import { adriftGaps } from '../kube/adrift.ts';
import { gapText } from '../kube/gap-text.ts';
import { groupBy } from '../kube/group.ts';
import { TAKERS } from '../kube/kinds.ts';
import { keyOf } from '../kube/refs.ts';
import type { CauseChange, Comparison, Finding, Gap, Loss, LossHow, Ref, Unknown, Unsettled } from '../model/index.ts';
import type { Matches } from './match.ts';
import { filesUnread, placeOf, relative, shownText } from './side.ts';
import type { Side } from './side.ts';

interface Asked {
  readonly base: Side;
  readonly head: Side;
  readonly items: Matches;
  readonly takers: Matches;
  /** Findings that are told as the reason of a loss. */
  readonly used: ReadonlySet<Finding>;
  readonly told: readonly Unsettled[];
  readonly losses: readonly Loss[];
}

export function causesOf({
  base,
  head,
  items,
  takers,
  used,
  told,
  losses,
}: Asked): Pick<Comparison, 'appeared' | 'gone' | 'unknown' | 'standing'> {
  const moved = (ref: Finding['object'] | undefined, to: Matches): string =>
    ref ? (to.get(keyOf(ref)) ?? keyOf(ref)) : '';
  const was = groupBy(base.report.findings, ({ check, object, stack }) =>
    [check, moved(object, items), moved(stack, takers)].join(' '),
  );
  const fresh = head.report.findings.filter(({ check, object, stack }) => {
    const same = was.get([check, keyOf(object), stack ? keyOf(stack) : ''].join(' '));
    return same?.shift() === undefined;
  });
  const ended = [...was.values()].flat();
  const appeared = renamedAway(fresh, ended, base, head);
  const gone = renamedAway(ended, fresh, head, base);
  const isCutOff = cutOff({ head, items, takers, told, losses });
  return {
    appeared: appeared
      .filter((finding) => finding.severity !== 'info' && !used.has(finding))
      .map((finding) => changeOf(finding, head, 'head')),
    gone: onceEach(gone)
      .filter((finding) => finding.severity !== 'info' && !isCutOff(finding))
      .map((finding) => changeOf(finding, base, 'base')),
    unknown: [...newlyUnknown(base, head, told), ...unreadBefore(base, head)],
    standing: {
      errors: head.report.findings.filter(({ severity }) => severity === 'error').length,
      unknown: head.report.unknown.filter(({ touches }) => touches).length,
    },
  };
}

/** One that a stack has by several of its objects is told once. */
function onceEach(findings: readonly Finding[]): readonly Finding[] {
  const said = findings.map((each) => [`${each.check} ${keyOf(each.object)} ${each.summary}`, each] as const);
  return [...new Map(said).values()];
}

/** The objects themselves are there in HEAD, and lead to less. */
const WITHIN: readonly LossHow[] = ['targets', 'series'];

/**
 * Did a cause end with what it was about? Its object or stack is gone, is not taken or not known to be any more, or, where it
 * is about a stack, that lost something: a Prometheus that has no alerts left needs no Alertmanager, which repairs nothing.
 */
function cutOff({ head, items, takers, told, losses }: Omit<Asked, 'base' | 'used'>): (finding: Finding) => boolean {
  const lost = losses.filter(({ how }) => !WITHIN.includes(how));
  const less = new Set(
    [...lost, ...told].flatMap(({ object, was }) => [object, was].flatMap((ref) => (ref ? keyOf(ref) : []))),
  );
  const lessTaken = new Set([...lost, ...told].flatMap(({ by }) => (by ? keyOf(by) : [])));
  const isThere = (ref: Ref): boolean =>
    items.has(keyOf(ref)) || takers.has(keyOf(ref)) || head.analysis.world.get(ref) !== undefined;
  const fewer = new Set(losses.flatMap(({ how, object }) => (how === 'targets' ? keyOf(object) : [])));
  return ({ check, object, stack }) =>
    less.has(keyOf(object)) ||
    (check === 'alerts-go-nowhere' && lessTaken.has(keyOf(object))) ||
    // What is scraped no more is not scraped twice.
    (check === 'duplicate-scrape' && fewer.has(keyOf(object))) ||
    [object, ...(stack ? [stack] : [])].some((ref) => !isThere(ref));
}

/** Without those of an object that has only got another name: the same check ends there with as many of its kind. */
function renamedAway(
  findings: readonly Finding[],
  others: readonly Finding[],
  there: Side,
  here: Side,
): readonly Finding[] {
  const key = ({ check, object: { kind } }: Finding): string => `${check} ${kind}`;
  const absentIn = (side: Side, { object }: Finding): boolean => !side.analysis.world.get(object);
  const left = new Map<string, number>();
  for (const other of others) if (absentIn(here, other)) left.set(key(other), (left.get(key(other)) ?? 0) + 1);
  return findings.filter((finding) => {
    const count = left.get(key(finding)) ?? 0;
    if (count === 0 || !absentIn(there, finding)) return true;
    left.set(key(finding), count - 1);
    return false;
  });
}

function changeOf(finding: Finding, side: Side, which: 'base' | 'head'): CauseChange {
  const { check, severity, object, stack, summary, because, remedy, origin } = finding;
  return {
    object,
    ...(stack ? { by: stack } : {}),
    severity,
    summary,
    because,
    checks: [check],
    remedy,
    ...placeOf(side, which, origin ?? side.analysis.world.get(object)?.origin),
  };
}

/** BASE had some of that kind, or of those that do the same; that HEAD has none is a loss, which is told, and no question. */
function isAway({ analysis: { world } }: Side, { reason, reads: { group, kind } }: Gap): boolean {
  if (reason !== 'not-read' && reason !== 'not-among-files') return false;
  const alike = Object.values(TAKERS).find((kinds) => kinds.includes(kind)) ?? [kind];
  return alike.some((each) => world.all(group, each).length > 0);
}

/** Files of BASE that could not be read, and are not the same in HEAD: what they held may be lost. */
function unreadBefore(base: Side, head: Side): readonly Unsettled[] {
  const told = new Set(filesUnread(head).map(({ name }) => name));
  const same = new Set(filesUnread(head).map(({ digest }) => digest));
  const before = filesUnread(base).filter(
    ({ name, digest }) => !told.has(name) && (digest === '' || !same.has(digest)),
  );
  return [...new Map(before.map((each) => [each.name, each])).values()].map(({ gap, file }) => ({
    summary: `What BASE had in ${base.shown(file)} is not known, so neither is whether it is lost: that file cannot be read.`,
    because: [shownText(base, gapText(gap), file)],
    checks: [],
    ...placeOf(base, 'base', gap.origin),
  }));
}

/** Paths of both sides alike. */
function plainText({ prefix }: Side, text: string): string {
  return text.replaceAll(prefix, '').replaceAll(/(?<![\w./])\.\//g, '');
}

/**
 * What touches the answer about HEAD and not that about BASE. A file that cannot be read is the same only where it has the same
 * contents: what changed in it is not known.
 */
function newlyUnknown(base: Side, head: Side, told: readonly Unsettled[]): readonly Unsettled[] {
  const textOf = (side: Side, { gap }: Unknown): string => {
    const { origin } = gap;
    return origin?.source === 'file' ? shownText(side, gapText(gap), origin.file) : gapText(gap);
  };
  const keyOfGap = (side: Side, { check, gap }: Unknown): string => {
    const { origin } = gap;
    if (origin?.source !== 'file') return `${check ?? ''} ${gapText(gap)}`;
    const digest = side.digest(origin.file);
    const name = digest === '' ? relative(side, origin.file) : digest;
    return `${check ?? ''} ${name} ${plainText(side, gapText(gap).replaceAll(origin.file, ''))}`;
  };
  const old = new Set(base.report.unknown.filter(({ touches }) => touches).map((entry) => keyOfGap(base, entry)));
  const said = new Set(told.flatMap(({ because }) => because));
  // What a chart costs that nothing installs is told by how the chart changed.
  const adrift = new Set(head.analysis.world.snapshot.objects.flatMap(adriftGaps).map(gapText));
  const fresh = head.report.unknown.filter(
    (entry) =>
      entry.touches && !isAway(base, entry.gap) && !old.has(keyOfGap(head, entry)) && !adrift.has(gapText(entry.gap)),
  );
  const lines = fresh
    .map((entry) => [textOf(head, entry), entry] as const)
    .filter(([text, { gap }]) => !said.has(text) && !said.has(gapText(gap)));
  return [...new Map(lines)].map(([summary, { check, gap }]) => ({
    summary,
    because: [],
    checks: check === undefined ? [] : [check],
    ...placeOf(head, 'head', gap.origin),
  }));
}
