import type { LeftAlone, PatchField, PrintedFix, PrintedUndo, Ref, Report, Verification } from '../model/index.ts';
import type { FixedWhat } from './text/fix.ts';
import { sourceFiles } from './source-file.ts';
import { PRINTED, reportJson } from './report-json.ts';

/** What was fixed, or would be, and what is left, as a document. */
export function fixJson(
  { fixes, left, sources, after }: FixedWhat & { readonly after: Report },
  files: PrintedFix['files'],
  written: boolean,
  done: {
    readonly verifications?: readonly Verification[];
    readonly unasked?: readonly Ref[];
    readonly cut?: { readonly error: unknown } | undefined;
  } = {},
): PrintedFix {
  const { verifications, unasked = [], cut } = done;
  return {
    apiVersion: PRINTED,
    kind: 'Fix',
    files,
    written,
    fixed: fixes.map(({ object, fields, findings, makes, ways }) => ({
      object,
      fields,
      checks: [...new Set(findings.map(({ check }) => check))],
      ...(makes ? { makes } : {}),
      ...(ways && ways.length > 0 ? { ways } : {}),
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
    ...(unasked.length > 0 ? { unasked } : {}),
    ...(cut ? { cutOff: true as const } : {}),
    report: reportJson(after, { verdicts: 'problems' }),
  };
}

/** What was taken back, or would be, as a document. */
export function undoJson(
  changes: readonly { readonly object: Ref; readonly fields?: readonly PatchField[] }[],
  {
    left,
    unseen,
    cut,
  }: { readonly left: readonly LeftAlone[]; readonly unseen: readonly string[]; readonly cut?: object | undefined },
  written: boolean,
): PrintedUndo {
  const undone = changes.map(({ object, fields }) => ({
    object,
    fields: fields ?? [],
    ...(fields ? {} : { removed: true as const }),
  }));
  return {
    apiVersion: PRINTED,
    kind: 'Undo',
    undone,
    written,
    left,
    unseen,
    ...(cut ? { cutOff: true as const } : {}),
  };
}
