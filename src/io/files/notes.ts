/** What is worth a line on stderr after files were read: what was left out, and what is there twice. */
import { nearestKind } from '../../kube/resources.ts';
import { ALL_RESOURCES } from '../resources.ts';
import type { Collection } from './collection.ts';
import { remoteNotes } from './kustomize/elsewhere.ts';
import type { Settled } from './settle.ts';
import { isOfChart, templateNotes, unfilledCharts } from './unfilled.ts';

function few(items: readonly string[]): string {
  return items.length <= 3 ? items.join(', ') : `${items.slice(0, 3).join(', ')} and ${items.length - 3} more`;
}

/** Charts whose templates are among the files, and documents that only another tool can read. */
export function unfilledNames({ templates, sources, unfilled, encrypted }: Collection): readonly string[] {
  const charts = [...unfilledCharts(templates, sources).keys()].map((folder) => `Chart ${folder}`);
  return [...charts, ...unfilled, ...encrypted];
}

/** Files that Applications of Argo CD do not take, so that nothing here applies them. */
export function excludedNotes(files: readonly string[]): readonly string[] {
  return files.length === 0
    ? []
    : [`left out and not judged, as Applications leave them out (directory.include, directory.exclude): ${few(files)}`];
}

export function outwardNotes(links: readonly string[]): readonly string[] {
  return links.length === 0
    ? []
    : [`links that lead out of the folders given are not followed: ${few(links)}; give the target to --from too`];
}

export function testNotes(folders: readonly string[]): readonly string[] {
  if (folders.length === 0) return [];
  const where = folders.length === 1 ? '1 folder' : `${folders.length} folders`;
  return [
    `steps of tests (Chainsaw, kuttl) in ${where} are left out: ${few(folders)}; to read one give it to --from itself`,
  ];
}

/** Documents that only another tool can read. */
function leftNotes({ unfilled, encrypted }: Collection): readonly string[] {
  const are = (places: readonly string[]): string =>
    places.length === 1 ? '1 document is' : `${places.length} documents are`;
  return [
    ...(unfilled.length === 0
      ? []
      : [
          `${are(unfilled)} left out, since a tool fills in {{ }} first, and not judged: ${few(unfilled)}; give what it makes`,
        ]),
    ...(encrypted.length === 0
      ? []
      : [`${are(encrypted)} encrypted by SOPS, left out and not judged: ${few(encrypted)}`]),
  ];
}

export function notesOf(
  from: Collection,
  { duplicates, homeless }: Pick<Settled, 'duplicates' | 'homeless'>,
  namespace: string | undefined,
): readonly string[] {
  const notes: string[] = [
    ...templateNotes(unfilledCharts(from.templates, from.sources)),
    ...remoteNotes(from.sources, from.built),
  ];
  notes.push(...leftNotes(from));
  const { ruleFiles, unknownKinds } = from;
  const foreign = from.foreign.filter((place) => !isOfChart(place, from.sources));
  if (foreign.length > 0) {
    const documents = foreign.length === 1 ? '1 document is' : `${foreign.length} documents are`;
    notes.push(`${documents} not a Kubernetes object and left out: ${few(foreign)}`);
  }
  if (ruleFiles.length > 0) {
    const files = ruleFiles.length === 1 ? '1 plain rule file is' : `${ruleFiles.length} plain rule files are`;
    notes.push(`${files} left out, since only PrometheusRule objects are read: ${few(ruleFiles)}`);
  }
  if (unknownKinds.size > 0) {
    const kinds = [...unknownKinds]
      .sort(
        ([a], [b]) =>
          Number(nearestKind(a, ALL_RESOURCES) === undefined) - Number(nearestKind(b, ALL_RESOURCES) === undefined) ||
          (a < b ? -1 : 1),
      )
      .map(
        ([kind, count]) =>
          `${kind} (${count}${nearestKind(kind, ALL_RESOURCES) === undefined ? '' : `; did you mean ${nearestKind(kind, ALL_RESOURCES)}?`})`,
      );
    notes.push(`objects of kinds that promwire does not read are left out: ${few(kinds)}`);
  }
  if (homeless.length > 0) {
    const objects = homeless.length === 1 ? '1 object names' : `${homeless.length} objects name`;
    const where =
      namespace === undefined
        ? 'and nothing tells in which they will be (--default-namespace says it)'
        : `taken to be in ${namespace}`;
    notes.push(`${objects} no namespace, ${where}: ${few(homeless)}`);
  }
  if (from.unbuilt.length > 0)
    notes.push(
      `neither kustomize nor kubectl could build these folders, so promwire applied their patches itself: ${few(from.unbuilt)}`,
    );
  const more = duplicates.length - 3;
  return [
    ...notes,
    ...(more > 1
      ? [...duplicates.slice(0, 3), `${more} more objects are in two files; the last one counts`]
      : duplicates),
  ];
}
