import type { PrintedFix, Report } from '../model/index.ts';
import type { FixedWhat } from './text/fix.ts';
import { PRINTED, reportJson } from './report-json.ts';

/** What was fixed, or would be, and what is left, as a document. */
export function fixJson(
  { fixes, left, after }: FixedWhat & { readonly after: Report },
  files: PrintedFix['files'],
  written: boolean,
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
    report: reportJson(after, { verdicts: 'problems' }),
  };
}
