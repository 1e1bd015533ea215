import { existsSync } from 'node:fs';
import { profileById, profileNames } from '../../app/profile.ts';
import { readProfile } from '../../app/profile-file/read.ts';
import { dashboardsDescribed } from '../../app/profile-file/usual.ts';
import type { ProfileFile } from '../../app/profile-file/read.ts';
import { applicationNamed, subjectsOf } from '../../app/subject.ts';
import type { Application } from '../../app/subject.ts';
import { PromwireError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import type { Profile, Subject } from '../../model/index.ts';
import type { Command, Context } from './command.ts';
import type { FlagKey } from './flag-table.ts';
import { readFlags } from './flags.ts';
import type { Arguments, Flags } from './flags.ts';
import { withPlaces } from './placed-words.ts';
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
  return async (given, context) =>
    await run({
      ...context,
      ...(await read(given, name)),
    });
}

/** Flags and words. Where a file tells the application and its namespace, -n goes before it. */
async function read<N extends CommandName>(
  asked: Arguments,
  name: N,
): Promise<Pick<Invocation<N>, 'flags' | 'subject'>> {
  const { flags: keys, takes } = COMMANDS[name];
  const given =
    (takes === 'application' || takes === 'subjects') && hasFlag(name, 'namespace') ? withPlaces(asked) : asked;
  const flags = readFlags<FlagKey>(given, keys);
  const subject = (await take[takes](given, name)) as Invocation<N>['subject'];
  const home = takes === 'application' && flags.namespace === undefined ? homeOf(subject as Application) : {};
  return { flags: { ...flags, ...home } as typeof flags, subject };
}

function homeOf(application: Application): { readonly namespace?: string } {
  const namespace = application.kind === 'file' ? application.described.file.detect.namespace : undefined;
  return namespace === undefined ? {} : { namespace };
}

const take: { readonly [T in keyof Taken]: (given: Arguments, name: CommandName) => Taken[T] | Promise<Taken[T]> } = {
  nothing: ({ words }, name) => {
    if (words.length === 0) return undefined;
    throw new PromwireError(
      'usage',
      `${words.join(' ')}: promwire ${name} takes no words`,
      `See promwire ${name} --help.`,
    );
  },
  profile: async ({ words, given }) => {
    const [file, other] = given('profile').filter((path) => path !== true);
    if (file !== undefined) return dashboardsDescribed(await fileAlone(words, file, other));
    if (words.length > 1)
      throw new PromwireError('usage', `one profile at a time: ${words.join(' ')}`, `Known: ${profileNames()}.`);
    return profileById(words[0]);
  },
  application: async ({ words, given }, name) => {
    const [file, other] = given('profile').filter((path) => path !== true);
    if (file !== undefined) return { kind: 'file', described: await fileAlone(words, file, other) };
    if (words.length > 1)
      throw new PromwireError(
        'usage',
        `one application at a time: ${words.join(' ')}`,
        `Name a profile (${profileNames()}), or KIND/NAME such as service/web.`,
      );
    const [namespace] = given('namespace').filter((value) => value !== true);
    return applicationNamed(words[0], { by: name, namespace });
  },
  subjects: ({ words }, name) => subjectsOf(words, (word) => hasFlag(name, 'from') && existsSync(word)),
  words: ({ words }) => words,
};

/** Throws PromwireError 'usage'. */
async function fileAlone(words: readonly string[], file: string, other: string | undefined): Promise<ProfileFile> {
  const [word] = words;
  if (word !== undefined || other !== undefined)
    throw new PromwireError(
      'usage',
      `--profile ${file} with ${word ?? `--profile ${other ?? ''}`}: one application at a time`,
      'The file tells which application it is about (detect); -n names another namespace.',
    );
  return await readProfile(file);
}

function hasFlag(name: CommandName, flag: FlagKey): boolean {
  const flags: readonly string[] = COMMANDS[name].flags;
  return flags.includes(flag);
}
