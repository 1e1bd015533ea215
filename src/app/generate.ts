/** The manifests of setup, for Git. Nothing is written to a cluster. */
import { configMapOf, isOwners } from '../backends/grafana/configmap.ts';
import { nameFor, placeAnnotations, placeLabels } from '../backends/prometheus-operator/placement.ts';
import { withPools } from '../backends/prometheus-operator/pools.ts';
import { jobsOf } from '../backends/prometheus-operator/running/jobs.ts';
import { PromwireError } from '../errors.ts';
import { leftFiles } from '../io/files/left-files.ts';
import { writeFiles } from '../io/files/write-files.ts';
import type { WrittenFiles } from '../io/files/write-files.ts';
import type { Analysis } from '../judge/analysis.ts';
import { gapText } from '../kube/gap-text.ts';
import { toJson } from '../kube/json.ts';
import { refOf } from '../kube/refs.ts';
import type { JsonObject, Labels, Manifest, Profile, ProfileVariant } from '../model/index.ts';
import { backends } from '../registry.ts';
import { dashboardJsons, dashboardsName } from './dashboard-delivery.ts';
import { DASHBOARDS, dashboardFile, filesOf, manifestsOf } from './manifests.ts';
import { variantById } from './profile.ts';
import { mustHaveNoOther } from './policy.ts';
import { propose } from './propose.ts';
import type { AlertSettings } from './kept-settings.ts';
import type { Choices, ProposeOptions, Proposal } from './propose.ts';
import { settingsAnnotation, tuned } from './settings.ts';

export interface Generated {
  readonly manifests: readonly Manifest[];
  readonly variant: ProfileVariant;
}

export interface GenerateOptions extends Pick<ProposeOptions, 'chooseStack' | 'files'> {
  /** Called with what is planned, also where it is refused afterwards. */
  readonly onProposal?: (proposal: Proposal) => void;
}

/**
 * What setup would make, computed from a cluster or files; only objects of our own. `blocked`: what cannot be wired in.
 * Throws as propose, and PromwireError 'forbidden' where not everything that decides could be seen.
 */
export async function generate(
  analysis: Analysis,
  choices: Choices,
  { onProposal, ...options }: GenerateOptions = {},
): Promise<Generated & Pick<Proposal['plan'], 'blocked'> & Pick<Proposal, 'profile'>> {
  const proposal = await propose(analysis, choices, { ...options, correct: false });
  onProposal?.(proposal);
  const { plan, profile, variant } = proposal;
  if (plan.unknown[0])
    throw new PromwireError(
      'forbidden',
      `not everything could be seen: ${gapText(plan.unknown[0])}`,
      'Give the labels by flags: --monitor-labels, --rule-labels, --monitor-namespace.',
    );
  return { manifests: await fitting(manifestsOf(plan)), variant, profile, blocked: plan.blocked };
}

/** What a cluster would tell; the rest is the profile's usual. */
export interface KnownLabels {
  /** Id of a variant of the profile; its first one by default. */
  readonly variant?: string | undefined;
  readonly settings?: AlertSettings | undefined;
  /** Where the application runs. */
  readonly namespace?: string | undefined;
  /** Where its monitor and rules go; where it runs by default. */
  readonly monitorNamespace?: string | undefined;
  readonly monitorLabels?: Labels | undefined;
  readonly ruleLabels?: Labels | undefined;
  /** `grafana_dashboard: "1"` by default. */
  readonly dashboardLabels?: Labels | undefined;
}

/** The same without any cluster, for labels that are known. Throws PromwireError 'usage'. */
export async function generateFor(profile: Profile, known: KnownLabels): Promise<Generated> {
  const [backend] = backends;
  if (!backend) throw new Error('no backend');
  const owners = [known.monitorLabels, known.ruleLabels, known.dashboardLabels]
    .flatMap((labels) => Object.keys(labels ?? {}))
    .find(isOwners);
  if (owners !== undefined)
    throw new PromwireError(
      'usage',
      `the label ${owners} says whose an object is`,
      'Leave it out: promwire sets its own.',
    );
  const shipped = variantById(profile, known.variant);
  const set = known.settings && tuned(profile, shipped, known.settings);
  const variant = set?.variant ?? shipped;
  const { namespace: app = profile.namespace } = known;
  const { monitorNamespace: namespace = app } = known;
  const { scrape } = variant;
  const name = nameFor(scrape.name, namespace, app);
  const annotations = placeAnnotations(namespace, app);
  const monitor = backend.renderMonitor(
    scrape,
    { name, namespace, labels: placeLabels(profile.id, known.monitorLabels ?? {}), annotations },
    { labels: scrape.serviceLabels, namespace: app, port: { name: scrape.port.name } },
  );
  const rules = backend.renderRules(withPools(variant.rules, jobsOf(refOf(monitor), 1)), {
    name,
    namespace,
    labels: placeLabels(profile.id, known.ruleLabels ?? {}),
    annotations: { ...settingsAnnotation(set), ...annotations },
  });
  const dashboards = configMapOf({
    name: dashboardsName(variant),
    namespace: app,
    dashboards: dashboardJsons(variant),
    labels: placeLabels(profile.id, known.dashboardLabels ?? { grafana_dashboard: '1' }),
  });
  return {
    manifests: await fitting([rules, monitor, ...(variant.dashboards.length === 0 ? [] : [dashboards])]),
    variant,
  };
}

/** What we print must be what the CRDs allow; if it is not, that is a mistake of promwire's. */
async function fitting(manifests: readonly Manifest[]): Promise<readonly Manifest[]> {
  const { objectProblems } = await import('../io/apiserver/index.ts');
  for (const manifest of manifests.filter(({ apiVersion }) => apiVersion.startsWith('monitoring.coreos.com/'))) {
    const [problem] = objectProblems(toJson<JsonObject>(manifest));
    if (problem)
      throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${problem.path.join('.')}: ${problem.message}`);
  }
  return manifests;
}

/** Paths of files, in order. */
export interface GeneratedFiles extends WrittenFiles {
  /** Those of an earlier run that this one no longer makes; they are left there. */
  readonly left: readonly string[];
}

/** Writes the manifests with a kustomization.yaml, and the dashboards as JSON. Other files, and those changed since, are overwritten with `force` only. */
export async function writeGenerated(
  folder: string,
  profile: Profile,
  { manifests, variant }: Generated,
  { force = false } = {},
): Promise<GeneratedFiles> {
  const files = filesOf(manifests, variant);
  await mustHaveNoOther(folder);
  const done = await writeFiles(folder, files, { force });
  const known = profile.variants.flatMap(({ dashboards }) => dashboards);
  const left = await leftFiles(
    folder,
    files,
    known.map((spec) => dashboardFile(spec, DASHBOARDS)),
  );
  return { ...done, left };
}
