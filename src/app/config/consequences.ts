/** What follows from a cause that is told already is told with it, and is no second error. */
import { sameRef } from '../../kube/refs.ts';
import type { Finding, Judgement, Report } from '../../model/index.ts';

const EXPECTED = 'expected-not-taken';

/** A report in which an object that must be taken and is not is told by the cause that keeps it out, where that is an error. */
export function withConsequences<R extends Report>(report: R): R {
  const { findings, judgements } = report;
  const expected = findings.filter(({ check }) => check === EXPECTED);
  const causes = new Map(
    expected.flatMap((finding) => {
      const cause = causeOf(finding, findings, judgements);
      return cause ? [[finding, cause] as const] : [];
    }),
  );
  if (causes.size === 0) return report;
  const kept = findings.flatMap((finding) => {
    if (causes.has(finding)) return [];
    const follows = [...causes].flatMap(([consequence, cause]) => (cause === finding ? [consequence.summary] : []));
    return [follows.length === 0 ? finding : { ...finding, because: [...finding.because, ...follows] }];
  });
  return { ...report, findings: kept };
}

/** The first error about the same object among those for which a stack does not take it. */
function causeOf(
  { object }: Finding,
  findings: readonly Finding[],
  judgements: readonly Judgement[],
): Finding | undefined {
  const keepOut = judgements.filter((judged) => sameRef(judged.object, object)).flatMap(({ causes }) => causes);
  return findings.find(
    (each) => each.severity === 'error' && keepOut.includes(each.check) && sameRef(each.object, object),
  );
}
