import type { Analysis } from '../judge/analysis.ts';
import type { App } from '../world/applications.ts';
import { planFor } from '../plan/plan.ts';
import { nameOf, title } from '../kube/refs.ts';
import { PromwireError } from '../errors.ts';
import type { Plan, Profile, ProfileVariant, Reads, Stack } from '../model/index.ts';
import { backends } from '../registry.ts';
import { dashboardQueries } from '../backends/grafana/model/dashboard-queries.ts';
import { notFound } from '../judge/application.ts';
import { givenSettings, keptSettings, settingsAnnotation, tunedAsKept } from './settings.ts';
import type { Kept, Tuned } from './settings.ts';
import { dashboardWay } from './dashboard-way.ts';
import type { Given } from '../commands/kit/flags.ts';
import { profileOf, stackByName } from './read.ts';
import type { Invocation } from '../commands/kit/command.ts';

/** Where Grafana's sidecar runs, and what grafana-operator looks after. */
export const GRAFANA: readonly Reads[] = [
  { group: 'apps', kind: 'Deployment', scope: 'cluster' },
  { group: 'apps', kind: 'StatefulSet', scope: 'cluster' },
  { group: 'grafana.integreatly.org', kind: 'Grafana', scope: 'cluster' },
];

/** An application, the stack it goes into, and the plan for it. */
export interface Wiring {
  readonly analysis: Analysis;
  readonly profile: Profile;
  readonly app: App;
  readonly variant: ProfileVariant;
  readonly stack: Stack;
  readonly plan: Plan;
  /** About the dashboard: why it is not in the plan, or what its Grafana still wants. */
  readonly notes: readonly string[];
}

/**
 * Finds the application and the stack, asking where there is a choice and a person, and plans. `correct`: a monitor
 * of somebody's may be relabelled (a cluster), else only objects of our own are made (files for Git).
 */
export async function wire(invocation: Invocation, analysis: Analysis, correct: boolean): Promise<Wiring> {
  const profile = profileOf(invocation.given);
  const { app, variant: shipped } = chooseApp(invocation, analysis, profile);
  const set = await givenSettings(invocation.given, profile, shipped);
  const stack = await chooseStack(invocation, analysis, app);
  const { kept, hidden } = keptSettings(analysis.world, stack, app);
  const tuned = set ?? (kept && (await tunedAsKept(profile, shipped, kept)));
  const variant = tuned?.variant ?? shipped;
  const backend = backends.find((candidate) => candidate.id === stack.backend);
  if (!backend) throw new Error(`no backend ${stack.backend}`);
  const { manifests, notes, why } = dashboardWay(
    analysis,
    variant,
    app,
    invocation.given.text('grafanaUrl') !== undefined,
  );
  const queries = variant.dashboards.map((spec) => ({
    title: spec.title,
    queries: [...new Set(dashboardQueries(spec).map(({ expr }) => expr))],
  }));
  const plan = planFor({
    analysis,
    backend,
    app,
    variant,
    stack,
    ruleAnnotations: settingsAnnotation(tuned),
    dashboards: manifests,
    dashboardsWhy: why,
    queries,
    correct,
  });
  return {
    analysis,
    profile,
    app,
    variant,
    stack,
    plan: tuned ? plan : { ...plan, unknown: [...plan.unknown, ...hidden] },
    notes: [...notes, ...(kept ? aboutKept(invocation.given, kept, set) : [])],
  };
}

function chooseApp(
  { given }: Invocation,
  analysis: Analysis,
  profile: Profile,
): { readonly app: App; readonly variant: ProfileVariant } {
  const namespace = given.text('namespace');
  const apps = analysis.apps.filter(
    (app) => app.profile === profile.id && (namespace === undefined || app.namespace === namespace),
  );
  const [app, other] = apps;
  if (!app) throw notFound(analysis, profile, namespace);
  if (other) {
    throw new PromwireError(
      'usage',
      `${profile.title} runs more than once: ${apps.map((entry) => entry.namespace).join(', ')}`,
      'Say which with -n.',
    );
  }
  return { app, variant: variantOf(profile, given.text('variant') ?? app.variant) };
}

/** Somebody should know that settings hold that were not given now, or that some no longer hold. */
function aboutKept(given: Given, { at, text }: Kept, set: Tuned | undefined): readonly string[] {
  if (!set) return [`the alerts as set at ${at} by an earlier run; --settings default for those as shipped`];
  const whole = given.text('settings') !== undefined;
  if (whole || set.settings === text) return [];
  return [`what an earlier run set at ${at} gives way to the flags: what they do not say is as shipped`];
}

/** The variant of that id. Throws PromwireError 'usage'. */
export function variantOf(profile: Profile, id: string | undefined): ProfileVariant {
  const variant = id === undefined ? profile.variants[0] : profile.variants.find((candidate) => candidate.id === id);
  if (variant) return variant;
  throw new PromwireError(
    'usage',
    `--variant ${id ?? ''}: ${profile.id} has no such variant`,
    `Known: ${profile.variants.map((entry) => entry.id).join(', ')}.`,
  );
}

async function chooseStack({ given, terminal }: Invocation, analysis: Analysis, app: App): Promise<Stack> {
  const named = given.text('stack');
  if (named !== undefined) return stackByName(analysis, named);
  const able = analysis.stacks.filter((stack) => stack.consumes.includes('ServiceMonitor'));
  const [only, ...others] = able;
  if (!only) throw noStack(analysis);
  if (others.length === 0) return only;
  const list = able.map((stack, i) => `  ${i + 1}  ${title(stack.ref)}${takesApp(analysis, stack, app)}`);
  if (!terminal.interactive) {
    throw new PromwireError(
      'usage',
      `there are ${able.length} stacks to choose from:\n${list.join('\n')}`,
      `Say which with --stack, for example --stack ${nameOf(only.ref)}.`,
    );
  }
  terminal.err(`Several stacks could take ${app.title}:\n${list.join('\n')}\n`);
  const answer = await terminal.ask(`Which one? [1-${able.length}] `);
  const chosen = able[Number(answer) - 1];
  if (!chosen) throw new PromwireError('usage', 'no stack chosen', 'Say which with --stack NS/NAME.');
  return chosen;
}

function takesApp(analysis: Analysis, stack: Stack, app: App): string {
  const taken = app.services.some((service) =>
    analysis.reaching(service).some((object) => analysis.selected(object, stack)),
  );
  return taken ? '  (selects a monitor of it already)' : '';
}

/** No Prometheus at all, or none that may be seen. */
function noStack(analysis: Analysis): PromwireError {
  const { world } = analysis;
  const [gap] = ['Prometheus', 'PrometheusAgent'].flatMap((kind) => world.gaps('monitoring.coreos.com', kind));
  if (gap)
    return new PromwireError(
      'forbidden',
      `no Prometheus could be looked for: ${gap.detail}`,
      world.snapshot.source === 'files'
        ? 'Give the file with the Prometheus object to --from too, or give generate the labels by flags.'
        : 'Ask for the right to list prometheuses.monitoring.coreos.com, or use generate with labels given by flags.',
    );
  const absent = world.snapshot.gaps.some(
    (entry) => entry.reason === 'crd-missing' && entry.reads.kind === 'Prometheus',
  );
  const message = absent
    ? 'the Prometheus Operator is not installed here: the API server does not know the kind Prometheus'
    : 'no Prometheus or PrometheusAgent object exists here';
  return new PromwireError(
    'failed',
    message,
    'Install a stack such as kube-prometheus-stack first. promwire generate --monitor-labels … writes manifests without it.',
  );
}
