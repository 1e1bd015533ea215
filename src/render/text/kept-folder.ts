/** What was done in a folder of generated files, or would be. */
import { unifiedDiff } from '../unified-diff.ts';
import { visible, visibleLines } from '../visible.ts';

interface Kept {
  readonly written: readonly { readonly path: string; readonly was?: string; readonly becomes: string }[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
  readonly edited: readonly string[];
  readonly held: readonly string[];
}

/** A line for each file, in order. `dryRun`: as what would be done, with the differences where `verbose`. */
export function keptText(
  { written, unchanged, removed, edited, held }: Kept,
  { dryRun = false, verbose = false },
): string {
  const lines = [
    ...written.map(({ path, was }) => [path, dryRun ? (was === undefined ? ' (missing)' : ' (out of date)') : '']),
    ...(dryRun ? [] : unchanged.map((path) => [path, ' (unchanged)'])),
    ...removed.map((path) => [path, dryRun ? ' (not wanted any more)' : ' (removed)']),
    ...edited.map((path) => [path, ' (edited, kept)']),
    ...held.map((path) => [path, ' (kept: an edited kustomization.yaml may name it)']),
  ];
  const list = lines.map(([path = '', state = '']) => `${visible(path)}${state}\n`).sort();
  const diffs = dryRun && verbose ? written.map(({ path, was = '', becomes }) => unifiedDiff(path, was, becomes)) : [];
  return `${list.join('')}${visibleLines(diffs.join(''))}`;
}

/** What is to be done about it, a line each. */
export function keptNotes(
  { written, removed, edited }: Kept,
  { dryRun, folder }: { readonly dryRun: boolean; readonly folder: string },
): readonly string[] {
  const changes = written.length + removed.length;
  return [
    ...(edited.length > 0
      ? [
          `note: edited since promwire wrote them, and kept: ${visible(edited.join(', '))}; what they are for can be set in promwire.yaml, or in a kustomization.yaml that names the folder; --force takes the edits back`,
        ]
      : []),
    ...(changes > 0 ? [dryRun ? 'next: promwire generate' : `next: commit ${visible(folder)}`] : []),
  ];
}
