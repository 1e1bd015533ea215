/** Errors that end a command. Anything else that is thrown is a bug. */

/** 2: usage or configuration; 3: could not reach, not allowed, or unknown. */
export type ErrorCode = 'usage' | 'unreachable' | 'forbidden' | 'interrupted' | 'failed';

const EXIT: Readonly<Record<ErrorCode, number>> = {
  usage: 2,
  unreachable: 3,
  forbidden: 3,
  interrupted: 130,
  failed: 1,
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
  /** The exit code of a command that this error ended. */
  get exitCode(): number {
    return EXIT[this.code];
  }
}
