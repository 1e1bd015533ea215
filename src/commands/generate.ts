import { configMapOf } from '../backends/grafana/configmap.ts';
import { nameFor, placeAnnotations, placeLabels } from '../backends/prometheus-operator/placement.ts';
import { PromwireError } from '../errors.ts';
import { leftFiles } from '../io/files/left-files.ts';
import { writeFiles } from '../io/files/write-files.ts';
import type { Manifest, Profile } from '../model/index.ts';
import { backends } from '../registry.ts';
import { plain, visible } from '../render/text/style.ts';
import { planText } from '../render/text/plan.ts';
import { givenSettings, settingsAnnotation } from '../app/settings.ts';
import { dashboardJsons, dashboardsName } from '../app/dashboard-way.ts';
import { FLAGS, labels } from './kit/flags.ts';
import type { FlagKey } from './kit/flags.ts';
import { DASHBOARDS, dashboardFile, filesOf, manifestsOf } from '../app/manifests.ts';
import { printManifests, printWritten, resultForm } from './kit/output.ts';
import { analysisOf, profileOf, readSource } from '../app/read.ts';
import type { Command, Invocation } from './kit/command.ts';
import { GRAFANA, variantOf, wire } from '../app/wire.ts';
import { toJson } from '../kube/json.ts';

/** Any of these says that there is nothing to compute labels and namespaces from. */
const BY_FLAGS: readonly FlagKey[] = ['monitorLabels', 'ruleLabels', 'dashboardLabels', 'monitorNamespace'];

/** `promwire generate`: the manifests of setup, for Git. Nothing is written to a cluster. */
export const generate: Command = async (invocation) => {
  const { given, terminal } = invocation;
  resultForm(given, 'yaml');
  const profile = profileOf(given);
  const byFlags = BY_FLAGS.some((flag) => given.text(flag) !== undefined);
  const { manifests, variant, blocked } = byFlags
    ? await fromFlags(invocation, profile)
    : await fromCluster(invocation);
  if (blocked) return ['findings'];
  await validated(manifests);
  const folder = given.text('out');
  if (folder === undefined) {
    await printManifests(terminal, given, manifests);
    return ['ok'];
  }
  const files = filesOf(manifests, variant.dashboards);
  printWritten(terminal, await writeFiles(folder, files));
  const known = profile.variants.flatMap(({ dashboards }) => dashboards);
  const left = await leftFiles(
    folder,
    files,
    known.map((spec) => dashboardFile(spec, DASHBOARDS)),
  );
  if (left.length > 0)
    terminal.err(`note: left from before: ${visible(left.join(', '))}; remove them unless they are wanted\n`);
  return ['ok'];
};

/** What we print must be what the CRDs allow; if it is not, that is a mistake of promwire's. */
async function validated(manifests: readonly Manifest[]): Promise<void> {
  const { fieldProblems } = await import('../io/schema.ts');
  for (const manifest of manifests.filter(({ apiVersion }) => apiVersion.startsWith('monitoring.coreos.com/'))) {
    const [problem] = fieldProblems(manifest.kind, toJson(manifest['spec']));
    if (problem)
      throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${problem.path.join('.')}: ${problem.message}`);
  }
}

interface Generated {
  readonly manifests: readonly Manifest[];
  readonly variant: Profile['variants'][number];
  readonly blocked: boolean;
}

async function fromCluster(invocation: Invocation): Promise<Generated> {
  const { terminal } = invocation;
  const analysis = analysisOf(await readSource(invocation, GRAFANA, true));
  const { plan, variant, notes } = await wire(invocation, analysis, false);
  for (const note of notes) terminal.err(`note: ${note}\n`);
  for (const { text, command } of plan.advice)
    terminal.err(`note: ${text}\n${command === undefined ? '' : `  ${command}\n`}`);
  if (plan.unknown[0])
    throw new PromwireError(
      'forbidden',
      `not everything could be seen: ${plan.unknown[0].detail}`,
      'Give the labels by flags: --monitor-labels, --rule-labels, --monitor-namespace.',
    );
  if (plan.blocked.length > 0) terminal.err(planText({ ...plan, advice: [] }, [], plain));
  return { manifests: manifestsOf(plan), variant, blocked: plan.blocked.length > 0 };
}

/** What nobody said and no cluster could tell. */
function assumed(given: Invocation['given'], profile: Profile, { id, title }: Profile['variants'][number]): string[] {
  const others = profile.variants.filter((variant) => variant.id !== id);
  const unlabelled = (['monitorLabels', 'ruleLabels'] as const).filter((flag) => given.text(flag) === undefined);
  return [
    ...(given.text('variant') === undefined && others.length > 0
      ? [`for ${title}; ${others.map((other) => `--variant ${other.id} for ${other.title}`).join(', ')}`]
      : []),
    ...unlabelled.map(
      (flag) =>
        `without --${FLAGS[flag].name} the ${flag === 'ruleLabels' ? 'PrometheusRule' : 'ServiceMonitor'} has no label that a Prometheus could select it by`,
    ),
  ];
}

/** Without any cluster: labels and namespace are what the flags say, the rest is the profile's usual. */
async function fromFlags({ given, terminal }: Invocation, profile: Profile): Promise<Generated> {
  const backend = backends[0];
  if (!backend) throw new Error('no backend');
  if (given.texts('from').length > 0)
    throw new PromwireError(
      'usage',
      '--from and labels by flags exclude each other',
      'Give either files to compute from, or --monitor-labels, --rule-labels and --monitor-namespace.',
    );
  const shipped = variantOf(profile, given.text('variant'));
  const tuned = await givenSettings(given, profile, shipped);
  const variant = tuned?.variant ?? shipped;
  for (const note of assumed(given, profile, variant)) terminal.err(`note: ${note}\n`);
  const app = given.text('namespace') ?? profile.namespace;
  const namespace = given.text('monitorNamespace') ?? app;
  const { scrape } = variant;
  const name = nameFor(scrape.name, namespace, app);
  const annotations = placeAnnotations(namespace, app);
  const monitor = backend.renderMonitor(
    scrape,
    { name, namespace, labels: placeLabels(profile.id, labels(given, 'monitorLabels') ?? {}), annotations },
    { labels: scrape.serviceLabels, namespace: app, port: { name: scrape.port.name } },
  );
  const rules = backend.renderRules(variant.rules, {
    name,
    namespace,
    labels: placeLabels(profile.id, labels(given, 'ruleLabels') ?? {}),
    annotations: { ...settingsAnnotation(tuned), ...annotations },
  });
  const dashboards = configMapOf({
    name: dashboardsName(variant),
    namespace: app,
    dashboards: dashboardJsons(variant),
    labels: placeLabels(profile.id, labels(given, 'dashboardLabels') ?? { grafana_dashboard: '1' }),
  });
  return {
    manifests: [rules, monitor, ...(variant.dashboards.length === 0 ? [] : [dashboards])],
    variant,
    blocked: false,
  };
}
