/** Findings that promwire.yaml excuses, until their day. */
import type { ChangedPart, Comparison, Expected, ExpectedLoss, Finding, Ref, Report } from '../../model/index.ts';

/** An excuse as it is written; `until`: the last day, as ISO 8601 has it. */
export interface Excuse {
  readonly check: string;
  readonly object: Omit<Ref, 'apiVersion'>;
  readonly reason: string;
  readonly until: string;
  readonly origin: Expected['origin'];
}

/** An object that is meant to go. */
export type MayGo = Omit<Excuse, 'check'>;

/** Is something about the object, by its name in BASE or in HEAD, meant on this day? */
function isMeant(
  { object, until }: MayGo,
  { object: is, was }: Pick<ChangedPart, 'object' | 'was'>,
  today: string,
): boolean {
  return (
    today <= until &&
    [is, was].some(
      (ref) => ref && ref.kind === object.kind && ref.namespace === object.namespace && ref.name === object.name,
    )
  );
}

/** A comparison in which what was meant to go is set apart, and causes that are excused on this day are left out. */
export function withMeant(
  comparison: Comparison,
  { mayGo, excuses }: { readonly mayGo: readonly MayGo[]; readonly excuses: readonly Excuse[] },
  today: string,
): Comparison {
  if (mayGo.length + excuses.length === 0) return comparison;
  const expected = comparison.losses.flatMap((loss): readonly ExpectedLoss[] => {
    const meant = mayGo.find((each) => isMeant(each, loss, today));
    if (!meant) return [];
    const { remedy: _, ...gone } = loss;
    return [{ ...gone, expected: { reason: meant.reason, until: meant.until } }];
  });
  const isExcused = ({ object, checks }: ChangedPart): boolean =>
    excuses.some(({ check, ...excuse }) => checks.includes(check) && isMeant(excuse, { object }, today));
  return {
    ...comparison,
    losses: comparison.losses.filter((loss) => !mayGo.some((each) => isMeant(each, loss, today))),
    ...(expected.length === 0 ? {} : { expected }),
    appeared: comparison.appeared.filter((cause) => !isExcused(cause)),
  };
}

/**
 * A report without the findings that are excused on this day. One whose day is over is back, and says so. `unused`: excuses
 * of what was not found.
 */
export function withExcuses<R extends Report>(
  report: R,
  excuses: readonly Excuse[],
  today: string,
): { readonly report: R; readonly unused: readonly Excuse[] } {
  const used = new Set<Excuse>();
  const findings: Finding[] = [];
  const suppressed = [...report.suppressed];
  for (const finding of report.findings) {
    const excuse = excuses.find((each) => isAbout(each, finding));
    if (excuse) used.add(excuse);
    if (excuse && today <= excuse.until) {
      const { check, object } = finding;
      suppressed.push({ check, object, excused: { reason: excuse.reason, until: excuse.until } });
    } else findings.push(excuse ? { ...finding, because: [...finding.because, overText(excuse)] } : finding);
  }
  return { report: { ...report, findings, suppressed }, unused: excuses.filter((each) => !used.has(each)) };
}

function isAbout({ check, object }: Excuse, finding: Finding): boolean {
  const { kind, namespace, name } = finding.object;
  return check === finding.check && object.kind === kind && object.namespace === namespace && object.name === name;
}

function overText({ origin, until, reason }: Excuse): string {
  const place = origin.source === 'file' ? ` by ${origin.file}:${origin.line}` : '';
  return `It was excused${place} until ${until}, which is over: ${reason}`;
}
