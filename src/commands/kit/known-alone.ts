/** Applications whose alerts can be told without a cluster. */
import { readPage } from '../../app/metrics/given.ts';
import { profileDescribed, profileOfPage } from '../../app/profile-file/usual.ts';
import type { Application } from '../../app/subject.ts';
import { applicationWord, nameWord } from '../../kube/shell.ts';
import type { Word } from '../../kube/shell.ts';
import type { NamedObject, Profile } from '../../model/index.ts';
import type { Flags } from './flags.ts';

/** A profile, and how its application is named in a command. */
export interface Known {
  readonly profile: Profile;
  readonly words: Word;
}

/** The application of a profile, or of a profile file. */
export function knownAlone(subject: Exclude<Application, { readonly kind: 'object' }>): Known {
  if (subject.kind === 'profile') return { profile: subject.profile, words: nameWord(subject.profile.id) };
  const { described } = subject;
  return { profile: profileDescribed(described), words: applicationWord({ word: '', file: described.path }) };
}

/** A Service with a page of its metrics, which says what its alerts are; the name of another object may not be theirs. */
export function knownByPage(
  { kind, name, word }: NamedObject,
  { metrics, namespace = 'default' }: Flags<'metrics' | 'namespace'>,
): Known | undefined {
  if (metrics === undefined || kind !== 'Service') return undefined;
  const words = applicationWord({ word });
  return { profile: profileOfPage(readPage(metrics), { name, namespace }), words };
}
