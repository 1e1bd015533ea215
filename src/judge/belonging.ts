import { objectsAt, stringAt } from '../kube/json.ts';
import { metricsOf } from '../lang/promql/metrics.ts';
import type { AskedMetrics } from '../lang/promql/metrics.ts';
import type { KubeObject, Profile } from '../model/index.ts';

/** Is the metric one of the application's own, by its name? */
export function isMetricOf({ metricPrefixes }: Profile, metric: string): boolean {
  return metricPrefixes.some((prefix) => metric.startsWith(prefix));
}

/** A metric of nobody: a pattern that takes it takes every metric, and is about none. */
const ANY = 'some_other_metric';

/**
 * The PrometheusRules about an application, of these: a rule in them asks for one of its metrics, or for what such a
 * rule records, in whichever of them.
 */
export function rulesAbout(profile: Profile, objects: readonly KubeObject[]): readonly KubeObject[] {
  const rules = objects.flatMap((object) =>
    objectsAt(object.body, 'spec', 'groups').flatMap((group) =>
      objectsAt(group, 'rules').map((rule) => ({
        object,
        record: stringAt(rule, 'record'),
        asks: metricsOf(stringAt(rule, 'expr') ?? ''),
      })),
    ),
  );
  const known = [...ownMetrics(profile)];
  const recorded = new Set<string>();
  const isAbout = ({ names, takes }: AskedMetrics): boolean =>
    names.some((name) => isMetricOf(profile, name) || recorded.has(name)) ||
    (known.some((name) => takes(name)) && !takes(ANY));
  // What is recorded is asked for by rules in any order, so it is looked for until nothing is new.
  for (let before = -1; before < recorded.size;) {
    before = recorded.size;
    for (const { record, asks } of rules) if (record !== undefined && isAbout(asks)) recorded.add(record);
  }
  return objects.filter((object) => rules.some((rule) => rule.object === object && isAbout(rule.asks)));
}

/** The metrics that the profile's own rules ask for. */
function ownMetrics(profile: Profile): ReadonlySet<string> {
  const rules = profile.variants.flatMap((variant) => variant.rules.flatMap((group) => group.rules));
  return new Set(rules.flatMap(({ expr }) => metricsOf(expr).names).filter((name) => isMetricOf(profile, name)));
}
