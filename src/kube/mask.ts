/** What stands where a value was that may be a secret. Of what is masked it is known that it is there, and not empty. */
export const MASK = '***';
