import type { Outcome } from '../../errors.ts';
import type { FlagKey, Given } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** What a command gets. It returns what its exit code is made of, or throws PromwireError. */
export interface Invocation {
  readonly given: Given;
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export type Command = (invocation: Invocation) => Promise<readonly Outcome[]>;

export interface CommandSpec {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly about: readonly string[];
  readonly flags: readonly FlagKey[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Imported only when the command runs. */
  readonly load: () => Promise<Command>;
}
