import type {
  Advice,
  Blocked,
  Expectation,
  ExpectedRule,
  KubeObject,
  Manifest,
  ProfileVariant,
  Ref,
  RuleGroup,
  Stack,
} from '../model/index.ts';
import { mendTheSource } from './advice.ts';
import type { App } from '../world/applications.ts';
import {
  nameFor,
  ourLabels,
  placeAnnotations,
  placeOf,
  preferredNamespaces,
} from '../backends/prometheus-operator/placement.ts';
import type { Place } from '../backends/prometheus-operator/placement.ts';
import { isOurWork, NOTHING, occupied } from './part.ts';
import type { Part, PlanInput } from './part.ts';
import { enforcedOn } from '../backends/prometheus-operator/enforcement.ts';
import { asObject } from '../kube/json.ts';
import { nameOf, refOf, title } from '../kube/refs.ts';
import { rulesAbout, unclearGap } from '../judge/belonging.ts';
import { gapText } from '../kube/gap-text.ts';
import { INSTEAD_OF } from '../judge/idle.ts';
import { withPools } from '../backends/prometheus-operator/pools.ts';
import type { PartialView } from '../backends/prometheus-operator/partial-view.ts';
import type { World } from '../world/world.ts';

/**
 * The alerting and recording rules of the profile, where the stack evaluates rules. `pools`: in which the application is
 * scraped. `partial`: why not every Prometheus that evaluates them holds all targets; then alerts on what is absent would
 * be false in some, and are left out.
 */
export function rulesPart(
  input: PlanInput,
  pools: readonly string[],
  partial?: PartialView,
  monitors: readonly Ref[] = [],
): Part {
  const { analysis, backend, app, variant, stack } = input;
  if (variant.rules.length === 0) return NOTHING;
  if (!stack.consumes.includes('PrometheusRule')) {
    return {
      ...NOTHING,
      advice: [
        {
          text: `${title(stack.ref)} evaluates no rules, so none are made: choose a Prometheus with --stack for alerts.`,
        },
      ],
    };
  }
  const place = rulesPlace(analysis.world, stack, app);
  if (place.kind === 'unknown') return { ...NOTHING, unknown: place.gaps };
  if (place.kind === 'blocked')
    return { ...NOTHING, blocked: [{ object: stack.ref, why: place.why, remedy: place.remedy }] };
  const { idle, advice } = idleRules(input);
  const annotations = idle.length > 0 ? { [INSTEAD_OF]: idle.map((object) => nameOf(refOf(object))).join(',') } : {};
  const groups = withPools(partial ? withoutAbsence(variant) : variant.rules, pools);
  const manifest = backend.renderRules(groups, {
    name: nameFor(variant.scrape.name, place.namespace, app.namespace),
    namespace: place.namespace,
    labels: place.labels,
    annotations: { ...input.ruleAnnotations, ...annotations, ...placeAnnotations(place.namespace, app.namespace) },
  });
  const taken = occupied(input, manifest) ?? blind(input, manifest, monitors);
  if (taken) return { ...NOTHING, blocked: [taken] };
  return {
    ...NOTHING,
    changes: [{ action: 'apply', step: 'rules', manifest, why: `alerts for ${app.title}` }],
    advice: [
      ...leftOut(variant, partial),
      ...advice,
      ...idle.flatMap((object) => mendTheSource(analysis, object, stack, undefined, input.correct)),
    ],
    expectations: [
      {
        kind: 'rule-loaded',
        stack: stack.ref,
        rule: refOf(manifest),
        groups: groups.map((group) => group.name),
        rules: expectedRules(groups),
        ...(stack.restrictions.enforcedNamespaceLabel === undefined ? {} : { rewritten: true as const }),
      },
    ],
  };
}

/**
 * An enforced namespace label has rules see series of monitors of their own namespace alone: of another one no alert fires,
 * but for those on what is absent, which do for ever.
 */
function blind({ stack }: PlanInput, rule: Manifest, monitors: readonly Ref[]): Blocked | undefined {
  const label = enforcedOn(refOf(rule), stack);
  const home = rule.metadata.namespace ?? '';
  const other = monitors.find((ref) => ref.namespace !== home || enforcedOn(ref, stack) === undefined);
  if (label === undefined || !other) return undefined;
  const theirs = enforcedOn(other, stack) === undefined ? `no label ${label}` : `${label}="${other.namespace ?? ''}"`;
  return {
    object: stack.ref,
    why: `Rules can only go to namespace ${home}, where ${title(stack.ref)} has them ask for ${label}="${home}" (spec.enforcedNamespaceLabel), and the series of ${title(other)} have ${theirs}: no alert would see them.`,
    remedy: `Have ${title(stack.ref)} take rules and monitors of one namespace (spec.ruleNamespaceSelector), or except ${title(refOf(rule))} from it (spec.excludedFromEnforcement).`,
  };
}

/** Where the rules about an application go. */
export function rulesPlace(world: World, stack: Stack, { namespace, profile }: App): Place {
  const namespaces = preferredNamespaces(world, namespace, stack.ref);
  return placeOf(world, stack, 'PrometheusRule', namespaces, ourLabels(profile));
}

function withoutAbsence({ rules, absenceAlerts = [] }: ProfileVariant): readonly RuleGroup[] {
  return rules
    .map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => !('alert' in rule && absenceAlerts.includes(rule.alert))),
    }))
    .filter((group) => group.rules.length > 0);
}

function leftOut({ rules, absenceAlerts = [] }: ProfileVariant, partial: PartialView | undefined): readonly Advice[] {
  const made = rules.flatMap((group) => group.rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : [])));
  const names = absenceAlerts.filter((name) => made.includes(name)).join(', ');
  if (!partial || names === '') return [];
  const text = `Without alerts that a Prometheus without targets would raise though all is well (${names}): ${partial.why}.`;
  return [{ text: partial.remedy === undefined ? text : `${text} ${partial.remedy}` }];
}

/** Rules of another owner about the application that the stack does not take, and a line on those that may be. */
function idleRules(input: PlanInput): {
  readonly idle: readonly KubeObject[];
  readonly advice: readonly Advice[];
} {
  const { analysis, app, stack } = input;
  const profile = analysis.rulebook.profiles.find(({ id }) => id === app.profile);
  if (!profile) return { idle: [], advice: [] };
  const { about, unclear } = rulesAbout(profile, analysis.world.all('monitoring.coreos.com', 'PrometheusRule'));
  const isIdle = (object: KubeObject): boolean =>
    object.metadata.namespace === app.namespace && !isOurWork(input, object) && !analysis.selected(object, stack);
  return {
    idle: about.filter(isIdle),
    advice: unclear
      .filter(({ object }) => isIdle(object))
      .map((rule) => ({ text: `${gapText(unclearGap(profile, rule))} It does not count as alerts on it.` })),
  };
}

function expectedRules(groups: readonly RuleGroup[]): Readonly<Record<string, readonly ExpectedRule[]>> {
  return Object.fromEntries(
    groups.map((group) => [
      group.name,
      group.rules.map((rule) => ({ name: 'alert' in rule ? rule.alert : rule.record, expr: rule.expr })),
    ]),
  );
}

/** Dashboards for whatever Grafana is there, and the queries that must answer; `everyShard`: in each shard. */
export function dashboardPart(
  { analysis, app, dashboards, dashboardsWhy, queries, stack, variant }: PlanInput,
  everyShard: boolean,
): Part {
  // Series of another installation would answer for this one.
  const others = analysis.apps.some(({ profile, namespace }) => profile === app.profile && namespace !== app.namespace);
  const here = others ? ` and on (job, instance) up{namespace="${app.namespace}"}` : '';
  const series = variant.expectations.flatMap((expectation): readonly Expectation[] =>
    expectation.kind === 'series-present'
      ? [
          {
            kind: 'series-present',
            stack: stack.ref,
            query: here === '' ? expectation.query : `(${expectation.query})${here}`,
            title: expectation.query,
            ...(expectation.pendingUntil === undefined ? {} : { pendingWhenEmpty: expectation.pendingUntil }),
            ...(everyShard ? { everyShard } : {}),
          },
        ]
      : [],
  );
  return {
    ...NOTHING,
    changes: dashboards.map((manifest) => ({
      action: 'apply',
      step: 'dashboard',
      manifest,
      why: dashboardsWhy ?? 'for Grafana',
    })),
    expectations: [
      ...series,
      ...(dashboards.length === 0
        ? []
        : queries.map((entry): Expectation => ({ kind: 'queries-succeed', stack: stack.ref, ...entry }))),
      ...dashboards.map((manifest): Expectation => ({
        kind: 'dashboard-present',
        object: refOf(manifest),
        ...(manifest.metadata.labels === undefined ? {} : { labels: manifest.metadata.labels }),
        ...(manifest.kind === 'ConfigMap' ? { keys: Object.keys(asObject(manifest['data'])) } : {}),
      })),
    ],
  };
}
