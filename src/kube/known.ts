/** An answer about something of which not everything is known. */
export type Known = 'yes' | 'no' | 'unknown';

/** Is one of these true? */
export function anyOf(answers: readonly Known[]): Known {
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
}

/** Are all of these true? */
export function allOf(answers: readonly Known[]): Known {
  return answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes';
}

/** The opposite. */
export function not(answer: Known): Known {
  return answer === 'unknown' ? answer : answer === 'yes' ? 'no' : 'yes';
}

/** A boolean as such an answer. */
export function known(answer: boolean): Known {
  return answer ? 'yes' : 'no';
}
