import { gapText } from '../kube/gap-text.ts';
import { dashboardQueries } from '../backends/grafana/model/dashboard-queries.ts';
import { PromwireError } from '../errors.ts';
import type { Analysis } from '../judge/analysis.ts';
import { notFound } from '../judge/application.ts';
import { nameOf, title } from '../kube/refs.ts';
import type { Plan, Profile, ProfileVariant, Reads, Stack } from '../model/index.ts';
import { planFor } from '../plan/plan.ts';
import { backends } from '../registry.ts';
import type { App } from '../world/applications.ts';
import { dashboardDelivery } from './dashboard-delivery.ts';
import { stackByName } from './lookup.ts';
import { variantById } from './profile.ts';
import { chooseSettings, keptSettings } from './kept-settings.ts';
import type { AlertSettings } from './kept-settings.ts';
import { settingsAnnotation } from './settings.ts';

/** Where Grafana's sidecar runs, and what grafana-operator looks after. */
export const GRAFANA: readonly Reads[] = [
  { group: 'apps', kind: 'Deployment', scope: 'cluster' },
  { group: 'apps', kind: 'StatefulSet', scope: 'cluster' },
  { group: 'grafana.integreatly.org', kind: 'Grafana', scope: 'cluster' },
];

/** What is wanted of a proposal; what is left out is found in the cluster. */
export interface Choices {
  readonly profile: Profile;
  /** Its id. Default: that of the version that runs. */
  readonly variant?: string | undefined;
  /** "NS/NAME" or "NAME". Default: the only one, or what `chooseStack` answers. */
  readonly stack?: string | undefined;
  /** Where the application runs. */
  readonly namespace?: string | undefined;
  /** Added to those of an earlier run, or instead of them. */
  readonly settings?: AlertSettings | undefined;
}

export interface ProposeOptions {
  /** Monitors of other owners may be relabelled (a cluster); else only our own objects are made (files for Git). */
  readonly correct: boolean;
  /** The dashboards go through Grafana's API, so no objects are made of them. */
  readonly dashboardsByApi?: boolean;
  /** Picks one of several stacks that could take the application. Without it several are an error 'usage'. */
  readonly chooseStack?: ((stacks: readonly StackChoice[], app: App) => Promise<Stack>) | undefined;
}

/** A stack that could take the application. */
export interface StackChoice {
  readonly stack: Stack;
  /** It selects a monitor of the application already. */
  readonly taken: boolean;
}

/** An application, the stack it goes into, and the plan for it. */
export interface Proposal {
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
 * Finds the application and the stack, and plans. Throws PromwireError: 'usage' (a choice is open, or not possible),
 * 'forbidden' (what decides may not be read), 'failed' (no application, no stack).
 */
export async function propose(analysis: Analysis, choices: Choices, options: ProposeOptions): Promise<Proposal> {
  const { profile, settings } = choices;
  const { app, variant: shipped } = chooseApp(analysis, choices);
  const stack = await chooseStack(analysis, app, choices.stack, options.chooseStack);
  const { kept, hidden } = keptSettings(analysis.world, stack, app);
  const chosen = await chooseSettings(profile, shipped, settings, kept);
  const variant = chosen.tuned?.variant ?? shipped;
  const backend = backends.find((candidate) => candidate.id === stack.backend);
  if (!backend) throw new Error(`no backend ${stack.backend}`);
  const { manifests, notes, why } = dashboardDelivery(analysis, variant, app, options.dashboardsByApi);
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
    settings: chosen.changes,
    ruleAnnotations: settingsAnnotation(chosen.tuned),
    dashboards: manifests,
    dashboardsWhy: why,
    queries,
    correct: options.correct,
  });
  return {
    analysis,
    profile,
    app,
    variant,
    stack,
    plan: settings?.whole === true ? plan : { ...plan, unknown: [...plan.unknown, ...hidden] },
    notes: [...notes, ...chosen.notes],
  };
}

function chooseApp(
  analysis: Analysis,
  { profile, namespace, variant }: Choices,
): { readonly app: App; readonly variant: ProfileVariant } {
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
  return { app, variant: variantById(profile, variant ?? app.variant) };
}

async function chooseStack(
  analysis: Analysis,
  app: App,
  named: string | undefined,
  choose: ProposeOptions['chooseStack'],
): Promise<Stack> {
  if (named !== undefined) return stackByName(analysis, named);
  const able = analysis.stacks
    .filter((stack) => stack.consumes.includes('ServiceMonitor'))
    .map((stack) => ({ stack, taken: takesApp(analysis, stack, app) }));
  const [only, ...others] = able;
  if (!only) throw noStack(analysis);
  if (others.length === 0) return only.stack;
  if (choose) return await choose(able, app);
  throw new PromwireError(
    'usage',
    `there are ${able.length} stacks to choose from:\n${stackLines(able).join('\n')}`,
    `Say which with --stack, for example --stack ${nameOf(only.stack.ref)}.`,
  );
}

/** Stacks to choose from, numbered from 1. */
export function stackLines(stacks: readonly StackChoice[]): readonly string[] {
  return stacks.map(
    ({ stack, taken }, i) => `  ${i + 1}  ${title(stack.ref)}${taken ? '  (selects a monitor of it already)' : ''}`,
  );
}

function takesApp(analysis: Analysis, stack: Stack, app: App): boolean {
  return app.services.some((service) => analysis.reaching(service).some((object) => analysis.selected(object, stack)));
}

/** No Prometheus at all, or none that may be seen. */
function noStack(analysis: Analysis): PromwireError {
  const { world } = analysis;
  const [gap] = ['Prometheus', 'PrometheusAgent'].flatMap((kind) => world.gaps('monitoring.coreos.com', kind));
  if (gap)
    return new PromwireError(
      'forbidden',
      `no Prometheus could be looked for: ${gapText(gap)}`,
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
