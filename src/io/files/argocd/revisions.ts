/** Which revisions of this repository Applications take, where they name one: files as they are now are another. */
import { defined, stringAt } from '../../../kube/json.ts';
import { title } from '../../../kube/refs.ts';
import type { Origin } from '../../../model/index.ts';
import { isKnownText, refOfSource, type Source } from '../releases/draft.ts';
import { isOfArgo, type Argo } from './applications.ts';

/** A folder among the files as one Application takes it. */
export interface TakenRevision {
  /** Names it in a sentence. */
  readonly by: string;
  readonly path: string;
  /** Absent: the branch that the repository has by itself. */
  readonly revision?: string;
  readonly origin: Origin;
}

const CURRENT = /^(?:|HEAD|(?:refs\/heads\/)?(?:main|master))$/;

export function takenRevisions(sources: readonly Source[], argo: Argo): readonly TakenRevision[] {
  return sources.filter(isOfArgo).flatMap((source) => {
    const { origin } = source;
    return argo.applicationsOf(source).flatMap(({ name, parts }) => {
      const by = isKnownText(name) ? `Application ${name}` : title(refOfSource(source));
      return parts.flatMap(({ path, folders, raw }): readonly TakenRevision[] => {
        if (path === undefined || folders.length === 0) return [];
        const revision = stringAt(raw, 'targetRevision') ?? '';
        return [{ by, path, origin, ...defined({ revision: CURRENT.test(revision) ? undefined : revision }) }];
      });
    });
  });
}
