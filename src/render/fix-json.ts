import type { LeftAlone, PatchField, PrintedFix, PrintedUndo, Ref, Report, Verification } from '../model/index.ts';
import type { FixedWhat } from './text/fix.ts';
import { sourceFiles } from './source-file.ts';
import { PRINTED, reportJson } from './report-json.ts';

/** What was fixed, or would be, and what is left, as a document. */
export function fixJson(
  { fixes, left, sources, after }: FixedWhat & { readonly after: Report },
  files: PrintedFix['files'],
  written: boolean,
  verifications?: readonly Verification[],
): PrintedFix {
  return {
    apiVersion: PRINTED,
    kind: 'Fix',
    files,
    written,
    fixed: fixes.map(({ object, fields, findings }) => ({
      object,
      fields,
      checks: [...new Set(findings.map(({ check }) => check))],
    })),
    left,
    sources: sources.map((source) => ({
      owner: source.owner,
      objects: source.objects,
      files: sourceFiles(source).map(({ path, text }) => ({ file: path, text })),
      how: source.how,
      commands: source.commands,
    })),
    ...(verifications ? { verifications } : {}),
    report: reportJson(after, { verdicts: 'problems' }),
  };
}

/** What was taken back, or would be, as a document. */
export function undoJson(
  changes: readonly { readonly object: Ref; readonly fields: readonly PatchField[] }[],
  { left, unseen }: { readonly left: readonly LeftAlone[]; readonly unseen: readonly string[] },
  written: boolean,
): PrintedUndo {
  const undone = changes.map(({ object, fields }) => ({ object, fields }));
  return { apiVersion: PRINTED, kind: 'Undo', undone, written, left, unseen };
}
