/** What a shell offers for the word that is typed. */

/** One word that may stand there, and what is told of it. */
export interface Candidate {
  readonly value: string;
  readonly about?: string;
}

/** What may stand there: these words, and names on the disk, which the shell knows better. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly paths?: 'files' | 'folders';
}
