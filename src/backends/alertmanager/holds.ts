import type { SeriesLabels } from '../../lang/promql/series-labels.ts';
import type { AlertHolds, AlertRoute, AlertSilence } from '../../model/index.ts';
import { inhibitedBy } from './always.ts';
import type { AlwaysFiring } from './always.ts';
import { allHold, printMatchers } from './follow-routes.ts';

/** Something for which an Alertmanager keeps an alert to itself for a time. */
export interface Held {
  readonly by: 'silence' | 'interval' | 'inhibition' | 'unknown';
  /** Nobody is told now, whatever the labels are that are not known. */
  readonly now: boolean;
  /** A sentence without its full stop. */
  readonly words: string;
}

/**
 * What holds back an alert with these labels that ends at `route`; `untold`: why its Alertmanager did not tell; `always`:
 * which alerts that fire always it has.
 */
export function holdsOn(
  route: AlertRoute | undefined,
  labels: SeriesLabels,
  { holds, untold }: { readonly holds?: AlertHolds; readonly untold?: string },
  always: () => readonly AlwaysFiring[],
): readonly Held[] {
  if (!holds) {
    const words = `whether it is silenced, muted or inhibited is not known: ${untold ?? ''}`;
    return untold === undefined ? [] : [{ by: 'unknown', now: false, words }];
  }
  const { silences, inhibitions, intervals } = holds;
  const silenced: readonly Held[] =
    silences.kind === 'unknown'
      ? [{ by: 'unknown', now: false, words: `whether it is silenced is not known: ${silences.detail}` }]
      : silences.value.flatMap((silence) => silencedBy(silence, labels));
  const inhibited = inhibitions.flatMap((inhibition): readonly Held[] => {
    const { source, target, equal } = inhibition;
    const taken = allHold(target, labels);
    if (taken === 'no') return [];
    const by = inhibitedBy(inhibition, labels, always());
    if (by) {
      const now = taken === 'yes';
      const why = `since alert ${by.name} fires always, which ${printMatchers(source)} takes`;
      return [{ by: 'inhibition', now, words: `${now ? '' : 'perhaps '}inhibited always, ${why}` }];
    }
    const same = equal.length === 0 ? '' : ` with the same ${equal.join(', ')}`;
    const words = `may be inhibited while an alert ${printMatchers(source)} fires${same}`;
    return [{ by: 'inhibition', now: false, words }];
  });
  return [...silenced, ...(route ? mutedIn(route, intervals) : []), ...inhibited];
}

function silencedBy({ id, matchers, until, by, comment }: AlertSilence, labels: SeriesLabels): readonly Held[] {
  // Alertmanager makes none without a matcher; such a thing would not be a silence of everything.
  const held = matchers.length === 0 ? 'no' : allHold(matchers, labels);
  if (held === 'no') return [];
  const why = [by, comment].filter((text) => text !== '').join(': ');
  const words = `silenced by silence ${id} ${printMatchers(matchers)} until ${until}${why === '' ? '' : ` (${why})`}`;
  return [{ by: 'silence', now: held === 'yes', words: held === 'yes' ? words : `perhaps ${words}` }];
}

/** Only the intervals of the route where it ends count: alertmanager v0.31.1 dispatch/route.go:121, notify/mute.go. */
function mutedIn(
  { muteIntervals = [], activeIntervals = [] }: AlertRoute,
  intervals: AlertHolds['intervals'],
): readonly Held[] {
  const isNow = (name: string): 'in' | 'out' | 'unknown' =>
    Object.hasOwn(intervals, name) ? (intervals[name] ?? 'unknown') : 'unknown';
  const muted = muteIntervals.map((name): Held => {
    const when = isNow(name);
    const then = when === 'in' ? 'which is now' : when === 'out' ? 'which is not now' : 'which may be now';
    return { by: 'interval', now: when === 'in', words: `muted in interval "${name}", ${then}` };
  });
  if (activeIntervals.length === 0) return muted;
  const states = activeIntervals.map(isNow);
  const outside = states.every((state) => state === 'out');
  const then = outside ? 'which is not now' : states.includes('in') ? 'which is now' : 'which may not be now';
  const names = activeIntervals.map((name) => `"${name}"`).join(' or ');
  return [...muted, { by: 'interval', now: outside, words: `active only in interval ${names}, ${then}` }];
}
