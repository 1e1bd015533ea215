import { groupBy } from '../kube/group.ts';
import type { Places } from '../io/files/index.ts';
import type { Finding, Origin, Report } from '../model/index.ts';

type FileOrigin = Extract<Origin, { source: 'file' }>;

interface Field {
  readonly origin: FileOrigin;
  readonly field: readonly string[];
}

interface Fault extends Field {
  readonly finding: Finding;
}

/** Where fields of objects in files stand, each file looked through once; without those that are not found. */
export async function fieldPlaces<F extends Field>(
  fields: readonly F[],
  places?: Places,
): Promise<ReadonlyMap<F, FileOrigin>> {
  const found = new Map<F, FileOrigin>();
  if (fields.length === 0) return found;
  const find = places ?? (await import('../io/files/index.ts')).placesOf();
  for (const [file, group] of groupBy(fields, ({ origin }) => origin.file)) {
    const wanted = group.map(({ origin: { document, within = [], sets }, field }) => ({
      document,
      path: sets ?? [...within, ...field],
    }));
    const there = await find(file, wanted);
    for (const [i, each] of group.entries()) {
      const place = there[i];
      if (place) found.set(each, { ...each.origin, ...place });
    }
  }
  return found;
}

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
  const found = new Map([...(await fieldPlaces(faults, places))].map(([{ finding }, origin]) => [finding, origin]));
  const moved = (finding: Finding): Finding => {
    const origin = found.get(finding);
    return origin ? { ...finding, origin } : finding;
  };
  return { ...report, findings: report.findings.map(moved) };
}
