/** Settings of alerts: as a file has them, and as the annotation that an earlier run left. */
import { gapText } from '../kube/gap-text.ts';
import type { App } from '../world/applications.ts';
import { isObject, toJson } from '../kube/json.ts';
import { hasLabels } from '../kube/service.ts';
import { nearest } from '../kube/nearest.ts';
import { applicationOf, ourLabels } from '../backends/prometheus-operator/placement.ts';
import { rulesPlace } from '../plan/rules.ts';
import { refOf, title } from '../kube/refs.ts';
import type { World } from '../world/world.ts';
import { PromwireError } from '../errors.ts';
import { readFileFor } from '../io/http/address.ts';
import { readDocuments } from '../io/files/documents.ts';
import type { Gap, Json, JsonObject, KubeObject, Labels, Profile, ProfileVariant, Stack } from '../model/index.ts';
import { nothingSet, tunedVariant, type AlertChoice, type WrittenSettings } from '../plan/tuned-variant.ts';

/** On a PrometheusRule of ours whose alerts are not as shipped; a later run without settings keeps them. */
const SETTINGS = 'promwire.dev/settings';

/** Instead of a file: everything as it is shipped. */
const STANDARD = 'default';

/** A variant, and what was set in it as one line of JSON, absent where nothing is. */
export interface Tuned {
  readonly variant: ProfileVariant;
  readonly settings?: string;
}

/** What makes a later run keep them. */
export function settingsAnnotation(tuned: Tuned | undefined): Labels {
  return tuned?.settings === undefined ? {} : { [SETTINGS]: tuned.settings };
}

/** Settings at a PrometheusRule that an earlier run made, as they stand there. */
export interface Kept {
  readonly at: string;
  readonly text: string;
}

/**
 * What an earlier run left: at the object that setup writes, else where it wrote before. `hidden`: there is nothing to
 * be seen, and what hides it.
 */
export function keptSettings(
  world: World,
  stack: Stack,
  app: App,
): { readonly kept?: Kept; readonly hidden: readonly Gap[] } {
  const place = rulesPlace(world, stack, app);
  const written = world
    .all('monitoring.coreos.com', 'PrometheusRule')
    .filter((object) => isFor(object, app) && SETTINGS in object.metadata.annotations);
  const here = place.kind === 'place' ? place.namespace : undefined;
  const object = written.find(({ metadata }) => metadata.namespace === here) ?? written[0];
  if (object)
    return { kept: { at: title(refOf(object)), text: object.metadata.annotations[SETTINGS] ?? '' }, hidden: [] };
  if (here === undefined) return { hidden: [] };
  const gaps = world.gaps('monitoring.coreos.com', 'PrometheusRule', here);
  return { hidden: gaps.filter(({ reason }) => reason !== 'not-read').map(asLoss) };
}

function asLoss(gap: Gap): Gap {
  const sentence = `${gapText(gap)} What an earlier run set in the alerts could be lost: give it with --settings FILE, or --settings ${STANDARD} for the alerts as shipped.`;
  return { ...gap, sentence };
}

/** The variant under what was kept. Throws PromwireError where that is unreadable. */
export async function tunedAsKept(profile: Profile, variant: ProfileVariant, { at, text }: Kept): Promise<Tuned> {
  try {
    return tuned(profile, variant, await decoded(text, SETTINGS));
  } catch (error) {
    if (!(error instanceof PromwireError)) throw error;
    throw new PromwireError(
      'usage',
      `${at}: ${error.message}`,
      `Give the settings again with --settings FILE, or --settings ${STANDARD} for the alerts as shipped.`,
      { cause: error },
    );
  }
}

function isFor(object: KubeObject, { profile, namespace }: App): boolean {
  const ours = hasLabels(object.metadata.labels, ourLabels(profile));
  return ours && applicationOf(object) === namespace;
}

/** The variant under these settings. Throws PromwireError 'usage' with what is wrong and what is possible. */
export function tuned(profile: Profile, variant: ProfileVariant, written: WrittenSettings): Tuned {
  const { values, labels: onAll, alerts } = written;
  const parts: JsonObject = {
    ...values,
    ...(Object.keys(onAll).length > 0 ? { labels: onAll } : {}),
    ...(Object.keys(alerts).length > 0 ? { alerts: toJson(alerts) } : {}),
  };
  const result = { variant: tunedVariant(profile, variant, written) };
  return Object.keys(parts).length === 0 ? result : { ...result, settings: JSON.stringify(parts) };
}

/** What settings contain besides single values. */
const MAPS: readonly string[] = ['labels', 'alerts'];

/** The settings in a file; "default": all as shipped. Throws PromwireError 'usage'. */
export async function readSettings(file: string): Promise<WrittenSettings> {
  return file === STANDARD ? nothingSet : await decoded(readFileFor('--settings', file), `--settings ${file}`);
}

async function decoded(text: string, where: string): Promise<WrittenSettings> {
  const refuse = (what: string): PromwireError =>
    new PromwireError('usage', `${where}: ${what}`, 'promwire settings prints a file with everything that can be set.');
  const [first, more] = readDocuments(text.replace(/^\ufeff/, ''));
  if (more) throw refuse('it holds several documents');
  if (first?.outcome === 'broken') throw refuse(`line ${first.line}, column ${first.column}: ${first.reason}`);
  const value = first?.value ?? {};
  const strange = isObject(value)
    ? Object.keys(value).find((name) => isObject(value[name]) && !MAPS.includes(name))
    : undefined;
  if (strange !== undefined) {
    const near = nearest(strange, MAPS);
    throw refuse(`${strange}: no such map${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
  const { settingsProblem } = await import('../io/schema.ts');
  const problem = settingsProblem(value);
  if (problem !== undefined || !isObject(value)) throw refuse(problem ?? 'it is not a map');
  const { labels: onAll, alerts, ...values } = value;
  return {
    values: values as WrittenSettings['values'],
    labels: (onAll ?? {}) as Labels,
    alerts: Object.fromEntries(
      Object.entries(isObject(alerts) ? alerts : {}).map(([name, choice]) => [name, choiceOf(choice)]),
    ),
  };
}

/** Words that YAML takes for false and true switch, whatever their case; another one is a severity. */
export function choiceOf(written: Json): AlertChoice {
  if (typeof written === 'boolean') return { enabled: written };
  if (typeof written === 'string' && /^(?:off|no|false)$/i.test(written)) return { enabled: false };
  if (typeof written === 'string' && /^(?:on|yes|true)$/i.test(written)) return { enabled: true };
  if (typeof written === 'string') return { severity: written };
  return isObject(written) ? written : {};
}
