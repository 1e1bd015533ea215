import { objectsAt, stringAt } from '../kube/json.ts';
import { groupOf, refOf, title } from '../kube/refs.ts';
import { metricsOf } from '../lang/promql/metrics.ts';
import type { AskedMetrics } from '../lang/promql/metrics.ts';
import { beginningsOf } from '../lang/re2/beginnings.ts';
import type { Gap, KubeObject, Profile } from '../model/index.ts';

/** Is the metric one of the application's own, by its name? */
export function isMetricOf({ metricPrefixes }: Profile, metric: string): boolean {
  return metricPrefixes.some((prefix) => metric.startsWith(prefix));
}

/** A PrometheusRule of which it is not known whether it is about an application, and which of its rules is the reason. */
interface UnclearRule {
  readonly object: KubeObject;
  /** Name of the alert, or of what is recorded. */
  readonly rule: string;
}

/** The PrometheusRules about an application, and those that may be. No object is in both. */
interface RulesAbout {
  readonly about: readonly KubeObject[];
  readonly unclear: readonly UnclearRule[];
}

/** One rule of an object, with what it asks for. */
interface Rule extends UnclearRule {
  readonly record: string | undefined;
  readonly asks: AskedMetrics;
}

/**
 * The PrometheusRules about an application, of these: a rule in them asks for one of its metrics, or for what such a
 * rule records, in whichever of them. A pattern counts if all that it takes is the application's. `unclear`: Prometheus
 * cannot read the expression, and a word in it is such a name.
 */
export function rulesAbout(profile: Profile, objects: readonly KubeObject[]): RulesAbout {
  const rules = objects.flatMap(rulesOf);
  const sure = closure(
    rules.filter(({ asks }) => asks.kind === 'read'),
    (name) => isMetricOf(profile, name),
    (pattern) => beginningsOf(pattern).every((beginning) => isMetricOf(profile, beginning)),
  );
  // Recorded by a rule that may be about it: what asks for that may be, too.
  const possible = closure(
    rules,
    (name) => isMetricOf(profile, name) || sure.recorded.has(name),
    () => false,
  );
  const about = new Set(sure.rules.map(({ object }) => object));
  const unclear = possible.rules.filter((rule) => !about.has(rule.object));
  return {
    about: objects.filter((object) => about.has(object)),
    unclear: objects.flatMap((object) => unclear.find((rule) => rule.object === object) ?? []),
  };
}

/** The gap that an unclear rule leaves in what is known of an application. */
export function unclearGap(profile: Profile, { object, rule }: UnclearRule): Gap {
  const { apiVersion, kind, metadata } = object;
  const { namespace } = metadata;
  const reads = { group: groupOf(apiVersion), kind, ...(namespace === undefined ? {} : { namespace }) };
  const sentence = `Whether ${title(refOf(object))} is about ${profile.title} is not known: its rule ${rule}, or a rule that ${rule} asks for, has an expression that cannot be read.`;
  return { reason: 'not-read', reads, sentence, origin: object.origin };
}

function rulesOf(object: KubeObject): readonly Rule[] {
  return objectsAt(object.body, 'spec', 'groups').flatMap((group) =>
    objectsAt(group, 'rules').map((rule) => {
      const record = stringAt(rule, 'record');
      const name = record ?? stringAt(rule, 'alert') ?? '';
      return { object, rule: name, record, asks: metricsOf(stringAt(rule, 'expr') ?? '') };
    }),
  );
}

/** The rules that ask for a name or a pattern that is asked about, or for what one of these rules records. */
function closure(
  rules: readonly Rule[],
  isName: (name: string) => boolean,
  isPattern: (pattern: string) => boolean,
): { readonly rules: readonly Rule[]; readonly recorded: ReadonlySet<string> } {
  const recorded = new Set<string>();
  const asksFor = ({ asks }: Rule): boolean => {
    const names = asks.kind === 'read' ? asks.names : asks.words;
    if (names.some((name) => isName(name) || recorded.has(name))) return true;
    return asks.kind === 'read' && asks.patterns.some(isPattern);
  };
  // What is recorded is asked for by rules in any order, so it is looked for until nothing is new.
  for (let before = -1; before < recorded.size;) {
    before = recorded.size;
    for (const rule of rules) if (rule.record !== undefined && asksFor(rule)) recorded.add(rule.record);
  }
  return { rules: rules.filter(asksFor), recorded };
}
