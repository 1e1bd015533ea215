import type { Expectation, Verification } from '../../model/index.ts';
import { title } from '../../kube/refs.ts';
import { reasonOf, shared } from './shared-reason.ts';
import { wrap } from './style.ts';
import { visible } from '../visible.ts';
import type { Style } from './style.ts';

/** What was verified, one line each; why several are unknown stands once, below them. */
export function verificationText(verifications: readonly Verification[], style: Style): string {
  const open = verifications.filter(({ outcome }) => outcome === 'unknown');
  const common = shared(open.map(whyUnknown));
  const told = (verification: Verification): boolean =>
    verification.outcome === 'unknown' && common.includes(whyUnknown(verification));
  const last = new Map(open.map((verification) => [whyUnknown(verification), verification]));
  // Those of one reason stand together, where the first of them is.
  const inOrder = verifications.flatMap((verification, at) => {
    if (!told(verification)) return [verification];
    const same = open.filter((other) => whyUnknown(other) === whyUnknown(verification));
    return same[0] === verifications[at] ? same : [];
  });
  const lines = inOrder.flatMap((verification) => {
    const { expectation, outcome, duplicates = [] } = verification;
    const twice = duplicates.map(({ address, pools }) => `${address} is scraped twice: ${pools.join(', ')}`);
    const asides = [...twice, ...(twice.length > 0 ? [ONE_TOO_MANY] : [])].flatMap((line) =>
      wrap(visible(line), style.width, INDENT),
    );
    const first = `  ${mark(outcome, style)}  `;
    if (!told(verification))
      return [
        ...wrap(visible(`${subject(expectation)}: ${wait(verification)}`), style.width, first, INDENT),
        ...asides,
      ];
    const why = whyUnknown(verification);
    return [
      ...wrap(visible(named(expectation)), style.width, first, INDENT),
      ...asides,
      ...(last.get(why) === verification ? wrap(visible(why), style.width, `${INDENT}  `) : []),
    ];
  });
  const met = verifications.every(({ outcome }) => outcome === 'met' || outcome === 'pending');
  return `${[style.bold(met ? 'Verified' : 'Verification'), ...lines].join('\n')}\n`;
}

function whyUnknown({ detail, unanswered }: Verification): string {
  return unanswered ? reasonOf(unanswered) : detail;
}

const ONE_TOO_MANY = 'promwire diff shows whether setup can remove one of them; else remove one where it came from.';

/** Under the text of a row. */
export const INDENT = '           ';

function wait({ outcome, detail, waitingFor }: Verification): string {
  return outcome === 'pending' && waitingFor !== undefined ? `${detail}; waiting for ${waitingFor}` : detail;
}

function mark(outcome: Verification['outcome'], style: Style): string {
  switch (outcome) {
    case 'met':
      return style.green('ok     ');
    case 'pending':
      return style.yellow('pending');
    case 'not-met':
      return style.red('not met');
    case 'unknown':
      return style.yellow('unknown');
  }
}

/** What an expectation is about; the detail names a dashboard itself. */
function subject(expectation: Expectation): string {
  return expectation.kind === 'dashboard-present' ? 'dashboard' : named(expectation);
}

function named(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'target-up':
      return `targets of ${title(expectation.monitor)}`;
    case 'rule-loaded':
      return `rules of ${title(expectation.rule)}`;
    case 'series-present':
      return `query: ${expectation.title}`;
    case 'queries-succeed':
      return `panels: ${expectation.title}`;
    case 'dashboard-present':
      return `dashboard: ${title(expectation.object)}`;
  }
}
