const SERVER = /^[^;]*, (through the API server: .+)$/s;

/**
 * Why nobody answered, without the question it was said of: the API server refuses each with the same words. What does
 * not stand in that form stays whole.
 */
export function reasonOf(detail: string): string {
  const reason = SERVER.exec(detail)?.[1];
  return reason === undefined ? detail : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
}

/** The reasons that several of these give, each once, in order. */
export function sharedReasons(details: readonly string[]): readonly string[] {
  const reasons = details.map(reasonOf);
  return [...new Set(reasons.filter((reason, at) => reasons.indexOf(reason) !== at))];
}
