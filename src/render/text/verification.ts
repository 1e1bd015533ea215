import type { Expectation, Verification } from '../../model/index.ts';
import { reasonOf, sharedReasons } from './shared-reason.ts';
import { visible, wrap } from './style.ts';
import type { Style } from './style.ts';

/** What was verified, one line each; why several are unknown stands once, below them. */
export function verificationText(verifications: readonly Verification[], style: Style): string {
  const open = verifications.filter(({ outcome }) => outcome === 'unknown');
  const shared = sharedReasons(open.map(({ detail }) => detail));
  const told = (verification: Verification): boolean =>
    verification.outcome === 'unknown' && shared.includes(reasonOf(verification.detail));
  const last = new Map(open.map((verification) => [reasonOf(verification.detail), verification]));
  // Those of one reason stand together, where the first of them is.
  const inOrder = verifications.flatMap((verification, at) => {
    if (!told(verification)) return [verification];
    const same = open.filter(({ detail }) => reasonOf(detail) === reasonOf(verification.detail));
    return same[0] === verifications[at] ? same : [];
  });
  const lines = inOrder.flatMap((verification) => {
    const { expectation, outcome, detail, duplicates = [] } = verification;
    const twice = duplicates.map(({ address, pools }) => `${address} is scraped twice: ${pools.join(', ')}`);
    const asides = twice.flatMap((line) => wrap(visible(line), WIDTH, INDENT));
    const first = `  ${mark(outcome, style)}  `;
    if (!told(verification))
      return [
        ...wrap(visible(`${subject(expectation, detail)}: ${wait(verification)}`), WIDTH, first, INDENT),
        ...asides,
      ];
    const why = last.get(reasonOf(detail)) === verification ? reasonOf(detail) : undefined;
    return [
      ...wrap(visible(subject(expectation, '')), WIDTH, first, INDENT),
      ...asides,
      ...(why === undefined ? [] : wrap(visible(why), WIDTH, `${INDENT}  `)),
    ];
  });
  return `${[style.bold('Verified'), ...lines].join('\n')}\n`;
}

const WIDTH = 100;
const INDENT = '           ';

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

/** What an expectation is about; what `detail` names already is not named twice. */
function subject(expectation: Expectation, detail: string): string {
  switch (expectation.kind) {
    case 'target-up':
      return `targets of ${expectation.monitor.kind} ${expectation.monitor.namespace ?? ''}/${expectation.monitor.name}`;
    case 'rule-loaded':
      return `rules of ${expectation.rule.kind} ${expectation.rule.namespace ?? ''}/${expectation.rule.name}`;
    case 'series-present':
      return named('query', expectation.title, detail);
    case 'queries-succeed':
      return named('panels', expectation.title, detail);
    case 'dashboard-present': {
      const { kind, namespace, name } = expectation.object;
      const title = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
      return named('dashboard', title, detail);
    }
  }
}

function named(what: string, title: string, detail: string): string {
  return detail.startsWith(title) ? what : `${what}: ${title}`;
}
