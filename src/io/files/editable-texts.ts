/** Texts of files that fix may edit. */
import { isWithin } from '../real-path.ts';
import type { FileText } from './file-texts.ts';
import { gitName, rootIn } from './pinned/model.ts';

/**
 * The texts, of which those are refused that tell of a cluster (`captured`: files and folders) or that a tool prints
 * (`made`: what that is called), or that are
 * of other revisions (`roots`): none is where an object is kept.
 */
export function editable(
  texts: ReadonlyMap<string, FileText>,
  { captured, made, roots }: Readonly<Record<'captured' | 'made' | 'roots', readonly string[]>>,
): ReadonlyMap<string, FileText> {
  const refusedFor = (file: string): string | undefined => {
    const root = rootIn(file, roots);
    if (root !== undefined)
      return `is applied at another revision, ${root.slice(0, -1)}: change it on the branch, and move the revision`;
    if (made.includes(file)) return 'is what a tool prints: change what it is made from';
    return captured.some((path) => isWithin(file, path))
      ? 'was captured of a cluster, and is not edited: change the object where it is kept, and capture it again'
      : undefined;
  };
  return new Map(
    [...texts].map(([file, text]): [string, FileText] => {
      const refused = refusedFor(file);
      return [file, refused === undefined ? text : { ...text, called: gitName(file, roots), refused }];
    }),
  );
}
