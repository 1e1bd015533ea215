/**
 * How the parsers here give up in the middle of a text: thrown and caught inside src/lang, never seen outside.
 * `offset` counts UTF-16 units from the start of the text.
 */
export class Refusal extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** The text nests deeper than we follow; Go would go on. The answer is then "unknown", never "valid". */
export class TooDeep extends Error {}

/** Levels of nesting that are followed: far beyond what people write, and safe for our stack. */
export const MAX_DEPTH = 500;

/** Runs a parser and turns its giving up into a value. Other errors are ours and pass through. */
export function answerOf<T>(
  parse: () => T,
): T | { readonly kind: 'invalid'; readonly message: string; readonly offset: number } | TooDeepAnswer {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'invalid', message: error.message, offset: error.offset };
    if (error instanceof TooDeep) return { kind: 'unknown', message: error.message };
    throw error;
  }
}

export interface TooDeepAnswer {
  readonly kind: 'unknown';
  readonly message: string;
}
