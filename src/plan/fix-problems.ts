/** What is worse in a world after fixes, or as bad as before, and which of the fixes it can be put down to. */
import type { Analysis } from '../judge/analysis.ts';
import { SUBJECT_KINDS } from '../kube/kinds.ts';
import { keyOf, nameOf, refOf, sameRef, title } from '../kube/refs.ts';
import type { Finding, ObjectFix, Ref, Report } from '../model/index.ts';
import { causeKey } from './fixes.ts';
import type { harmOf } from './prove.ts';

/** The world after some fixes, looked at again. */
export interface Looked {
  readonly analysis: Analysis;
  /** About everything, so that harm elsewhere is seen. */
  readonly report: Report;
}

export interface Problem {
  readonly why: string;
  /** Objects that surely have to do with it, as titles. */
  readonly titles: ReadonlySet<string>;
  /** Names in its words, of whatever kind. */
  readonly names: ReadonlySet<string>;
}

/** Those of some fixes, in their order, that may have to do with a problem. */
export function blamed({ titles, names }: Problem, fixes: readonly ObjectFix[]): readonly ObjectFix[] {
  return fixes.filter(({ object }) => names.has(nameOf(object)) || titles.has(title(object)));
}

/** The one of some fixes that a problem is about, where it can be about no other of them. */
export function onlyBlamed(problem: Problem, fixes: readonly ObjectFix[]): ObjectFix | undefined {
  const [only, more] = blamed(problem, fixes);
  return only && !more && problem.titles.has(title(only.object)) ? only : undefined;
}

/** All that is worse than before, and what the fixes were for and still holds; the worst first. */
export function problemsIn(
  before: Looked,
  after: Looked,
  fixes: readonly ObjectFix[],
  harmIn: typeof harmOf,
): readonly Problem[] {
  return [
    ...worse(before, after, fixes),
    ...lost(before, after),
    ...harmIn(before.analysis, after.analysis).map(({ object, also, why }) => problem(why, [object, ...also])),
    ...hidden(before, after),
    ...useless(after, fixes),
  ];
}

const weighed = ({ findings }: Report): readonly Finding[] => findings.filter(({ severity }) => severity !== 'info');

function worse(before: Looked, after: Looked, fixes: readonly ObjectFix[]): readonly Problem[] {
  const opened = new Set(fixes.filter(isOpening).map(({ object }) => keyOf(object)));
  const fixed = new Set(fixes.flatMap(({ findings }) => findings.map(({ object }) => keyOf(object))));
  const troubled = new Set(weighed(before.report).map(({ object }) => keyOf(object)));
  // What an opened selector takes as well had no effect before; how many these are is its price.
  const isTaken = ({ object, stack }: Finding): boolean =>
    stack !== undefined && opened.has(keyOf(stack)) && troubled.has(keyOf(object)) && !fixed.has(keyOf(object));
  // What is wrong with an object is wrong with its copy.
  const originals = new Map(
    fixes.flatMap(({ object, makes = [] }) => makes.map((made) => [keyOf(refOf(made)), object])),
  );
  const known = new Map(weighed(before.report).map((finding) => [causeKey(finding), finding.severity]));
  return weighed(after.report)
    .filter((finding) => {
      // A warning is told with the fix, and no reason against it.
      if (finding.severity === 'warning') return false;
      if (isTaken(finding)) return false;
      const was = known.get(causeKey({ ...finding, object: originals.get(keyOf(finding.object)) ?? finding.object }));
      return was === undefined || (was === 'warning' && finding.severity === 'error');
    })
    .map(({ check, object, summary, because, evidence }) =>
      problem(
        `With it, ${check} would hold of ${title(object)}: ${summary}`,
        [object],
        JSON.stringify([summary, because, evidence]),
      ),
    );
}

function lost(before: Looked, after: Looked): readonly Problem[] {
  const pair = ({ object, stack }: Report['judgements'][number]): string => `${keyOf(object)} ${keyOf(stack)}`;
  const now = new Map(after.report.judgements.map((each) => [pair(each), each]));
  return before.report.judgements
    .filter((each) => {
      const then = now.get(pair(each));
      return (each.verdict === 'selected' && then?.verdict !== 'selected') || (each.effective && !then?.effective);
    })
    .map(({ object, stack }) => {
      const refused = wrongFields(after, object);
      return refused === undefined || refused === wrongFields(before, object)
        ? problem(`With it, ${title(object)} would no longer work with ${title(stack)}.`, [object])
        : problem(`With it, ${refused}`, [object]);
    });
}

function hidden(before: Looked, after: Looked): readonly Problem[] {
  const open = new Set(before.report.unknown.map(({ gap }) => JSON.stringify(gap)));
  return after.report.unknown.some(({ gap, touches }) => touches && !open.has(JSON.stringify(gap)))
    ? [problem('With it, not everything that decides could be seen any more.', [])]
    : [];
}

/** Which fields of an object are dropped or refused, in words; undefined: none. */
function wrongFields({ report }: Looked, object: Ref): string | undefined {
  return report.findings.find((finding) => finding.check === 'field-pruned' && sameRef(finding.object, object))
    ?.summary;
}

/** Does it change a stack for the objects of its findings? */
function isOpening({ object, findings }: ObjectFix): boolean {
  return findings.some(
    (finding) => finding.stack && sameRef(finding.stack, object) && !sameRef(finding.object, object),
  );
}

/** What the fixes were for and still holds, and own objects without an effect. */
function useless(after: Looked, fixes: readonly ObjectFix[]): readonly Problem[] {
  const { analysis, report } = after;
  const held = new Set(report.findings.map(causeKey));
  // Of an object that has a copy next to it, it holds on, and is no longer missed.
  const missed = new Set(weighed(report).map(causeKey));
  return fixes.flatMap((fix) => {
    const { object, findings, makes } = fix;
    const missing = findings.filter((finding) => (makes ? missed : held).has(causeKey(finding)));
    const idle = (makes ?? []).flatMap((made) => {
      // What refuses the original refuses its copy, too: that is what is to be corrected.
      const refused = report.findings.filter(
        (each) => each.check.startsWith('rejected-') && sameRef(each.object, refOf(made)),
      );
      const why = refused.length === 0 ? '' : `: ${[...new Set(refused.map(({ check }) => check))].join(', ')}`;
      const isIdle = !isOfUse(analysis, refOf(made)) || (missing.length > 0 && refused.length > 0);
      return isIdle ? [problem(`${title(refOf(made))} would have no effect${why}.`, [object])] : [];
    });
    if (idle.length > 0) return idle;
    const vain = isOverwriting(fix) ? untaken(analysis, findings) : undefined;
    return vain
      ? [
          problem(
            `${title(vain)} would not take ${title(object)} all the same: another label would be lost for nothing.`,
            [object],
          ),
        ]
      : missing.map(({ check }) => {
          // They may be others than those of now.
          const then = check === 'field-pruned' ? wrongFields(after, object) : undefined;
          return problem(`${check} would hold all the same${then === undefined ? '.' : `: ${then}`}`, [object]);
        });
  });
}

/** Is a label with another value given the one that is wanted? */
function isOverwriting({ fields }: ObjectFix): boolean {
  return fields.some(({ path, was, becomes }) => path[1] === 'labels' && was !== null && becomes !== null);
}

/** The stack of the findings that does not take the object even so; undefined: none, or that is not known. */
function untaken(analysis: Analysis, findings: readonly Finding[]): Ref | undefined {
  return findings.find(({ object, stack }) => {
    const [body, by] = [
      analysis.world.get(object),
      analysis.stacks.find((each) => stack && sameRef(refOf(each.object), stack)),
    ];
    return body && by && ['not-selected', 'rejected'].includes(analysis.judgement(body, by).verdict);
  })?.stack;
}

function isOfUse(analysis: Analysis, ref: Ref): boolean {
  const object = analysis.world.get(ref);
  if (!object || !SUBJECT_KINDS.includes(ref.kind)) return object !== undefined;
  return analysis.stacks.some((stack) => stack.consumes.includes(ref.kind) && analysis.selected(object, stack));
}

function problem(why: string, objects: readonly Ref[], text = ''): Problem {
  return {
    why,
    titles: new Set([...objects.map(title), ...(text.match(/[A-Z]\w+ [\w.-]*[\w-]\/[\w.-]*[\w-]/g) ?? [])]),
    names: new Set(text.match(/[\w.-]*[\w-]\/[\w.-]*[\w-]/g)),
  };
}
