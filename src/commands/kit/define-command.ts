import { existsSync } from 'node:fs';
import { profileById, profileNames } from '../../app/profile.ts';
import { applicationNamed, subjectsOf } from '../../app/subject.ts';
import type { Application } from '../../app/subject.ts';
import { PromwireError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import type { Profile, Subject } from '../../model/index.ts';
import type { Command, Context } from './command.ts';
import type { FlagKey } from './flag-table.ts';
import { readFlags } from './flags.ts';
import type { Arguments, Flags } from './flags.ts';
import { COMMANDS } from './table.ts';
import type { CommandName } from './table.ts';

type Spec<N extends CommandName> = (typeof COMMANDS)[N];

/** What the words of a command were parsed to. */
interface Taken {
  readonly nothing: undefined;
  readonly profile: Profile;
  readonly application: Application;
  /** Never empty. */
  readonly subjects: readonly Subject[];
  readonly words: readonly string[];
}

/** What a command gets: its own flags and no others, and its words, parsed. */
export interface Invocation<N extends CommandName> extends Context {
  readonly flags: Flags<Spec<N>['flags'][number]>;
  readonly subject: Taken[Spec<N>['takes']];
}

/** A command of the table. `run` returns what the exit code is made of, or throws PromwireError. */
export function defineCommand<N extends CommandName>(
  name: N,
  run: (invocation: Invocation<N>) => Promise<readonly Outcome[]>,
): Command {
  const { flags, takes } = COMMANDS[name];
  return async (given, context) =>
    await run({
      ...context,
      flags: readFlags<FlagKey>(given, flags),
      subject: take[takes](given, name) as Invocation<N>['subject'],
    });
}

const take: { readonly [T in keyof Taken]: (given: Arguments, name: CommandName) => Taken[T] } = {
  nothing: ({ words }, name) => {
    if (words.length === 0) return undefined;
    throw new PromwireError(
      'usage',
      `${words.join(' ')}: promwire ${name} takes no words`,
      `See promwire ${name} --help.`,
    );
  },
  profile: ({ words }) => {
    if (words.length > 1)
      throw new PromwireError('usage', `one profile at a time: ${words.join(' ')}`, `Known: ${profileNames()}.`);
    return profileById(words[0]);
  },
  application: ({ words }) => {
    if (words.length > 1)
      throw new PromwireError(
        'usage',
        `one application at a time: ${words.join(' ')}`,
        `Name a profile (${profileNames()}), or KIND/NAME such as service/web.`,
      );
    return applicationNamed(words[0]);
  },
  subjects: ({ words }, name) => subjectsOf(words, (word) => readsFiles(name) && existsSync(word)),
  words: ({ words }) => words,
};

function readsFiles(name: CommandName): boolean {
  const flags: readonly string[] = COMMANDS[name].flags;
  return flags.includes('from');
}
