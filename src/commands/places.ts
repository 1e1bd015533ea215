import { groupBy } from '../engine/group.ts';
import type { Finding, Origin, Report } from '../model.ts';

type Fault = {
  readonly finding: Finding;
  readonly origin: Extract<Origin, { source: 'file' }>;
  readonly field: readonly string[];
};

/**
 * A report whose findings in files stand at the field at fault, with line and column; at the beginning of the object
 * where they have none. `stdin`: what was read from there.
 */
export async function withPlaces(report: Report, stdin?: string): Promise<Report> {
  const faults = report.findings.flatMap((finding): readonly Fault[] => {
    const { origin, field } = finding;
    return origin?.source === 'file' && field ? [{ finding, origin, field }] : [];
  });
  if (faults.length === 0) return report;
  const { placesIn } = await import('../io/files.ts');
  const found = new Map<Finding, Origin>();
  for (const [file, group] of groupBy(faults, ({ origin }) => origin.file)) {
    const wanted = group.map(({ origin: { document, within = [] }, field }) => ({
      document,
      path: [...within, ...field],
    }));
    const places = await placesIn(file, wanted, stdin);
    for (const [i, { finding, origin }] of group.entries()) {
      const place = places[i];
      if (place) found.set(finding, { ...origin, ...place });
    }
  }
  const moved = (finding: Finding): Finding => {
    const origin = found.get(finding);
    return origin ? { ...finding, origin } : finding;
  };
  return { ...report, findings: report.findings.map(moved) };
}
