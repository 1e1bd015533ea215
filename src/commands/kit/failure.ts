import { PromwireError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import { visible } from '../../render/visible.ts';
import type { Style } from '../../render/text/style.ts';

const REPORT_IT =
  'Please report it at https://github.com/promwire/promwire/issues with the command line and what promwire --version prints';

/** What went wrong and what to do next, as data; only a bug is none of ours to word. */
export function problemOf(error: unknown): Problem {
  if (error instanceof PromwireError) return { outcome: error.outcome, detail: error.message, next: error.hint };
  const message = error instanceof Error ? error.message : String(error);
  return {
    outcome: 'internal',
    detail: `internal error (this is a bug in promwire): ${message}`,
    next: `${REPORT_IT}.`,
  };
}

interface Problem {
  readonly outcome: Outcome;
  readonly detail: string;
  readonly next: string;
}

/** What is printed of an error that ended a command, and what the command then came to. Only a bug has a stack. */
export function failure(
  error: unknown,
  style: Style,
  verbose: boolean,
): { readonly text: string; readonly outcome: Outcome } {
  const start = style.red('promwire:');
  const { outcome, detail, next: hint } = problemOf(error);
  if (error instanceof PromwireError) {
    const cause = verbose && error.cause instanceof Error ? [`cause: ${error.cause.message}`] : [];
    const [first = '', ...more] = detail.split('\n');
    return { text: lines(`${start} ${visible(first)}`, [...more, hint, ...cause]), outcome };
  }
  const stack = verbose && error instanceof Error ? (error.stack ?? '').split('\n').slice(1) : [];
  const next = [
    REPORT_IT + (verbose ? ':' : '; with -v the command prints where it happened.'),
    ...stack.map((line) => line.trim()),
  ];
  return { text: lines(`${start} ${visible(detail)}`, next), outcome };
}

function lines(first: string, next: readonly string[]): string {
  const below = next.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  return `${[first, ...below.map((line) => `  ${visible(line.replace(/^ {2}/, ''))}`)].join('\n')}\n`;
}
