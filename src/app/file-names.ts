/** How a report calls the files in which what it tells of stands. */
import { gitName } from '../io/files/pinned/model.ts';
import type { Origin, Report } from '../model/index.ts';

/** Files of other revisions as git calls them: `git show v1:apps/a.yaml` prints the file. */
export function asInGit<R extends Report>(report: R, roots: readonly string[] = []): R {
  return roots.length === 0 ? report : withFiles(report, (file) => gitName(file, roots));
}

export function withFiles<R extends Report>(report: R, called: (file: string) => string): R {
  const moved = <T extends { readonly origin?: Origin | undefined }>(one: T): T => {
    const { origin } = one;
    if (origin?.source !== 'file') return one;
    const { file, value } = origin;
    const template = value && { ...value.template, file: called(value.template.file) };
    const there = value && template ? { value: { ...value, template } } : {};
    return { ...one, origin: { ...origin, file: called(file), ...there } };
  };
  return {
    ...report,
    findings: report.findings.map(moved),
    unknown: report.unknown.map((one) => {
      const { origin, sentence } = one.gap;
      if (origin?.source !== 'file') return one;
      const { file } = origin;
      const said = sentence === undefined ? {} : { sentence: sentence.replaceAll(file, called(file)) };
      return { ...one, gap: { ...moved(one.gap), ...said } };
    }),
  };
}
