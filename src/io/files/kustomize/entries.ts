/** What kustomizations build from. */
import { posix } from 'node:path';
import { stringsAt } from '../../../kube/json.ts';
import { groupOf } from '../../../kube/refs.ts';
import type { JsonObject } from '../../../model/index.ts';
import type { Source } from '../releases/draft.ts';
import { isRemote } from './layers.ts';

/** Is it a kustomization, or a component of them? */
export const isOfKustomize = ({ kind, apiVersion }: Source): boolean =>
  ['', 'kustomize.config.k8s.io'].includes(groupOf(apiVersion)) && (kind === 'Kustomization' || kind === 'Component');

/** Kustomizations that build from what is not among `files`, and what that is. */
export function absentEntries(
  sources: readonly Source[],
  files: readonly string[],
): readonly { readonly source: Source; readonly entries: readonly string[] }[] {
  const known = new Set(files.map((file) => posix.normalize(file)).flatMap((file) => [file, ...foldersOf(file)]));
  return sources.filter(isOfKustomize).flatMap((source) => {
    const entries = entriesOf(source).filter((entry) => !known.has(entry));
    return entries.length === 0 ? [] : [{ source, entries }];
  });
}

/** The folder of a document. */
export const folderOf = ({ origin }: Source): string => posix.dirname(origin.file);

/** What a kustomization lists. */
export const entriesIn = (raw: JsonObject): readonly string[] =>
  ['resources', 'bases', 'components'].flatMap((field) => stringsAt(raw, field));

/** Those that are in this repository, by their paths. */
export function entriesOf(source: Source): readonly string[] {
  return entriesIn(source.raw)
    .filter((entry) => !isRemote(entry))
    .map((entry) => posix.join(folderOf(source), entry).replace(/\/$/, ''));
}

/** The folders of a file, the outermost first. */
export function foldersOf(path: string): readonly string[] {
  const parts = posix.dirname(path).split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}
