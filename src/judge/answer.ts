import { generatedText, generatedWord } from '../backends/prometheus-operator/running/generated.ts';
import { withHealth } from '../backends/prometheus-operator/running/health.ts';
import { madeText } from '../backends/charts/made.ts';
import type { Check, ClusterCheck, Hit } from '../checks/check.ts';
import { readingGaps } from '../backends/readers/index.ts';
import { adriftGaps, adriftText } from '../kube/adrift.ts';
import { TAKERS } from '../kube/kinds.ts';
import { refOf, sameRef } from '../kube/refs.ts';
import { setterOf } from '../kube/label-setter.ts';
import type {
  Finding,
  Gap,
  Judgement,
  KubeObject,
  LabelSetter,
  Origin,
  Ref,
  Stack,
  Unknown,
  Wire,
} from '../model/index.ts';
import type { Analysis } from './analysis.ts';
import { fieldOf } from './field.ts';
import { withOwner } from './owned.ts';
import { withoutEcho } from './judgement.ts';
import type { Outcome } from './judgement.ts';
import { lookedAt, standingOf, weightOf } from './standing.ts';
import type { Standing } from './standing.ts';
import { asideOf, isAside } from './strangers.ts';
import type { Aside } from './strangers.ts';
import { leavesOpen } from '../world/hiding.ts';

/** What there is to say of one object, or of one check of the cluster. */
export interface Answer {
  readonly judgements: readonly Judgement[];
  readonly wires: readonly Wire[];
  readonly findings: readonly Finding[];
  readonly unknown: readonly Unknown[];
  /** Of stacks that the object does not depend on, since another has it in effect. */
  readonly asides?: readonly Aside[];
}

/** One object against all stacks that could take it. */
export function answerOf(
  analysis: Analysis,
  object: KubeObject,
  stacks: readonly Stack[],
  asks: (check: Check) => boolean,
): Answer {
  const hidden = [
    ...hiddenStacks(analysis, object.kind),
    ...readingGaps(analysis.world, object.kind, stacks.length > 0),
  ];
  const standing = standingOf(analysis, object, stacks, hidden.length > 0);
  const { judgements, taken, near } = standing;
  const looked = lookedAt(standing);
  // Taken by another stack of those that are for it: that this one does not want it is how they divide their work, and no finding.
  const outcomes = [...taken, ...near].flatMap((stack) =>
    (looked.includes(stack) ? ALL : BEFORE)
      .flatMap((stage) => withoutEcho(analysis.outcomes(stage, object, stack).filter((outcome) => asks(outcome.check))))
      .map((outcome) => ({ outcome, stack, aside: isAside(analysis, object, stack, standing, outcome) })),
  );
  const unknown = [
    ...(judgements.length === 0 ? [] : [object, ...(taken.length > 0 ? [] : near.map((stack) => stack.object))])
      .flatMap(adriftGaps)
      .map((gap) => ({ gap, touches: true })),
    ...outcomes.flatMap(({ outcome, aside }) =>
      unknownOf(outcome.check, outcome.gaps).map((entry) => (aside ? { ...entry, touches: false } : entry)),
    ),
    // For an object that is taken they are pairs not looked at, and nothing more.
    ...hidden.map((gap) => ({ gap, touches: taken.length === 0 && gap.reason !== 'not-read' })),
  ];
  return {
    judgements,
    wires: looked.flatMap((stack) => withHealth(analysis.live(stack), analysis.judgement(object, stack).wires)),
    findings: [
      ...outcomes.flatMap(({ outcome, stack, aside }) =>
        aside ? [] : findingsOf(analysis, object, stack, outcome, standing),
      ),
      ...aloneFindings(analysis, object, asks),
    ],
    asides: outcomes.flatMap(({ outcome, stack, aside }) =>
      aside
        ? outcome.hits.map((hit) =>
            asideOf(object, aside.by, findingOf(analysis, outcome.check, { ...hit, about: stack.ref }, stack)),
          )
        : [],
    ),
    unknown: taken.length > 0 ? unknown.filter(({ gap }) => !isAnswered(gap, judgements)) : unknown,
  };
}

const BEFORE = ['selection', 'admission', 'effect'] as const;
const ALL = [...BEFORE, 'targets'] as const;

/** What is wrong with an object by itself, where no stack is known that could take its kind, and no other reader either. */
function aloneFindings(analysis: Analysis, object: KubeObject, asks: (check: Check) => boolean): readonly Finding[] {
  const { kind } = object;
  if (analysis.stacks.some(({ consumes }) => consumes.includes(kind)) || readingGaps(analysis.world, kind).length > 0)
    return [];
  return analysis.rulebook.checks
    .filter((check) => check.kinds.includes(kind) && asks(check))
    .flatMap((check) => {
      const hits = check.runAlone?.(object) ?? [];
      return hits.map((hit) => findingOf(analysis, check, { ...hit, about: refOf(object) }));
    });
}

function findingsOf(
  analysis: Analysis,
  object: KubeObject,
  stack: Stack,
  { check, hits }: Outcome,
  standing: Standing,
): readonly Finding[] {
  const own = refOf(object);
  const weight = weightOf(standing, stack);
  const { generated } = analysis.judgement(object, stack);
  // Selectors that its owner may have set otherwise are no reason to change anything.
  const ofStack = adriftText(stack.object);
  const isGuess = ofStack !== undefined && check.stage === 'selection';
  const adrift = [...new Set([adriftText(object) ?? [], ofStack ?? []].flat())];
  return hits.map((hit) => {
    const about = hit.about ?? own;
    const finding = findingOf(analysis, check, { ...hit, about }, stack);
    const jobs = sameRef(about, own) ? generated : undefined;
    return {
      ...finding,
      severity: isGuess ? 'info' : weight(finding.severity),
      because: [
        ...(standing.idle === undefined ? [] : [standing.idle]),
        ...finding.because,
        ...adrift,
        ...(jobs ? [`generated configuration: ${generatedText(jobs)}`] : []),
      ],
      // Without the names: many objects with one cause stay one paragraph.
      evidence: { ...finding.evidence, ...(jobs ? { generated: generatedWord(jobs) } : {}) },
    };
  });
}

/** A hit in words, with the place of the field at fault. */
export function findingOf(
  analysis: Analysis,
  check: Check | ClusterCheck,
  hit: Hit & { readonly about: Ref },
  stack?: Stack,
): Finding {
  const ref = hit.about;
  const told = hit.words();
  const subject = analysis.world.get(ref);
  const { origin = hit.origin, made } = subject ?? {};
  // What a chart will make is not written down: it has no field in a file, and nothing of it can be changed by itself.
  const field = made ? undefined : fieldOf(told, hit.evidence, ref);
  const {
    severity = 'error',
    fix,
    changes: _,
    values: __,
    ...words
  } = withOwner(analysis, told, ref, { stack, field });
  const changed = fix && 'object' in fix ? analysis.world.get(fix.object) : undefined;
  const setter = field && subject && setterOf(subject, field);
  // With other values, or installed elsewhere, it may be right.
  const isAdrift = subject?.render?.adrift !== undefined;
  return {
    check: check.id,
    severity: isAdrift && severity === 'error' ? 'warning' : severity,
    object: ref,
    ...(stack ? { stack: stack.ref } : {}),
    ...words,
    ...(setter ? setThere(words, setter) : {}),
    ...(made ? { because: [...words.because, madeText(made, ref)] } : {}),
    ...(fix && !changed?.made ? { fix } : {}),
    evidence: hit.evidence,
    ...(field ? { field } : {}),
    ...(hit.speaksFor ? { speaksFor: hit.speaksFor } : {}),
    ...(origin?.source === 'file' ? { origin: setter ? placeOf(setter) : origin } : {}),
  };
}

/** The words of a finding whose label is set by a kustomization: in the document of the object it would be to no avail. */
function setThere({ because, remedy }: Pick<Finding, 'because' | 'remedy'>, { by }: LabelSetter): Partial<Finding> {
  const there = `${by} decides this label, after the document of the object`;
  return remedy.endsWith(':')
    ? { because: [...because, `${there}.`] }
    : { because, remedy: `${remedy} ${there}: change it there.` };
}

const placeOf = ({ file, document, path }: LabelSetter): Origin => ({
  source: 'file',
  file,
  document,
  line: 1,
  sets: path,
});

/**
 * Files rarely hold everything: a list about targets that is simply not among them leaves a check unmade, while
 * whatever decides the verdict itself, and every list that was asked for and refused, leaves the question open.
 */
export function unknownOf(check: Check | ClusterCheck, gaps: readonly Gap[]): readonly Unknown[] {
  const beside = check.stage === 'targets' || ('beside' in check && check.beside);
  return gaps.map((gap) => ({
    check: check.id,
    gap,
    touches: leavesOpen(gap) && (gap.reason !== 'not-read' || !beside),
  }));
}

/** Where one more stack may be that takes a kind. Among files only those that are there are looked at. */
function hiddenStacks({ world }: Analysis, kind: string): readonly Gap[] {
  if (world.snapshot.source === 'files') return [];
  return (TAKERS[kind] ?? []).flatMap((taker) => world.gaps('monitoring.coreos.com', taker));
}

/** A pair taken by some stack needs no further word about stacks that could not be seen. */
function isAnswered(gap: Gap, judgements: readonly Judgement[]): boolean {
  return judgements.some(({ verdict, gaps }) => verdict === 'unknown' && gaps.includes(gap));
}
