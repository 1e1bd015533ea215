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
  /** What is there at that revision was read. */
  readonly isRead: boolean;
  readonly origin: Origin;
}

const CURRENT = /^(?:|HEAD|(?:refs\/heads\/)?(?:main|master))$/;

export function takenRevisions(sources: readonly Source[], argo: Argo): readonly TakenRevision[] {
  return sources.filter(isOfArgo).flatMap((source) => {
    const { origin } = source;
    return argo.applicationsOf(source).flatMap(({ name, parts }) => {
      const by = isKnownText(name) ? `Application ${name}` : title(refOfSource(source));
      return parts.flatMap(({ path, folders, raw, pin }): readonly TakenRevision[] => {
        if (path === undefined || (folders.length === 0 && !pin)) return [];
        const text = stringAt(raw, 'targetRevision') ?? '';
        const revision = pin?.label ?? (CURRENT.test(text) ? undefined : text);
        const isRead = pin ? pin.why === undefined : argo.hasGit || CURRENT.test(text);
        return [{ by, path, origin, isRead, ...defined({ revision }) }];
      });
    });
  });
}
