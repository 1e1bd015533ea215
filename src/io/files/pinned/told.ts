/** What is said of folders that tools take of other revisions than that of the files. */
import { title } from '../../../kube/refs.ts';
import type { Gap } from '../../../model/index.ts';
import { isOfArgo, type Argo } from '../argocd/applications.ts';
import { isKnownText, refOfSource, type Source } from '../releases/draft.ts';
import type { Pin } from './model.ts';

const NAMED = 3;

interface Taken {
  readonly source: Source;
  readonly by: string;
  readonly path: string;
  readonly pin: Pin;
  /** There is such a folder among the files, too. */
  readonly isHere: boolean;
}

function takenBy(source: Source, argo: Argo): readonly Taken[] {
  const by = title(refOfSource(source));
  const flux = argo.fluxSource(source);
  if (flux) return [{ source, by, ...flux, isHere: true }];
  if (!isOfArgo(source)) return [];
  return argo.applicationsOf(source).flatMap(({ name, parts }) =>
    parts.flatMap(({ path, pin, away }): readonly Taken[] => {
      if (path === undefined || !pin) return [];
      const called = source.kind === 'Application' || !isKnownText(name) ? by : `Application ${name} of ${by}`;
      return [{ source, by: called, path, pin, isHere: (away?.folders.length ?? 0) > 0 }];
    }),
  );
}

/** Folders at revisions that cannot be read: what they make is not known. */
export function pinGaps(sources: readonly Source[], argo: Argo): readonly Gap[] {
  return sources
    .flatMap((source) => takenBy(source, argo))
    .flatMap(({ source, by, path, pin: { label, why } }): readonly Gap[] => {
      if (why === undefined) return [];
      const sentence = `${by} applies ${path} at ${label}, and what that makes is not known: ${why}.`;
      return [{ reason: 'invalid', reads: { group: '', kind: '' }, sentence, origin: source.origin }];
    });
}

/** Folders among the files whose contents at another revision were judged in their place. */
export function pinNotes(sources: readonly Source[], argo: Argo): readonly string[] {
  const all = sources
    .flatMap((source) => takenBy(source, argo))
    .filter(({ pin, isHere }) => isHere && pin.tree !== undefined && pin.why === undefined)
    .map(({ by, path, pin }) => `${path} at ${pin.label} (${by})`);
  if (all.length === 0) return [];
  const names = [...new Set(all)];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return [
    `judged as they are at the revision that is applied, and not as they are here: ${names.slice(0, NAMED).join(', ')}${more}`,
  ];
}
