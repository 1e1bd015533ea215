import type { Unanswered } from '../../model/index.ts';

type Why = Pick<Unanswered, 'detail' | 'next' | 'server'>;

/** Why nobody answered and what to do, without the question: the API server refuses each with the same words. */
export function reasonOf({ detail, next, server }: Why): string {
  const why = server === undefined ? detail : `Through the API server: ${server}`;
  return `${why}${/[.!?…]$/.test(why) ? '' : '.'} ${next}`;
}

/** Those of these reasons that several give, each once, in order. */
export function shared(reasons: readonly string[]): readonly string[] {
  return [...new Set(reasons.filter((reason, at) => reasons.indexOf(reason) !== at))];
}
