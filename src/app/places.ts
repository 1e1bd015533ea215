import { groupBy } from '../kube/group.ts';
import type { Places } from '../io/files/index.ts';
import type { Finding, Origin, Report } from '../model/index.ts';
import type { World } from '../world/world.ts';

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

/**
 * A report whose findings about what a chart made stand at the value behind the field at fault, where one can be told: the
 * template is the same for all values.
 */
export async function withValues(report: Report, world: Pick<World, 'get'>, places?: Places): Promise<Report> {
  const behind = places?.behind;
  if (!behind) return report;
  const findings: Finding[] = [];
  for (const finding of report.findings) {
    const { object: ref, field, origin, severity } = finding;
    const object = world.get(ref);
    const asks = object && field && origin?.source === 'file' && severity !== 'info';
    const place = asks ? await behind(object, field) : undefined;
    if (!place || origin?.source !== 'file') findings.push(finding);
    else {
      const { path, file, line } = place;
      const value = { path, template: { file: origin.file, line: origin.line } };
      findings.push({ ...finding, origin: { source: 'file', file, document: 1, line, value } });
    }
  }
  return { ...report, findings };
}
