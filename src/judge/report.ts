import { gapText } from '../kube/gap-text.ts';
import type { Finding, Gap, KubeObject, Match, Ref, Report, Severity, Stack, Unknown, Wire } from '../model/index.ts';
import type { Check, ClusterCheck, Hit } from '../checks/check.ts';
import type { Analysis } from './analysis.ts';
import { CONTROL_PLANE } from '../backends/prometheus-operator/control-plane.ts';
import { fieldOf } from './field.ts';
import { unreadGenerated, withGenerated, withJobs } from './generated.ts';
import { groupBy } from '../kube/group.ts';
import { idleReason } from './idle.ts';
import { listAt } from '../kube/json.ts';
import { SCRAPE_KINDS, SUBJECT_KINDS, TAKERS } from '../kube/kinds.ts';
import { notRun } from './not-run.ts';
import { withOperatorsWord } from './operators-word.ts';
import { compare, compareRefs, keyOf, refOf, title } from '../kube/refs.ts';
import { wiresWithDrops, withTargets } from './stopped.ts';

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
}

/** Answers a question. Findings come in the order of severity, check, object and stack. */
export function report(analysis: Analysis, clusterChecks: readonly ClusterCheck[], question: Question = {}): Report {
  const wanted = question.objects && new Set(question.objects.map(keyOf));
  const objects = analysis.subjects().filter((object) => !wanted || wanted.has(keyOf(refOf(object))));
  const stacks = analysis.stacks.filter((stack) => !question.stack || keyOf(stack.ref) === keyOf(question.stack));
  const asks = (check: { readonly id: string }): boolean =>
    (question.only?.includes(check.id) ?? true) && !(question.skip?.includes(check.id) ?? false);

  const answers = objects.map((object) => answer(analysis, object, stacks, asks));
  const cluster = clusterChecks.filter(asks).map((check) => clusterAnswer(check, analysis, question));
  const blind = hiddenKinds(analysis, question.namespace);
  const found = once(withoutControlPlane([...answers, ...cluster].flatMap((entry) => entry.findings)));
  const matches = answers.flatMap((entry) => entry.matches);
  const notAsked = [
    ...notRun(analysis, analysis.rulebook.checks.filter(asks), matches),
    ...unreadGenerated(analysis, stacks, matches),
  ];
  const hidden = stacks.length === 0 && analysis.world.gaps('monitoring.coreos.com', 'Prometheus').length > 0;
  return {
    stacks,
    ...(hidden ? { stacksHidden: true as const } : {}),
    matches,
    wires: answers.flatMap((entry) => entry.wires),
    findings: found.filter((finding) => !isIgnored(analysis, finding)).sort(compareFindings),
    suppressed: found.filter((finding) => isIgnored(analysis, finding)).map(({ check, object }) => ({ check, object })),
    unknown: distinct([...blind, ...[...answers, ...cluster].flatMap((entry) => entry.unknown), ...notAsked]),
  };
}

/** Annotation on an object: ids of checks that its owner has looked at and lives with, separated by commas. */
const IGNORE = 'promwire.dev/ignore';

function isIgnored(analysis: Analysis, { check, object }: Finding): boolean {
  const ids = analysis.world.get(object)?.metadata.annotations[IGNORE] ?? '';
  return ids.split(',').some((id) => id.trim() === check);
}

interface Answer {
  readonly matches: readonly Match[];
  readonly wires: readonly Wire[];
  readonly findings: readonly Finding[];
  readonly unknown: readonly Unknown[];
}

/** One object against all stacks that could take it. */
function answer(
  analysis: Analysis,
  object: KubeObject,
  stacks: readonly Stack[],
  asks: (check: Check) => boolean,
): Answer {
  const candidates = stacks.filter(
    (stack) =>
      stack.consumes.includes(object.kind) || (stack.restrictions.daemonSet && SCRAPE_KINDS.includes(object.kind)),
  );
  const matches = candidates.map((stack) => analysis.match(object, stack));
  const taken = candidates.filter((_stack, i) => matches[i]?.verdict === 'selected');
  const hidden = hiddenStacks(analysis, object.kind);
  const open = hidden.length > 0 || matches.some((match) => match.verdict === 'unknown');
  const near = taken.length > 0 ? [] : nearestFirst(analysis, object, candidates).slice(0, EXPLAINED);
  const [nearest] = near;
  const looked = taken.length > 0 ? taken : nearest ? [nearest] : [];

  // Taken by another stack: that this one does not want it is how stacks divide their work, and no finding.
  const outcomes = (taken.length > 0 ? taken : near).flatMap((stack) => {
    const pair = analysis.outcomes({ object, stack }, ['selection', 'admission', 'effect']);
    const targets = looked.includes(stack) ? analysis.outcomes({ object, stack }, ['targets']) : [];
    return [...pair, ...targets].filter((outcome) => asks(outcome.check)).map((outcome) => ({ outcome, stack }));
  });
  const idle = taken.length === 0 && nearest ? idleReason(analysis, object, nearest) : undefined;
  const findings = outcomes.flatMap(({ outcome, stack }) =>
    outcome.hits.map((hit) => {
      const own = findingOf(analysis, outcome.check, { about: refOf(object), ...hit }, stack);
      const finding = withJobs(analysis, object, stack, own);
      if (idle !== undefined) return { ...finding, severity: 'info' as const, because: [idle, ...finding.because] };
      if (taken.length > 0 || stack === nearest)
        return open && taken.length === 0 ? soften(finding, 'warning') : finding;
      return soften(finding, 'info');
    }),
  );
  const unknown = [
    ...outcomes.flatMap(({ outcome }) => unknownOf(outcome.check, outcome.gaps)),
    // For an object that is taken they are pairs not looked at, and nothing more.
    ...hidden.map((gap) => ({ gap, touches: taken.length === 0 && gap.reason !== 'not-read' })),
  ];
  return {
    matches: matches.map((match, i) =>
      withGenerated(analysis, object, candidates[i], withTargets(analysis, object, candidates[i], match)),
    ),
    wires: looked.flatMap((stack) => wiresWithDrops(analysis, object, stack)),
    findings: withOperatorsWord(
      findings,
      new Set(outcomes.flatMap(({ outcome: { check } }) => (check.stage === 'admission' ? [check.id] : []))),
    ),
    unknown: taken.length > 0 ? unknown.filter(({ gap }) => !isAnswered(gap, matches)) : unknown,
  };
}

/**
 * Files rarely hold everything: a list about targets that is simply not among them leaves a check unmade, while
 * whatever decides the verdict itself, and every list that was asked for and refused, leaves the question open.
 */
function unknownOf(check: Check | ClusterCheck, gaps: readonly Gap[]): readonly Unknown[] {
  const beside = check.stage === 'targets' || ('beside' in check && check.beside);
  return gaps.map((gap) => ({ check: check.id, gap, touches: gap.reason !== 'not-read' || !beside }));
}

/** Where one more stack may be that takes a kind. Among files only those that are there are looked at. */
function hiddenStacks({ world }: Analysis, kind: string): readonly Gap[] {
  if (world.snapshot.source === 'files') return [];
  return (TAKERS[kind] ?? []).flatMap((taker) => world.gaps('monitoring.coreos.com', taker));
}

/** A pair taken by some stack needs no further word about stacks that could not be seen. */
function isAnswered(gap: Gap, matches: readonly Match[]): boolean {
  return matches.some((match) => match.verdict === 'unknown' && match.gaps.includes(gap));
}

/** Stacks by how near they come to taking an object: the fewest reasons against it first. */
function nearestFirst(analysis: Analysis, object: KubeObject, stacks: readonly Stack[]): readonly Stack[] {
  const distance = (stack: Stack): number =>
    analysis
      .outcomes(
        { object, stack },
        analysis.match(object, stack).verdict === 'not-selected' ? ['selection'] : ['selection', 'admission'],
      )
      // One that selects the object and then rejects it is nearer than one that never looked at it.
      .flatMap(({ check, hits }) => hits.map(({ evidence }) => ({ evidence, rejects: check.stage === 'admission' })))
      .reduce(
        (sum, { evidence, rejects }) =>
          sum + (rejects ? 1 : 100 + (Array.isArray(evidence['unmet']) ? evidence['unmet'].length : 1)),
        0,
      );
  return stacks
    .map((stack) => ({ stack, far: distance(stack) }))
    .sort((a, b) => a.far - b.far)
    .map(({ stack }) => stack);
}

/** Of the stacks that do not take an object, the nearest are explained; the verdicts name the checks of all. */
const EXPLAINED = 3;

function findingOf(
  { world }: Analysis,
  check: Check | ClusterCheck,
  hit: Hit & { readonly about: Ref },
  stack?: Stack,
): Finding {
  const { severity = 'error', ...words } = hit.words();
  const ref = hit.about;
  const field = fieldOf(words, hit.evidence, ref);
  const origin = world.get(ref)?.origin;
  return {
    check: check.id,
    severity,
    object: ref,
    ...(stack ? { stack: stack.ref } : {}),
    ...words,
    evidence: hit.evidence,
    ...(field ? { field } : {}),
    ...(origin?.source === 'file' ? { origin } : {}),
  };
}

function clusterAnswer(check: ClusterCheck, analysis: Analysis, question: Question): Answer {
  const result = check.runAll(analysis);
  const asked = question.objects && [...question.objects, ...(question.about ?? [])];
  if ('unknown' in result) {
    const open = inNamespace(analysis, unknownOf(check, result.unknown), question.namespace);
    // Of dashboards nothing hangs on the answer about a monitor.
    const aside = asked && 'beside' in check && !asked.some(({ kind }) => check.kinds.includes(kind));
    const unknown = aside === true ? open.map((entry) => ({ ...entry, touches: false })) : open;
    return { matches: [], wires: [], findings: [], unknown };
  }
  const about = asked && new Set(asked.map(keyOf));
  const hits = result.filter(
    (hit) => !about || hit.about.kind === 'CustomResourceDefinition' || about.has(keyOf(hit.about)),
  );
  return {
    matches: [],
    wires: [],
    findings: hits.map((hit) => findingOf(analysis, check, hit)),
    unknown: [],
  };
}

/** What is open about one namespace: nothing of another one, and nothing hangs on a list of which its part was seen. */
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
function hiddenKinds(analysis: Analysis, namespace: string | undefined): readonly Unknown[] {
  const { world } = analysis;
  const lists = ['Prometheus', ...SUBJECT_KINDS].flatMap((kind) =>
    world.snapshot.source === 'files'
      ? []
      : world.gaps('monitoring.coreos.com', kind, kind === 'Prometheus' ? undefined : namespace),
  );
  const broken = world.snapshot.gaps.filter((gap) => gap.reason === 'invalid');
  // A kind that nobody asked for (a snapshot of an earlier version) is a check not made.
  return [...lists, ...broken].map((gap) => ({ gap, touches: gap.reason !== 'not-read' }));
}

function soften(finding: Finding, severity: Severity): Finding {
  return RANK[finding.severity] < RANK[severity] ? { ...finding, severity } : finding;
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

/** What many pairs find about one and the same object is one finding. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const same = ({ check, object, stack, summary }: Finding): string =>
    JSON.stringify([check, keyOf(object), stack && keyOf(stack), summary]);
  const worst = (group: readonly Finding[]): readonly Finding[] =>
    group.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]).slice(0, 1);
  return [...groupBy(findings, same).values()].flatMap(worst);
}

/** Where one finding speaks for the parts of a control plane that nobody can scrape, there is no more of them. */
function withoutControlPlane(findings: readonly Finding[]): readonly Finding[] {
  const spoken = new Set(
    findings.flatMap(({ check, evidence }) => (check === CONTROL_PLANE ? listAt(evidence, 'monitors') : [])),
  );
  return findings.filter(({ object, check }) => check === CONTROL_PLANE || !spoken.has(title(object)));
}

function distinct(unknown: readonly Unknown[]): readonly Unknown[] {
  return [...groupBy(unknown, ({ check, gap }) => `${check ?? ''} ${gapText(gap)}`).values()].flatMap((group) =>
    [group.find(({ touches }) => touches) ?? group[0]].filter((entry) => entry !== undefined),
  );
}
