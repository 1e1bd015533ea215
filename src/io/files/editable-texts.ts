/** Texts of files that fix may edit. */
import { isWithin } from '../real-path.ts';
import type { FileText } from './file-texts.ts';

/**
 * The texts, of which those are refused that tell of a cluster (`captured`: files and folders) or that a tool prints
 * (`made`: what that is called): neither is where an object is kept.
 */
export function editable(
  texts: ReadonlyMap<string, FileText>,
  { captured, made }: { readonly captured: readonly string[]; readonly made: readonly string[] },
): ReadonlyMap<string, FileText> {
  const refusedFor = (file: string): string | undefined => {
    if (made.includes(file)) return 'is what a tool prints: change what it is made from';
    return captured.some((path) => isWithin(file, path))
      ? 'was captured of a cluster, and is not edited: change the object where it is kept, and capture it again'
      : undefined;
  };
  return new Map(
    [...texts].map(([file, text]): [string, FileText] => {
      const refused = refusedFor(file);
      return [file, refused === undefined ? text : { ...text, refused }];
    }),
  );
}
