import { applicationOf } from '../backends/prometheus-operator/placement.ts';
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { isOurMark } from '../kube/owner.ts';
import type { KubeObject, Profile } from '../model/index.ts';
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
  const rules = await inPlace(
    kube,
    objects.filter((object) => namespace === undefined || applicationOf(object) === namespace),
    signal,
  );
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
  if (others.length > 0 && found.every(({ of }) => of === first.of))
    throw new PromwireError(
      'usage',
      `settings for ${first.of} are kept more than once: ${found.map(({ at }) => at).join(', ')}`,
      'Remove those that are not next to its Prometheus; promwire setup reads the others.',
    );
  if (others.length > 0)
    throw new PromwireError(
      'usage',
      `${profile.title} is set up more than once: ${found.map(({ of }) => of).join(', ')}`,
      'Choose one with -n.',
    );
  return { at: first.at, written: await decodeSettings(first.text, first.at) };
}

/**
 * Of rules that are marked as promwire's, those that may hold an application's settings, as keptSettings has it: in the
 * application's namespace; where none is there, next to a Prometheus if promwire is shown to have written them. Elsewhere
 * a neighbour may have written the same. Throws PromwireError 'forbidden' (what is next to a Prometheus cannot be told).
 */
export async function inPlace(
  kube: Kube,
  rules: readonly KubeObject[],
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const here = rules.filter((object) => object.metadata.namespace === applicationOf(object));
  const settled = new Set(here.map(applicationOf));
  const away = rules.filter((object) => !settled.has(applicationOf(object)) && isOurMark(object, SETTINGS));
  if (away.length === 0) return here;
  const { objects } = await listed(kube, 'monitoring.coreos.com', 'Prometheus', undefined, { signal });
  const homes = new Set(objects.map(({ metadata }) => metadata.namespace));
  return [...here, ...away.filter(({ metadata }) => homes.has(metadata.namespace))];
}
