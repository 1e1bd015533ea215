/** What the panels of a dashboard show now, asked of Prometheus itself. */
import { dashboardQueries, variableQuery } from '../backends/grafana/model/dashboard-queries.ts';
import type { Choices } from '../backends/grafana/model/dashboard-queries.ts';
import { dashboardNow } from '../backends/grafana/model/dashboard-values.ts';
import { PromwireError } from '../errors.ts';
import { matcherTest } from '../lang/re2/index.ts';
import type { DashboardNow, DashboardSpec, DashboardVariable, Profile, ProfileVariant } from '../model/index.ts';
import type { Ask } from './ask.ts';
import { chosenDashboards } from './dashboard-choice.ts';
import { outdated } from './preview-age.ts';
import { blindness, withBlind } from './preview-sight.ts';

/** In milliseconds. */
const SIX_HOURS = 6 * 3_600_000;

export interface PreviewOptions {
  /** Its uid, or the end of its title; the first one by default. */
  readonly dashboard?: string | undefined;
  /** Values of its variables. */
  readonly values?: Readonly<Record<string, string>>;
  /** Time range in milliseconds; six hours by default. */
  readonly rangeMs?: number | undefined;
  /** Why the application is known not to be scraped any more. */
  readonly notScraped?: string | undefined;
}

export interface Preview {
  readonly now: DashboardNow;
  /** Why its empty panels say nothing: rules or the whole application are missing in this Prometheus. */
  readonly blind?: { readonly detail: string; readonly next: string };
}

/**
 * Fills the variables that need a value with the first there is, as Grafana does, then asks for every panel. Throws
 * PromwireError: 'usage' (no such dashboard, variable or value), 'failed' (the variant has no dashboard).
 */
export async function previewDashboard(
  profile: Profile,
  variant: ProfileVariant,
  ask: Ask,
  { dashboard, values = {}, rangeMs = SIX_HOURS, notScraped }: PreviewOptions = {},
): Promise<Preview> {
  // Without a name the overview, which comes first.
  const [spec] = chosenDashboards(variant, dashboard);
  if (!spec)
    throw new PromwireError(
      'failed',
      `${variant.title} has no dashboard`,
      'Nothing to preview; promwire verify shows whether its metrics arrive.',
    );
  const range = `${Math.max(1, Math.round(rangeMs / 1000))}s`;
  const found = await look(spec, { values, range }, ask);
  const old = await outdated(variant, { title: profile.title, why: notScraped }, ask);
  const shown = old === undefined ? found : { ...found, outdated: old };
  const blind = await blindness(variant, profile.title, ask);
  if (!blind) return { now: shown };
  return { now: withBlind(shown, blind, { spec, variant, chosen: Object.keys(values).length > 0 }), blind };
}

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
    const [first] = await valuesOf(variable, spec, choices, ask);
    if (first !== undefined) choices = { ...choices, values: { ...choices.values, [variable.name]: first } };
  }
  const answers = await ask([...new Set(dashboardQueries(spec, choices).map(({ expr }) => expr))]);
  return dashboardNow(spec, choices, answers, Date.now());
}

/** The values that a variable can have, in order; none where that is not known. */
async function valuesOf(
  variable: DashboardVariable,
  spec: DashboardSpec,
  choices: Choices,
  ask: Ask,
): Promise<readonly string[]> {
  const { expr, label } = variableQuery(variable, spec, choices);
  const answer = (await ask([expr]))(expr);
  return answer.kind === 'ok' ? answer.value.flatMap(({ labels }) => labels[label] ?? []).toSorted() : [];
}

/** A chosen value that no series has shows a dashboard on which nothing fails. Throws PromwireError 'usage'. */
async function refuseStrangers(spec: DashboardSpec, given: Choices, ask: Ask): Promise<void> {
  for (const variable of spec.variables) {
    const value = given.values?.[variable.name];
    if (value === undefined) continue;
    const known = await valuesOf(variable, spec, { ...given, values: {} }, ask);
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
