/** What a kustomization of BASE lists and none of HEAD does, although its file is still there. */
import { isIn } from '../kube/path-in.ts';
import { title, refOf } from '../kube/refs.ts';
import type { KubeObject, Unsettled } from '../model/index.ts';
import { placeOf, relative } from './side.ts';
import type { Side } from './side.ts';

const NAMED = 3;

/**
 * Files are read as they are, whatever lists them: a resource that is taken out of its kustomization.yaml is still read, and
 * no longer applied by it. Where the whole kustomization is gone, something else may apply the folder.
 */
export function unlisted(base: Side, head: Side): Unlisted {
  const all = new Set([...head.listed.values()].flat().map((path) => relative(head, path)));
  const files = new Map([...head.listed.keys()].map((file) => [relative(head, file), file]));
  const entries = [...base.listed].flatMap(([by, listed]) => {
    const file = files.get(relative(base, by));
    if (file === undefined) return [];
    return listed
      .map((entry) => relative(base, entry))
      .filter((entry) => !all.has(entry))
      .map((entry) => ({ told: unsettled(head, file, entry), entry }))
      .filter(({ told }) => told.length > 0);
  });
  return {
    told: entries.flatMap(({ told }) => told),
    isAway: (object) => entries.some(({ entry }) => isOf(head, object, entry)),
  };
}

/** What is said of them, and is an object of HEAD one of them? What it then looks like is not what is applied. */
interface Unlisted {
  readonly told: readonly Unsettled[];
  readonly isAway: (object: KubeObject) => boolean;
}

function unsettled(head: Side, file: string, entry: string): readonly Unsettled[] {
  const objects = head.analysis.world.snapshot.objects.filter((object) => isOf(head, object, entry));
  const [first, ...more] = objects;
  if (!first) return [];
  const names = objects
    .slice(0, NAMED)
    .map((object) => title(refOf(object)))
    .join(', ');
  const rest = objects.length > NAMED ? ` and ${objects.length - NAMED} more` : '';
  const [is, it] = more.length === 0 ? ['is', 'it'] : ['are', 'them'];
  return [
    {
      ...(more.length === 0 ? { object: refOf(first) } : {}),
      summary: `${head.shown(file)} no longer lists ${entry}, so whether ${names}${rest} ${is} still applied is not known.`,
      because: [`No kustomization lists ${it} now; BASE had ${it} in its resources.`],
      checks: [],
      remedy: `List ${entry} again, or remove the file if it is not to be applied.`,
      ...placeOf(head, 'head', { source: 'file', file, document: 1, line: 1 }),
    },
  ];
}

function isOf(head: Side, { origin }: KubeObject, entry: string): boolean {
  if (origin.source !== 'file') return false;
  return isIn(relative(head, origin.file), entry);
}
