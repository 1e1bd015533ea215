import { PromwireError } from '../errors.ts';
import type { Profile, ProfileVariant } from '../model/index.ts';
import { profiles } from '../registry.ts';

/** The profile of that id, the first one by default. `known`: those to choose from. Throws PromwireError 'usage'. */
export function profileById(id: string | undefined, known: readonly Profile[] = profiles): Profile {
  const profile = id === undefined ? known[0] : known.find((candidate) => candidate.id === id);
  if (!profile) throw new PromwireError('usage', `no profile is called ${id ?? ''}`, `Known: ${profileNames(known)}.`);
  return profile;
}

export function profileNames(known: readonly Profile[] = profiles): string {
  return known.map((profile) => profile.id).join(', ');
}

/** The variant of that id, the first one by default. Throws PromwireError 'usage'. */
export function variantById(profile: Profile, id: string | undefined): ProfileVariant {
  const variant = id === undefined ? profile.variants[0] : profile.variants.find((candidate) => candidate.id === id);
  if (variant) return variant;
  throw new PromwireError(
    'usage',
    `--variant ${id ?? ''}: ${profile.id} has no such variant`,
    `Known: ${profile.variants.map((entry) => entry.id).join(', ')}.`,
  );
}
