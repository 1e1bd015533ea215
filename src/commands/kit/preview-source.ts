/** Whom dashboard preview asks, and what it shows. */
import { askDirect, askInCluster, variantScraped } from '../../app/ask.ts';
import type { Ask } from '../../app/ask.ts';
import { whyNotScraped } from '../../app/preview-age.ts';
import { dashboardsDescribed } from '../../app/profile-file/usual.ts';
import { variantById } from '../../app/profile.ts';
import { PromwireError } from '../../errors.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import type { DirectPrometheus } from '../../io/prometheus/direct.ts';
import type { Profile, ProfileVariant } from '../../model/index.ts';
import type { Invocation } from './define-command.ts';
import { proposeIn } from './proposal.ts';
import { variantUnder } from './settings.ts';

type Asked = Invocation<'dashboard preview'>;

/** Whom to ask, and the variant that runs there. */
export async function askOf(
  at: DirectPrometheus | Kube,
  invocation: Asked,
): Promise<{
  readonly profile: Profile;
  readonly variant: ProfileVariant;
  readonly ask: Ask;
  readonly notScraped?: string | undefined;
}> {
  const { flags, subject, signal } = invocation;
  if (!('transport' in at)) {
    const proposal = await proposeIn(at, invocation);
    const ask = await askInCluster(at, proposal, signal);
    return { profile: proposal.profile, variant: proposal.variant, ask, notScraped: whyNotScraped(proposal) };
  }
  const profile = profileAlone(subject);
  const ask = askDirect(at, signal);
  const shipped =
    flags.variant === undefined && profile.variants.length > 1
      ? await variantScraped(profile, ask)
      : variantById(profile, flags.variant);
  return { profile, variant: await variantUnder(flags, profile, shipped), ask };
}

/** The profile of an application where there is only a Prometheus to ask. Throws PromwireError 'usage'. */
function profileAlone(subject: Asked['subject']): Profile {
  if (subject.kind === 'profile') return subject.profile;
  if (subject.kind === 'file') return dashboardsDescribed(subject.described);
  throw new PromwireError(
    'usage',
    `--prometheus-url: what the dashboard of ${subject.object.word} is, the cluster tells`,
    'Leave the flag out, or give the file of promwire profile init with --profile.',
  );
}
