import { gapText } from '../kube/gap-text.ts';
import { configMapOf } from '../backends/grafana/configmap.ts';
import { nameFor, placeAnnotations, placeLabels } from '../backends/prometheus-operator/placement.ts';
import { withPools } from '../backends/prometheus-operator/pools.ts';
import { jobsOf } from '../backends/prometheus-operator/running/jobs.ts';
import { PromwireError } from '../errors.ts';
import { leftFiles } from '../io/files/left-files.ts';
import { writeFiles } from '../io/files/write-files.ts';
import type { Manifest, ProfileVariant } from '../model/index.ts';
import { backends } from '../registry.ts';
import { plain, visible } from '../render/text/style.ts';
import { planText } from '../render/text/plan.ts';
import { ruleComments } from '../render/rule-comments.ts';
import { dashboardJsons, dashboardsName } from '../app/dashboard-delivery.ts';
import { DASHBOARDS, dashboardFile, filesOf, manifestsOf } from '../app/manifests.ts';
import { variantById } from '../app/profile.ts';
import { GRAFANA, propose } from '../app/propose.ts';
import { analysisOf } from '../app/read.ts';
import { settingsAnnotation, tuned } from '../app/settings.ts';
import { toJson } from '../kube/json.ts';
import { refOf } from '../kube/refs.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Invocation } from './kit/define-command.ts';
import { FLAGS } from './kit/flag-table.ts';
import { printManifests, printWritten } from './kit/output.ts';
import { askFor, choicesOf } from './kit/proposal.ts';
import { settingsOf } from './kit/settings.ts';
import { readSource } from './kit/source.ts';

type Asked = Invocation<'generate'>;

/** Any of these says that there is nothing to compute labels and namespaces from. */
const BY_FLAGS = ['monitorLabels', 'ruleLabels', 'dashboardLabels', 'monitorNamespace'] as const;

/** `promwire generate`: the manifests of setup, for Git. Nothing is written to a cluster. */
export const generate = defineCommand('generate', async (invocation) => {
  const { flags, subject: profile, terminal } = invocation;
  const byFlags = BY_FLAGS.some((flag) => flags[flag] !== undefined);
  const { manifests, variant, blocked } = byFlags ? await fromFlags(invocation) : await fromCluster(invocation);
  if (blocked) return ['findings'];
  await validated(manifests);
  const { out: folder } = flags;
  if (folder === undefined) {
    await printManifests(terminal, flags.output, manifests, ruleComments(variant.rules));
    return ['ok'];
  }
  const files = filesOf(manifests, variant);
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
});

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
  readonly variant: ProfileVariant;
  readonly blocked: boolean;
}

async function fromCluster(invocation: Asked): Promise<Generated> {
  const { terminal } = invocation;
  const analysis = analysisOf(await readSource(invocation, { extra: GRAFANA, whole: true }));
  const options = { correct: false, chooseStack: askFor(terminal) };
  const { plan, variant, notes } = await propose(analysis, await choicesOf(invocation), options);
  for (const note of notes) terminal.err(`note: ${note}\n`);
  for (const { text, command } of plan.advice)
    terminal.err(`note: ${text}\n${command === undefined ? '' : `  ${command}\n`}`);
  if (plan.unknown[0])
    throw new PromwireError(
      'forbidden',
      `not everything could be seen: ${gapText(plan.unknown[0])}`,
      'Give the labels by flags: --monitor-labels, --rule-labels, --monitor-namespace.',
    );
  if (plan.blocked.length > 0) terminal.err(planText({ ...plan, advice: [] }, [], plain));
  return { manifests: manifestsOf(plan), variant, blocked: plan.blocked.length > 0 };
}

/** What nobody said and no cluster could tell. */
function assumed({ flags, subject: profile }: Asked, { id, title }: ProfileVariant): readonly string[] {
  const others = profile.variants.filter((variant) => variant.id !== id);
  const unlabelled = (['monitorLabels', 'ruleLabels'] as const).filter((flag) => flags[flag] === undefined);
  return [
    ...(flags.variant === undefined && others.length > 0
      ? [`for ${title}; ${others.map((other) => `--variant ${other.id} for ${other.title}`).join(', ')}`]
      : []),
    ...unlabelled.map(
      (flag) =>
        `without --${FLAGS[flag].name} the ${flag === 'ruleLabels' ? 'PrometheusRule' : 'ServiceMonitor'} has no label that a Prometheus could select it by`,
    ),
  ];
}

/** Without any cluster: labels and namespace are what the flags say, the rest is the profile's usual. */
async function fromFlags(invocation: Asked): Promise<Generated> {
  const { flags, subject: profile, terminal } = invocation;
  const backend = backends[0];
  if (!backend) throw new Error('no backend');
  if (flags.from.length > 0)
    throw new PromwireError(
      'usage',
      '--from and labels by flags exclude each other',
      'Give either files to compute from, or --monitor-labels, --rule-labels and --monitor-namespace.',
    );
  const shipped = variantById(profile, flags.variant);
  const settings = await settingsOf(flags);
  const set = settings && tuned(profile, shipped, settings);
  const variant = set?.variant ?? shipped;
  for (const note of assumed(invocation, variant)) terminal.err(`note: ${note}\n`);
  const { namespace: app = profile.namespace } = flags;
  const { monitorNamespace: namespace = app } = flags;
  const { scrape } = variant;
  const name = nameFor(scrape.name, namespace, app);
  const annotations = placeAnnotations(namespace, app);
  const monitor = backend.renderMonitor(
    scrape,
    { name, namespace, labels: placeLabels(profile.id, flags.monitorLabels ?? {}), annotations },
    { labels: scrape.serviceLabels, namespace: app, port: { name: scrape.port.name } },
  );
  const rules = backend.renderRules(withPools(variant.rules, jobsOf(refOf(monitor), 1)), {
    name,
    namespace,
    labels: placeLabels(profile.id, flags.ruleLabels ?? {}),
    annotations: { ...settingsAnnotation(set), ...annotations },
  });
  const dashboards = configMapOf({
    name: dashboardsName(variant),
    namespace: app,
    dashboards: dashboardJsons(variant),
    labels: placeLabels(profile.id, flags.dashboardLabels ?? { grafana_dashboard: '1' }),
  });
  return {
    manifests: [rules, monitor, ...(variant.dashboards.length === 0 ? [] : [dashboards])],
    variant,
    blocked: false,
  };
}
