/** Settings of alerts as a person writes them, and one layer of them over another. */
import { own } from '../kube/json.ts';
import type { Labels } from '../model/index.ts';

/** Settings as a person writes them: the profile's own by name, and also `labels` and `alerts`. */
export interface WrittenSettings {
  readonly values: Readonly<Record<string, string | number>>;
  /** On every alert. */
  readonly labels: Labels;
  readonly alerts: Readonly<Record<string, AlertChoice>>;
}

export interface AlertChoice {
  readonly enabled?: boolean;
  readonly severity?: string;
  readonly labels?: Labels;
}

/** Everything as it is shipped. */
export const nothingSet: WrittenSettings = { values: {}, labels: {}, alerts: {} };

/** `more` over `base`: what `more` does not name stays. */
export function layered(base: WrittenSettings, more: WrittenSettings): WrittenSettings {
  const alerts = Object.entries(more.alerts).map(
    ([name, choice]) => [name, over(own(base.alerts, name), choice)] as const,
  );
  return {
    values: { ...base.values, ...more.values },
    labels: { ...base.labels, ...more.labels },
    alerts: { ...base.alerts, ...Object.fromEntries(alerts) },
  };
}

/** The later choice wins; giving a severity to a disabled alert enables it. */
function over({ enabled, labels, ...before }: AlertChoice = {}, choice: AlertChoice): AlertChoice {
  const stays = enabled === undefined || (!enabled && choice.severity !== undefined) ? {} : { enabled };
  const both = labels || choice.labels ? { labels: { ...labels, ...choice.labels } } : {};
  return { ...before, ...stays, ...choice, ...both };
}
