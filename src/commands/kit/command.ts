import type { Outcome } from '../../errors.ts';
import type { FlagKey } from './flag-table.ts';
import type { Arguments } from './flags.ts';
import type { Sent } from '../../sent.ts';
import type { Terminal } from './terminal.ts';

/** Where a command runs. */
export interface Context {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Credentials of this run; the terminal hides them. */
  readonly sent: Sent;
  /**
   * Sees what a command is about to change, and of which cluster (of files: none), before it is tried or written; what it throws ends the command. Absent: the
   * person at the terminal, or --yes, decides.
   */
  readonly onPlan?: (changes: unknown, cluster?: string) => void;
}

/** A command ready to run. It returns what its exit code is made of, or throws PromwireError. */
export type Command = (given: Arguments, context: Context) => Promise<readonly Outcome[]>;

/** A row of the table: what help prints, and what may be given. */
export interface CommandSpec {
  readonly usage: string;
  readonly summary: string;
  readonly about: readonly string[];
  /** What its words are: none, one profile, what a check is about, or words of its own. */
  readonly takes: 'nothing' | 'profile' | 'application' | 'subjects' | 'words';
  readonly flags: readonly FlagKey[];
  /** What a flag does here, where it is not what it does elsewhere. */
  readonly meanings?: Partial<Readonly<Record<FlagKey, string>>>;
  readonly examples: readonly (readonly [command: string, what: string])[];
}
