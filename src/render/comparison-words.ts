/** The sum of a comparison, in one line. */
import type { Comparison, ExpectedLoss, LostPart } from '../model/index.ts';
import { comparisonSummary } from './comparison-json.ts';
import { plural } from './text/style.ts';

/** What the kinds of objects are called, where there is a word for them; those of one word are counted together. */
const NOUNS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'monitor',
  PodMonitor: 'monitor',
  Probe: 'probe',
  ScrapeConfig: 'scrape config',
  PrometheusRule: 'rule object',
  AlertmanagerConfig: 'Alertmanager config',
  ConfigMap: 'dashboard',
  GrafanaDashboard: 'dashboard',
};

/** What the parts of objects are called, one and many. */
const PARTS: Readonly<Record<LostPart, readonly [one: string, many?: string]>> = {
  alert: ['alert'],
  'recording-rule': ['recording rule'],
  dashboard: ['dashboard'],
  'static-target': ['static target'],
  job: ['job renamed', 'jobs renamed'],
  'rule-query': ['rule that asks for nothing', 'rules that ask for nothing'],
  route: ['alert that reaches nobody', 'alerts that reach nobody'],
  'dashboard-query': ['dashboard that asks for nothing', 'dashboards that ask for nothing'],
};

const MANY = new Map(Object.values(PARTS).flatMap(([one, many]) => (many === undefined ? [] : [[one, many]])));

/** "Loses 2 monitors, 1 alert, 5 targets; 1 new error; gains 1 monitor." */
export function comparisonLine(comparison: Comparison): string {
  const { lost, partsLost, gained, targetsLost, targetsGained, errors, warnings, unknown } =
    comparisonSummary(comparison);
  const { expected = [] } = comparison;
  const loses = listed(lost, partsLost, targetsLost);
  const gains = listed(gained, {}, targetsGained);
  const old = comparison.standing.errors - errors;
  const nothing =
    errors > 0 ? [] : [old > 0 ? `nothing more is lost; ${plural(old, 'error')} as before` : 'loses nothing'];
  const parts = [
    ...(loses === '' ? nothing : [`loses ${loses}`]),
    ...(errors > 0 ? [plural(errors, 'new error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'new warning')] : []),
    ...(unknown > 0 ? [`${unknown} not known any more`] : []),
    ...(expected.length > 0 ? [`${expected.length} expected ${expected.length === 1 ? 'loss' : 'losses'}`] : []),
    ...(gains === '' ? [] : [`gains ${gains}`]),
  ];
  return parts.join('; ');
}

function listed(
  kinds: Readonly<Record<string, number>>,
  parts: Readonly<Record<string, number>>,
  targets: number,
): string {
  const nouns = new Map<string, number>();
  const count = (noun: string, more: number): unknown => nouns.set(noun, (nouns.get(noun) ?? 0) + more);
  for (const [kind, n] of Object.entries(kinds)) count(NOUNS[kind] ?? kind, n);
  for (const [part, n] of Object.entries(parts)) count(part in PARTS ? PARTS[part as LostPart][0] : part, n);
  if (targets > 0) nouns.set('target', targets);
  return [...nouns].map(([noun, n]) => (n === 1 ? `1 ${noun}` : `${n} ${MANY.get(noun) ?? `${noun}s`}`)).join(', ');
}

/** A side, or a file of it, as a person reads it: of the 40 digits of a commit ten tell it from the others. */
export function revisionText(name: string): string {
  return name.replace(/^([0-9a-f]{10})[0-9a-f]{30,54}(?=:|$)/, '$1').replace(/^([0-9a-f]{10}):$/, '$1');
}

/** Nothing of it is worth a word to a reviewer. */
export function isQuiet({ losses, expected = [], gains, unknown, appeared, gone, rerouted = [] }: Comparison): boolean {
  return [losses, expected, gains, unknown, appeared, gone, rerouted].every((parts) => parts.length === 0);
}

/** Why a loss is none, for a person. */
export function expectedText({ expected: { reason, until } }: ExpectedLoss): string {
  return `It is expected through ${until}: ${reason}`;
}

/** "prod, staging: " before what is said of some of several clusters. */
export function clustersText({ clusters = [] }: { readonly clusters?: readonly string[] }): string {
  return clusters.length === 0 ? '' : `${clusters.join(', ')}: `;
}
