/** Where the settings of alerts come from: a file, flags, or the annotation that an earlier run left. */
import type { App } from '../world/applications.ts';
import { isObject, own, toJson } from '../kube/json.ts';
import { nearest } from '../kube/nearest.ts';
import { applicationOf, ourLabels } from '../backends/prometheus-operator/placement.ts';
import { rulesPlace } from '../plan/rules.ts';
import { refOf, title } from '../kube/refs.ts';
import type { World } from '../world/world.ts';
import { PromwireError } from '../errors.ts';
import { readFileFor } from '../io/http/address.ts';
import { readDocuments } from '../io/files/documents.ts';
import type { Gap, Json, JsonObject, KubeObject, Labels, Profile, ProfileVariant, Stack } from '../model/index.ts';
import { labels, type FlagKey, type Given } from '../commands/kit/flags.ts';
import { nothingSet, tunedVariant, type AlertChoice, type WrittenSettings } from '../plan/tuned-variant.ts';
import { hasLabels } from '../kube/service.ts';

/** On a PrometheusRule of ours whose alerts are not as shipped; a later run without flags keeps them. */
const SETTINGS = 'promwire.dev/settings';

const FLAGS = ['settings', 'threshold', 'alert', 'alertLabels'] as const satisfies readonly FlagKey[];

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

/** What the flags say. undefined: they say nothing. Throws PromwireError 'usage'. */
export async function givenSettings(
  given: Given,
  profile: Profile,
  variant: ProfileVariant,
): Promise<Tuned | undefined> {
  if (FLAGS.every((flag) => given.texts(flag).length === 0)) return undefined;
  const file = given.text('settings');
  const base = file === undefined || file === STANDARD ? nothingSet : await ofFile(file);
  return tuned(profile, variant, {
    values: { ...base.values, ...Object.fromEntries(pairs(given, 'threshold')) },
    labels: { ...base.labels, ...labels(given, 'alertLabels') },
    alerts: pairs(given, 'alert').reduce(
      (alerts, [name, text]) => ({ ...alerts, [name]: over(own(alerts, name), choiceOf(text)) }),
      base.alerts,
    ),
  });
}

/** The same variant as the flags set it, where there is no cluster that could have kept anything. */
export async function variantAsGiven(given: Given, profile: Profile, shipped: ProfileVariant): Promise<ProfileVariant> {
  return (await givenSettings(given, profile, shipped))?.variant ?? shipped;
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
  const detail = `${gap.detail} What an earlier run set in the alerts could be lost: give it with --settings FILE, or --settings ${STANDARD} for the alerts as shipped.`;
  return { ...gap, detail };
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
      `Give the settings anew with --settings FILE, or --settings ${STANDARD} for the alerts as shipped.`,
      { cause: error },
    );
  }
}

function isFor(object: KubeObject, { profile, namespace }: App): boolean {
  const ours = hasLabels(object.metadata.labels, ourLabels(profile));
  return ours && applicationOf(object) === namespace;
}

function tuned(profile: Profile, variant: ProfileVariant, written: WrittenSettings): Tuned {
  const { values, labels: onAll, alerts } = written;
  const parts: JsonObject = {
    ...values,
    ...(Object.keys(onAll).length > 0 ? { labels: onAll } : {}),
    ...(Object.keys(alerts).length > 0 ? { alerts: toJson(alerts) } : {}),
  };
  const result = { variant: tunedVariant(profile, variant, written) };
  return Object.keys(parts).length === 0 ? result : { ...result, settings: JSON.stringify(parts) };
}

/** What settings hold beside single values. */
const MAPS: readonly string[] = ['labels', 'alerts'];

async function ofFile(file: string): Promise<WrittenSettings> {
  return await decoded(readFileFor('--settings', file), `--settings ${file}`);
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
  if (problem !== undefined || !isObject(value)) throw refuse(problem ?? 'it is no map');
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
function choiceOf(written: Json): AlertChoice {
  if (typeof written === 'boolean') return { enabled: written };
  if (typeof written === 'string' && /^(?:off|no|false)$/i.test(written)) return { enabled: false };
  if (typeof written === 'string' && /^(?:on|yes|true)$/i.test(written)) return { enabled: true };
  if (typeof written === 'string') return { severity: written };
  return isObject(written) ? written : {};
}

/** What was said later goes before; who gives a severity to an alert that was off wants it. */
function over({ enabled, ...before }: AlertChoice = {}, choice: AlertChoice): AlertChoice {
  const stays = enabled === undefined || (!enabled && choice.severity !== undefined) ? {} : { enabled };
  return { ...before, ...stays, ...choice };
}

function pairs(given: Given, flag: FlagKey): readonly (readonly [string, string])[] {
  return given.texts(flag).map((text) => {
    const match = /^([^=\s]+)=(.+)$/.exec(text);
    if (!match)
      throw new PromwireError(
        'usage',
        `--${flag} ${JSON.stringify(text)} is not NAME=VALUE`,
        `Write it like ${flag === 'alert' ? 'KuberhealthyCheckSlow=off' : 'objective=0.995'}; promwire settings lists the names.`,
      );
    return [match[1] ?? '', match[2] ?? ''];
  });
}
