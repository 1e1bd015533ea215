/** Which of many fixes are made: those after which everything is as well as before, and what they are for is gone. */
import type { Analysis } from '../judge/analysis.ts';
import { keyOf, sameRef, title } from '../kube/refs.ts';
import type { Finding, LeftAlone, ObjectFix, Ref, Report } from '../model/index.ts';
import { causeKey, fixesOf, merged } from './fixes.ts';
import { harmOf } from './prove.ts';

/** The world after some fixes, looked at again. */
export interface Looked {
  readonly analysis: Analysis;
  /** About everything, so that harm elsewhere is seen. */
  readonly report: Report;
}

export interface Proven {
  readonly fixes: readonly ObjectFix[];
  readonly left: readonly LeftAlone[];
  readonly after: Looked;
}

/** How often a fix may bring to light what else keeps its object from working. */
const ROUNDS = 4;

/**
 * Takes as many of `wanted` as leave nothing worse: all at once where that holds, else by halves, so that many good ones
 * cost few looks. `look`: the world after these fixes, and no others. `harmIn`: what else a report does not tell; not known
 * where only a part was read.
 */
export async function proveFixes(
  before: Looked,
  wanted: readonly ObjectFix[],
  look: (fixes: readonly ObjectFix[]) => Promise<Looked>,
  harmIn: typeof harmOf = harmOf,
): Promise<Proven> {
  let made: readonly ObjectFix[] = [];
  let after = before;
  const left: LeftAlone[] = [];
  const tried = async (group: readonly ObjectFix[]): Promise<string | undefined> => {
    let fixes = merged([...made, ...group]);
    let seen = await look(fixes);
    for (let round = 1; round < ROUNDS; round++) {
      const more = revealed(seen, group, fixes);
      if (more.length === 0) break;
      fixes = merged([...fixes, ...more]);
      seen = await look(fixes);
    }
    const against = whyWorse(before, seen, harmIn) ?? whyNoUse(seen, fixes);
    if (against === undefined) [made, after] = [fixes, seen];
    return against;
  };
  const halved = async (group: readonly ObjectFix[]): Promise<void> => {
    const [only, more] = group;
    const against = only && (await tried(group));
    if (!only || against === undefined) return;
    if (!more) left.push({ object: only.object, why: against });
    else {
      const middle = Math.ceil(group.length / 2);
      await halved(group.slice(0, middle));
      await halved(group.slice(middle));
    }
  };
  await halved(wanted);
  return { fixes: made, left, after };
}

/** Fixes of the same objects that are known only now. */
function revealed(
  { analysis, report }: Looked,
  group: readonly ObjectFix[],
  fixes: readonly ObjectFix[],
): readonly ObjectFix[] {
  const objects = new Set(group.map(({ object }) => keyOf(object)));
  const known = new Set(fixes.flatMap(({ findings }) => findings.map(findingKey)));
  const fresh = report.findings.filter((finding) => !known.has(findingKey(finding)));
  return fixesOf(fresh, analysis.world).fixes.filter(({ object }) => objects.has(keyOf(object)));
}

const findingKey = (finding: Finding): string => `${causeKey(finding)} ${JSON.stringify(finding.evidence)}`;

/** What is worse than before, in a sentence; undefined: nothing. */
function whyWorse(before: Looked, after: Looked, harmIn: typeof harmOf): string | undefined {
  const weighed = (report: Report): readonly Finding[] => report.findings.filter(({ severity }) => severity !== 'info');
  const known = new Map(weighed(before.report).map((finding) => [causeKey(finding), finding.severity]));
  // That alerts which now are evaluated reach nobody was so before: it is told, and no reason against them.
  const fresh = weighed(after.report).find((finding) => {
    if (finding.severity === 'warning' && isStack(before, finding.object)) return false;
    const was = known.get(causeKey(finding));
    return was === undefined || (was === 'warning' && finding.severity === 'error');
  });
  if (fresh) return `With it, ${fresh.check} would hold of ${title(fresh.object)}: ${fresh.summary}`;
  const effective = new Map(
    after.report.judgements.map((each) => [`${keyOf(each.object)} ${keyOf(each.stack)}`, each]),
  );
  const lost = before.report.judgements.find((each) => {
    const now = effective.get(`${keyOf(each.object)} ${keyOf(each.stack)}`);
    return (each.verdict === 'selected' && now?.verdict !== 'selected') || (each.effective && now?.effective !== true);
  });
  if (lost) return `With it, ${title(lost.object)} would no longer work with ${title(lost.stack)}.`;
  const harm = harmIn(before.analysis, after.analysis)[0];
  if (harm) return harm.why;
  const open = new Set(before.report.unknown.map(({ gap }) => JSON.stringify(gap)));
  const hidden = after.report.unknown.find(({ gap, touches }) => touches && !open.has(JSON.stringify(gap)));
  return hidden ? 'With it, not everything that decides could be seen any more.' : undefined;
}

function isStack({ analysis }: Looked, object: Ref): boolean {
  return analysis.stacks.some(({ ref }) => sameRef(ref, object));
}

/** A finding that holds all the same; undefined: they are gone. */
function whyNoUse({ report }: Looked, fixes: readonly ObjectFix[]): string | undefined {
  const held = new Set(report.findings.map(causeKey));
  const still = fixes.flatMap(({ findings }) => findings).find((finding) => held.has(causeKey(finding)));
  return still ? `${still.check} would hold all the same.` : undefined;
}
