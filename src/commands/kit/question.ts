import { alertTrail } from '../../backends/alertmanager/trail.ts';
import { PromwireError } from '../../errors.ts';
import type { Analysis } from '../../judge/analysis.ts';
import { nearest } from '../../kube/nearest.ts';
import { pathsTo } from '../../judge/paths.ts';
import type { Path } from '../../judge/paths.ts';
import { refOf } from '../../kube/refs.ts';
import type { World } from '../../world/world.ts';
import type { Question } from '../../judge/report.ts';
import type { Ref } from '../../model/index.ts';
import { checks, clusterChecks, profiles } from '../../registry.ts';
import { applicationQuestion } from '../../judge/application.ts';
import { FLAGS } from './flags.ts';
import { trailOf } from '../../judge/metric-trail.ts';
import type { Given } from './flags.ts';
import { objectByName, stackByName } from '../../app/read.ts';

/** What `check` was asked, out of its words and flags. Throws PromwireError. */
export function questionOf(analysis: Analysis, given: Given): Question {
  const namespace = given.text('namespace');
  const stack = given.text('stack');
  const filters = {
    ...ids(given, 'only'),
    ...ids(given, 'skip'),
    ...(stack === undefined ? {} : { stack: stackByName(analysis, stack).ref }),
  };
  if (given.words.length === 0) return { ...filters, ...narrowed(analysis, namespace) };
  const parts = given.words.map((word) => {
    if (word.startsWith('alert/'))
      return { objects: alertTrail(analysis, word.slice('alert/'.length), namespace).rules, about: [] };
    if (word.startsWith('metric/')) return trailOf(analysis, word.slice('metric/'.length));
    const profile = profiles.find((candidate) => candidate.id === word);
    if (profile) return applicationQuestion(analysis, profile, namespace);
    const ref = objectByName(analysis, word, namespace);
    if (ref.kind !== 'Service' && ref.kind !== 'Pod') return { objects: [ref], about: [] };
    // Near misses are told by their paths; findings only of monitors that do reach it.
    const reaching = pathsAbout(analysis, ref).filter((path) => path.state !== 'misses');
    return { objects: reaching.map((path) => path.monitor), about: [ref] };
  });
  return { ...filters, objects: parts.flatMap((part) => part.objects), about: parts.flatMap((part) => part.about) };
}

/** Who could scrape the Services and Pods that were asked about. */
export function askedPaths(
  analysis: Analysis,
  given: Given,
): readonly { readonly subject: Ref; readonly paths: readonly Path[] }[] {
  return given.words
    .filter((word) => /^(?:services?|svc|pods?|po)\//i.test(word))
    .map((word) => objectByName(analysis, word, given.text('namespace')))
    .map((subject) => ({ subject, paths: pathsAbout(analysis, subject) }));
}

function pathsAbout(analysis: Analysis, ref: Ref): readonly Path[] {
  const object = analysis.world.get(ref);
  return object ? pathsTo(analysis, object) : [];
}

/** Throws PromwireError 'failed' where a namespace is known not to exist. */
export function mustExist(world: World, namespace: string): void {
  const known = world.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  if (known || world.snapshot.source === 'files' || world.gaps('', 'Namespace', namespace).length > 0) return;
  const near = nearest(namespace, world.namespaces());
  throw new PromwireError(
    'failed',
    `there is no namespace ${namespace}`,
    near === undefined ? 'kubectl get namespaces lists them.' : `Did you mean ${near}?`,
  );
}

function narrowed(analysis: Analysis, namespace: string | undefined): Question {
  if (namespace === undefined) return {};
  mustExist(analysis.world, namespace);
  const objects = analysis.subjects().filter((object) => object.metadata.namespace === namespace);
  const { world } = analysis;
  const others = [
    ...world.inNamespace('', 'Service', namespace),
    ...world.inNamespace('apps', 'Deployment', namespace),
    ...world.inNamespace('', 'ConfigMap', namespace),
    ...world.inNamespace('grafana.integreatly.org', 'GrafanaDashboard', namespace),
    ...analysis.apps.flatMap(({ keyedByName }) =>
      keyedByName ? world.inNamespace(keyedByName.group, keyedByName.kind, namespace) : [],
    ),
  ];
  return { namespace, objects: objects.map(refOf), about: others.map(refOf) };
}

/** The checks that --only or --skip names. Throws PromwireError 'usage'. */
export function ids(given: Given, flag: 'only' | 'skip'): Question {
  const wanted = given.texts(flag).flatMap((text) => text.split(',').map((id) => id.trim()));
  if (wanted.length === 0) return {};
  const known = [...checks, ...clusterChecks].map((check) => check.id);
  const wrong = wanted.find((id) => !known.includes(id));
  if (wrong !== undefined) {
    const near = nearest(wrong, known);
    throw new PromwireError(
      'usage',
      `--${FLAGS[flag].name} ${wrong}: no such check`,
      near === undefined ? 'promwire explain lists them.' : `Did you mean ${near}? promwire explain lists them.`,
    );
  }
  return { [flag]: wanted };
}

/** The monitors and rules that were asked for by their names, KIND/NAME. */
export function namedObjects(analysis: Analysis, given: Given): readonly Ref[] {
  return given.words
    .filter((word) => word.includes('/') && !/^(?:metric|alert)\//.test(word))
    .map((word) => objectByName(analysis, word, given.text('namespace')));
}
