/** What can be fixed in a cluster: found as check finds it, and proven on the world after it. */
import type { Kube } from '../io/kube/connect/open.ts';
import { entriesMark, FIXED } from '../io/kube/field-memory.ts';
import { inTurns } from '../io/turns.ts';
import type { Analysis } from '../judge/analysis.ts';
import { report, reporting } from '../judge/report.ts';
import { isMarked, isOurMark, keeperOf, ownerOf, printOwner } from '../kube/owner.ts';
import type { Change, Finding, LeftAlone, ObjectFix, Report, Snapshot, SourceFix } from '../model/index.ts';
import { causeKey, fieldsChange, fixesOf } from '../plan/fixes.ts';
import { proveFixes } from '../plan/prove-fixes.ts';
import type { Looked } from '../plan/prove-fixes.ts';
import { sourceFixes } from '../plan/source-fix/index.ts';
import { after } from '../plan/world-after.ts';
import type { FieldsChange } from '../plan/fixes.ts';
import { clusterChecks } from '../registry.ts';
import { analyseCluster } from './check-cluster.ts';
import type { CheckClusterOptions } from './check-cluster.ts';
import { checkAnalysis } from './check.ts';
import type { CheckReport } from './check.ts';
import { isFocused, readMore } from './focus.ts';
import { questionOf } from './question.ts';

export interface PlannedFixes {
  /** As it is. */
  readonly before: CheckReport;
  readonly fixes: readonly ObjectFix[];
  readonly changes: readonly FieldsChange[];
  /** What could be fixed and is not. */
  readonly left: readonly LeftAlone[];
  /** What fixes objects of other owners at their source, proven with all of `fixes` done. */
  readonly sources: readonly SourceFix[];
  /** What is found when all of `fixes` is done. */
  readonly after: CheckReport;
  /** That world. */
  readonly analysis: Analysis;
}

/**
 * Finds what is wrong in a cluster (see checkCluster), and the changes of fields after which it is not. Nothing is written.
 * Throws as checkCluster.
 */
export async function planFixes(
  kube: Kube,
  options: CheckClusterOptions & { readonly folder?: string },
): Promise<PlannedFixes> {
  const { signal = new AbortController().signal } = options;
  const analysis = await analyseCluster(kube, options);
  const before = await checkAnalysis(analysis, options);
  const wanted = fixesOf(before.findings, analysis.world);
  const { possible, owned, left } = possibleIn(analysis, wanted.fixes, before.findings);
  const looking = isFocused(options) ? focused(kube, analysis, options, signal) : everywhere(analysis, signal);
  const proven = await proveFixes(await looking.look([]), possible, looking.look, looking.harmIn);
  const changes = proven.fixes.map(onEntries(analysis)).sort((a, b) => STEPS.indexOf(a.step) - STEPS.indexOf(b.step));
  const others = await proveFixes(
    proven.after,
    owned,
    async (fixes) => await looking.look([...proven.fixes, ...fixes]),
    looking.harmIn,
  );
  const { world } = analysis;
  const sources = sourceFixes(others.fixes, {
    world,
    umbrellas: analysis.umbrellas(),
    folder: options.folder ?? 'DIR',
  });
  const all = { before, fixes: proven.fixes, changes, sources, left: [...wanted.left, ...left, ...proven.left] };
  if (changes.length === 0) return { ...all, after: before, analysis };
  const silent = await checkAnalysis(after(analysis, []), options);
  const then = await checkAnalysis(proven.after.analysis, options);
  return { ...all, after: withLive(then, silent, before, proven.fixes), analysis: proven.after.analysis };
}

/** The change of a fix, of the entries of lists as they are now. */
function onEntries({ world }: Analysis): (fix: ObjectFix) => FieldsChange {
  return (fix) => {
    const object = world.get(fix.object);
    const entries = object && entriesMark(object, fix.fields);
    return { ...fieldsChange(fix), ...(entries === undefined ? {} : { entries }) };
  };
}

const STEPS: readonly Change['step'][] = ['rights', 'rules', 'monitor', 'dashboard'];

/** Objects of others are changed at their source, and those of promwire's own by what made them. */
function possibleIn(
  { world }: Analysis,
  fixes: readonly ObjectFix[],
  findings: readonly Finding[],
): Record<'possible' | 'owned', readonly ObjectFix[]> & { readonly left: readonly LeftAlone[] } {
  const forged = fixes.flatMap(({ object }) => {
    const known = world.get(object);
    const shows = known?.metadata.annotations[FIXED] === undefined || isOurMark(known, FIXED);
    return shows
      ? []
      : [{ object, why: `Its annotation ${FIXED}, which nothing shows to be promwire's, is not believed.` }];
  });
  const left = fixes.flatMap((fix): readonly LeftAlone[] => {
    const object = world.get(fix.object);
    const owner = object && ownerOf(object);
    const commands = [
      ...new Set(findings.filter((each) => fix.findings.includes(each)).flatMap((each) => each.commands ?? [])),
    ];
    if (owner) {
      const line = commands.length === 0 ? '' : ` ${commands.join('; ')}`;
      return [{ object: fix.object, why: `It is from ${printOwner(owner)}: change it there.${line}` }];
    }
    const keeper = object && keeperOf(object);
    if (keeper !== undefined) return [{ object: fix.object, why: `It is kept by ${keeper}: change it there.` }];
    if (object && isMarked(object))
      return [
        { object: fix.object, why: 'promwire made it: promwire setup, or what promwire generate prints, sets it.' },
      ];
    return object ? [] : [{ object: fix.object, why: 'It was not read.' }];
  });
  const alone = new Set(left.map(({ object }) => object));
  const isOwned = ({ object }: ObjectFix): boolean => {
    const known = world.get(object);
    return known !== undefined && ownerOf(known) !== undefined;
  };
  return {
    possible: fixes.filter(({ object }) => !alone.has(object)),
    owned: fixes.filter(isOwned),
    left: [...left, ...forged],
  };
}

interface Looking {
  readonly look: (fixes: readonly ObjectFix[]) => Promise<Looked>;
  readonly harmIn?: () => readonly never[];
}

/** All was read. What running stacks answer is about the world as it is, so it decides nothing in another one. */
function everywhere(analysis: Analysis, signal: AbortSignal): Looking {
  return {
    look: async (fixes) => {
      const then = after(analysis, fixes.map(fieldsChange));
      return { analysis: then, report: await inTurns(reporting(then, clusterChecks), signal) };
    },
  };
}

/** Only what the answer needs was read; a fix may make it need more, as the check of what is fixed would. */
function focused(kube: Kube, analysis: Analysis, options: CheckClusterOptions, signal: AbortSignal): Looking {
  const question = questionOf(analysis, options);
  let snapshot: Snapshot = analysis.world.snapshot;
  const judged = (now: Analysis, fixes: readonly ObjectFix[]): Looked => {
    const then = after(now, fixes.map(fieldsChange));
    return { analysis: then, report: report(then, clusterChecks, question) };
  };
  return {
    look: async (fixes) => {
      const read = await readMore(kube, snapshot, (now) => judged(now, fixes), signal);
      ({ snapshot } = read);
      return read.answer ?? judged(analysis, fixes);
    },
    harmIn: () => [],
  };
}

/**
 * With what only running stacks tell, which is not known of a world that is not there yet: it stays, but for what is
 * fixed. `silent`: what is said now without them.
 */
function withLive(then: Report, silent: Report, before: CheckReport, fixes: readonly ObjectFix[]): CheckReport {
  const known = new Set(silent.findings.map(causeKey));
  const fixed = new Set(fixes.flatMap(({ findings }) => findings.map(causeKey)));
  const gapOf = ({ check, gap }: Report['unknown'][number]): string => `${check ?? ''} ${JSON.stringify(gap)}`;
  const [asked, unasked] = [new Set(before.unknown.map(gapOf)), new Set(silent.unknown.map(gapOf))];
  return {
    ...before,
    ...then,
    findings: [
      ...then.findings,
      ...before.findings.filter((finding) => !known.has(causeKey(finding)) && !fixed.has(causeKey(finding))),
    ],
    unknown: then.unknown.filter((entry) => asked.has(gapOf(entry)) || !unasked.has(gapOf(entry))),
  };
}
