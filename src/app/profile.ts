import { PromwireError } from '../errors.ts';
import type { Profile, ProfileVariant } from '../model/index.ts';
import { profiles } from '../registry.ts';

/** The profile of that id, the first one by default. Throws PromwireError 'usage'. */
export function profileById(id: string | undefined): Profile {
  const profile = id === undefined ? profiles[0] : profiles.find((candidate) => candidate.id === id);
  if (!profile) throw new PromwireError('usage', `no profile is called ${id ?? ''}`, `Known: ${profileNames()}.`);
  return profile;
}

export function profileNames(): string {
  return profiles.map((profile) => profile.id).join(', ');
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
