import type { Expectation, KubeObject, RuleGroup } from '../model.ts';
import { mendTheSource } from './advice.ts';
import { nameFor, ourLabels, placeAnnotations, placeOf, preferredNamespaces } from './place.ts';
import { isOurWork, NOTHING, occupied } from './plan-part.ts';
import type { Part, PlanInput } from './plan-part.ts';
import { nameOf, refOf, title } from './refs.ts';
import { INSTEAD_OF } from './idle.ts';

/** The alerting and recording rules of the profile, where the stack evaluates rules. */
export function rulesPart(input: PlanInput): Part {
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
  const place = placeOf(
    analysis.world,
    stack,
    'PrometheusRule',
    preferredNamespaces(analysis.world, app.namespace, stack.ref),
    ourLabels(app.profile),
  );
  if (place.kind === 'unknown') return { ...NOTHING, unknown: place.gaps };
  if (place.kind === 'blocked')
    return { ...NOTHING, blocked: [{ object: stack.ref, why: place.why, remedy: place.remedy }] };
  const idle = idleRules(input);
  const annotations = idle.length > 0 ? { [INSTEAD_OF]: idle.map((object) => nameOf(refOf(object))).join(',') } : {};
  const manifest = backend.renderRules(variant.rules, {
    name: nameFor(variant.scrape.name, place.namespace, app.namespace),
    namespace: place.namespace,
    labels: place.labels,
    annotations: { ...annotations, ...placeAnnotations(place.namespace, app.namespace) },
  });
  const taken = occupied(input, manifest);
  if (taken) return { ...NOTHING, blocked: [taken] };
  return {
    ...NOTHING,
    changes: [{ action: 'apply', step: 'rules', manifest, why: `alerts for ${app.title}` }],
    advice: idle.flatMap((object) => mendTheSource(object, stack, undefined)),
    expectations: [
      {
        kind: 'rule-loaded',
        stack: stack.ref,
        rule: refOf(manifest),
        groups: variant.rules.map((group) => group.name),
        rules: namesOf(variant.rules),
      },
    ],
  };
}

/** Somebody else's rules about the application that the stack does not take. */
function idleRules(input: PlanInput): readonly KubeObject[] {
  const { analysis, app, stack } = input;
  return analysis.world
    .inNamespace('monitoring.coreos.com', 'PrometheusRule', app.namespace)
    .filter(
      (object) =>
        !isOurWork(input, object) &&
        !analysis.selected(object, stack) &&
        JSON.stringify(object.body['spec'] ?? null).includes(`${app.profile}_`),
    );
}

function namesOf(groups: readonly RuleGroup[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    groups.map((group) => [group.name, group.rules.map((rule) => ('alert' in rule ? rule.alert : rule.record))]),
  );
}

/** Dashboards for whatever Grafana is there, and the queries that must answer. */
export function dashboardPart({ analysis, app, dashboards, dashboardsWhy, queries, stack, variant }: PlanInput): Part {
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
      ...dashboards.map((manifest): Expectation => ({ kind: 'dashboard-present', object: refOf(manifest) })),
    ],
  };
}
