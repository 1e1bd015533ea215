/** Which of many fixes are made: those after which everything is as well as before, and what they are for is gone. */
import { keyOf } from '../kube/refs.ts';
import type { Finding, LeftAlone, ObjectFix } from '../model/index.ts';
import { causeKey, fixesOf, leftOf, merged } from './fixes.ts';
import { harmOf } from './prove.ts';
import { blamed, onlyBlamed, problemsIn } from './fix-problems.ts';
import type { Looked, Problem } from './fix-problems.ts';

export interface Proven {
  readonly fixes: readonly ObjectFix[];
  readonly left: readonly LeftAlone[];
  readonly after: Looked;
}

/** How often a fix may bring to light what else keeps its object from working. */
const ROUNDS = 4;

/** A world after more fixes. */
interface Tried {
  readonly fixes: readonly ObjectFix[];
  readonly seen: Looked;
  readonly problems: readonly Problem[];
}

/**
 * Takes as many of `wanted` as leave nothing worse, the earlier of two that exclude each other. Looks are dear and fixes
 * are many, so all are looked at together: what names fixes that are tried is put down to the last of them, which waits
 * then, and what names none is found by halves. What waits is tried again with what was taken; where two are named in
 * one problem, one by one. `look`: the world after these fixes, and no others. `harmIn`: what else a report does not
 * tell; not known where only a part was read.
 */
export async function proveFixes(
  before: Looked,
  wanted: readonly ObjectFix[],
  look: (fixes: readonly ObjectFix[]) => Promise<Looked>,
  harmIn: typeof harmOf = harmOf,
): Promise<Proven> {
  let made: readonly ObjectFix[] = [];
  let after = before;
  const left = new Map<ObjectFix, string>();
  const tried = async (group: readonly ObjectFix[]): Promise<Tried> => {
    let fixes = merged([...made, ...group]);
    let seen = await look(fixes);
    for (let round = 1; round < ROUNDS; round++) {
      const more = revealed(seen, group, fixes);
      if (more.length === 0) break;
      fixes = merged([...fixes, ...more]);
      seen = await look(fixes);
    }
    return { fixes, seen, problems: problemsIn(before, seen, fixes, harmIn) };
  };
  const take = ({ fixes, seen }: Tried): void => void ([made, after] = [fixes, seen]);
  const halved = async (group: readonly ObjectFix[]): Promise<void> => {
    const [only, more] = group;
    if (!only) return;
    const now = await tried(group);
    const [against] = now.problems;
    if (!against) take(now);
    else if (!more) left.set(only, against.why);
    else {
      const middle = Math.ceil(group.length / 2);
      await halved(group.slice(0, middle));
      await halved(group.slice(middle));
    }
  };
  /** Takes those that no problem is put down to; the others, each with all that is against it. */
  const sifted = async (group: readonly ObjectFix[]): Promise<ReadonlySet<ObjectFix>> => {
    const waiting = new Set<ObjectFix>();
    for (;;) {
      const open = group.filter((fix) => !waiting.has(fix));
      if (open.length === 0) return waiting;
      const now = await tried(open);
      if (now.problems.length === 0) {
        take(now);
        return waiting;
      }
      const last = now.problems.map((problem) => blamed(problem, open).at(-1));
      for (const fix of last) if (fix) waiting.add(fix);
      if (last.every((fix) => fix === undefined)) {
        await halved(open);
        return waiting;
      }
    }
  };
  let waiting = await sifted(wanted);
  while (waiting.size > 0) {
    const group = wanted.filter((fix) => waiting.has(fix));
    const now = await tried(group);
    if (now.problems.length === 0) {
      take(now);
      break;
    }
    const decided = left.size;
    for (const problem of now.problems) {
      const only = onlyBlamed(problem, group);
      if (only && !left.has(only)) left.set(only, problem.why);
    }
    const rest = group.filter((fix) => !left.has(fix));
    if (left.size === decided) {
      const [first, ...others] = rest;
      await halved(first ? [first] : []);
      waiting = new Set(others);
    } else waiting = await sifted(rest);
  }
  const order = wanted.filter((fix) => left.has(fix));
  return { fixes: made, left: order.map((fix) => ({ ...leftOf(fix), why: left.get(fix) ?? '' })), after };
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
