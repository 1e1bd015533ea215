import { PromwireError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import { visible } from '../../render/visible.ts';
import type { Style } from '../../render/text/style.ts';

/** What is printed of an error that ended a command, and what the command then came to. Only a bug has a stack. */
export function failure(
  error: unknown,
  style: Style,
  verbose: boolean,
): { readonly text: string; readonly outcome: Outcome } {
  const start = style.red('promwire:');
  if (error instanceof PromwireError) {
    const cause = verbose && error.cause instanceof Error ? [`cause: ${error.cause.message}`] : [];
    const [first = '', ...more] = error.message.split('\n');
    return { text: lines(`${start} ${visible(first)}`, [...more, error.hint, ...cause]), outcome: error.outcome };
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = verbose && error instanceof Error ? (error.stack ?? '').split('\n').slice(1) : [];
  const next = [
    'Please report it at https://github.com/promwire/promwire/issues with the command line and what promwire --version prints' +
      (verbose ? ':' : '; with -v the command prints where it happened.'),
    ...stack.map((line) => line.trim()),
  ];
  return {
    text: lines(`${start} internal error (this is a bug in promwire): ${visible(message)}`, next),
    outcome: 'internal',
  };
}

function lines(first: string, next: readonly string[]): string {
  const below = next.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  return `${[first, ...below.map((line) => `  ${visible(line.replace(/^ {2}/, ''))}`)].join('\n')}\n`;
}
