import { groupBy } from '../kube/group.ts';
import type { Places } from '../io/files/index.ts';
import type { Finding, Origin, Report } from '../model/index.ts';

type Fault = {
  readonly finding: Finding;
  readonly origin: Extract<Origin, { source: 'file' }>;
  readonly field: readonly string[];
};

/**
 * A report whose findings in files stand at the field at fault, with line and column; at the beginning of the object
 * where they have none. `places`: how to find them; on the disk unless told otherwise.
 */
export async function withPlaces(report: Report, places?: Places): Promise<Report> {
  const faults = report.findings.flatMap((finding): readonly Fault[] => {
    const { origin, field } = finding;
    return origin?.source === 'file' && field ? [{ finding, origin, field }] : [];
  });
  if (faults.length === 0) return report;
  const find = places ?? (await import('../io/files/index.ts')).placesOf();
  const found = new Map<Finding, Origin>();
  for (const [file, group] of groupBy(faults, ({ origin }) => origin.file)) {
    const wanted = group.map(({ origin: { document, within = [] }, field }) => ({
      document,
      path: [...within, ...field],
    }));
    const there = await find(file, wanted);
    for (const [i, { finding, origin }] of group.entries()) {
      const place = there[i];
      if (place) found.set(finding, { ...origin, ...place });
    }
  }
  const moved = (finding: Finding): Finding => {
    const origin = found.get(finding);
    return origin ? { ...finding, origin } : finding;
  };
  return { ...report, findings: report.findings.map(moved) };
}
