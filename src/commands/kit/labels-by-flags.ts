/** Labels and namespaces that the flags of generate give where no cluster is asked. */
import { generateFor } from '../../app/generate.ts';
import type { Generated } from '../../app/generate.ts';
import { applicationWord } from '../../app/subject.ts';
import { PromwireError } from '../../errors.ts';
import type { Profile, ProfileVariant } from '../../model/index.ts';
import type { Invocation } from './define-command.ts';
import { FLAGS } from './flag-table.ts';
import { settingsOf } from './settings.ts';

type Asked = Invocation<'generate'>;

/** Any of these says that there is nothing to compute labels and namespaces from. */
const BY_FLAGS = ['monitorLabels', 'ruleLabels', 'dashboardLabels', 'monitorNamespace'] as const;

export function isByFlags(flags: Asked['flags']): boolean {
  return BY_FLAGS.some((flag) => flags[flag] !== undefined);
}

/** Without any cluster: labels and namespace are what the flags say. */
export async function fromFlags({
  flags,
  subject,
  terminal,
}: Asked): Promise<Generated & { readonly profile: Profile }> {
  if (subject.kind !== 'profile')
    throw new PromwireError(
      'usage',
      `labels by flags do not go with ${applicationWord(subject)}`,
      'Leave them out, or give the files with the Prometheus to --from.',
    );
  const { profile } = subject;
  if (flags.from.length > 0)
    throw new PromwireError(
      'usage',
      '--from and labels by flags exclude each other',
      'Give either files to compute from, or --monitor-labels, --rule-labels and --monitor-namespace.',
    );
  const made = await generateFor(profile, { ...flags, settings: await settingsOf(flags) });
  for (const note of assumed({ flags, profile }, made.variant)) terminal.err(`note: ${note}\n`);
  return { ...made, profile };
}

/** What nobody said and no cluster could tell. */
function assumed(
  { flags, profile }: Pick<Asked, 'flags'> & { readonly profile: Profile },
  { id, title }: ProfileVariant,
): readonly string[] {
  const others = profile.variants.filter((variant) => variant.id !== id);
  const unlabelled = (['monitorLabels', 'ruleLabels'] as const).filter((flag) => flags[flag] === undefined);
  return [
    ...(flags.variant === undefined && others.length > 0
      ? [`for ${title}; ${others.map((other) => `--variant ${other.id} for ${other.title}`).join(', ')}`]
      : []),
    ...unlabelled.map(
      (flag) =>
        `without --${FLAGS[flag].name} the ${flag === 'ruleLabels' ? 'PrometheusRule' : 'ServiceMonitor'} has no label that a Prometheus could select it by`,
    ),
  ];
}
