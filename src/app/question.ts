import { needDashboards } from '../backends/grafana/dashboards.ts';
import { expectationsOf } from '../checks/cluster/expected.ts';
import { alertTrail } from '../backends/alertmanager/trail.ts';
import { PromwireError } from '../errors.ts';
import type { Analysis } from '../judge/analysis.ts';
import { applicationQuestion, openVariants } from '../judge/application.ts';
import { trailOf } from '../judge/metric-trail.ts';
import { pathsTo } from '../judge/paths.ts';
import { withoutStrays } from '../judge/strays.ts';
import { whyNotTaken } from '../judge/why-not.ts';
import type { Question } from '../judge/report.ts';
import { nearest } from '../kube/nearest.ts';
import { keyOf, refOf } from '../kube/refs.ts';
import type { AlertTrail, Gap, Path, Paths, Ref, Subject, Trails } from '../model/index.ts';
import { checks, clusterChecks } from '../registry.ts';
import { mustExist } from '../judge/must-exist.ts';
import { keptFromSetup } from './kept-from-setup.ts';
import { objectByName, stackByName } from './lookup.ts';
import { profileById } from './profile.ts';
import { command, filePath } from '../kube/shell.ts';
import type { World } from '../world/world.ts';

/** What is asked of a snapshot. */
export interface CheckOptions {
  /** Default: everything. */
  readonly subjects?: readonly Subject[] | undefined;
  readonly namespace?: string | undefined;
  /** "NS/NAME" or "NAME": only this stack. */
  readonly stack?: string | undefined;
  /** Ids of checks: only these. */
  readonly only?: readonly string[] | undefined;
  /** Ids of checks: all but these. */
  readonly skip?: readonly string[] | undefined;
}

/** The question as the judge takes it. Throws PromwireError for what is not there or may not be seen. */
export function questionOf(
  analysis: Analysis,
  { subjects = [], namespace, stack, only, skip }: CheckOptions,
): Question {
  const isAsked = (only?.length ?? 0) === 0 || only?.includes(EXPECTED) === true;
  const open = isAsked && skip?.includes(EXPECTED) !== true ? expectationsOf(analysis).open : [];
  const question = asked(analysis, { subjects, namespace, stack, only, skip });
  const about = question.objects && new Set([...question.objects, ...(question.about ?? [])].map(keyOf));
  const gaps = open.flatMap(({ about: ref, gap }) => (about === undefined || about.has(keyOf(ref)) ? [gap] : []));
  return gaps.length === 0 ? question : { ...question, gaps: [...(question.gaps ?? []), ...gaps] };
}

/** What hides whether an expectation is met is told with what it finds. */
const EXPECTED = 'expected-not-taken';

function asked(analysis: Analysis, { subjects = [], namespace, stack, only, skip }: CheckOptions): Question {
  const filters = {
    ...(only && only.length > 0 ? { only } : {}),
    ...(skip && skip.length > 0 ? { skip } : {}),
    ...(stack === undefined ? {} : { stack: stackByName(analysis, stack).ref }),
  };
  const one = subjects.find(isStack);
  // What a stack takes, and does not: whatever it could.
  if (one) return { ...filters, stack: objectByName(analysis, one.object, namespace) };
  const parts = subjects.flatMap((subject) => partOf(analysis, subject, namespace) ?? []);
  if (parts.length === 0) return { ...filters, ...narrowed(analysis, namespace) };
  return {
    ...filters,
    objects: parts.flatMap((part) => part.objects),
    about: parts.flatMap((part) => part.about),
    gaps: parts.flatMap((part) => part.gaps ?? []),
    alone: parts.flatMap((part) => part.alone ?? []),
    ...(subjects.some(({ kind }) => kind === 'profile') ? { application: true } : {}),
  };
}

interface QuestionPart {
  readonly objects: readonly Ref[];
  readonly about: readonly Ref[];
  readonly gaps?: readonly Gap[];
  readonly alone?: readonly Ref[];
}

/** undefined: everything. */
function partOf(analysis: Analysis, subject: Subject, namespace: string | undefined): QuestionPart | undefined {
  switch (subject.kind) {
    case 'everything':
      return undefined;
    case 'alert':
      return aboutAlert(trailOfAlert(analysis, subject.name, namespace));
    case 'metric':
      return trailOf(analysis, subject.name);
    case 'profile': {
      const profile = profileById(subject.id, analysis.rulebook.profiles);
      const question = applicationQuestion(analysis, profile, namespace);
      return { ...question, gaps: [...question.gaps, ...openVariants(analysis, profile, namespace)] };
    }
    case 'object': {
      const ref = objectByName(analysis, subject.object, namespace);
      if (!isReached(ref)) return { objects: [ref], about: [] };
      return { objects: monitorsAbout(analysis, pathsAbout(analysis, ref), ref), about: [ref] };
    }
    case 'file':
      throw new PromwireError(
        'usage',
        `${subject.path}: a file is not looked for in a cluster`,
        `Read it: ${command`promwire check --from ${filePath(subject.path)}`}`,
      );
  }
}

/** What was asked besides findings. Throws as questionOf. */
export function trailsOf(analysis: Analysis, { subjects = [], namespace }: CheckOptions): Trails {
  return {
    paths: subjects
      .flatMap((subject) => (subject.kind === 'object' && isReached(subject.object) ? [subject.object] : []))
      .map((object) => objectByName(analysis, object, namespace))
      .map((subject) => pathsOf(analysis, subject)),
    metrics: subjects.flatMap((subject) => (subject.kind === 'metric' ? [trailOf(analysis, subject.name)] : [])),
    alerts: subjects.flatMap((subject) =>
      subject.kind === 'alert' ? [trailOfAlert(analysis, subject.name, namespace)] : [],
    ),
  };
}

function pathsOf(analysis: Analysis, subject: Ref): Paths {
  const paths = pathsAbout(analysis, subject);
  if (analysis.world.snapshot.source === 'files') return { subject, paths, planned: true };
  const kept = paths.length === 0 ? keptFromSetup(analysis, subject) : undefined;
  return { subject, paths, ...(kept ? { kept } : {}) };
}

function trailOfAlert(analysis: Analysis, alert: string, namespace: string | undefined): AlertTrail {
  return alertTrail(analysis, alert, namespace, (config, stack) => whyNotTaken(analysis, config, stack));
}

/** What is wrong with its rules, with what evaluates it and with the Alertmanagers on its way. */
function aboutAlert({ rules, rejected = [], stacks = [] }: AlertTrail): QuestionPart {
  return { objects: [...rules, ...rejected], about: [], alone: stacks };
}

/** A monitor reaches it, so the question is who does. */
function isReached({ kind }: { readonly kind: string }): boolean {
  return ['Service', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet'].includes(kind);
}

/** Is it about objects by their names, and about nothing that a stack takes? */
export function areObjects(subjects: readonly Subject[]): boolean {
  return subjects.length > 0 && subjects.every((subject) => subject.kind === 'object' && !isStack(subject));
}

function isStack(subject: Subject): subject is Extract<Subject, { readonly kind: 'object' }> {
  return (
    subject.kind === 'object' &&
    ['Prometheus', 'PrometheusAgent', 'ThanosRuler', 'Alertmanager'].includes(subject.object.kind)
  );
}

/** Monitors whose findings are the answer: those that reach it; where none does, the nearest that reach nothing. */
function monitorsAbout(analysis: Analysis, paths: readonly Path[], { namespace }: Ref): readonly Ref[] {
  const reaching = paths.filter(({ state }) => state !== 'misses');
  const near = paths.filter(({ state, checks }) => state === 'misses' && checks.length > 0).slice(0, NEAR);
  const found = (reaching.length > 0 ? reaching : near).flatMap(({ monitor }) => analysis.world.get(monitor) ?? []);
  return withoutStrays(analysis, [...new Set(found)], namespace).map(refOf);
}

/** At most this many near misses are told. */
const NEAR = 2;

function pathsAbout(analysis: Analysis, ref: Ref): readonly Path[] {
  const object = analysis.world.get(ref);
  return object ? pathsTo(analysis, object) : [];
}

function narrowed(analysis: Analysis, namespace: string | undefined): Question {
  if (namespace === undefined) return {};
  mustExist(analysis.world, namespace);
  const objects = analysis.subjects().filter((object) => object.metadata.namespace === namespace);
  const { world } = analysis;
  world.needs('', 'Service', namespace);
  world.needs('grafana.integreatly.org', 'GrafanaDashboard', namespace);
  needDashboards(world, namespace);
  const others = [
    ...world.inNamespace('', 'Service', namespace),
    ...world.inNamespace('apps', 'Deployment', namespace),
    ...world.inNamespace('', 'ConfigMap', namespace),
    ...world.inNamespace('grafana.integreatly.org', 'GrafanaDashboard', namespace),
    ...analysis.apps.flatMap(({ keyedByName }) =>
      keyedByName ? world.inNamespace(keyedByName.group, keyedByName.kind, namespace) : [],
    ),
  ];
  return { namespace, objects: objects.map(refOf), about: [...others.map(refOf), ...expectedIn(world, namespace)] };
}

/** What must be taken in a namespace is asked about there, also where it is gone. */
function expectedIn({ snapshot: { expected = [] } }: World, namespace: string): readonly Ref[] {
  return expected.flatMap(({ object }) =>
    object.namespace === namespace ? [{ apiVersion: 'monitoring.coreos.com/v1', ...object }] : [],
  );
}

/** Throws PromwireError 'usage' for an id that no check has. `option`: where it was given. */
export function mustBeChecks(option: 'only' | 'skip', ids: readonly string[]): void {
  const known = [...checks, ...clusterChecks].map((check) => check.id);
  const wrong = ids.find((id) => !known.includes(id));
  if (wrong === undefined) return;
  const near = nearest(wrong, known);
  throw new PromwireError(
    'usage',
    `--${option} ${wrong}: no such check`,
    near === undefined ? 'promwire explain lists them.' : `Did you mean ${near}? promwire explain lists them.`,
  );
}
