/** Places in files of other revisions as git calls them: `git show v1:apps/a.yaml` prints the file. */
import { gitName } from '../io/files/pinned/model.ts';
import type { Origin, Report } from '../model/index.ts';

export function asInGit<R extends Report>(report: R, roots: readonly string[] = []): R {
  if (roots.length === 0) return report;
  const moved = <T extends { readonly origin?: Origin | undefined }>(one: T): T => {
    const { origin } = one;
    if (origin?.source !== 'file') return one;
    const { file, value } = origin;
    const template = value && { ...value.template, file: gitName(value.template.file, roots) };
    const there = value && template ? { value: { ...value, template } } : {};
    return { ...one, origin: { ...origin, file: gitName(file, roots), ...there } };
  };
  return {
    ...report,
    findings: report.findings.map(moved),
    unknown: report.unknown.map((one) => {
      const { origin, sentence } = one.gap;
      if (origin?.source !== 'file') return one;
      const { file } = origin;
      const said = sentence === undefined ? {} : { sentence: sentence.replaceAll(file, gitName(file, roots)) };
      return { ...one, gap: { ...moved(one.gap), ...said } };
    }),
  };
}
