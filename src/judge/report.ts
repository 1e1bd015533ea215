import { leavesOpen } from '../world/hiding.ts';
import { gapText } from '../kube/gap-text.ts';
import type { Finding, Gap, Judgement, KubeObject, Ref, Report, Severity, Stack, Unknown } from '../model/index.ts';
import { isStackCheck } from '../checks/check.ts';
import type { Check, ClusterCheck } from '../checks/check.ts';
import type { Analysis } from './analysis.ts';
import { answerOf, findingOf, unknownOf } from './answer.ts';
import type { Answer } from './answer.ts';
import { readersOf } from '../backends/readers/index.ts';
import { groupBy } from '../kube/group.ts';
import { SUBJECT_KINDS, TAKERS } from '../kube/kinds.ts';
import { isOfOneObject } from '../kube/one-object.ts';
import { isOpenObject } from '../kube/open-objects.ts';
import { withOneRole } from './one-role.ts';
import { notRun, unreadGenerated } from './not-run.ts';
import { atOnce } from '../kube/steps.ts';
import { ofStrangers } from './strangers.ts';
import { compare, compareRefs, keyOf, refOf, sameRef } from '../kube/refs.ts';

/** What is asked: which objects, and which checks. */
export interface Question {
  /** undefined: every object that may be listed. */
  readonly objects?: readonly Ref[];
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Only this stack. */
  readonly stack?: Ref;
  /** The objects are those of one namespace: what is hidden in another one touches the answer only through them. */
  readonly namespace?: string;
  /** The findings of cluster checks about these references too (an application's Services). */
  readonly about?: readonly Ref[];
  /** What is not known of which objects are asked about. */
  readonly gaps?: readonly Gap[];
  /** It is about an application, so what is scraped of that is part of the answer. */
  readonly application?: true;
  /** Stacks that are looked at by themselves; undefined: all of them where everything is asked about, else none. */
  readonly alone?: readonly Ref[];
}

/** Answers a question. Findings come in the order of severity, check, object and stack. */
export function report(analysis: Analysis, clusterChecks: readonly ClusterCheck[], question: Question = {}): Report {
  return atOnce(reporting(analysis, clusterChecks, question));
}

/** The same in steps, none of which takes long. */
export function* reporting(
  analysis: Analysis,
  clusterChecks: readonly ClusterCheck[],
  question: Question = {},
): Generator<undefined, Report> {
  const wanted = question.objects && new Set(question.objects.map(keyOf));
  const objects = analysis.subjects().filter((object) => !wanted || wanted.has(keyOf(refOf(object))));
  const stacks = analysis.stacks.filter((stack) => !question.stack || keyOf(stack.ref) === keyOf(question.stack));
  const asks = (check: { readonly id: string }): boolean =>
    (question.only?.includes(check.id) ?? true) && !(question.skip?.includes(check.id) ?? false);

  // What is asked of all of them at once further on is known by then.
  for (const object of analysis.subjects())
    for (const stack of stacks) {
      if (analysis.admission(object, stack).verdict !== 'not-selected' && !wanted) analysis.wires(object, stack);
      yield;
    }
  const answers: Answer[] = [];
  for (const object of objects) {
    answers.push(answerOf(analysis, object, stacks, asks));
    yield;
  }
  const lone = question.objects
    ? stacks.filter(({ ref }) => question.alone?.some((each) => sameRef(each, ref)))
    : stacks;
  yield;
  const alone = aloneAnswers(analysis, lone, asks);
  yield;
  const kinds = question.objects && new Set([...question.objects, ...(question.about ?? [])].map(({ kind }) => kind));
  // A hit about a CRD counts whatever is asked; one about a kind that is not asked about never does.
  const relates = (check: ClusterCheck): boolean =>
    !kinds || kindsOf(check, analysis).some((kind) => kind === CRD || kinds.has(kind));
  const cluster: Answer[] = [];
  for (const check of clusterChecks.filter((each) => asks(each) && relates(each))) {
    cluster.push(clusterAnswer(check, analysis, question));
    yield;
  }
  const found = once(
    withoutSpokenFor(
      untold(
        untold(
          [...answers, ...cluster].flatMap((entry) => entry.findings),
          alone.findings,
        ),
        ofStrangers(answers.flatMap(({ asides = [] }) => asides)),
      ),
    ),
  );
  yield;
  const judgements = answers.flatMap((entry) => entry.judgements);
  const taken = new Set(judgements.flatMap(({ verdict, object }) => (verdict === 'selected' ? keyOf(object) : [])));
  // What is asked about, and another stack takes, does not wait for a stack that is not judged.
  const settled =
    wanted !== undefined && objects.length > 0 && objects.every((object) => taken.has(keyOf(refOf(object))));
  const blind = hiddenKinds(analysis, question).map((entry) =>
    settled && isOfOneObject(entry.gap) && isStack(entry.gap) ? { ...entry, touches: false } : entry,
  );
  const notAsked = [
    ...notRun(analysis, [...analysis.rulebook.checks, ...clusterChecks].filter(asks), judgements),
    ...unreadGenerated(analysis, stacks, judgements),
  ];
  const unclear = (question.gaps ?? []).map((gap) => ({ gap, touches: true }));
  const sight = stacks.length === 0 ? analysis.world.gaps('monitoring.coreos.com', 'Prometheus') : [];
  const troubles = troublesOf(analysis, stacks);
  const aside = wanted && question.namespace === undefined ? asideOf(analysis.subjects(), stacks, judgements) : [];
  const readers = readersOf(analysis.world).map(({ title, mark }) => ({ title, mark }));
  return {
    stacks,
    ...(troubles.length > 0 ? { troubles } : {}),
    ...(readers.length > 0 ? { readers } : {}),
    ...(sight.length > 0 ? { stacksHidden: sight.some(leavesOpen) ? ('unseen' as const) : ('of-files' as const) } : {}),
    ...(aside.length > 0 ? { aside } : {}),
    ...(question.application ? { application: true as const } : {}),
    judgements,
    wires: answers.flatMap((entry) => entry.wires),
    findings: withOneRole(found.filter((finding) => !isIgnored(analysis, finding)).sort(compareFindings)),
    suppressed: found.filter((finding) => isIgnored(analysis, finding)).map(({ check, object }) => ({ check, object })),
    unknown: distinct([
      ...blind,
      ...unclear,
      ...[...answers, alone, ...cluster].flatMap((entry) => entry.unknown),
      ...notAsked,
    ]),
  };
}

/** Of stacks about which nothing was asked: how many objects they could take. */
function asideOf(
  subjects: readonly KubeObject[],
  stacks: readonly Stack[],
  judgements: readonly Judgement[],
): NonNullable<Report['aside']> {
  const judged = new Set(judgements.map(({ stack }) => keyOf(stack)));
  return stacks.flatMap(({ ref, consumes }) => {
    if (judged.has(keyOf(ref))) return [];
    const count = subjects.filter(({ kind }) => consumes.includes(kind)).length;
    return count > 0 ? [{ stack: ref, count }] : [];
  });
}

const CRD = 'CustomResourceDefinition';

function kindsOf({ kinds, keyed }: ClusterCheck, { apps }: Analysis): readonly string[] {
  return keyed ? [...kinds, ...apps.flatMap(({ keyedByName }) => keyedByName?.kind ?? [])] : kinds;
}

/** Annotation on an object: ids of checks that its owner has looked at and lives with, separated by commas. */
const IGNORE = 'promwire.dev/ignore';

function isIgnored(analysis: Analysis, { check, object }: Finding): boolean {
  const ids = analysis.world.get(object)?.metadata.annotations[IGNORE] ?? '';
  return ids.split(',').some((id) => id.trim() === check);
}

/** What the checks of stacks say in each stack's own line. */
function troublesOf(analysis: Analysis, stacks: readonly Stack[]): NonNullable<Report['troubles']> {
  const checks = analysis.rulebook.checks.filter(isStackCheck).filter(({ states }) => states);
  return stacks.flatMap((stack) => {
    const says = checks.flatMap((check) => {
      const answer = analysis.stackAnswer(stack, check);
      return 'unknown' in answer ? [] : answer.flatMap(({ state }) => state ?? []);
    });
    return says.length > 0 ? [{ stack: stack.ref, says }] : [];
  });
}

/** What is wrong with each stack by itself, as findings about the stack. */
function aloneAnswers(
  analysis: Analysis,
  stacks: readonly Stack[],
  asks: (check: Check) => boolean,
): Pick<Answer, 'findings' | 'unknown'> {
  const checks = analysis.rulebook.checks.filter(isStackCheck).filter(asks);
  const answers = stacks.flatMap((stack) =>
    checks
      .filter(({ kinds }) => kinds.some((kind) => stack.consumes.includes(kind)))
      .map((check) => ({ stack, check, answer: analysis.stackAnswer(stack, check) })),
  );
  return {
    findings: answers.flatMap(({ stack, check, answer }) =>
      'unknown' in answer
        ? []
        : answer.map((hit) => findingOf(analysis, check, { ...hit, about: hit.about ?? stack.ref }, stack)),
    ),
    // A list that nobody asked for skips the check; no object depends on it here.
    unknown: answers.flatMap(({ check, answer }) =>
      'unknown' in answer
        ? unknownOf(check, answer.unknown).map((entry) => ({
            ...entry,
            touches: entry.touches && entry.gap.reason !== 'not-read',
          }))
        : [],
    ),
  };
}

/** What others tell of a stack already is not told of the stack again. */
function untold(findings: readonly Finding[], alone: readonly Finding[]): readonly Finding[] {
  const key = ({ check, stack }: Finding): string => `${check} ${stack ? keyOf(stack) : ''}`;
  const told = new Set(findings.map(key));
  return [...findings, ...alone.filter((finding) => !told.has(key(finding)))];
}

function clusterAnswer(check: ClusterCheck, analysis: Analysis, question: Question): Answer {
  const asked = question.objects && [...question.objects, ...(question.about ?? [])];
  const about = asked && new Set(asked.map(keyOf));
  const asks = (ref: Ref): boolean => !about || ref.kind === CRD || about.has(keyOf(ref));
  const result = check.runAll(analysis, asks);
  if ('unknown' in result) {
    const open = inNamespace(analysis, unknownOf(check, result.unknown), question.namespace).filter(({ gap }) =>
      concerns(gap, question),
    );
    // The answer about a monitor does not depend on dashboards.
    const kinds = kindsOf(check, analysis);
    const aside = asked && 'beside' in check && !asked.some(({ kind }) => kinds.includes(kind));
    const unknown = aside === true ? open.map((entry) => ({ ...entry, touches: false })) : open;
    return { judgements: [], wires: [], findings: [], unknown };
  }
  const hits = result.filter((hit) => asks(hit.about));
  return {
    judgements: [],
    wires: [],
    findings: hits.map((hit) => findingOf(analysis, check, hit)),
    unknown: [],
  };
}

/** What is open about one namespace: nothing about another one, and nothing that depends on a list of which its part was seen. */
function inNamespace({ world }: Analysis, open: readonly Unknown[], namespace: string | undefined): readonly Unknown[] {
  if (namespace === undefined) return open;
  return open
    .filter(({ gap }) => (gap.reads.namespace ?? namespace) === namespace)
    .map((entry) => ({
      ...entry,
      touches: entry.touches && world.gaps(entry.gap.reads.group, entry.gap.reads.kind, namespace).length > 0,
    }));
}

/** Lists that could not be made at all, and documents that could not be read: what is in them is not known. */
function hiddenKinds(analysis: Analysis, question: Question): readonly Unknown[] {
  const { world } = analysis;
  const { namespace } = question;
  const lists = ['Prometheus', ...SUBJECT_KINDS].flatMap((kind) =>
    world.snapshot.source === 'files'
      ? []
      : world.gaps('monitoring.coreos.com', kind, kind === 'Prometheus' ? undefined : namespace),
  );
  const broken = world.snapshot.gaps.filter((gap) => gap.reason === 'invalid' || isOpenObject(gap));
  // A kind that nobody asked for (a snapshot of an earlier version) is a check not made.
  return [...lists, ...broken]
    .filter((gap) => concerns(gap, question))
    .map((gap) => ({ gap, touches: gap.reason !== 'not-read' }));
}

/** It may take any object. */
const isStack = ({ reads }: Gap): boolean => Object.values(TAKERS).some((kinds) => kinds.includes(reads.kind));

/** One object that is not judged is no part of a question about other namespaces. */
function concerns(gap: Gap, { objects, about = [], namespace }: Question): boolean {
  if (!isOfOneObject(gap) || isStack(gap) || (objects === undefined && namespace === undefined)) return true;
  const places = [namespace, ...[...(objects ?? []), ...about].map((ref) => ref.namespace)];
  return places.includes(gap.reads.namespace);
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function compareFindings(a: Finding, b: Finding): number {
  return (
    RANK[a.severity] - RANK[b.severity] ||
    compare(a.check, b.check) ||
    compareRefs(a.object, b.object) ||
    (a.stack && b.stack ? compareRefs(a.stack, b.stack) : 0)
  );
}

/** What many pairs find about one and the same object is one finding, for several stacks where none is named in it. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const same = ({ check, object, stack, summary, because, remedy, fix }: Finding): string =>
    JSON.stringify([check, keyOf(object), summary, stack && sameRef(object, stack) ? '' : [because, remedy, fix]]);
  const worst = (group: readonly Finding[]): readonly Finding[] =>
    group.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]).slice(0, 1);
  return [...groupBy(findings, same).values()].flatMap(worst);
}

/** Where one finding speaks for several objects, they have no findings of their own. */
function withoutSpokenFor(findings: readonly Finding[]): readonly Finding[] {
  const spoken = new Set(findings.flatMap(({ speaksFor = [] }) => speaksFor.map(keyOf)));
  return findings.filter(({ object, speaksFor }) => speaksFor !== undefined || !spoken.has(keyOf(object)));
}

function distinct(unknown: readonly Unknown[]): readonly Unknown[] {
  return [...groupBy(unknown, ({ check, gap }) => `${check ?? ''} ${gapText(gap)}`).values()].flatMap((group) =>
    [group.find(({ touches }) => touches) ?? group[0]].filter((entry) => entry !== undefined),
  );
}
