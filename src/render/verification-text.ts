import type { Expectation, Verification } from '../model.ts';
import { visible, wrap } from './style.ts';
import type { Style } from './style.ts';

/** What was verified, one line each. */
export function verificationText(verifications: readonly Verification[], style: Style): string {
  const lines = verifications.flatMap((verification) => {
    const { outcome, detail, waitingFor, duplicates = [] } = verification;
    const waiting = outcome === 'pending' && waitingFor !== undefined ? `; waiting for ${waitingFor}` : '';
    const twice = duplicates.map(({ address, pools }) => `${address} is scraped twice: ${pools.join(', ')}`);
    return [
      ...wrap(
        visible(`${subject(verification.expectation)}: ${detail}${waiting}`),
        100,
        `  ${mark(outcome, style)}  `,
        '           ',
      ),
      ...twice.flatMap((line) => wrap(visible(line), 100, '           ')),
    ];
  });
  return `${[style.bold('Verified'), ...lines].join('\n')}\n`;
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

/** What an expectation is about. */
function subject(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'target-up':
      return `targets of ${expectation.monitor.kind} ${expectation.monitor.namespace ?? ''}/${expectation.monitor.name}`;
    case 'rule-loaded':
      return `rules of ${expectation.rule.kind} ${expectation.rule.namespace ?? ''}/${expectation.rule.name}`;
    case 'series-present':
      return 'query';
    case 'queries-succeed':
      return 'panels';
    case 'dashboard-present':
      return 'dashboard';
  }
}

/**
 * 3: something is unknown; 1: not met, still waiting for the stack (with `strict`: for anything), or targets that are
 * scraped twice, which doubles every sum and count over them; 0.
 */
export function verificationExitCode(verifications: readonly Verification[], strict: boolean): number {
  if (verifications.some((entry) => entry.outcome === 'unknown')) return 3;
  const failed = verifications.some(
    (entry) =>
      entry.outcome === 'not-met' ||
      (entry.duplicates ?? []).length > 0 ||
      (entry.outcome === 'pending' && (strict || entry.waitingOn !== 'application')),
  );
  return failed ? 1 : 0;
}
