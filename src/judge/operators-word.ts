import type { Finding } from '../model/index.ts';
import { keyOf } from '../kube/refs.ts';

/** The check that only repeats what the operator says of an object. */
const WORD = 'rejected-by-operator';

/**
 * Where we know ourselves why the operator rejected an object, its own message is a reason of that finding, and no
 * second one. `admission`: ids of the checks that speak of the operator's test.
 */
export function withOperatorsWord(findings: readonly Finding[], admission: ReadonlySet<string>): readonly Finding[] {
  const same = (a: Finding, b: Finding): boolean =>
    keyOf(a.object) === keyOf(b.object) && (a.stack && keyOf(a.stack)) === (b.stack && keyOf(b.stack));
  const known = (finding: Finding): boolean =>
    finding.check !== WORD && finding.severity === 'error' && admission.has(finding.check);
  const words = findings.filter(
    (finding) => finding.check === WORD && findings.some((other) => known(other) && same(finding, other)),
  );
  return findings
    .filter((finding) => !words.includes(finding))
    .map((finding) => {
      const word = known(finding) ? words.find((each) => same(each, finding)) : undefined;
      const message = word?.evidence['message'];
      return typeof message === 'string' && message !== ''
        ? { ...finding, because: [...finding.because, `the operator says: ${message}`] }
        : finding;
    });
}
