import { dashboardQueries } from '../backends/grafana/model/dashboard-queries.ts';
import { PromwireError } from '../errors.ts';
import type { Analysis } from '../judge/analysis.ts';
import { notFound, variantNotKnown } from '../judge/application.ts';
import type {
  ApplicationProfile,
  NamedObject,
  Plan,
  Profile,
  ProfileVariant,
  Reads,
  Ref,
  Scrape,
  Stack,
} from '../model/index.ts';
import { planFor } from '../plan/plan.ts';
import { backends } from '../registry.ts';
import { asVariant, isAsleep } from '../world/applications.ts';
import type { App } from '../world/applications.ts';
import { dashboardDelivery } from './dashboard-delivery.ts';
import { chooseStack } from './choose-stack.ts';
import type { StackChoice } from './choose-stack.ts';
import { variantById } from './profile.ts';
import { chooseSettings, keptSettings } from './kept-settings.ts';
import type { AlertSettings } from './kept-settings.ts';
import type { Ask } from './ask.ts';
import { asScraped } from './metrics/with-data.ts';
import { goingAlerts } from './metrics/going-alerts.ts';
import { overLimits } from './metrics/limits.ts';
import { sharingJob } from './metrics/same-job.ts';
import { scrapedOtherwise } from './metrics/scraped-otherwise.ts';
import { refOf, sameRef, title } from '../kube/refs.ts';
import { applicationWord, nameWord } from '../kube/shell.ts';
import type { Word } from '../kube/shell.ts';
import { after } from '../plan/world-after.ts';
import { seriesLabels } from '../backends/prometheus-operator/discovery/series-labels.ts';
import type { SeriesLabels } from '../backends/prometheus-operator/discovery/series-labels.ts';
import type { NamedApplication } from './metrics/application.ts';
import { settingsAnnotation } from './settings.ts';
import { waitingNotes } from './waiting-alerts.ts';
import { scrapeOf } from '../backends/prometheus-operator/discovery/scrape-of.ts';
import { isOurs } from '../kube/owner.ts';

/** Where Grafana's sidecar runs, and what grafana-operator looks after. */
export const GRAFANA: readonly Reads[] = [
  { group: 'apps', kind: 'Deployment', scope: 'cluster' },
  { group: 'apps', kind: 'StatefulSet', scope: 'cluster' },
  { group: 'grafana.integreatly.org', kind: 'Grafana', scope: 'cluster' },
];

/** Read besides where an application is named by one. */
export const DAEMONS: readonly Reads[] = [{ group: 'apps', kind: 'DaemonSet', scope: 'namespace' }];

/** What is wanted of a proposal; what is left out is found in the cluster. */
export type Choices = OtherChoices &
  (
    | { readonly profile: Profile; readonly application?: undefined }
    /** One that no profile knows, looked up by an object of it. */
    | { readonly application: NamedApplication; readonly profile?: undefined }
  );

interface OtherChoices {
  /** Its id. Default: that of the version that runs. */
  readonly variant?: string | undefined;
  /** "NS/NAME" or "NAME". Default: the only one, the one that takes what promwire made, or what `chooseStack` answers. */
  readonly stack?: string | undefined;
  /** Where the application runs. */
  readonly namespace?: string | undefined;
  /** Added to those of an earlier run, or instead of them. */
  readonly settings?: AlertSettings | undefined;
  /** Also where a job that no monitor makes scrapes the application already. */
  readonly twice?: boolean | undefined;
}

export interface ProposeOptions {
  /** Monitors of other owners may be relabelled (a cluster); else only our own objects are made (files for Git). */
  readonly correct: boolean;
  /** The files that were read, by which a command names them. */
  readonly files?: readonly string[];
  /** The dashboards go through Grafana's API, so no objects are made of them. */
  readonly dashboardsByApi?: boolean;
  /** How the Prometheus of a stack is asked, to leave out panels without data of an application that no profile knows. */
  readonly askIn?: ((stack: Stack) => Promise<Ask>) | undefined;
  /** Picks one of several stacks that could take the application. Without it several are an error 'usage'. */
  readonly chooseStack?: ((stacks: readonly StackChoice[], app: App) => Promise<Stack>) | undefined;
}

/** An application, the stack it goes into, and the plan for it. */
export interface Proposal {
  readonly analysis: Analysis;
  readonly profile: Profile;
  /** By what it was named, if not by its profile. */
  readonly object?: NamedObject;
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
  const { application: known, settings, twice = false } = choices;
  const { app, profile, variantOf } = known
    ? { app: known.app, profile: known.profileFor(), variantOf: (of: Profile) => variantById(of, choices.variant) }
    : chooseApp(analysis, choices.profile, choices);
  const { stack, note } = await chooseStack(analysis, app, choices.stack, options.chooseStack);
  const planned = async (of: Profile): Promise<Proposal> => {
    const proposal = await planOf(analysis, { ...options, known, profile: of, app, stack, settings, variantOf, twice });
    return { ...proposal, notes: [...(known?.notes ?? []), ...(note === undefined ? [] : [note]), ...proposal.notes] };
  };
  const proposal = await planned(profile);
  const series = known && seriesOf(proposal);
  if (!known || !series) return proposal;
  const theirs = theirScrape(proposal);
  const shared = theirs || series === 'open' ? undefined : sharedJob(proposal, series);
  if (shared && series !== 'open') {
    const job = `${series.job}-${app.port}`;
    const apart = await planned(known.profileFor({ ...series, job }, { job }));
    const text = `its series get job ${job}, since ${title(shared)} gives those of another port or path of it job ${series.job}`;
    return { ...apart, notes: [...apart.notes, text] };
  }
  if (!theirs && series !== 'open' && sameSeries(series, known.usual)) return proposal;
  // What its series are called is up to the monitor, its scrape class and where it goes.
  const again = await planned(known.profileFor(series, theirs));
  const texts = [
    ...(again.variant.rules.length > 0 ? [] : [WITHOUT_ALERTS]),
    ...(theirs?.honorLabels === true && known.ownLabels > 0
      ? [
          `metrics without an alert or a panel: ${known.ownLabels}, since the monitor honours labels (honorLabels) and they bring some that targets have too (namespace, pod, job …)`,
        ]
      : []),
  ];
  return { ...again, notes: [...again.notes, ...texts] };
}

const WITHOUT_ALERTS =
  'no alerts and no dashboard: relabelings, or the enforcedNamespaceLabel of the stack, decide what its series are called (job and namespace)';

/** The monitor of another owner that gives series of another port of the application the labels of ours. */
function sharedJob({ analysis, app, stack, plan }: Proposal, series: SeriesLabels): Ref | undefined {
  const [own] = plan.expectations.flatMap((each) => (each.kind === 'target-up' ? [each.monitor] : []));
  return own && sharingJob(after(analysis, plan.changes), { app, stack, own }, series);
}

function sameSeries(one: SeriesLabels, other: SeriesLabels): boolean {
  return one.job === other.job && one.namespace === other.namespace;
}

/** The application of a proposal as a file; undefined: a profile knows it. */
export function fileOf(proposal: Proposal, { application }: Choices): ApplicationProfile | undefined {
  const series = seriesOf(proposal);
  return application?.fileFor(series === 'open' ? undefined : series?.job, theirScrape(proposal));
}

/** What a monitor of another owner that stays decides about the scrape; undefined: ours does, or nothing. */
function theirScrape({ analysis, app: { target }, stack, plan }: Proposal): Partial<Scrape> | undefined {
  const [ref] = plan.expectations.flatMap((each) => (each.kind === 'target-up' ? [each.monitor] : []));
  const object = ref && analysis.world.get(ref);
  const monitor = object && !isOurs(object) ? analysis.monitor(object) : undefined;
  return monitor && target && scrapeOf(monitor, stack, target.path);
}

/** The labels of an application's series once a plan is carried out; undefined: nothing tells. */
function seriesOf({ analysis, app: { target, services }, stack, plan }: Proposal): SeriesLabels | 'open' | undefined {
  const [ref] = plan.expectations.flatMap((each) => (each.kind === 'target-up' ? [each.monitor] : []));
  const then = after(analysis, plan.changes);
  const object = ref && then.world.get(ref);
  const monitor = object && then.monitor(object);
  if (!monitor || !target) return undefined;
  return seriesLabels(then.world, monitor, stack, ({ found, service }, { path }) => {
    const isPod = target.pods.some((each) => found.podRef !== undefined && sameRef(each, found.podRef));
    const isService = service !== undefined && services.some((each) => sameRef(each, refOf(service)));
    return found.port === target.number && path === target.path && (isPod || isService);
  });
}

interface Wanted
  extends
    Pick<ProposeOptions, 'correct' | 'files' | 'dashboardsByApi' | 'askIn'>,
    Pick<Proposal, 'profile' | 'app' | 'stack'> {
  readonly known: NamedApplication | undefined;
  readonly settings: AlertSettings | undefined;
  readonly twice: boolean;
  readonly variantOf: (profile: Profile) => ProfileVariant;
}

async function planOf(
  analysis: Analysis,
  { known, profile, app, stack, settings, variantOf, twice, correct, files, dashboardsByApi, askIn }: Wanted,
): Promise<Proposal> {
  const shipped = variantOf(profile);
  const { kept, hidden } = keptSettings(analysis.world, stack, app);
  const chosen = await chooseSettings(profile, shipped, settings, kept);
  const whole = chosen.tuned?.variant ?? shipped;
  const ask = known && (await askIn?.(stack));
  const { variant, notes: empty } = ask ? await asScraped(whole, ask) : { variant: whole, notes: [] };
  const backend = backends.find((candidate) => candidate.id === stack.backend);
  if (!backend) throw new Error(`no backend ${stack.backend}`);
  const { manifests, notes, why } = dashboardDelivery(analysis, variant, app, stack, dashboardsByApi);
  const delivered = manifests.length > 0 || dashboardsByApi === true;
  const waiting = app.target?.file === undefined ? [] : waitingNotes(profile, whole, chosen.set);
  const queries = variant.dashboards.map((spec) => ({
    title: spec.title,
    queries: [...new Set(dashboardQueries(spec).map(({ expr }) => expr))],
  }));
  const bare = planFor({
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
    correct,
    ...(files ? { files } : {}),
    ...(known ? { choice: known.choice } : {}),
  });
  const otherwise = known && (await scrapedOtherwise({ analysis, app, stack, plan: bare }, ask, twice));
  const over = known ? overLimits({ stack, plan: bare, samples: known.samples }) : [];
  const plan = { ...bare, blocked: [...bare.blocked, ...(otherwise?.blocked ?? []), ...over] };
  return {
    analysis,
    profile,
    ...(known ? { object: known.object } : {}),
    app,
    variant,
    stack,
    plan: settings?.whole === true ? plan : { ...plan, unknown: [...plan.unknown, ...hidden] },
    notes: [
      ...notes,
      ...(delivered ? empty : []),
      ...waiting,
      ...chosen.notes,
      ...(otherwise?.notes ?? []),
      ...(known && app.target?.file === undefined ? goingAlerts(analysis, plan, shipped) : []),
    ],
  };
}

/** The words by which the application of a proposal is named in a command. */
export function namedBy({ app, profile }: Pick<Proposal, 'app' | 'profile'>): Word {
  return app.target ? applicationWord(app.target) : nameWord(profile.id);
}

function chooseApp(
  analysis: Analysis,
  profile: Profile,
  { namespace, variant }: OtherChoices,
): {
  readonly app: App;
  readonly profile: Profile;
  readonly variantOf: (profile: Profile) => ProfileVariant;
} {
  const apps = analysis.apps.filter(
    (app) => app.profile === profile.id && (namespace === undefined || app.namespace === namespace),
  );
  const awake = apps.filter((app) => !isAsleep(analysis.world, app));
  const [app, other] = awake.length > 0 ? awake : apps;
  if (!app) throw notFound(analysis, profile, namespace);
  if (other) {
    throw new PromwireError(
      'usage',
      `${profile.title} runs more than once: ${apps.map((entry) => entry.namespace).join(', ')}`,
      'Say which with -n.',
    );
  }
  const id = variant ?? app.variant;
  if (id === undefined) throw variantNotKnown(analysis, profile, app);
  const chosen = variantById(profile, id);
  return { app: asVariant(app, chosen), profile, variantOf: () => chosen };
}
