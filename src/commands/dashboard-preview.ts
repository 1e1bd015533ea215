import { PRINTED } from '../render/report-json.ts';
import { reachOf } from '../backends/prometheus-operator/running/addresses.ts';
import { PromwireError } from '../errors.ts';
import { observeStack, prometheusOver } from '../io/prometheus/index.ts';
import { openInCluster } from '../io/prometheus/cluster.ts';
import { matcherTest } from '../lang/re2/index.ts';
import type {
  Answer,
  DashboardNow,
  DashboardSpec,
  Profile,
  ProfileVariant,
  Sample,
  StackObservation,
} from '../model/index.ts';
import { dashboardQueries, variableQuery } from '../backends/grafana/model/dashboard-queries.ts';
import type { Choices } from '../backends/grafana/model/dashboard-queries.ts';
import { previewText } from '../render/text/dashboard.ts';
import { dashboardNow } from '../backends/grafana/model/dashboard-values.ts';
import { chosenDashboards } from './dashboard-choice.ts';
import { printResult } from './kit/output.ts';
import { previewOutcome } from '../app/outcomes.ts';
import { blindness, withBlind } from '../app/preview-sight.ts';
import { variantById } from '../app/profile.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Invocation } from './kit/define-command.ts';
import { pairs } from './kit/flags.ts';
import { directOf } from './kit/prometheus.ts';
import { proposeIn } from './kit/proposal.ts';
import { variantUnder } from './kit/settings.ts';
import { openCluster } from './kit/source.ts';

type Asked = Invocation<'dashboard preview'>;

/** In milliseconds, without --range. */
const SIX_HOURS = 6 * 3_600_000;

type Ask = (queries: readonly string[]) => Promise<(expr: string) => Answer<readonly Sample[]>>;

/** `promwire dashboard preview`: the panels' current values, asked of Prometheus itself. */
export const dashboardPreview = defineCommand('dashboard preview', async (invocation) => {
  const { flags, subject: profile, terminal } = invocation;
  const range = `${Math.max(1, Math.round((flags.range ?? SIX_HOURS) / 1000))}s`;
  const values = chosenValues(invocation);
  const { variant, ask, close } = await openAsk(invocation);
  try {
    // Without a name the overview, which comes first.
    const [spec] = chosenDashboards(variant, flags.dashboard);
    if (!spec)
      throw new PromwireError(
        'failed',
        `${variant.title} has no dashboard`,
        'Nothing is to be previewed: promwire verify says whether its metrics arrive.',
      );
    const shown = await look(spec, { values, range }, ask);
    const blind = await blindness(variant, profile.title, ask);
    const chosen = Object.keys(values).length > 0;
    const now = blind ? withBlind(shown, blind, { spec, variant, chosen }) : shown;
    if (blind) terminal.err(`promwire: ${blind.detail} ${blind.next}\n`);
    await printResult(
      terminal,
      flags.output,
      () => ({ apiVersion: PRINTED, kind: 'DashboardPreview', ...now }),
      () => previewText(now, terminal.outStyle),
    );
    return [blind ? 'unknown' : previewOutcome(now)];
  } finally {
    close();
  }
});

/** --set NAME=VALUE. */
function chosenValues({ flags }: Asked): Readonly<Record<string, string>> {
  const refuse = (text: string): PromwireError =>
    new PromwireError('usage', `--set ${text}: not NAME=VALUE`, 'Write it like --set check=daemonset.');
  return Object.fromEntries(pairs(flags.set, /^(\w+)=(.*)$/, refuse));
}

/** Fills the variables that need a value with the first there is, as Grafana does, then asks for every panel. */
async function look(spec: DashboardSpec, given: Choices, ask: Ask): Promise<DashboardNow> {
  const known = spec.variables.map(({ name }) => name);
  const strange = Object.keys(given.values ?? {}).find((name) => !known.includes(name));
  if (strange !== undefined)
    throw new PromwireError(
      'usage',
      `--set ${strange}: ${spec.title} has no such variable`,
      `It has: ${known.join(', ')}.`,
    );
  await refuseStrangers(spec, given, ask);
  let choices = given;
  for (const variable of spec.variables.filter(
    ({ name, required }) => required && given.values?.[name] === undefined,
  )) {
    const { expr, label } = variableQuery(variable, spec, choices);
    const answer = (await ask([expr]))(expr);
    const [first] = answer.kind === 'ok' ? answer.value.flatMap(({ labels }) => labels[label] ?? []).toSorted() : [];
    if (first !== undefined) choices = { ...choices, values: { ...choices.values, [variable.name]: first } };
  }
  const answers = await ask([...new Set(dashboardQueries(spec, choices).map(({ expr }) => expr))]);
  return dashboardNow(spec, choices, answers, Date.now());
}

/** A chosen value that no series has shows a dashboard on which nothing fails. Throws PromwireError 'usage'. */
async function refuseStrangers(spec: DashboardSpec, given: Choices, ask: Ask): Promise<void> {
  for (const variable of spec.variables) {
    const value = given.values?.[variable.name];
    if (value === undefined) continue;
    const { expr, label } = variableQuery(variable, spec, { ...given, values: {} });
    const answer = (await ask([expr]))(expr);
    const known = answer.kind === 'ok' ? answer.value.flatMap(({ labels }) => labels[label] ?? []).toSorted() : [];
    const matches = matcherTest(value);
    if (known.length === 0 || known.some((name) => name === value || matches(name))) continue;
    const shown = known.slice(0, 20).join(', ');
    throw new PromwireError(
      'usage',
      `--set ${variable.name}=${value}: no such ${variable.name}`,
      `There ${known.length === 1 ? 'is' : 'are'}: ${shown}${known.length > 20 ? ` and ${known.length - 20} more` : ''}.`,
    );
  }
}

interface Opened {
  readonly variant: ProfileVariant;
  readonly ask: Ask;
  readonly close: () => void;
}

async function openAsk(invocation: Asked): Promise<Opened> {
  const { flags, subject: profile } = invocation;
  const direct = directOf(flags, invocation.env);
  if (direct) {
    const instances = [prometheusOver({ name: direct.name }, direct.transport)];
    const stack = {
      ref: { apiVersion: '', kind: 'Prometheus', name: direct.name },
      capabilities: ['query'],
      shards: 1,
    } as const;
    const ask: Ask = async (queries) =>
      answersOf(await observeStack(stack, instances, wanted(queries), invocation.signal));
    try {
      const shipped = await variantThere(profile, flags.variant, ask);
      return { variant: await variantUnder(flags, profile, shipped), ask, close: direct.close };
    } catch (error) {
      direct.close();
      throw error;
    }
  }
  const kube = await openCluster(invocation);
  try {
    const { analysis, stack, variant } = await proposeIn(kube, invocation);
    const instances = await openInCluster(kube, reachOf(stack, analysis.world.snapshot.objects), invocation.signal);
    const ask: Ask = async (queries) =>
      answersOf(await observeStack(stack, instances, wanted(queries), invocation.signal));
    return { variant, ask, close: () => kube.close() };
  } catch (error) {
    kube.close();
    throw error;
  }
}

function wanted(queries: readonly string[]): Parameters<typeof observeStack>[2] {
  return { jobs: [], rules: false, queries };
}

/** Of several instances the first that has data: with shards only one may scrape the application. */
function answersOf(observation: StackObservation): (expr: string) => Answer<readonly Sample[]> {
  return (expr) => {
    const answers = observation.instances.flatMap(({ queries }) => queries[expr] ?? []);
    return (
      answers.find((answer) => answer.kind === 'ok' && answer.value.length > 0) ??
      answers.find((answer) => answer.kind === 'ok') ??
      answers[0] ??
      observation.problem ?? {
        kind: 'unknown',
        reason: 'no-address',
        detail: 'No Prometheus could be asked.',
        next: 'Give its address with --prometheus-url.',
      }
    );
  };
}

/** Without a cluster the metrics say which variant runs. Throws PromwireError where they cannot. */
async function variantThere(profile: Profile, named: string | undefined, ask: Ask): Promise<ProfileVariant> {
  if (named !== undefined) return variantById(profile, named);
  const metrics = profile.variants.flatMap((variant) =>
    variant.detect.flatMap((detection) =>
      detection.by === 'metric' ? [{ variant, expr: `count(${detection.name})` }] : [],
    ),
  );
  const answers = await ask(metrics.map(({ expr }) => expr));
  const hint = `Say which with --variant: ${profile.variants.map(({ id }) => id).join(', ')}.`;
  for (const { variant, expr } of metrics) {
    const answer = answers(expr);
    if (answer.kind === 'unknown') throw new PromwireError('unreachable', answer.detail, answer.next);
    if (answer.value.length > 0) return variant;
  }
  throw new PromwireError('failed', `this Prometheus has no metric of ${profile.title}`, hint);
}
