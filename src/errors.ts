/** Errors that end a command. Anything else that is thrown is a bug. */

/** How a command ended, as far as its exit code tells; commands/kit/exit-codes.ts has the codes and their order. */
export type Outcome = 'ok' | 'findings' | 'unknown' | 'usage' | 'interrupted' | 'internal';

/** `usage`: command line or configuration; `unreachable`, `forbidden`: unknown; `failed`: the answer is no. */
export type ErrorCode = 'usage' | 'unreachable' | 'forbidden' | 'interrupted' | 'failed';

const OUTCOMES: Readonly<Record<ErrorCode, Outcome>> = {
  usage: 'usage',
  unreachable: 'unknown',
  forbidden: 'unknown',
  interrupted: 'interrupted',
  failed: 'findings',
};

/**
 * What went wrong (`message`), and what to do next (`hint`, whole sentences or ''). Never holds a token or a Secret's
 * value. A message has no full stop, so that it can be the part of another one: that of a sentence is left out.
 */
export class PromwireError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  constructor(code: ErrorCode, message: string, hint: string, options?: { cause?: unknown }) {
    super(message.replace(/(?<!\.)\.$/, ''), options);
    this.name = 'PromwireError';
    this.code = code;
    this.hint = hint;
  }
  /** How a command ended that this error ended. */
  get outcome(): Outcome {
    return OUTCOMES[this.code];
  }
}
