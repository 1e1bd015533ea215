import { applicationOf } from '../backends/prometheus-operator/placement.ts';
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { isOurMark } from '../kube/owner.ts';
import type { Profile } from '../model/index.ts';
import { nothingSet } from '../plan/written-settings.ts';
import type { WrittenSettings } from '../plan/written-settings.ts';
import { keptAt } from './kept-settings.ts';
import type { Kept } from './kept-settings.ts';
import { listed, ourSelector } from './list-metadata.ts';
import { decodeSettings, SETTINGS } from './settings.ts';

export interface KeptInCluster {
  /** Where they are kept: "PrometheusRule NS/NAME"; absent: the rules that are there are as shipped. */
  readonly at?: string;
  readonly written: WrittenSettings;
}

/**
 * The settings that an earlier run kept in a cluster; undefined: promwire made no rules there. `namespace`: of the
 * application, where several are set up. Throws PromwireError: 'forbidden' (the rules may not be listed), 'usage' (several, or not readable).
 */
export async function keptInCluster(
  kube: Kube,
  profile: Profile,
  {
    namespace,
    signal = new AbortController().signal,
  }: { readonly namespace?: string | undefined; readonly signal?: AbortSignal } = {},
): Promise<KeptInCluster | undefined> {
  const labelSelector = ourSelector(profile.id);
  const { objects, unseen } = await listed(kube, 'monitoring.coreos.com', 'PrometheusRule', namespace, {
    labelSelector,
    signal,
  });
  const rules = objects.filter((object) => namespace === undefined || applicationOf(object) === namespace);
  // Next to settings that promwire is shown to have written, those of others do not count; out of Git others write all.
  const shown = rules.filter((object) => isOurMark(object, SETTINGS));
  const found = (shown.length > 0 ? shown : rules).flatMap((object): readonly (Kept & { readonly of: string })[] => {
    const kept = keptAt(object);
    return kept ? [{ ...kept, of: applicationOf(object) }] : [];
  });
  const [first, ...others] = found;
  if (!first && unseen[0] !== undefined)
    throw new PromwireError(
      'forbidden',
      `settings may be kept elsewhere: ${unseen[0]}`,
      'Ask for the right to see it.',
    );
  if (!first) return rules.length === 0 ? undefined : { written: nothingSet };
  if (others.length > 0)
    throw new PromwireError(
      'usage',
      `${profile.title} is set up more than once: ${found.map(({ of }) => of).join(', ')}`,
      'Choose one with -n.',
    );
  return { at: first.at, written: await decodeSettings(first.text, first.at) };
}
