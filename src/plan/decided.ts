/** Why a finding is left as it is. */
import { sameRef } from '../kube/refs.ts';
import { WIRED_IN } from '../kube/kinds.ts';
import { wiringIn } from '../kube/shell.ts';
import type { Finding, LeftAlone, Report, Trails } from '../model/index.ts';
import { AUTOMATIC, CHOICES } from './ways.ts';

/** Causes of which check knows a fix, and why a person decides about it. Shown in docs/fix.md. */
export const DECIDED: Readonly<Record<string, string>> = {
  'allocator-selects-nothing': 'a selector opens for every monitor of its namespaces',
  'binding-disagrees': 'only the operator looks again, nothing of the object is wrong',
  'content-type-v3': 'whatever the target answers is then read as text',
  'controller-id-mismatch': 'it decides which operator has a whole stack',
  'error-texts-unbounded': 'labels of series that alerts use are cut',
  'job-label-missing': 'nothing is broken, and the series would get another job',
  'label-renamed': 'the application could then write any label',
  'limit-exceeded': 'it protects the Prometheus, and its right value is not known',
  'mesh-refuses-plain-text': 'a new object that opens an application',
  'network-policy-blocks': 'a new object that opens an application',
  'operator-crashes': 'a whole stack changes',
  'operator-namespace-scope': 'a whole operator changes',
  'prometheus-not-running': 'it may have been scaled down on purpose',
  'prometheus-paused': 'all that was held back takes effect at once',
  'prometheus-unmanaged': 'a selector opens',
  'rbac-cluster-scope': 'a right over every namespace',
  'rbac-namespace': 'a right is given to Prometheus',
  'rejected-fs-access': 'it chooses a credential',
  'rejected-missing-secret': 'it chooses a credential',
  'rejected-scrape-class': 'it chooses how a target is asked, credentials included',
  'rejected-selector': 'the values that were written would no longer count',
  'role-mismatch': 'often of a whole stack',
  'role-selector-labels': 'Prometheus then watches every Service of the namespace',
  'scrape-annotations-ignored': 'a new object: promwire setup SUBJECT makes and keeps one',
  'scrape-failing': 'what the target speaks is known only to its owner',
  'selector-null': 'a selector opens',
};

/** Why fix does not do what is known to fix a cause; undefined: it does, or nothing is known. */
export function whyDecided(check: string): string | undefined {
  if (AUTOMATIC.includes(check) || DECIDED[check] === undefined) return undefined;
  const ways = (CHOICES[check] ?? []).filter((way) => way !== 'source').map((way) => `--how ${way}`);
  const asked = ways.length === 0 ? '' : ` ${ways.join(' or ')} does it.`;
  return `${check} is for a person to decide: ${DECIDED[check]}.${asked}`;
}

/**
 * Why findings are left that are found in the end, besides what is `said` of those that could be fixed; also of what was asked
 * about and no monitor is for. Infos are no faults, so nothing is missed where they are left.
 */
export function leftReasons(
  { findings, paths = [] }: Pick<Report, 'findings'> & Partial<Trails>,
  said: readonly LeftAlone[],
): readonly LeftAlone[] {
  const isSaid = ({ check, object, fix }: Finding): boolean =>
    said.some(
      (entry) =>
        entry.checks?.includes(check) === true &&
        (sameRef(entry.object, object) || (fix !== undefined && 'object' in fix && sameRef(entry.object, fix.object))),
    );
  const left = findings
    .filter((finding) => finding.severity !== 'info' && !isSaid(finding))
    .map((finding) => ({ object: finding.object, checks: [finding.check], why: whyLeft(finding) }));
  const lone = paths.filter(
    ({ subject, paths: ways, planned }) => ways.length === 0 && !planned && WIRED_IN.includes(subject.kind),
  );
  return [
    ...left,
    ...lone.map(({ subject: object, kept }) => ({
      object,
      why: kept
        ? `No monitor is for it. ${kept.why} ${kept.remedy}${kept.always ? '' : ` Then: ${wiringIn(object)}`}`
        : `No monitor is for it: ${wiringIn(object)} wires it in.`,
    })),
  ];
}

function whyLeft({ check, fix }: Finding): string {
  if (fix?.kind === 'advise') return fix.whyNotAutomatic;
  const decided = whyDecided(check);
  if (decided !== undefined) return decided;
  return fix === undefined
    ? 'Which value is right is not known: what to do is said with the finding.'
    : 'It is there again, or was not there before: the same command once more tries to fix it.';
}
