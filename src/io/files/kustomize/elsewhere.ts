/** What these files have other tools bring that is not among them: bases, charts, folders of another repository. */
import { posix } from 'node:path';
import { objectAt, stringAt } from '../../../kube/json.ts';
import { groupOf, title } from '../../../kube/refs.ts';
import { command, filePath } from '../../../kube/shell.ts';
import type { Gap } from '../../../model/index.ts';
import { isKnownText, refOfSource, type Source } from '../releases/draft.ts';
import { isAt } from '../releases/at-path.ts';
import { isOfArgo, type Application, type Argo } from '../argocd/applications.ts';
import { isJsonnet } from '../argocd/directory.ts';
import { appliedBy } from './applied.ts';
import { isRemote } from './layers.ts';
import { absentEntries, entriesIn, folderOf, foldersOf, isOfKustomize } from './entries.ts';
import { isIn } from '../../../kube/path-in.ts';

const NAMED = 3;

/**
 * Kustomizations whose bases are not among the files: what they make is what is applied, and nothing of it was judged.
 * `built`: the folders that kustomize built, with all that they list.
 */
export function absentGaps(
  sources: readonly Source[],
  files: readonly string[],
  built: ReadonlySet<string>,
): readonly Gap[] {
  return absentEntries(sources, files)
    .filter(({ source }) => !isWithin(folderOf(source), built))
    .map(({ source, entries }): Gap => {
      const { file } = source.origin;
      const names =
        entries.slice(0, NAMED).join(', ') + (entries.length > NAMED ? ` and ${entries.length - NAMED} more` : '');
      const folder = command`kubectl kustomize ${filePath(posix.dirname(file))}`;
      const [are, them] = entries.length === 1 ? ['is', 'it'] : ['are', 'them'];
      const sentence = `${file} builds from ${names}, which ${are} not among the files, so what it makes was not judged. Give ${them} to --from too, or pipe in what it makes: ${folder} | promwire … --from -.`;
      return { reason: 'invalid', reads: { group: '', kind: '' }, sentence, origin: source.origin };
    });
}

const isWithin = (folder: string, built: ReadonlySet<string>): boolean => [...built].some((root) => isIn(folder, root));

/** Applications that make objects by jsonnet: nothing of that was judged. */
export function jsonnetGaps(sources: readonly Source[], argo: Argo): readonly Gap[] {
  return sources.filter(isOfArgo).flatMap((source) => {
    const found = argo.applicationsOf(source).flatMap(({ parts }) => parts.filter(({ raw }) => isJsonnet(raw)));
    const [first] = found.flatMap(({ path }) => path ?? []);
    if (first === undefined) return [];
    const sentence = `${title(refOfSource(source))} makes objects of ${first} by jsonnet, which is not followed, so what it makes was not judged. Render it and give that to --from too: argocd app manifests.`;
    return [{ reason: 'invalid', reads: { group: '', kind: '' }, sentence, origin: source.origin } as const];
  });
}

/** One line about bases in other repositories: what they make, with all that is done to it, was not judged. */
export function remoteNotes(sources: readonly Source[], built: ReadonlySet<string>): readonly string[] {
  const found = sources
    .filter((source) => isOfKustomize(source) && !isWithin(folderOf(source), built))
    .flatMap(({ raw, origin }) =>
      entriesIn(raw)
        .filter(isRemote)
        .map((entry) => ({ entry, file: origin.file })),
    );
  const [first] = found;
  if (!first) return [];
  const names = found.slice(0, NAMED).map(({ entry, file }) => `${shownAddress(entry)} (${file})`);
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
  const folder = command`kubectl kustomize ${filePath(posix.dirname(first.file))}`;
  return [
    `what kustomizations build from elsewhere is not read and not judged: ${names.join(', ')}${more}. To judge it: ${folder} | promwire … --from -`,
  ];
}

/** Without what may be a credential in it; of the query only the version. */
function shownAddress(entry: string): string {
  const [path = '', query = ''] = entry.replace(/(?<=\/\/|::)[^/@]*@/, '').split('?', 2);
  const ref = /(?:^|&)(ref=[\w./-]+)(?:&|$)/.exec(query)?.[1];
  return ref === undefined ? path : `${path}?${ref}`;
}

/** What brings objects that are not among the files, each with what it brings: "HelmRelease shop/web (the chart web)". */
export function bringersOf(sources: readonly Source[], files: readonly string[], argo: Argo): readonly string[] {
  const folders = [...new Set(files.flatMap((file) => foldersOf(posix.normalize(file))))];
  return sources.flatMap((source) => {
    const brought = broughtBy(source, folders, argo);
    return brought === undefined ? [] : [`${title(refOfSource(source))}${brought === '' ? '' : ` (${brought})`}`];
  });
}

/** What it brings, '' where that is not known; undefined: nothing, or what is among the files. */
function broughtBy(source: Source, folders: readonly string[], argo: Argo): string | undefined {
  const { kind, apiVersion, raw } = source;
  if (isOfKustomize(source)) {
    const remote = entriesIn(raw).filter(isRemote);
    return remote.length === 0 ? undefined : remote.length === 1 ? 'a remote base' : `${remote.length} remote bases`;
  }
  const spec = objectAt(raw, 'spec');
  if (kind === 'HelmRelease') return chart(stringAt(spec, 'chart', 'spec', 'chart'));
  if (kind === 'HelmChart' && groupOf(apiVersion) === 'helm.cattle.io') return chart(stringAt(spec, 'chart'));
  if (isOfArgo(source)) return broughtByArgo(argo.applicationsOf(source));
  if (kind !== 'Kustomization') return undefined;
  const paths = appliedBy(source, argo).map(({ path }) => path);
  const absent = paths.filter((path) => !folders.some((folder) => isAt(folder, path)));
  return paths.length === 0 ? '' : absent.length === 0 ? undefined : absent.slice(0, NAMED).join(', ');
}

function broughtByArgo(applications: readonly Application[]): string | undefined {
  const parts = applications.flatMap((one) => one.parts).filter(({ raw }) => stringAt(raw, 'ref') === undefined);
  const charts = parts.flatMap(({ raw }) => stringAt(raw, 'chart') ?? []).filter(isKnownText);
  const paths = parts.filter(({ path }) => path !== undefined);
  const absent = paths.filter(({ folders }) => folders.length === 0).flatMap(({ path }) => path ?? []);
  const names = [...new Set([...charts.map((name) => `the chart ${name}`), ...absent])];
  if (names.length > 0) return names.slice(0, NAMED).join(', ');
  return paths.length > 0 ? undefined : '';
}

const chart = (name: string | undefined): string => (isKnownText(name) ? `the chart ${name}` : '');

/** Files that hold nothing to judge but what brings it: that is no clean result. */
export function broughtGap(bringers: readonly string[]): readonly Gap[] {
  if (bringers.length === 0) return [];
  const more = bringers.length > NAMED ? ` and ${bringers.length - NAMED} more` : '';
  const sentence = `${bringers.slice(0, NAMED).join(', ')}${more} would bring objects that are not among the files, and there are no others to judge here. Render them and give that to --from too: helm template, kubectl kustomize, flux build kustomization, or argocd app manifests.`;
  return [{ reason: 'invalid', about: 'brought', reads: { group: '', kind: '' }, sentence }];
}
