/** Applications that take another revision of their folder than before, of which one was not read. */
import { placeOf, type Side } from '../compare/side.ts';
import type { FileSnapshot } from '../io/files/index.ts';
import type { Unsettled } from '../model/index.ts';

type Taken = FileSnapshot['revisions'];

export function revisionsMoved(base: Taken, head: Taken, side: Pick<Side, 'shown' | 'pathOf'>): readonly Unsettled[] {
  return head.flatMap(({ by, path, revision, origin, isRead }): readonly Unsettled[] => {
    const before = base.filter((one) => one.by === by && one.path === path);
    if (before.length === 0 || before.some((one) => one.revision === revision)) return [];
    // What is there at both was judged.
    if (isRead && before.every((one) => one.isRead)) return [];
    const [from, to] = [before[0]?.revision, revision].map((one) => one ?? 'HEAD');
    return [
      {
        summary: `What ${by} makes may be otherwise than before: it takes ${path} at ${to} instead of ${from} of the repository, and these files may be of neither.`,
        because: [],
        checks: [],
        remedy: 'Compare these two revisions of the repository, too.',
        ...placeOf(side, 'head', origin),
      },
    ];
  });
}
