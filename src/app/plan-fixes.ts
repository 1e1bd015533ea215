/** What can be fixed in a cluster: found as check finds it, and proven on the world after it. */
import type { Kube } from '../io/kube/connect/open.ts';
import { entriesMark } from '../io/kube/field-memory.ts';
import { inTurns } from '../io/turns.ts';
import type { Analysis } from '../judge/analysis.ts';
import { chartKnownFor } from '../judge/known-chart.ts';
import { report, reporting } from '../judge/report.ts';
import { FIXED, isMarked, isOurMark, keeperOf, ownerOf, printOwner } from '../kube/owner.ts';
import type { Change, Finding, LeftAlone, ObjectFix, Report, Snapshot, SourceFix, Way } from '../model/index.ts';
import { causeKey, changesOf, leftOf } from '../plan/fixes.ts';
import { proveFixes } from '../plan/prove-fixes.ts';
import type { Looked } from '../plan/fix-problems.ts';
import { withWays } from '../plan/priced-ways.ts';
import type { CommandWords } from '../plan/priced-ways.ts';
import { wantedFixes } from '../plan/wanted-fixes.ts';
import { copyOf, waysOf } from '../plan/ways.ts';
import { get } from '../io/kube/list.ts';
import { isObject } from '../kube/json.ts';
import { sameRef } from '../kube/refs.ts';
import { sourceFixes } from '../plan/source-fix/index.ts';
import { after } from '../plan/world-after.ts';
import type { FixChange } from '../plan/fixes.ts';
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
  readonly changes: readonly FixChange[];
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
  options: CheckClusterOptions & {
    readonly folder?: string;
    readonly how?: Way | undefined;
    readonly words?: CommandWords;
    /** The report without what is excused, which is not fixed. */
    readonly excused?: ((report: CheckReport) => CheckReport) | undefined;
  },
): Promise<PlannedFixes> {
  const { signal = new AbortController().signal, how, excused = (found: CheckReport): CheckReport => found } = options;
  // What a selector then takes as well may be anywhere.
  const whole = how === 'selector' || !isFocused(options);
  const analysis = await analyseCluster(
    kube,
    whole ? { ...options, fill: options.fill ?? (async (read) => read) } : options,
  );
  const before = excused(await checkAnalysis(analysis, options));
  const wanted = wantedFixes(
    before.findings,
    analysis,
    how,
    how === 'copy' ? await copies(kube, before.findings, analysis, signal) : [],
    options.words,
  );
  const { possible, owned, left } = possibleIn(analysis, wanted.fixes, before.findings);
  const looking = whole ? everywhere(analysis, signal) : focused(kube, analysis, options, signal);
  const proven = await proveFixes(
    await looking.look([]),
    how === 'source' ? [] : possible,
    looking.look,
    looking.harmIn,
  );
  const changes = changesOf(proven.fixes)
    .map(onEntries(analysis))
    .sort((a, b) => STEPS.indexOf(a.step) - STEPS.indexOf(b.step));
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
    known: (object) => chartKnownFor(analysis, object),
    folder: options.folder ?? 'DIR',
  });
  const all = {
    before,
    fixes: withWays(proven.fixes, before.findings, analysis, options),
    changes,
    sources,
    left: withWays([...wanted.left, ...left, ...proven.left], before.findings, analysis, options),
  };
  if (changes.length === 0) return { ...all, after: before, analysis };
  const silent = excused(await checkAnalysis(after(analysis, []), options));
  const then = excused(await checkAnalysis(proven.after.analysis, options));
  return { ...all, after: withLive(then, silent, before, proven.fixes), analysis: proven.after.analysis };
}

/** A change, of the entries of lists as they are now. */
function onEntries({ world }: Analysis): (change: FixChange) => FixChange {
  return (change) => {
    if (change.action === 'apply') return change;
    const object = world.get(change.object);
    const entries = object && entriesMark(object, change.fields);
    return { ...change, ...(entries === undefined ? {} : { entries }) };
  };
}

/** Copies of objects that others keep as they are, with what the server has of them. */
async function copies(
  kube: Kube,
  findings: readonly Finding[],
  analysis: Analysis,
  signal: AbortSignal,
): Promise<readonly ObjectFix[]> {
  const fixes: ObjectFix[] = [];
  for (const finding of findings.filter((each) => waysOf(each, analysis).includes('copy'))) {
    const object = analysis.world.get(finding.object);
    const stack = analysis.stacks.find(({ ref }) => finding.stack && sameRef(ref, finding.stack));
    const live = object && (await get(kube, finding.object, signal));
    const spec = live?.kind === 'found' ? live.object['spec'] : undefined;
    const copy = object && stack && isObject(spec) ? copyOf(object, stack, spec, FIXED) : undefined;
    if (copy) fixes.push({ object: finding.object, fields: [], findings: [finding], makes: [copy] });
  }
  return fixes;
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
    // What is made next to it changes nothing of it.
    if (fix.makes) return [];
    const owner = object && ownerOf(object);
    const commands = [
      ...new Set(
        findings
          .filter((each) => fix.findings.includes(each) && isAbout(each, fix.object))
          .flatMap((each) => each.commands ?? []),
      ),
    ];
    if (owner) {
      const line = commands.length === 0 ? '' : ` ${commands.join('; ')}`;
      return [{ ...leftOf(fix), why: `It is from ${printOwner(owner)}: change it there.${line}` }];
    }
    const keeper = object && keeperOf(object);
    if (keeper !== undefined) return [{ ...leftOf(fix), why: `It is kept by ${keeper}: change it there.` }];
    if (object && isMarked(object))
      return [{ ...leftOf(fix), why: 'promwire made it: promwire setup, or what promwire generate prints, sets it.' }];
    if (object?.origin.source === 'file')
      return [{ ...leftOf(fix), why: `It was read from ${object.origin.file}, and may be otherwise in the cluster.` }];
    return object ? [] : [{ ...leftOf(fix), why: 'It was not read.' }];
  });
  const alone = new Set(left.map(({ object }) => object));
  const isOwned = ({ object, makes }: ObjectFix): boolean => {
    const known = world.get(object);
    return !makes && known !== undefined && ownerOf(known) !== undefined;
  };
  return {
    possible: fixes.filter(({ object }) => !alone.has(object)),
    owned: fixes.filter(isOwned),
    left: [...left, ...forged],
  };
}

/** Are its commands about the source of that object? Those of an opened selector are printed with what its source takes. */
function isAbout({ fix, object }: Finding, changed: ObjectFix['object']): boolean {
  return sameRef(fix && 'object' in fix ? fix.object : object, changed);
}

interface Looking {
  readonly look: (fixes: readonly ObjectFix[]) => Promise<Looked>;
  readonly harmIn?: () => readonly never[];
}

/** All was read. What running stacks answer is about the world as it is, so it decides nothing in another one. */
function everywhere(analysis: Analysis, signal: AbortSignal): Looking {
  return {
    look: async (fixes) => {
      const then = after(analysis, changesOf(fixes));
      return { analysis: then, report: await inTurns(reporting(then, clusterChecks), signal) };
    },
  };
}

/** Only what the answer needs was read; a fix may make it need more, as the check of what is fixed would. */
function focused(kube: Kube, analysis: Analysis, options: CheckClusterOptions, signal: AbortSignal): Looking {
  const question = questionOf(analysis, options);
  let snapshot: Snapshot = analysis.world.snapshot;
  const judged = (now: Analysis, fixes: readonly ObjectFix[]): Looked => {
    const then = after(now, changesOf(fixes));
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
